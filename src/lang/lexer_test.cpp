#include "lang/lexer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace kith;
using lang::lexer_options;

namespace {

std::string scanned(std::string_view text, lang::location start = {1, 1},
                    lexer_options options = {}) {
  return to_string(lang::scan_string(text, start, options));
}

}  // namespace

TEST_CASE("lexer: tokens are OTP's") {
  CHECK(scanned("f(X).") ==
        "{ok,[{atom,{1,1},f},{'(',{1,2}},{var,{1,3},'X'},{')',{1,4}},{dot,{1,5}}],{1,6}}");
  CHECK(scanned("a\n 1.5", {7, 0}) == "{ok,[{atom,7,a},{float,8,1.5}],8}");
  CHECK(scanned("$a\n\"b\"", {7, 3}) == "{ok,[{char,{7,3},97},{string,{8,1},\"b\"}],{8,4}}");
  CHECK(scanned("maybe else") == "{ok,[{atom,{1,1},maybe},{atom,{1,7},else}],{1,11}}");
  CHECK(scanned("maybe 'else'", {1, 1}, {.maybe_expr = true}) ==
        "{ok,[{maybe,{1,1}},{atom,{1,7},else}],{1,13}}");
}

TEST_CASE("lexer: white space, comments and texts are returned on request") {
  CHECK(scanned("a \n  %c\n", {1, 0}, {.white_space = true, .comments = true}) ==
        "{ok,[{atom,1,a},{white_space,1,\" \"},{white_space,1,\"\\n  \"},{comment,2,\"%c\"},"
        "{white_space,2,\"\\n\"}],3}");
  CHECK(scanned("'a'", {1, 0}, {.text = true}) ==
        "{ok,[{atom,[{text,\"'a'\"},{location,1}],a}],1}");
}

TEST_CASE("lexer: errors are OTP's, and their texts") {
  struct {
    std::string_view text;
    std::string_view error;
    std::string_view said;
  } const cases[] = {
      {"\"abc", "{error,{{1,1},erl_scan,{string,34,\"abc\"}},{1,5}}",
       "unterminated string starting with \"abc\""},
      {"'abc", "{error,{{1,1},erl_scan,{string,39,\"abc\"}},{1,5}}",
       "unterminated atom starting with 'abc'"},
      {"$", "{error,{{1,1},erl_scan,char},{1,2}}", "unterminated character"},
      {"1#2", "{error,{{1,1},erl_scan,{base,1}},{1,2}}", "illegal base '1'"},
      {"16#", "{error,{{1,1},erl_scan,{illegal,integer}},{1,4}}", "illegal integer"},
      {"1.0e999", "{error,{{1,1},erl_scan,{illegal,float}},{1,8}}", "illegal float"},
      {" \xE2\x82\xAC", "{error,{{1,2},erl_scan,{illegal,character}},{1,3}}", "illegal character"}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const term t = lang::scan_string(c.text, {1, 1});
    CHECK(to_string(t) == c.error);
    CHECK(lang::format_scan_error(t[1][2]) == c.said);
  }
}

TEST_CASE("lexer: a form is whole with its full stop, or may go on") {
  const auto more = [](std::string_view text) { return lang::scan_form(text, false, {1, 0}).more; };
  CHECK(more(""));
  CHECK(more("f() -> a"));
  CHECK(more("f() -> a."));  // 1. may become 1.5
  CHECK(more("f() -> \"a"));
  CHECK_FALSE(more("f() -> a.\n"));
  CHECK_FALSE(more("f() -> 1#2"));
  const auto form = lang::scan_form("a. b. ", false, {3, 0});
  CHECK(to_string(form.result) == "{ok,[{atom,3,a},{dot,3}],3}");
  CHECK(form.rest == 3);
  CHECK(to_string(lang::scan_form("", true, {3, 0}).result) == "{eof,3}");
  CHECK(to_string(lang::scan_form("a", true, {3, 0}).result) == "{ok,[{atom,3,a}],3}");
}

TEST_CASE("lexer: tokens become terms and tokens again") {
  for (const std::string_view text :
       {"f", "'case'", "X", "12", "1.5", "$c", "\"s\"", "case", "->"}) {
    lang::lexer words(text, {1, 1}, {.text = true});
    lang::lexeme l;
    REQUIRE(words.next(l) == lang::lexer::outcome::found);
    const lang::lexeme again = lang::lexeme::from_term(l.to_term());
    CHECK(again.kind == l.kind);
    CHECK(again.mark == l.mark);
    CHECK(again.where == l.where);
    CHECK(again.to_term() == l.to_term());
  }
  CHECK(lang::lexeme::from_term(term(1)).kind == lang::lexeme_kind::unknown);
}
