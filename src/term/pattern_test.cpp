#include "kith/pattern.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace kith;

namespace {

template <class Pattern>
std::string why_not(const term& t, Pattern&& p) {
  const auto r = match_or_error(t, p);
  return r ? std::string("it matches") : r.failure().text;
}

template <class Pattern>
bool matches(const term& t, Pattern&& p) {
  return match(t, p);
}

/// Whether a term that is exactly `v` can be read into a `T`.
template <class T, class V>
bool takes(const V& v) {
  T target{};
  return matches(tuple(v), tuple(bind(target)));
}

}  // namespace

TEST_CASE("pattern: a literal matches itself exactly") {
  const term big = std::numeric_limits<std::int64_t>::max();
  CHECK(matches(term(1), 1));
  CHECK(matches(term(1), std::uint8_t{1}));
  CHECK(!matches(term(1), 1.0));
  CHECK(!matches(term(1.0), 1));
  CHECK(!matches(term(1), 2));
  CHECK(matches(term(0.5), 0.5));
  CHECK(matches(term(0.5), 0.5F));
  CHECK(matches(big, std::numeric_limits<std::int64_t>::max()));
  CHECK(matches(big, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())));
  CHECK(!matches(big, std::numeric_limits<std::int64_t>::max() - 1));
  CHECK(!matches(big, std::numeric_limits<std::int64_t>::min()));
  CHECK(matches(term(atoms::ok), atoms::ok));
  CHECK(!matches(term("ok"), atoms::ok));
  CHECK(matches(term(true), true));
  CHECK(!matches(term(true), false));
  CHECK(!matches(term(1), true));
  CHECK(matches(term(pid::local(0, 1, 2)), pid::local(0, 1, 2)));
  CHECK(!matches(term(pid::local(0, 1, 2)), pid::local(0, 1, 3)));
  CHECK(matches(term::nil(), list()));
  CHECK(matches(term::nil(), ""));
  CHECK(!matches(term::nil(), tuple()));
  CHECK(matches(tuple(), tuple()));
}

TEST_CASE("pattern: a string matches a list of its characters, bin a binary") {
  const term text = "Grüße";
  CHECK(matches(text, "Grüße"));
  CHECK(matches(text, std::string("Grüße")));
  CHECK(!matches(text, "Grüß"));
  CHECK(!matches(text, "Grüßen"));
  CHECK(!matches(text, "GRÜSSE"));
  CHECK(!matches(text, bin("Grüße")));
  CHECK(!matches(cons(1, 2), "\x01"));
  const term bytes = bin("ab");
  CHECK(matches(bytes, bin("ab")));
  CHECK(matches(bytes, bin(std::string("ab"))));
  CHECK(matches(bytes, binary("ab")));
  CHECK(!matches(bytes, bin("abc")));
  CHECK(!matches(bytes, "ab"));
}

TEST_CASE("pattern: a term within a pattern is matched by value") {
  const term pinned = list(1, tuple("x"));
  const term t = tuple(list(1, tuple("x")), 2);
  CHECK(matches(t, tuple(pinned, 2)));
  CHECK(matches(t, tuple(pinned.ref(), any)));
  CHECK(matches(t, tuple(term(pinned), any)));
  CHECK(!matches(t, tuple(list(1, tuple("y")), any)));
  CHECK(matches(t, std::function<term()>([&] { return t; })()));
}

TEST_CASE("pattern: nothing is bound unless all matches") {
  int a = -1;
  std::string s = "old";
  const term t = tuple(1, "new", 3);
  CHECK(!matches(t, tuple(bind(a), bind(s), 4)));
  CHECK(a == -1);
  CHECK(s == "old");
  CHECK(!matches(t, tuple(bind(a), bind(s))));
  CHECK(a == -1);
  CHECK(matches(t, tuple(bind(a), bind(s), 3)));
  CHECK(a == 1);
  CHECK(s == "new");
}

