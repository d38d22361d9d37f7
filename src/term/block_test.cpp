#include <doctest/doctest.h>

#include "term/sample_terms.hpp"

using namespace kith;

namespace {

std::uint32_t owners(const term& t) {
  return t.ref().home()->refs;
}

term large_tuple() {
  return tuple(1, 2, 3, 4, 5, 6, 7, 8, 9);
}

}  // namespace

TEST_CASE("block: terms that share one count their owners") {
  const term a = large_tuple();
  CHECK(owners(a) == 1);
  {
    const term b = a;
    const term part(a[3]);  // an integer lies in its word
    CHECK(owners(a) == 2);
    CHECK(part == term(4));
  }
  CHECK(owners(a) == 1);
}

TEST_CASE("block: a part of a term keeps the block that it lies in") {
  term whole = tuple(large_tuple(), atoms::ok);
  const term part(whole[0]);
  whole = term();
  CHECK(part.tuple_size() == 9);
  CHECK(part[8] == term(9));
}

TEST_CASE("block: what is embedded by reference lives as long as what holds it") {
  term inner = large_tuple();
  term outer = tuple(inner, inner);
  CHECK(owners(inner) == 3);
  const term copy = inner;
  inner = term();
  CHECK(outer[0] == copy);
  outer = term();
  CHECK(owners(copy) == 1);
}

TEST_CASE("block: a block that many others refer to goes with the last of them") {
  term shared = large_tuple();
  std::vector<term> holders;
  for (int i = 0; i < 100; ++i) {
    holders.push_back(tuple(i, shared));
  }
  CHECK(owners(shared) == 101);
  const term all = sample::tuple_of(holders);
  holders.clear();
  CHECK(owners(shared) == 101);
}

TEST_CASE("block: freeing a million blocks, each held by the next, needs no stack") {
  term chain = sample::nested_tuples(1'000'000);
  const term end = large_tuple();
  chain = tuple(chain, end);
  CHECK(owners(end) == 2);
  chain = term();
  CHECK(owners(end) == 1);
}

TEST_CASE("block: an arena that is given up frees what it has referred to") {
  const term shared = large_tuple();
  {
    arena a(detail::xref_words + 10);
    static_cast<void>(a.embed(shared));
    CHECK(owners(shared) == 2);
  }
  CHECK(owners(shared) == 1);
}
