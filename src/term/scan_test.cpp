#include "term/scan.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "term/bigint.hpp"

using namespace kith;

namespace {

/// The words of a text, one a line: kind, place, value.
std::string scan(std::string_view text) {
  std::string out;
  scanner words(text);
  for (;;) {
    const auto next = words.next();
    if (!next.ok()) {
      return out + "error " + next.failure().text;
    }
    const token& t = *next;
    if (t.kind == token_kind::end) {
      return out;
    }
    out += std::to_string(t.where.line) + ":" + std::to_string(t.where.column) + " " + describe(t) +
           "\n";
  }
}

/// The only word of a text.
token only(std::string_view text) {
  scanner words(text);
  auto first = words.next();
  REQUIRE(first.ok());
  auto second = words.next();
  REQUIRE(second.ok());
  REQUIRE(second->kind == token_kind::end);
  return std::move(first).value();
}

std::string failure(std::string_view text) {
  scanner words(text);
  for (;;) {
    const auto next = words.next();
    if (!next.ok()) {
      return next.failure().text;
    }
    if (next->kind == token_kind::end) {
      return "none";
    }
  }
}

}  // namespace

TEST_CASE("scanner: words come with line and column") {
  CHECK(scan("{ok, Value}.\n  'a b' % comment\n\t\"s\"") ==
        "1:1 '{'\n1:2 atom ok\n1:4 ','\n1:6 variable Value\n1:11 '}'\n1:12 '.'\n"
        "2:3 atom 'a b'\n3:2 string \"s\"\n");
}

TEST_CASE("scanner: columns count characters, not bytes") {
  CHECK(scan("'αβγ' x") == "1:1 atom 'αβγ'\n1:7 atom x\n");
}

TEST_CASE("scanner: the longest mark wins") {
  CHECK(scan("=:= =/= =< => == = <<< <= <- -> -- || | := :: ... .. ++ ?= >>> =:") ==
        "1:1 '=:='\n1:5 '=/='\n1:9 '=<'\n1:12 '=>'\n1:15 '=='\n1:18 '='\n1:20 '<<'\n1:22 '<'\n"
        "1:24 '<='\n1:27 '<-'\n1:30 '->'\n1:33 '--'\n1:36 '||'\n1:39 '|'\n1:41 ':='\n1:44 '::'\n"
        "1:47 '...'\n1:51 '..'\n1:54 '++'\n1:57 '?='\n1:60 '>>'\n1:62 '>'\n1:64 '='\n1:65 ':'\n");
}

TEST_CASE("scanner: a full stop is a point before white space, a comment or the end") {
  for (const char* text : {"a.", "a.\n", "a. b", "a.%"}) {
    scanner words(text);
    REQUIRE(words.next().ok());
    CHECK(words.next()->kind == token_kind::dot);
  }
  scanner words("a.b");
  REQUIRE(words.next().ok());
  CHECK(words.next()->is(symbol::point));
}

TEST_CASE("scanner: reserved words are no atoms") {
  CHECK(only("receive").is(symbol::receive));
  CHECK(only("xor").is(symbol::xor_));
  CHECK(only("after").is(symbol::after_));
  CHECK(only("'after'").kind == token_kind::atom);
  CHECK(only("maybe").kind == token_kind::atom);
  CHECK(only("afte").kind == token_kind::atom);
}

TEST_CASE("scanner: integers in every form") {
  struct {
    const char* text;
    std::uint64_t value;
  } const cases[] = {{"0", 0},
                     {"007", 7},
                     {"1_000", 1000},
                     {"16#fF", 255},
                     {"2#1010", 10},
                     {"36#Zz", 1295},
                     {"16#dead_beef", 0xDEADBEEF},
                     {"1_6#f", 15},
                     {"18446744073709551615", UINT64_MAX}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const token t = only(c.text);
    CHECK(t.kind == token_kind::integer);
    CHECK_FALSE(t.is_big);
    CHECK(t.number == c.value);
  }
}

TEST_CASE("scanner: an integer that no word holds keeps its digits") {
  const token t = only("16#1_0000_0000_0000_0000");
  CHECK(t.is_big);
  CHECK(t.base == 16);
  CHECK(t.text == "10000000000000000");
}

TEST_CASE("scanner: numbers end where their digits do") {
  CHECK(scan("1..2") == "1:1 integer 1\n1:2 '..'\n1:4 integer 2\n");
  CHECK(scan("1e5") == "1:1 integer 1\n1:2 atom e5\n");
  CHECK(scan("1.e5") == "1:1 integer 1\n1:2 '.'\n1:3 atom e5\n");
  CHECK(scan("1__0") == "1:1 integer 1\n1:2 variable __0\n");
  CHECK(scan("16#fg") == "1:1 integer 15\n1:5 atom g\n");
  CHECK(scan("2#12") == "1:1 integer 1\n1:4 integer 2\n");
}

