#include <doctest/doctest.h>

#include <string>

#include "kith/arena.hpp"
#include "kith/term.hpp"
#include "term/bigint.hpp"
#include "term/closure.hpp"
#include "term/local_node.hpp"

using namespace kith;

namespace {

/// What the text says, printed again.
std::string again(std::string_view text, format how) {
  const auto t = parse_term(text);
  REQUIRE_MESSAGE(t.ok(), text, ": ", (t.ok() ? "" : t.failure().text));
  return to_string(*t, how);
}

std::string again_pretty(std::string_view text, pretty_options options = {}) {
  const auto t = parse_term(text);
  REQUIRE(t.ok());
  return to_string_pretty(*t, options);
}

}  // namespace

TEST_CASE("printed term: composed terms in ~w and ~p") {
  struct {
    const char* text;
    const char* w;
    const char* p;
  } const cases[] = {
      {"{}", "{}", "{}"},
      {"{a, {b}, []}", "{a,{b},[]}", "{a,{b},[]}"},
      {"[1, 2 | 3]", "[1,2|3]", "[1,2|3]"},
      {"[a | [b]]", "[a,b]", "[a,b]"},
      {"\"abc\"", "[97,98,99]", "\"abc\""},
      {"\"a\\\"\\\\\\n\\e\"", "[97,34,92,10,27]", "\"a\\\"\\\\\\n\\e\""},
      {"\"caf\\xe9\"", "[99,97,102,233]", "\"café\""},
      {"[97, 0]", "[97,0]", "[97,0]"},
      {"\"λ\"", "[955]", "[955]"},
      {"[$a | $b]", "[97|98]", "[97|98]"},
      {"[\"ab\", \"c\" | d]", "[[97,98],[99]|d]", "[\"ab\",\"c\"|d]"},
      {"#{}", "#{}", "#{}"},
      {"#{b => 2, a => \"x\"}", "#{a => [120],b => 2}", "#{a => \"x\",b => 2}"},
      {"<<>>", "<<>>", "<<>>"},
      {"<<\"abc\">>", "<<97,98,99>>", "<<\"abc\">>"},
      {"<<1, 2:3>>", "<<1,2:3>>", "<<1,2:3>>"},
      {"<<5:3>>", "<<5:3>>", "<<5:3>>"},
      {"<<\"ab\", 1:1>>", "<<97,98,1:1>>", "<<97,98,1:1>>"},
      {"<<233>>", "<<233>>", "<<\"é\">>"},
      {"<<\"é\"/utf8>>", "<<195,169>>", "<<\"Ã©\">>"},
      {"<<0>>", "<<0>>", "<<0>>"},
      {"-5", "-5", "-5"},
      {"1.0", "1.0", "1.0"},
      {"123456789012345678901234567890", "123456789012345678901234567890",
       "123456789012345678901234567890"},
      {"-18446744073709551616", "-18446744073709551616", "-18446744073709551616"},
      {"fun erlang:abs/1", "fun erlang:abs/1", "fun erlang:abs/1"},
      {"'λ'", "'\\x{3BB}'", "'\\x{3BB}'"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(again(c.text, format::w) == c.w);
    CHECK(again(c.text, format::p) == c.p);
  }
}

TEST_CASE("printed term: the modifier t takes text for Unicode") {
  CHECK(again("['λ', <<\"é\"/utf8>>, <<233>>, \"é\", \"λ\"]", format::tp) ==
        "['λ',<<\"é\"/utf8>>,<<\"é\">>,\"é\",[955]]");
  CHECK(again("['λ', \"é\"]", format::tw) == "['λ',[233]]");
  // What is UTF-8 but not printable is not tried as Latin-1.
  CHECK(again("<<\"λ\"/utf8>>", format::tp) == "<<206,187>>");
  const auto t = parse_term("{\"λ\", <<\"λ\"/utf8>>}");
  REQUIRE(t.ok());
  CHECK(to_string(*t, format::tp, printable_range::unicode) == "{\"λ\",<<\"λ\"/utf8>>}");
  CHECK(to_string(*t, format::w, printable_range::unicode) == "{[955],<<206,187>>}");
}

TEST_CASE("printed pid, port and reference: 0 stands for a node of this program") {
  const atom other("printed_other@host");
  const atom here("printed_here@host");
  const std::uint32_t index = add_local_node({here, 77});
  const std::string number = std::to_string(other.index());
  const std::uint32_t words[] = {1, 2, 3};

  CHECK(to_string(term(pid::external(other, 5, 6, 7))) == "<" + number + ".6.7>");
  CHECK(to_string(term(reference(other, 5, words))) == "#Ref<" + number + ".3.2.1>");
  CHECK(to_string(term(reference(here, 77, words))) == "#Ref<0.3.2.1>");
  // The same name, but an earlier life of the node.
  CHECK(to_string(term(reference(here, 76, words))) ==
        "#Ref<" + std::to_string(here.index()) + ".3.2.1>");
  const pid local = pid::local(index, 6, 7);
  CHECK(to_string(term(local)) ==
        "<0." + std::to_string(local.id()) + "." + std::to_string(local.serial()) + ">");

  arena a(3);
  detail::word* node = a.take(3);
  node[0] = detail::header(detail::kind::port, 2);
  node[1] = (detail::word{other.index()} << 32u) | 5u;
  node[2] = 1'234'567'890'123;
  CHECK(to_string(a.finish(detail::boxed_word(node))) == "#Port<" + number + ".1234567890123>");
  remove_local_node(index);
}

TEST_CASE("printed closure: module, index and uniq") {
  closure_identity f;
  f.module = atom("erl_eval");
  f.old_index = 42;
  f.old_uniq = 3316493;
  arena a(size_closure(0));
  detail::word* variables = nullptr;
  const detail::word w = closure_in(a, f, detail::pid_word(0, 1, 1), 0, variables);
  CHECK(to_string(a.finish(w)) == "#Fun<erl_eval.42.3316493>");
}

TEST_CASE("printed map: large ones are in term order of their keys, too") {
  std::string text = "#{";
  std::string expected = "#{";
  for (int i = 99; i >= 0; --i) {
    text += std::to_string(i) + " => x" + (i == 0 ? "}" : ", ");
    expected += std::to_string(99 - i) + " => x" + (i == 0 ? "}" : ",");
  }
  CHECK(again(text, format::w) == expected);
}

TEST_CASE("printed integer: past the limit of decimal digits it is hexadecimal") {
  std::vector<std::uint64_t> limbs(integer_digits_max / 16, 0);
  limbs.front() = 0xABC;
  limbs.back() = 0x1F;
  const std::string text = to_string(make_integer(true, limbs));
  CHECK(text.starts_with("-16#1F000"));
  CHECK(text.ends_with("000ABC"));
  CHECK(text.size() == 4 + 2 + 16 * (limbs.size() - 1));
}

TEST_CASE("printed term: a million levels need no stack") {
  term deep = term::nil();
  constexpr int levels = 1'000'000;
  arena a(2 * levels);
  detail::word w = detail::nil_word;
  for (int i = 0; i < levels; ++i) {
    detail::word* cons = a.take(2);
    cons[0] = w;
    cons[1] = detail::nil_word;
    w = detail::list_word(cons);
  }
  deep = a.finish(w);
  CHECK(to_string(deep).size() == 2 * levels + 2);
  CHECK(to_string_pretty(deep).size() == 2 * levels + 2);
}

// What io:format("~p") of OTP 25 prints.
TEST_CASE("pretty printer: a term that fits stays on one line") {
  CHECK(again_pretty("{a, [1, 2], #{k => v}}") == "{a,[1,2],#{k => v}}");
}

TEST_CASE("pretty printer: long tags indent by four columns") {
  CHECK(again_pretty("{error, {aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, "
                     "{bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, c}}}") ==
        "{error,\n"
        "    {aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,\n"
        "        {bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,c}}}");
}

TEST_CASE("pretty printer: elements align behind a short tag") {
  CHECK(again_pretty("{ok, {aaaaaaaaaa, bbbbbbbbbb}, [cccccccccc, dddddddddd]}", {.columns = 40}) ==
        "{ok,{aaaaaaaaaa,bbbbbbbbbb},\n    [cccccccccc,dddddddddd]}");
}

TEST_CASE("pretty printer: atoms fill the lines of a list") {
  CHECK(again_pretty("[aaaaaaaaaa, bbbbbbbbbb, cccccccccc, dddddddddd, eeeeeeeeee]",
                     {.columns = 40}) ==
        "[aaaaaaaaaa,bbbbbbbbbb,cccccccccc,\n dddddddddd,eeeeeeeeee]");
}

TEST_CASE("pretty printer: a pair of a map breaks behind its arrow") {
  CHECK(again_pretty("#{aaaaaaaaaaaaaaaaa => {bbbbbbbbbbbbbbb, ccccccccccccccc}, d => e}",
                     {.columns = 30}) ==
        "#{aaaaaaaaaaaaaaaaa =>\n      {bbbbbbbbbbbbbbb,\n          ccccccccccccccc},\n  d => e}");
}

TEST_CASE("pretty printer: bytes break behind commas") {
  CHECK(again_pretty("<<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16:5>>",
                     {.columns = 20}) == "<<1,2,3,4,5,6,7,8,\n  9,10,11,12,13,14,\n  15,16:5>>");
}

TEST_CASE("pretty printer: 0 columns mean one line") {
  CHECK(again_pretty("[" + std::string(200, '1') + ", 2]", {.columns = 0}) ==
        "[" + std::string(200, '1') + ",2]");
}