TEST_CASE("pattern: an integer binds only within the range of the variable") {
  CHECK(takes<std::uint8_t>(255));
  CHECK(!takes<std::uint8_t>(256));
  CHECK(takes<std::uint8_t>(0));
  CHECK(!takes<std::uint8_t>(-1));
  CHECK(takes<std::int8_t>(-128));
  CHECK(!takes<std::int8_t>(-129));
  CHECK(takes<int>(std::numeric_limits<int>::min()));
  CHECK(!takes<int>(std::int64_t{std::numeric_limits<int>::min()} - 1));
  CHECK(takes<unsigned>(std::numeric_limits<unsigned>::max()));
  CHECK(!takes<unsigned>(std::int64_t{1} << 32));
  CHECK(takes<std::int64_t>(std::numeric_limits<std::int64_t>::min()));
  CHECK(takes<std::int64_t>(std::numeric_limits<std::int64_t>::max()));
  CHECK(!takes<std::int64_t>(std::uint64_t{1} << 63));
  CHECK(takes<std::uint64_t>(std::numeric_limits<std::uint64_t>::max()));
  CHECK(!takes<std::uint64_t>(-1));
  CHECK(!takes<std::uint64_t>(std::numeric_limits<std::int64_t>::min()));
  CHECK(!takes<std::int64_t>(parse_term("18446744073709551616.").value()));
  CHECK(!takes<std::uint64_t>(parse_term("18446744073709551616.").value()));
  CHECK(!takes<std::int64_t>(parse_term("-9223372036854775809.").value()));
  CHECK(!takes<int>(1.0));
  CHECK(!takes<int>(atoms::true_));
}

TEST_CASE("pattern: values arrive in variables as they were sent") {
  const pid cat = pid::local(0, 3, 9);
  const std::uint32_t numbers[] = {7, 8};
  const reference r(atom("a@b"), 5, numbers);
  const term t = tuple(std::numeric_limits<std::int64_t>::min(),
                       std::numeric_limits<std::uint64_t>::max(), 2.5, atoms::ok, cat, r, false);
  std::int64_t low = 0;
  std::uint64_t high = 0;
  double d = 0;
  atom a;
  pid p;
  reference ref;
  bool b = true;
  REQUIRE(matches(t, tuple(bind(low), bind(high), bind(d), bind(a), bind(p), bind(ref), bind(b))));
  CHECK(low == std::numeric_limits<std::int64_t>::min());
  CHECK(high == std::numeric_limits<std::uint64_t>::max());
  CHECK(d == 2.5);
  CHECK(a == atoms::ok);
  CHECK(p == cat);
  CHECK(ref == r);
  CHECK(!b);
}

TEST_CASE("pattern: a double takes floats and integers, a bool only booleans") {
  double d = 0;
  CHECK(matches(term(3), bind(d)));
  CHECK(d == 3.0);
  CHECK(!takes<double>("3"));
  CHECK(!takes<double>(parse_term("18446744073709551616.").value()));
  CHECK(takes<float>(1e30));
  CHECK(!takes<float>(1e39));
  CHECK(!takes<bool>(1));
  CHECK(!takes<bool>(atoms::ok));
}

TEST_CASE("pattern: a std::string takes flat strings and binaries") {
  std::string s;
  CHECK(matches(term("Grüße"), bind(s)));
  CHECK(s == "Grüße");
  CHECK(matches(bin("\xFF\x00z"), bind(s)));
  CHECK(s == "\xFF");
  CHECK(matches(term::nil(), bind(s)));
  CHECK(s.empty());
  CHECK(takes<std::string>(list(0x10FFFF)));
  CHECK(!takes<std::string>(list(0x110000)));
  CHECK(!takes<std::string>(list(0xD800)));
  CHECK(!takes<std::string>(list(-1)));
  CHECK(!takes<std::string>(list("ab")));
  CHECK(!takes<std::string>(cons(97, 98)));
  CHECK(!takes<std::string>(cons(97, bin("b"))));
  CHECK(!takes<std::string>(atoms::ok));
  binary b;
  CHECK(matches(bin("ab"), bind(b)));
  CHECK(b.bytes() == "ab");
  CHECK(!takes<binary>("ab"));
}

