#include "kith/arena.hpp"

#include <doctest/doctest.h>

#include "term/sample_terms.hpp"

using namespace kith;

TEST_CASE("arena: small terms are embedded as copies, others by reference") {
  struct row {
    term t;
    std::uint64_t words;
  };
  const row rows[] = {
      {term(1), 0},
      {term(atoms::ok), 0},
      {term(1.5), 2},
      {tuple(1, 2), 3},
      {tuple(1, 2.5), 5},
      {tuple(1, 2, 3, 4, 5, 6, 7), 8},
      {tuple(1, 2, 3, 4, 5, 6, 7, 8), detail::xref_words},
      {list(1, 2, 3, 4), 8},
      {list(1, 2, 3, 4, 5), detail::xref_words},
      {term::binary(std::string(56, 'x')), 8},
      {term::binary(std::string(57, 'x')), detail::xref_words},
      {map(1, 2, 3, 4), 5},
      {term(sample::ref("a@h", 1, {1, 2, 3})), 4},
      {tuple(tuple(tuple(tuple()))), 7},
      {tuple(term::binary(std::string(100, 'x'))), detail::xref_words},
      {sample::closure(1), detail::xref_words},
  };
  for (const row& r : rows) {
    CHECK(embed_words(r.t) == r.words);
    arena a(r.words + 2);
    detail::word* cell = a.take(2);
    cell[0] = a.embed(r.t);
    cell[1] = detail::nil_word;
    const term held = a.finish(detail::list_word(cell));
    CHECK(held.ref().head() == r.t.ref());
    CHECK((compare_exact(held.ref().head(), r.t) == 0));
  }
}

TEST_CASE("arena: a copy shares nothing with what it was made of") {
  term inner = tuple(1, 2.5);
  arena a(embed_words(inner) + 2);
  detail::word* cell = a.take(2);
  cell[0] = a.embed(inner);
  cell[1] = detail::nil_word;
  const term held = a.finish(detail::list_word(cell));
  CHECK(inner.ref().home()->refs == 1);
  inner = term();
  CHECK(held.ref().head()[1] == term(2.5));
}
