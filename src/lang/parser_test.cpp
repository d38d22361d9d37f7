#include "lang/parser.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/erl_parse.hpp"

using namespace kith;

namespace {

std::string form(std::string_view text) {
  return to_string(lang::parse_forms(text, {1, 0})[0]);
}

std::string expressions(const std::string& text) {
  return to_string(lang::parse_exprs(text, {1, 0}).to_term());
}

std::string repeated(std::string_view part, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) {
    out += part;
  }
  return out;
}

}  // namespace

TEST_CASE("parser: forms are OTP's") {
  CHECK(form("f(X) when X > 1 -> X.") ==
        "{function,1,f,1,[{clause,1,[{var,1,'X'}],[[{op,1,'>',{var,1,'X'},{integer,1,1}}]],"
        "[{var,1,'X'}]}]}");
  CHECK(form("-export([f/1]).") == "{attribute,1,export,[{f,1}]}");
  CHECK(form("-foo({a, [1 | \"b\"], f/2}).") == "{attribute,1,foo,{a,[1,98],{f,2}}}");
  CHECK(form("-type t() :: a | [b].") ==
        "{attribute,1,type,{t,{type,1,union,[{atom,1,a},{type,1,list,[{atom,1,b}]}]},[]}}");
}

TEST_CASE("parser: operators bind by their precedence") {
  CHECK(expressions("A = B ! -C * D + E.") == expressions("A = (B ! (((-C) * D) + E))."));
  CHECK(expressions("A ++ B -- C.") == expressions("A ++ (B -- C)."));
  CHECK(expressions("A - B + C.") == expressions("(A - B) + C."));
  CHECK(expressions("A orelse B andalso not C == D.") ==
        expressions("A orelse (B andalso ((not C) == D))."));
  CHECK(expressions("1 + catch A = B.") == expressions("1 + (catch (A = B))."));
}

TEST_CASE("parser: errors name the token that cannot stand there") {
  CHECK(expressions("A == B == C.") ==
        "{error,{1,erl_parse,[\"syntax error before: \",\"'=='\"]}}");
  CHECK(expressions("f(.") == "{error,{1,erl_parse,[\"syntax error before: \",\"'.'\"]}}");
  CHECK(expressions("f(") == "{error,{1,erl_parse,[\"syntax error before: \",[]]}}");
  CHECK(expressions("\"a") == "{error,{1,erl_scan,{string,34,\"a\"}}}");
  CHECK(form("f() -> a; g() -> b.") == "{error,{1,erl_parse,\"head mismatch\"}}");
  CHECK(form("-foo(X).") == "{error,{1,erl_parse,\"bad attribute\"}}");
  CHECK(lang::format_parse_error(term(list("syntax error before: ", "'.'"))) ==
        "syntax error before: '.'");
}

TEST_CASE("parser: where OTP's parser crashes there is an error") {
  CHECK(form("-spec f(...) -> a.") == "{error,{1,erl_parse,\"bad spec\"}}");
  CHECK(form("-import(m).").starts_with("{error,{1,erl_parse,"));
  CHECK(expressions("a; f() -> b.") == "{error,{1,erl_parse,[\"syntax error before: \",\"';'\"]}}");
}

TEST_CASE("parser: what lies too deep is an error, whatever it lies in") {
  constexpr std::size_t depth = 100'000;
  for (const std::string_view open : {"[",
                                      "{",
                                      "(",
                                      "f(",
                                      "<<",
                                      "<<(",
                                      "#{a => ",
                                      "#r{a = ",
                                      "begin ",
                                      "case ",
                                      "fun() -> ",
                                      "try ",
                                      "if ",
                                      "[a || ",
                                      "a:(",
                                      "[a | ",
                                      "catch (",
                                      "- (",
                                      "receive ",
                                      "maybe ",
                                      "case a of b -> ",
                                      "try a catch b -> ",
                                      "receive after 1 -> ",
                                      "<<1:(",
                                      "<<1:<<",

                                      "fun F({",
                                      "X#{a := "}) {
    CAPTURE(open);
    const std::string text = "f() -> " + repeated(open, depth) + ".";
    const auto forms = lang::parse_forms(text, {1, 0}, {.maybe_expr = true});
    CHECK(to_string(forms[0]) == "{error,{1,erl_parse,\"nested too deeply (nesting_max)\"}}");
  }
  for (const std::string_view open :
       {"[", "{", "(", "fun(() -> ", "a(", "#{a => ", "#r{a :: ", "m:t(", "<<_:("}) {
    CAPTURE(open);
    const std::string text = "-type t() :: " + repeated(open, depth) + ".";
    CHECK(form(text) == "{error,{1,erl_parse,\"nested too deeply (nesting_max)\"}}");
  }
}