TEST_CASE("pattern: matching counts nothing, a bound term counts one") {
  const term t = tuple(list(1, 2), "rest");
  term part;
  term_ref borrowed;
  CHECK(matches(t, tuple(any, bind(borrowed))));
  CHECK(t.ref().home()->refs == 1);
  CHECK(borrowed == term("rest"));
  CHECK(matches(t, tuple(bind(part), any)));
  CHECK(t.ref().home()->refs == 2);
  CHECK(part == list(1, 2));
}

TEST_CASE("pattern: tuples match by arity") {
  CHECK(matches(tuple(1, 2), tuple(any, any)));
  CHECK(!matches(tuple(1, 2), tuple(any)));
  CHECK(!matches(tuple(1, 2), tuple(any, any, any)));
  CHECK(!matches(list(1, 2), tuple(any, any)));
  CHECK(!matches(term(1), tuple(any)));
}

TEST_CASE("pattern: lists match exactly, cons takes the head off") {
  int a = 0;
  int b = 0;
  term rest;
  CHECK(matches(list(1, 2), list(bind(a), bind(b))));
  CHECK(a == 1);
  CHECK(b == 2);
  CHECK(!matches(list(1), list(any, any)));
  CHECK(!matches(list(1, 2, 3), list(any, any)));
  CHECK(!matches(cons(1, 2), list(any)));
  CHECK(matches(list(5, 6, 7), cons(bind(a), bind(rest))));
  CHECK(a == 5);
  CHECK(rest == list(6, 7));
  CHECK(matches(list(5, 6, 7), cons(5, bind(b), any)));
  CHECK(b == 6);
  CHECK(matches(cons(1, 2), cons(bind(a), bind(b))));
  CHECK(b == 2);
  CHECK(matches(list(1), cons(any, bind(rest))));
  CHECK(rest == term::nil());
  CHECK(!matches(list(1), cons(any, any, any)));
  CHECK(!matches(term::nil(), cons(any, any)));
}

TEST_CASE("pattern: a map pattern matches maps that have more keys") {
  int n = 0;
  const term t = map(atom("a"), 1, "b", 2, 3, list(4));
  CHECK(matches(t, map()));
  CHECK(matches(t, map(atom("a"), bind(n))));
  CHECK(n == 1);
  CHECK(matches(t, map("b", bind(n), 3, list(4))));
  CHECK(n == 2);
  CHECK(!matches(t, map(atom("a"), 2)));
  CHECK(!matches(t, map(atom("c"), any)));
  CHECK(!matches(t, map(3.0, any)));
  CHECK(!matches(list(), map()));
}

TEST_CASE("pattern: type patterns tell types apart as the tests of Erlang do") {
  const term huge = parse_term("123456789012345678901234567890.").value();
  CHECK(matches(huge, an_integer));
  CHECK(!matches(term(1.0), an_integer));
  CHECK(matches(term(1.0), a_float));
  CHECK(!matches(term(1), a_float));
  CHECK(matches(term(1), a_number));
  CHECK(matches(term(1.0), a_number));
  CHECK(!matches(term("1"), a_number));
  CHECK(matches(term(true), an_atom));
  CHECK(matches(term(pid::local(0, 1, 1)), a_pid));
  CHECK(!matches(term(1), a_pid));
  CHECK(matches(term::nil(), a_list));
  CHECK(matches(cons(1, 2), a_list));
  CHECK(!matches(tuple(), a_list));
  CHECK(matches(tuple(), a_tuple));
  CHECK(matches(map(), a_map));
  CHECK(matches(bin(""), a_binary));
  CHECK(matches(bin(""), a_bitstring));
  const term bits = parse_term("<<1:3>>.").value();
  CHECK(!matches(bits, a_binary));
  CHECK(matches(bits, a_bitstring));
  CHECK(matches(parse_term("fun a:b/1.").value(), a_fun));
  CHECK(!matches(term(1), a_reference));
  CHECK(!matches(term(1), a_port));
}

