#include "kith/build.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace kith;

namespace {

std::string shown(const term& t) {
  return to_string(t, format::tp);
}

std::uint32_t words_of(const term& t) {
  return t.ref().home()->words;
}

}  // namespace

TEST_CASE("build: operands of every kind become terms") {
  const pid dog = pid::local(0, 5, 7);
  const std::uint32_t numbers[] = {1, 2, 3};
  const reference ref(atom("a@b"), 4, numbers);

  CHECK(shown(tuple()) == "{}");
  CHECK(shown(list()) == "[]");
  CHECK(shown(map()) == "#{}");
  CHECK(shown(tuple(1, -2, 3u, true, false)) == "{1,-2,3,true,false}");
  CHECK(shown(tuple(1.5, 2.0F, atoms::ok)) == "{1.5,2.0,ok}");
  CHECK(shown(list("Grüße", std::string("x"), std::string_view("yz"))) ==
        "[\"Grüße\",\"x\",\"yz\"]");
  CHECK(shown(tuple("")) == "{[]}");
  CHECK(shown(tuple(bin("ab"), bin(std::string("c")), bin(""), binary("d"))) ==
        "{<<\"ab\">>,<<\"c\">>,<<>>,<<\"d\">>}");
  const term pids = tuple(dog, ref);
  CHECK(pids.element(0).as_pid() == dog);
  CHECK(pids.element(1).as_reference() == ref);
  CHECK(shown(cons(1, 2)) == "[1|2]");
  CHECK(shown(cons(1, 2, list(3))) == "[1,2,3]");
  CHECK(shown(cons(1, "ab")) == "[1,97,98]");
  CHECK(shown(tuple(list(tuple(list(tuple()))))) == "{[{[{}]}]}");
}

TEST_CASE("build: no process and no reference are written as undefined") {
  CHECK(shown(tuple(pid(), reference())) == "{undefined,undefined}");
}

TEST_CASE("build: integers at the edges of a word keep their value") {
  constexpr std::int64_t small_max = (std::int64_t{1} << 60) - 1;
  const term t =
      tuple(small_max, small_max + 1, -small_max - 1, -small_max - 2,
            std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
            std::numeric_limits<std::uint64_t>::max());
  CHECK(shown(t) ==
        "{1152921504606846975,1152921504606846976,-1152921504606846976,-1152921504606846977,"
        "-9223372036854775808,9223372036854775807,18446744073709551615}");
  CHECK(words_of(t) == 1 + 7 + 5 * 2);  // those two that fit a word take none
}

TEST_CASE("build: bytes that are not UTF-8 are Latin-1 characters") {
  CHECK(tuple("\xE9t\xC3\xA9").operator term() == tuple(list(0xE9, 't' + 0, 0xE9)));
}

TEST_CASE("build: nested builders make one block") {
  const int n = 7;
  const term t = tuple(atoms::ok, n, tuple(atoms::error, n, list(1, 2.5)));
  CHECK(words_of(t) == 4 + 4 + 4 + 2);
  CHECK(t.ref().home()->away == nullptr);
  CHECK(t.ref().element(2).home() == t.ref().home());
}