TEST_CASE("parser: long chains take no depth") {
  constexpr std::size_t n = 50'000;
  for (const std::string_view part :
       {"a, ", "a + ", "a ++ ", "A = ", "a andalso ", "- ", "catch ", "f(), ", "not "}) {
    CAPTURE(part);
    CHECK(lang::parse_exprs(repeated(part, n) + "a.", {1, 0}).ok());
  }
  CHECK(lang::parse_exprs("[" + repeated("a, ", n) + "a | b].", {1, 0}).ok());
  CHECK(lang::parse_exprs("X" + repeated("#r.a", n) + ".", {1, 0}).ok());
  CHECK(lang::parse_exprs("if " + repeated("a; ", n) + "a -> b end.", {1, 0}).ok());
  CHECK(lang::parse_exprs(repeated("\"a\" ", n) + ".", {1, 0}).ok());
  CHECK_FALSE(form("-type t() :: " + repeated("a | ", n) + "b.").starts_with("{error"));
  CHECK_FALSE(form("-type t() :: " + repeated("A :: ", n) + "b.").starts_with("{error"));
  CHECK_FALSE(form(repeated("f() -> a;", n) + "f() -> b.").starts_with("{error"));
  CHECK_FALSE(form("-foo([" + repeated("a, ", n) + "b]).").starts_with("{error"));
}

TEST_CASE("parser: a text without columns and one with them differ in annotations only") {
  CHECK(to_string(lang::parse_forms("f() -> a.", {1, 1})[0]) ==
        "{function,{1,1},f,0,[{clause,{1,1},[],[],[{atom,{1,8},a}]}]}");
  CHECK(to_string(lang::parse_forms("", {4, 0})[0]) == "{eof,4}");
}

TEST_CASE("abstract: terms become constant expressions and terms again") {
  const term cases[] = {term(1),
                        term(-1.5),
                        term("text"),
                        term(list(1, atom("a"), 2)),
                        term(cons(1, 2)),
                        term(tuple()),
                        term(tuple(atom("a"), list(tuple(1)))),
                        term(map(1, 2, "k", list("v"))),
                        term::binary("abc"),
                        term::integer(true, ~std::uint64_t{0})};
  for (const term& t : cases) {
    CAPTURE(to_string(t));
    for (const auto strings : {lang::string_encoding::none, lang::string_encoding::unicode}) {
      const term said = lang::abstract(t, term(3), strings);
      REQUIRE(said);
      CHECK(lang::normalise(said) == t);
    }
  }
  CHECK(to_string(lang::abstract(term(list(1000, 97, atom("b"), 98)), term(0),
                                 lang::string_encoding::latin1)) ==
        "{cons,0,{integer,0,1000},{cons,0,{integer,0,97},{cons,0,{atom,0,b},{string,0,\"b\"}}}}");
  CHECK_FALSE(lang::abstract(term(pid::external(atom("n@h"), 1, 2, 3)), term(0)));
  CHECK_FALSE(lang::normalise(term(tuple(atom("var"), 1, atom("X")))));
}

TEST_CASE("abstract: a constant expression is spelled in tokens") {
  const auto said = lang::parse_exprs("{a, [1 | B], #{c => \"d\"}, []}.", {1, 0});
  REQUIRE(said.ok());
  CHECK(to_string(lang::tokens_of(said.value.ref().head(), term(list(tuple(atom("dot"), 9))))) ==
        "[{'{',1},{atom,1,a},{',',1},{'[',1},{integer,1,1},{'|',1},{var,1,'B'},{']',1},{',',1},"
        "{'#',1},{'{',1},{atom,1,c},{'=>',1},{string,1,\"d\"},{'}',1},{',',1},{'[',1},{']',1},"
        "{'}',1},{dot,9}]");
  CHECK_FALSE(lang::tokens_of(term(tuple(atom("op"), 1, atom("+"), 1, 2)), term::nil()));
}