TEST_CASE("pattern: any_of takes alternatives") {
  const auto p = tuple(any_of(atoms::yes, atoms::no, list(any)), any);
  CHECK(matches(tuple(atoms::yes, 1), p));
  CHECK(matches(tuple(atoms::no, 1), p));
  CHECK(matches(tuple(list(1), 1), p));
  CHECK(!matches(tuple(atoms::ok, 1), p));
}

TEST_CASE("pattern: a test that reads a term as what it is not says no") {
  const auto pair_of_more_than_one = when(any, [](term_ref t) { return t[0].as_int() > 1; });
  CHECK(match(term(tuple(2, 1)), pair_of_more_than_one));
  CHECK_FALSE(match(term(tuple(1, 1)), pair_of_more_than_one));
  CHECK_FALSE(match(term(tuple(atom("a"), 1)), pair_of_more_than_one));
  CHECK_FALSE(match(term(tuple()), pair_of_more_than_one));
  CHECK_FALSE(match(term(7), pair_of_more_than_one));
}

TEST_CASE("pattern: a test sees the values before the variables are written") {
  int a = -1;
  int b = -1;
  const auto ordered = [&](int x, int y) { return a == -1 && b == -1 && x < y; };
  const auto p = when(tuple(bind(a), list(bind(b))), ordered);
  CHECK(!matches(tuple(2, list(1)), p));
  CHECK(a == -1);
  CHECK(matches(tuple(1, list(2)), p));
  CHECK(a == 1);
  CHECK(b == 2);
  CHECK(matches(term(3), when(an_integer, [](term_ref t) { return t.as_int() == 3; })));
  CHECK(!matches(term(3), when(any, [] { return false; })));
  CHECK(!matches(term("x"), when(as<int>, [](int) { return true; })));
  term s;
  CHECK(matches(tuple("long"),
                tuple(when(bind(s), [](const term& t) { return t == term("long"); }))));
  CHECK(s == term("long"));
  CHECK(matches(map(1, 2, 3, 4),
                when(map(1, as<int>, 3, as<int>), [](int x, int y) { return x == 2 && y == 4; })));
  CHECK(matches(cons(1, 2), when(cons(as<int>, as<int>), [](int x, int y) { return x + y == 3; })));
}

TEST_CASE("pattern: values of containers bind") {
  std::vector<int> numbers;
  std::optional<double> maybe = 1.0;
  const term t = tuple(list(1, 2), atoms::undefined);
  CHECK(matches(t, tuple(bind(numbers), bind(maybe))));
  CHECK(numbers == std::vector<int>{1, 2});
  CHECK(!maybe);
  CHECK(!matches(tuple(list(1, "x")), tuple(bind(numbers))));
  CHECK(numbers == std::vector<int>{1, 2});
}

