#include "lang/heap.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"

using namespace kith;
using lang::heap;

TEST_CASE("heap: what is written becomes one term") {
  heap h;
  const auto pair = h.tuple({heap::atom(atom("a")), heap::small(-1)});
  const auto all = h.list({pair, h.cons(pair, heap::small(2)), h.characters("\xCE\xB1z")});
  CHECK(h.finish(all) ==
        term(list(tuple(atom("a"), -1), cons(tuple(atom("a"), -1), 2), "\xCE\xB1z")));
  CHECK(h.finish(detail::nil_word) == term::nil());
}

TEST_CASE("heap: small terms are copied and large ones shared, wherever they stand") {
  const term large = tuple(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const term big = term::integer(true, ~std::uint64_t{0});
  const std::string text(3000, 'x');
  const term cases[] = {
      large,          big,        term(1.5),           term(tuple(1.5, list(1, 2))),
      list(large, 1), term(text), term::binary("abc"), map(1, 2)};
  for (const term& t : cases) {
    CAPTURE(to_string(t));
    heap h;
    CHECK(h.finish(h.embed(t)) == t);
    const auto inner = h.embed(t);
    CHECK(h.finish(h.tuple({inner, h.cons(inner, inner)})) == term(tuple(t, cons(t, t))));
  }
}

TEST_CASE("heap: what has been written can be read") {
  heap h;
  const auto node = h.tuple({heap::atom(atom("x")), heap::small(1), h.list({heap::small(2)})});
  CHECK(h.is_record(node, atom("x"), 3));
  CHECK_FALSE(h.is_record(node, atom("x"), 2));
  CHECK_FALSE(h.is_record(node, atom("y"), 3));
  CHECK_FALSE(h.is_tuple(heap::small(1)));
  REQUIRE(heap::is_cons(h.element(node, 2)));
  CHECK(h.head(h.element(node, 2)) == heap::small(2));
  CHECK(h.tail(h.element(node, 2)) == detail::nil_word);
}
