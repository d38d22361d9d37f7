#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "term/map.hpp"
#include "term/sample_terms.hpp"

using namespace kith;

namespace {

detail::block* home(const term& t) {
  return t.ref().home();
}
std::uint32_t words(const term& t) {
  return home(t)->words;
}

term numbers(int count) {
  term m = map();
  for (int i = 0; i < count; ++i) {
    const term value = tuple(i, list(i, 2, 3, 4, 5));
    m = map_put(m, term(i), value);
  }
  return m;
}

}  // namespace

TEST_CASE("compact: a part of a large term is copied into a block of its own") {
  const term whole = tuple(list(1, 2, 3), term::binary(std::string(1000, 'x')));
  const term part = compact(whole[0]);
  CHECK(part == whole[0]);
  CHECK(home(part) != home(whole));
  CHECK(words(part) == 6);
  CHECK(home(part)->away == nullptr);
}

TEST_CASE("compact: what already is one block of its own is not copied") {
  const term t = tuple(1, list(2, 3), 4.5);
  CHECK(compact(t).ref().raw() == t.ref().raw());
  CHECK(compact(term(5)) == term(5));
  const term binary = term::binary(std::string(100, 'x'));
  CHECK(compact(binary).ref().raw() == binary.ref().raw());
}

TEST_CASE("compact: many blocks become one") {
  const term t = compact(sample::nested_tuples(100'000));
  CHECK(t == sample::nested_tuples(100'000));
  CHECK(home(t)->away == nullptr);
  CHECK(words(t) == 400'001);
}

TEST_CASE("compact: what is shared inside stays shared") {
  term t = tuple(1, 2, 3, 4, 5, 6, 7, 8);
  for (int i = 0; i < 64; ++i) {
    t = tuple(t, t, 0, 0, 0, 0, 0, 0);
  }
  const term copy = compact(t);
  CHECK(words(copy) == 9 * 65);
  CHECK(copy[0].raw() == copy[1].raw());
}

TEST_CASE("compact: binaries over 64 bytes are shared, smaller ones copied") {
  const term large = term::binary(std::string(65, 'x'));
  const term small = term::binary(std::string(64, 'y'));
  const term copy = compact(tuple(large, small).operator term());
  CHECK(copy[0].raw() == large.ref().raw());
  CHECK(copy[1].home() == home(copy));
  CHECK(copy[1] == small.ref());
}

TEST_CASE("compact: a large binary inside a message moves to a block of its own") {
  // A binary in one block with much else, as a decoder leaves it.
  const std::string bytes(200, 'x');
  arena a(arena::size_binary(bytes.size()) + 2 + 1000);
  char* data = nullptr;
  detail::word* cell = a.take(2);
  cell[0] = a.binary(bytes.size() * 8, data);
  cell[1] = detail::nil_word;
  bytes.copy(data, bytes.size());
  std::fill_n(a.take(1000), 1000, detail::nil_word);
  const term message = a.finish(detail::list_word(cell));

  const term copy = compact(message);
  CHECK(copy == message);
  CHECK(copy.ref().head().home() != home(message));
  CHECK(copy.ref().head().home()->words == arena::size_binary(bytes.size()));
  const term alone = compact(message.ref().head());
  CHECK(alone.as_binary() == bytes);
  CHECK(home(alone)->words == arena::size_binary(bytes.size()));
}

TEST_CASE("compact: a part of a binary keeps the whole only if it is much of it") {
  const term whole = term::binary(std::string(1000, 'x'));
  const auto part = [&](std::uint64_t bytes) {
    arena a(arena::size_part_of_binary());
    return a.finish(a.part_of_binary(whole, 10, bytes));
  };
  const term most = compact(part(900));
  CHECK(most.as_binary().data() == whole.as_binary().data() + 10);
  const term little = compact(part(100));
  CHECK(little == part(100));
  CHECK(home(little)->words == arena::size_binary(100));
  const term tiny = compact(part(8));
  CHECK(home(tiny)->words == 2);
  const term held = compact(tuple(part(900), part(100)).operator term());
  CHECK(held[0] == part(900).ref());
  CHECK(held[1] == part(100).ref());
}

TEST_CASE("compact: maps of any make come out in one block, and still work") {
  for (const int size : {0, 5, 32, 33, 34, 5000}) {
    CAPTURE(size);
    const term m = numbers(size);
    const term copy = compact(m);
    CHECK(copy == m);
    CHECK(home(copy)->away == nullptr);
    for (int i = 0; i < size; ++i) {
      if (copy.ref().map_get(term(i)) != m.ref().map_get(term(i))) {
        FAIL("lost " << i);
      }
    }
    CHECK_FALSE(copy.ref().map_get(term(size)));
    CHECK(map_put(copy, term(-1), term(1)) == map_put(m, term(-1), term(1)));
  }
}

TEST_CASE("compact: any term equals its copy") {
  CHECK(rc::check([] {
    const term t = sample::any_term(4);
    const term held = tuple(t, t, 1.0);
    const term copy = compact(held[0]);
    RC_ASSERT(copy == t);
    if (copy.ref().home() != nullptr) {
      RC_ASSERT(copy.ref().home()->away == nullptr);
    }
  }));
}