TEST_CASE("pattern: an error says where the term differs") {
  int n = 0;
  std::uint8_t small = 0;
  const auto reply = tuple(atoms::ok, bind(n));
  CHECK(why_not(tuple(atoms::ok, 1), reply) == "it matches");
  CHECK(why_not(tuple(atoms::ok, "abc"), reply) ==
        "expected {ok, <integer>}, element 2 is \"abc\"");
  CHECK(why_not(tuple(atoms::error, 1), reply) == "expected {ok, <integer>}, element 1 is error");
  CHECK(why_not(list(1, 2), reply) == "expected {ok, <integer>}, got [1,2]");
  CHECK(why_not(tuple(atoms::ok), reply) == "expected {ok, <integer>}, got {ok}");
  CHECK(why_not(tuple(atoms::ok, 300), tuple(any, bind(small))) ==
        "expected {_, <integer>}, element 2 is 300, not an integer from 0 to 255");
  CHECK(
      why_not(tuple(1, tuple(2, list(3, atoms::no))), tuple(1, tuple(a_number, list(3, a_pid)))) ==
      "expected {1, {<number>, [3, <pid>]}}, element 2 of element 2 of element 2 is no");
  CHECK(why_not(list(1, 2), list(1)) == "expected [1], got [1,2]");
  CHECK(why_not(list(1), list(1, any)) == "expected [1, _], got [1]");
  CHECK(why_not(cons(1, 2), cons(1, list())) == "expected [1 | []], the tail is 2");
  CHECK(why_not(map(atom("a"), 1), map(atom("a"), bin("x"))) ==
        "expected #{a => <<\"x\">>}, the value of a is 1");
  CHECK(why_not(map(atom("a"), 1), map("b", any)) ==
        "expected #{\"b\" => _}, the value of \"b\" is missing");
  CHECK(why_not(list(), map()) == "expected #{}, got []");
  CHECK(why_not(tuple(1.0), tuple(any_of(1, 2))) == "expected {1 or 2}, element 1 is 1.0");
  CHECK(why_not(term(-1), when(as<int>, [](int x) { return x > 0; })) ==
        "expected <integer> when <test>, got -1");
  CHECK(why_not(tuple(list(1, atoms::no)), tuple(as<std::vector<int>>)) ==
        "expected {<list>}, element 2 of element 1 is no, not an integer");
}

TEST_CASE("pattern: an error shows large terms in short") {
  const term text(std::string(1000, 'x'));
  CHECK(why_not(text, 1) == "expected 1, got a list of more than 100 elements");
  CHECK(why_not(term(std::string(100, 'x')), 1) == "expected 1, got a large list of length 100");
  CHECK(why_not(term(std::string(99, 'x')), 1) ==
        "expected 1, got \"" + std::string(99, 'x') + "\"");
  CHECK(why_not(bin(std::string(64, 'x')), 1) ==
        "expected 1, got <<\"" + std::string(64, 'x') + "\">>");
  CHECK(why_not(bin(std::string(65, 'x')), 1) == "expected 1, got a binary of 65 bytes");
  CHECK(why_not(tuple(text, text), 1) == "expected 1, got a large tuple of size 2");
  CHECK(why_not(map(1, text), 1) == "expected 1, got a large map of size 1");
  term deep = atoms::ok;
  for (int i = 0; i < 100'000; ++i) {
    deep = i % 2 == 0 ? term(tuple(deep)) : term(list(deep));
  }
  CHECK(why_not(deep, 1) == "expected 1, got a large list of length 1");
  CHECK(why_not(parse_term("1" + std::string(200, '0') + ".").value(), 1) ==
        "expected 1, got a large integer");
}

TEST_CASE("pattern: destructure gives the values in order") {
  const auto reply =
      destructure(term(tuple(atoms::ok, 7, map("k", list("v", 8)))),
                  tuple(atoms::ok, as<int>, map("k", list(as<std::string>, as<int>))));
  REQUIRE(reply.ok());
  const auto& [a, s, b] = *reply;
  CHECK(a == 7);
  CHECK(s == "v");
  CHECK(b == 8);

  const result<int> one = destructure(term(tuple(atoms::ok, 7)), tuple(atoms::ok, as<int>));
  CHECK(one.value() == 7);
  const result<int> none = destructure(term(tuple(atoms::ok, "7")), tuple(atoms::ok, as<int>));
  CHECK(none.failure().code == errc::bad_input);
  CHECK(none.failure().text == "expected {ok, <integer>}, element 2 is \"7\"");
}