TEST_CASE("scanner: floats") {
  CHECK(only("3.14").real == 3.14);
  CHECK(only("1.0e22").real == 1.0e22);
  CHECK(only("1_0.2_5E-0_1").real == 1.025);
  CHECK(only("1.5e+3").real == 1500.0);
  CHECK(only("5.0e-324").real == 5.0e-324);
  CHECK(only("1.0e-400").real == 0.0);
  CHECK(only("0.0e99999999999999999999").real == 0.0);
  CHECK(only("1.0e-99999999999999999999").real == 0.0);
}

TEST_CASE("scanner: characters") {
  struct {
    const char* text;
    std::uint64_t value;
  } const cases[] = {{"$a", 'a'},   {"$ ", ' '},     {"$\\n", '\n'},       {"$\\s", ' '},
                     {"$\\^a", 1},  {"$\\x41", 'A'}, {"$\\x{3B1}", 0x3B1}, {"$\\101", 'A'},
                     {"$\\7", 7},   {"$\\777", 511}, {"$α", 0x3B1},        {"$\\\\", '\\'},
                     {"$'", '\''},  {"$\n", '\n'},   {"$\\\n", '\n'},      {"$\\q", 'q'},
                     {"$\\d", 127}, {"$\\e", 27}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const token t = only(c.text);
    CHECK(t.kind == token_kind::character);
    CHECK(t.number == c.value);
  }
}

TEST_CASE("scanner: quoted texts may hold escapes and lines") {
  CHECK(only("\"a\\tb\\x{e9}\\\"\nc\"").text == "a\tb\xC3\xA9\"\nc");
  CHECK(only("'it\\'s'").text == "it's");
}

TEST_CASE("scanner: what is wrong is told with its place") {
  CHECK(failure("\n  \"abc") == "line 2, column 3: unterminated string starting with \"abc\"");
  CHECK(failure("'a") == "line 1, column 1: unterminated atom starting with 'a'");
  CHECK(failure("$") == "line 1, column 1: unterminated character");
  CHECK(failure("37#1") == "line 1, column 1: illegal base: it must be one of 2 to 36");
  CHECK(failure("16#g") == "line 1, column 1: illegal integer: no digit of the base follows '#'");
  CHECK(failure("1.0e") == "line 1, column 1: illegal float: no digit follows the 'e'");
  CHECK(failure(" 1.0e400") == "line 1, column 2: illegal float: it is too large");
  CHECK(failure("\"a\\xg\"") ==
        "line 1, column 3: illegal character: \\x takes two hexadecimal digits, or some in braces");
  CHECK(
      failure("\"\\x{D800}\"") ==
      "line 1, column 2: illegal character: \\x{...} takes the hexadecimal number of a character");
  CHECK(failure("λ") == "line 1, column 1: illegal character");
  CHECK(failure("a \xFF") == "line 1, column 3: illegal character");
  CHECK(failure("\"\xC3\"") == "line 1, column 2: illegal character");
  CHECK(failure("% \xFF") == "line 1, column 3: illegal character");
  CHECK(failure(std::string(256, 'a')) ==
        "line 1, column 1: illegal atom: it has more than 255 characters");
  CHECK(failure("'" + std::string(256, 'a') + "'") ==
        "line 1, column 1: illegal atom: it has more than 255 characters");
  CHECK(failure(std::string(255, 'a')) == "none");
}

TEST_CASE("scanner: an integer of too many digits is refused by the limit's name") {
  const std::string text(integer_digits_max + 1, '9');
  scanner long_one(text);
  const auto next = long_one.next();
  REQUIRE_FALSE(next.ok());
  CHECK(next.failure().code == errc::limit);
  CHECK(next.failure().text.find("integer_digits_max") != std::string::npos);
}

TEST_CASE("scanner: knows a text that only wants more from one that is wrong") {
  for (const char* text :
       {"\"abc", "'abc", "\"abc\\", "\"abc\\x", "\"abc\\x{4", "\"\\^", "$", "$\\"}) {
    CAPTURE(text);
    scanner words(text);
    CHECK_FALSE(words.next().ok());
    CHECK(words.unfinished());
  }
  for (const char* text : {"\"abc\\xg\"", "37#1", "λ"}) {
    CAPTURE(text);
    scanner words(text);
    CHECK_FALSE(words.next().ok());
    CHECK_FALSE(words.unfinished());
  }
}

TEST_CASE("scanner: a word says which bytes of the text it takes") {
  scanner words("  'α' ,");
  const auto t = words.next();
  REQUIRE(t.ok());
  CHECK(t->offset == 2);
  CHECK(t->size == 4);
}