TEST_CASE("build: a small term is copied in, a large one is shared") {
  const term small = tuple(1, 2);
  const term large = list(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const term t = tuple(small, large);
  CHECK(shown(t) == "{{1,2},[1,2,3,4,5,6,7,8,9]}");
  CHECK(small.ref().home()->refs == 1);
  CHECK(large.ref().home()->refs == 2);
  CHECK(t.ref().element(1).home() == large.ref().home());
}

TEST_CASE("build: a shared term outlives the variable it came from") {
  term t;
  {
    const term large = list(1, 2, 3, 4, 5, 6, 7, 8, 9);
    t = tuple(large, large.ref());
  }
  CHECK(shown(t) == "{[1,2,3,4,5,6,7,8,9],[1,2,3,4,5,6,7,8,9]}");
}

TEST_CASE("build: an expression sees the variables as they are when the term is made") {
  std::string name = "before";
  std::vector<int> numbers{1};
  const auto e = tuple(name, numbers, std::string("moved in"));
  numbers.push_back(2);
  CHECK(shown(e) == "{\"before\",[1,2],\"moved in\"}");
  CHECK(shown(e) == shown(e));
}

TEST_CASE("build: a builder held in a variable can be used within others") {
  const auto inner = list(1, 2);
  CHECK(shown(tuple(inner, inner)) == "{[1,2],[1,2]}");
}

TEST_CASE("build: ranges become lists") {
  const std::vector<int> numbers{1, 2, 3};
  const int plain[] = {4, 5};
  CHECK(shown(tuple(numbers)) == "{[1,2,3]}");
  CHECK(shown(tuple(std::vector<std::string>{"a", "b"})) == "{[\"a\",\"b\"]}");
  CHECK(shown(tuple(std::vector<bool>{true, false})) == "{[true,false]}");
  CHECK(shown(tuple(std::array<double, 2>{0.5, 1.0})) == "{[0.5,1.0]}");
  CHECK(shown(tuple(std::set<int>{3, 1, 2})) == "{[1,2,3]}");
  CHECK(shown(list_of(plain)) == "[4,5]");
  CHECK(shown(list_of(std::vector<int>())) == "[]");
  CHECK(shown(list_of(std::vector<std::vector<int>>{{1}, {}, {2, 3}})) == "[[1],[],[2,3]]");
  CHECK(shown(tuple(list_of(std::list<term>{term(1), term("x")}))) == "{[1,\"x\"]}");
  CHECK(shown(list_of(std::map<int, bool>{{1, true}})) == "[{1,true}]");
}

TEST_CASE("build: a map sorts its keys, and the last of equal ones counts") {
  CHECK(shown(map("b", 1, 2, atoms::ok, atom("a"), list())) == "#{2 => ok,a => [],\"b\" => 1}");
  CHECK(shown(map(1, 10, 2, 20, 1, 11)) == "#{1 => 11,2 => 20}");
  CHECK(shown(map(1, 10, 1, 11, 1, 12)) == "#{1 => 12}");
  CHECK(shown(map(1, 0, 1.0, 0)) == "#{1 => 0,1.0 => 0}");
  CHECK(shown(map(tuple(bin("k")), map(1, 2))) == "#{{<<\"k\">>} => #{1 => 2}}");
  CHECK(shown(map("k", 1, list(0 + 'k'), 2)) == "#{\"k\" => 2}");
}

TEST_CASE("build: maps on both sides of 32 pairs can be looked up") {
  for (const int size : {0, 1, 31, 32, 33, 34, 1000}) {
    std::map<int, std::string> from;
    for (int i = 0; i < size; ++i) {
      from[i * 7] = std::to_string(i);
    }
    const term t = tuple(from);
    const term_ref m = t.element(0);
    CHECK(m.map_size() == static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
      const term_ref value = m.map_get(term(i * 7));
      REQUIRE(static_cast<bool>(value));
      CHECK(value == term(std::to_string(i)));
    }
    CHECK(!m.map_get(term(1)));
  }
}

TEST_CASE("build: keys that are one term are one pair also in large maps") {
  // Different for std::map, but both are the character U+00E9.
  for (const int others : {30, 31, 32, 100}) {
    std::map<std::string, int> from{{"\xC3\xA9", 1}, {"\xE9", 2}};
    for (int i = 0; i < others; ++i) {
      from["k" + std::to_string(i)] = i;
    }
    const term t = tuple(from);
    const term_ref m = t.element(0);
    CHECK(m.map_size() == static_cast<std::size_t>(others) + 1);
    CHECK(m.map_get(term("\xC3\xA9")) == term(2));
    CHECK(m.map_get(term("k29")) == term(29));
    std::map<std::string, int> once(from);
    once.erase("\xC3\xA9");
    const term same = tuple(once);
    CHECK(t == same);
  }
}

TEST_CASE("build: a function that takes a term takes a builder") {
  const auto arity = [](const term& t) { return t.tuple_size(); };
  CHECK(arity(tuple(1, 2, 3)) == 3);
  term t = atoms::ok;
  t = tuple(t, bin("x"));
  CHECK(t == tuple(atoms::ok, bin("x")));
}

TEST_CASE("build: optional is its value or undefined") {
  CHECK(shown(tuple(std::optional<int>(3), std::optional<std::string>())) == "{3,undefined}");
}
