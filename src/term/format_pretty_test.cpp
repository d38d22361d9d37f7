// The expected texts were written by OTP 25.

#include "term/format_pretty.hpp"

#include <doctest/doctest.h>

#include "kith/arena.hpp"

using namespace kith;

namespace {

constexpr const char* sample =
    R"({a, [1, 2, {b, "text", [x, y]}], #{k => {deep, [1, 2, 3]}, l => 2},
        <<"some bytes that are text">>, <<1,2,3,4,5>>})";

term parsed(std::string_view text) {
  auto t = parse_term(text);
  REQUIRE(t.ok());
  return *std::move(t);
}

struct text_by_number {
  std::int64_t number;
  const char* text;
};

}  // namespace

TEST_CASE("pretty printer: dots stand for what lies below the depth") {
  const term t = parsed(sample);
  for (const text_by_number& c : {
           text_by_number{0, "..."},
           {1, "{...}"},
           {2, "{a,...}"},
           {3, "{a,[...],...}"},
           {4, "{a,[1|...],#{...},...}"},
           {6, "{a,[1,2,{...}],#{k => {deep,...},l => 2},<<\"some\"...>>,<<...>>}"},
       }) {
    CHECK(print_pretty(t, {.rules = {.depth = c.number}}) == c.text);
  }
}

TEST_CASE("pretty printer: ~W leaves out a map's pairs in its own way") {
  const term t = parsed(sample);
  for (const text_by_number& c :
       {text_by_number{2, "{a,...}"}, {3, "{a,[...],...}"}, {4, "{a,[1|...],#{},...}"}}) {
    const format_rules rules{.strings = false, .written = true, .depth = c.number};
    CHECK(print_pretty(t, {.rules = rules, .columns = 0}) == c.text);
  }
}

TEST_CASE("pretty printer: records print with the names of their fields") {
  const term names = parsed("[name, age, address]");
  const record_names person{atom("person"), 3, names};
  pretty_rules how;
  how.rules.records = std::span(&person, 1);
  const term t = parsed(R"({person, "Ann", 42, {person, "A very long name that fills", 1,
      [aaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbb, ccccccccccccccc]}})");

  CHECK(print_pretty(t, how) ==
        "#person{name = \"Ann\",age = 42,\n"
        "        address = #person{name = \"A very long name that fills\",age = 1,\n"
        "                          address = [aaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbb,\n"
        "                                     ccccccccccccccc]}}");
  how.columns = 30;
  CHECK(print_pretty(t, how) == "#person{\n"
                                " name = \"Ann\",age = 42,\n"
                                " address =\n"
                                "  #person{\n"
                                "   name =\n"
                                "    \"A very long name that fills\",\n"
                                "   age = 1,\n"
                                "   address =\n"
                                "    [aaaaaaaaaaaaaaaaa,\n"
                                "     bbbbbbbbbbbbbbbbbbb,\n"
                                "     ccccccccccccccc]}}");
  how.rules.depth = 3;
  CHECK(print_pretty(t, how) == "#person{name = [...],...}");
  CHECK(print_pretty(parsed("{person, 1}"), how) == "{person,1}");
}

TEST_CASE("pretty printer: a line has at most line_max characters besides its indentation") {
  CHECK(print_pretty(parsed("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"),
                     {.line_max = 30}) ==
        "[1,2,3,4,5,6,7,8,9,10,11,12,\n 13,14,15,16,17,18,19,20]");
}

TEST_CASE("pretty printer: within a limit of characters the depth is as large as fits") {
  const term t = parsed(sample);
  for (const text_by_number& c : {text_by_number{0, "..."},
                                  {1, "{...}"},
                                  {10, "{a,[...],...}"},
                                  {40, "{a,[1,2|...],#{k => {...},...},<<...>>,...}"},
                                  {80, "{a,[1,2,{b,[...],...}],\n"
                                       "   #{k => {deep,[1|...]},l => 2},\n"
                                       "   <<\"some bytes t\"...>>,\n"
                                       "   <<...>>}"}}) {
    CHECK(print_pretty(t, {.limit = c.number}) == c.text);
  }
}

TEST_CASE("pretty printer: of a large map the first pairs in the order of its keys are seen") {
  std::string text = "#{";
  for (int i = 99; i > 0; --i) {
    text += std::to_string(i) + " => x, ";
  }
  const term t = parsed(text + "0 => x}");
  CHECK(print_pretty(t, {.rules = {.depth = 4}}) == "#{0 => x,1 => x,2 => x,...}");
  CHECK(print_pretty(t, {.rules = {.depth = 4}, .limit = 1000}) == "#{0 => x,1 => x,2 => x,...}");
  CHECK(print_pretty(t, {.columns = 0, .limit = 1000}).ends_with(",98 => x,99 => x}"));
}

TEST_CASE("pretty printer: a limit that a deep term does not reach needs no deep stack") {
  constexpr int levels = 100'000;
  arena a(2 * levels);
  detail::word w = detail::nil_word;
  for (int i = 0; i < levels; ++i) {
    detail::word* cons = a.take(2);
    cons[0] = w;
    cons[1] = detail::nil_word;
    w = detail::list_word(cons);
  }
  const term t = a.finish(w);
  const std::string text = print_pretty(t, {.columns = 0, .limit = 10'000'000});
  CHECK(text.starts_with("[[[["));
  CHECK(text.find("[...]") != std::string::npos);
}
