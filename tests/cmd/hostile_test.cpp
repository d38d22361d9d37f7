// What nobody should type, from a pipe and at a terminal: the shell says what is wrong and goes on.
#include <doctest/doctest.h>

#include "outcome.hpp"
#include "pty_program.hpp"

namespace kith::cmd_test {

namespace {

std::string times(std::size_t n, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) {
    all += text;
  }
  return all;
}

/// What a shell answers to these lines, from its first prompt on.
std::string answered(const std::string& program, const std::string& lines) {
  const outcome o = run({program}, {{"LC_ALL", "C.UTF-8"}}, lines);
  CHECK(o.status == 0);
  const auto first = o.out.find("1> ");
  REQUIRE(first != std::string::npos);
  return o.out.substr(first);
}

}  // namespace

TEST_CASE("hostile: what a pipe brings in bulk or broken has the answers of erl") {
  const std::pair<const char*, std::string> rows[] = {
      {"a long string", "length(\"" + times(200'000, "a") + "\").\n"},
      {"a long list", "length([" + times(20'000, "1, ") + "1]).\n"},
      {"a long number", "(" + times(50'000, "9") + ") rem 7.\n"},
      {"a long atom", times(1'000'000, "a") + ".\n"},
      {"a long atom in quotes", "'" + times(1'000'000, "a") + "'.\n"},
      {"brackets that nobody closes", times(900, "[") + ".\n"},
      {"brackets that nobody opened", times(900, "]") + ".\n"},
      {"deep brackets", times(900, "[") + times(900, "]") + ".\n"},
      {"bytes that are no UTF-8", "\"\xff\xfe abc \xc3\".\n'\xc3\x28'.\n"},
      {"NUL", std::string("\"a\0b\".\n{a,\0}.\n", 15)},
      {"a number past all memory", "1 bsl 1000000000.\n1 bsl 100000000000000000000.\n"},
      {"floats past their range", "1.0e400.\n1.0e308 * 10.\n"},
      {"a tuple past its size", "erlang:make_tuple(1000000000, a).\n"},
      {"deep recursion", "F = fun F(0) -> 0; F(N) -> 1 + F(N - 1) end, F(300000).\n"},
      {"no expression at all", ".\n...\nfoo(((.\n\"\n\".\n"},
  };
  for (const auto& [what, lines] : rows) {
    CAPTURE(what);
    CHECK(answered(KITH_COMMAND, lines + "{still, here}.\n") ==
          answered("erl", lines + "{still, here}.\n"));
  }
}

TEST_CASE("hostile: what a pipe brings past our limits is refused in a line") {
  const std::string too_deep = "nested too deeply (nesting_max)\n";
  const std::string too_much = "** exception error: a system limit has been reached\n";
  const std::pair<std::string, std::string> rows[] = {
      {times(100'000, "[") + ".\n", "* 1:1001: " + too_deep},
      {times(100'000, "[") + times(100'000, "]") + ".\n", "* 1:1001: " + too_deep},
      {times(100'000, "(") + "1" + times(100'000, ")") + ".\n", "* 1:1001: " + too_deep},
      {times(5'000, "fun() -> ") + "1" + times(5'000, " end") + ".\n", "* 1:9001: " + too_deep},
      {times(100'000, "- ") + "1.\n", too_much},
      {"<<1:100000000000>>.\n", too_much},
      {"binary:copy(<<\"a\">>, 100000000000), ok.\n", too_much},
      {"F = fun F(B) -> F(<<B/binary, B/binary>>) end, F(<<1>>).\n", too_much},
      {"length(lists:seq(1, 100000000000)).\n", too_much},
      {"F = fun F(N) -> 1 + F(N + 1) end, F(0).\n", too_much},
  };
  for (const auto& [lines, answer] : rows) {
    CAPTURE(lines.substr(0, 60));
    const std::string all = answered(KITH_COMMAND, lines + "{still, here}.\n");
    CAPTURE(all.substr(0, 200));
    CHECK(all.find(answer) < 20);
    CHECK(all.find("> {still,here}\n") != std::string::npos);
  }
}

TEST_CASE("hostile: a terminal takes what is typed in bulk or broken") {
  const std::pair<const char*, std::string> rows[] = {
      {"a long string", "length(\"" + times(50'000, "a") + "\").\r"},
      {"brackets that nobody closes", times(20'000, "[") + ".\r"},
      {"bytes that are no UTF-8", "\"\xff\xfe\xc3\".\r"},
      {"control characters", std::string("{\x1e\x1f\0}.\r", 7)},
      {"broken escape sequences",
       "\x1b[\x1b[1;1;1;1;1;1;999999999999999Z\x1bO\x1b\x1b\x1bz \"x\x1b[200~y\x1b[201~\".\r"},
      {"keys without a meaning", "abc\x0b\x19\x19\x14\x0f\x16\x18\x1d\x15.\r"},
  };
  for (const auto& [what, keys] : rows) {
    CAPTURE(what);
    pty_program kith({KITH_COMMAND});
    REQUIRE(kith.stands_at("1> "));
    kith.type(keys);
    kith.type("\x15{still, here}.\r");
    CAPTURE(kith.text());
    CHECK(kith.shows("\n{still,here}\n"));
  }
}

TEST_CASE("hostile: what runs for ever is stopped by C-g, and killed from the menu of C-c") {
  pty_program kith({KITH_COMMAND});
  REQUIRE(kith.stands_at("1> "));
  kith.type("F = fun F() -> F() end, F().\r");
  REQUIRE(kith.stands_at("", 3));
  kith.type("\x07");
  REQUIRE(kith.stands_at(" --> "));
  kith.type("i\r");
  REQUIRE(kith.shows("--> i\n -->"));
  kith.type("c\r");
  REQUIRE(kith.shows("** exception exit: killed\n2>"));
  kith.type(
      "[spawn(fun() -> G = fun G() -> G() end, G() end) || _ <- lists:seq(1, 20)], {all, run}.\r");
  REQUIRE(kith.shows("\n{all,run}\n3>"));
  kith.type("\x03");
  REQUIRE(kith.shows("BREAK: (a)bort (A)bort with dump"));
  kith.type("c\n");
  REQUIRE(kith.stands_at("3> "));
  kith.type("{still, here}.\r");
  REQUIRE(kith.shows("\n{still,here}\n4>"));
  kith.type("q().\r");
  CHECK(kith.status() == 0);
}

}  // namespace kith::cmd_test
