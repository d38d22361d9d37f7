#include <doctest/doctest.h>

#include <rapidcheck.h>

#include "otp/log.hpp"
#include "runtime/lone_node.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_call.hpp"
#include "stdlib/regex_run.hpp"

using namespace kith;
using namespace kith::detail;

namespace {

/// What `re:run` returns.
term run(const term& subject, const term& pattern, const term& options = term::nil()) {
  regex_run job(subject, pattern, options);
  while (!job.advance()) {
  }
  return job.result();
}

/// The same of the text of a list of arguments.
std::string ran(std::string_view args) {
  const term list = *parse_term(args);
  const term_ref more = list.ref().tail().tail();
  try {
    return to_string(run(term(list.ref().head()), term(list.ref().tail().head()),
                         more.is_cons() ? term(more.head()) : term::nil()),
                     format::tp);
  } catch (const exit_exception& e) {
    return "error:" + to_string(e.reason(), format::tp);
  }
}

struct row {
  std::string_view args;
  std::string_view result;
};

void check(std::initializer_list<row> rows) {
  for (const row& r : rows) {
    CAPTURE(r.args);
    CHECK(ran(r.args) == r.result);
  }
}

process runs_patterns(ctx) {
  check({
      {R"~(["abcd", "b(c)"])~", "{match,[{1,2},{2,1}]}"},
      {R"~(["a", "(a)|(b)", [{capture, [0, 1, 2]}]])~", "{match,[{0,1},{0,1},{-1,0}]}"},
      {R"~(["abcd", "(?<x>c)", [{capture, [x], list}]])~", R"~({match,["c"]})~"},
      {R"~(["aXbX", "X?", [global, {capture, none}]])~", "match"},
      {R"~(["ab", "(?=b)|b", [global]])~", "{match,[[{1,0}]]}"},
      {R"~([<<195, 169, 97>>, "a", [unicode]])~", "{match,[{2,1}]}"},
      {R"~(["b", "a"])~", "nomatch"},
      {R"~(["b", "("])~", "error:badarg"},
      {R"~(["b", "(", [report_errors]])~", R"~({error,{compile,{"missing )",1}}})~"},
      {R"~(["b", "b", [{offset, 2}]])~", "error:badarg"},
      {R"~([<<255>>, "b", [unicode]])~", "error:badarg"},
      {R"~([<<195, 169, 97>>, "a", [unicode, {offset, 1}]])~", "error:badarg"},
  });
  co_return;
}

term compiled(const std::vector<term>& args) {
  return term(call_native("re", "compile", args).ref()[1]);
}

/// A pattern whose binary is another.
term forged(const term& pattern, std::string_view bytes) {
  return tuple(pattern.ref()[0], pattern.ref()[1], pattern.ref()[2], pattern.ref()[3], bin(bytes));
}

process uses_compiled_patterns(ctx) {
  const term pattern = compiled({term("(b)+"), term(list(atom("caseless")))});
  CHECK(run(term("aBb"), pattern) == term(tuple(atom("match"), list(tuple(1, 2), tuple(2, 1)))));
  CHECK(library_here().regexes.size() == 1);
  // Another end of line than it was compiled for.
  const term any = list(tuple(atom("newline"), atom("any")));
  CHECK_NOTHROW(static_cast<void>(run(term("b"), pattern, any)));
  CHECK(library_here().regexes.size() == 2);
  CHECK_THROWS_AS(static_cast<void>(run(term("b"), pattern, term(list(atom("caseless"))))),
                  exit_exception);
  co_return;
}

process refuses_forged_patterns(ctx) {
  const term pattern = compiled({term("b")});
  const std::string bytes(pattern.ref()[4].as_binary());
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    CAPTURE(i);
    // Cut off, and each byte another: a pattern, or badarg.
    for (const std::string& other :
         {bytes.substr(0, i),
          i < bytes.size() ? bytes.substr(0, i) + '\xFF' + bytes.substr(i + 1) : bytes + '('}) {
      try {
        const term got = run(term("b"), forged(pattern, other));
        CHECK(i >= bytes.size() - 1);
      } catch (const exit_exception& e) {
        CHECK(e.reason() == term(atoms::badarg));
      }
    }
  }
  CHECK_THROWS_AS(static_cast<void>(run(term("b"), forged(pattern, "ERCP"))), exit_exception);
  co_return;
}

process gives_up(ctx) {
  const std::string many(30, 'a');
  const term report = list(atom("report_errors"));
  const auto tried = [&](std::string_view pattern, const term& options) {
    return to_string(run(term(bin(many + "z")), term(bin(pattern)), options));
  };
  CHECK(tried("(a+)*zz", report) == "{error,match_limit}");
  CHECK(tried("(a+)*zz", term::nil()) == "nomatch");
  const term shallow = list(atom("report_errors"), tuple(atom("match_limit_recursion"), 5));
  CHECK(tried("(a+)*zz", shallow) == "{error,match_limit_recursion}");
  const std::string deep(regex_nesting_max + 1, '(');
  const std::string closed = deep + std::string(deep.size(), ')');
  CHECK(to_string(call_native("re", "compile", {term(bin(closed))})) ==
        "{error,{\"parentheses are too deeply nested\"," + std::to_string(regex_nesting_max + 1) +
            "}}");
  const term large = call_native("re", "compile", {term(bin("((a{1000}){1000}){1000}"))});
  CHECK(large.ref()[0].is(atoms::error));
  CHECK(called("re", "compile", "[\"a\", [global]]") == "error:badarg");
  co_return;
}

process ends_where_matches_go_back(ctx) {
  check({
      {R"~(["aaa", "(?<=\\Ka)", [global]])~", "{match,[[{0,1}],[{0,1}],[{1,1}],[{2,1}]]}"},
      {R"~(["ab", "(?=ab\\K)", [global]])~", "{match,[[{2,0}],[{2,0}]]}"},
      {R"~(["ab", "\\C", [unicode]])~", "error:badarg"},
  });
  co_return;
}

process keeps_what_was_used_last(ctx) {
  for (std::size_t i = 0; i < 2 * regex_cache::kept_max; ++i) {
    static_cast<void>(compiled({term(bin("a" + std::to_string(i)))}));
  }
  CHECK(library_here().regexes.size() == regex_cache::kept_max);
  const std::size_t many = 2 * regex_cache::kept_bytes_max / 60'000;
  for (std::size_t i = 0; i < many; ++i) {
    const std::string text = std::string(20'000, 'a') + std::to_string(i);
    static_cast<void>(run(term(bin("b")), term(bin(text))));
  }
  CHECK(library_here().regexes.size() < many);
  co_return;
}

/// Any text of what patterns are made of.
rc::Gen<std::string> patterns() {
  const auto piece = rc::gen::element<std::string>(
      "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "a", "b", "\\K", "\\C",
      "\\R", "\\X", "(?=", "(?<=", "(?<!", "(?R)", "(?1)", "\\1", "(?<n>", "(?&n)", "{2,3}", "{0}",
      "(*COMMIT)", "(*SKIP)", "(?i)", "(?(1)", "[^a", "[[:alpha:]]", "\\x{1f}", "\xC3\xA9", "\xFF");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string all;
                        for (const std::string& one : pieces) {
                          all += one;
                        }
                        return all;
                      });
}

bool is_sound(term_ref value, std::size_t size) {
  if (value.is_tuple(2) && value[0].is_integer()) {
    const std::int64_t at = value[0].as_int();
    const std::int64_t length = value[1].as_int();
    return at == -1 ? length == 0
                    : at >= 0 && length >= 0 && at + length <= static_cast<std::int64_t>(size);
  }
  for (; value.is_cons(); value = value.tail()) {
    if (!is_sound(value.head(), size)) {
      return false;
    }
  }
  return true;
}

process runs_anything(ctx) {
  CHECK(rc::check([] {
    const std::string pattern = *patterns();
    const auto bytes = *rc::gen::container<std::string>(
        rc::gen::element('a', 'b', '\n', '\r', '\xC3', '\xA9', '\0'));
    std::vector<term> all{tuple(atom("match_limit"), 1'000)};
    for (const char* name :
         {"global", "unicode", "caseless", "multiline", "ungreedy", "notempty"}) {
      if (*rc::gen::arbitrary<bool>()) {
        all.emplace_back(atom(name));
      }
    }
    const term_refs refs(all.begin(), all.end());
    try {
      const term got = run(term(bin(bytes)), term(bin(pattern)), make_list(refs));
      const bool sound = got == term(atom("nomatch")) || is_sound(got.ref()[1], bytes.size());
      RC_ASSERT(sound);
    } catch (const exit_exception& e) {
      RC_ASSERT(e.reason() == term(atoms::badarg));
    }
  }));
  co_return;
}

/// Where a match is, by one call of PCRE2 for the whole subject.
std::optional<byte_range> found_at_once(const regex& pattern, std::string_view subject,
                                        std::uint32_t flags) {
  pcre2_match_data* data = pcre2_match_data_create_from_pattern(pattern.code(), nullptr);
  const int got = pcre2_match(pattern.code(), reinterpret_cast<PCRE2_SPTR>(subject.data()),
                              subject.size(), 0, flags, data, nullptr);
  const std::size_t* const ends = pcre2_get_ovector_pointer(data);
  const byte_range place{ends[0], ends[1] - ends[0]};
  pcre2_match_data_free(data);
  return got > 0 ? std::optional(place) : std::nullopt;
}

process searches_in_parts(ctx) {
  CHECK(rc::check([] {
    const auto pattern = *rc::gen::element<std::string>(
        "c", "ac", "b*c", "^c", "c$", "\\bc", "(?<=b)c", "(?<!a)c", "\\Gc", "^", "$", "x*", "\\Z",
        "(*COMMIT)c", "[^ab]c", ".*c", "\\Rc", "\n", "\xC3\xA9", "(?=c)", "c++", "\\z", "\\X\\X");
    std::string subject;
    for (int i = *rc::gen::inRange(0, 300); i > 0; --i) {
      subject += *rc::gen::element<std::string>("a", "b", "a", "b", "\r\n", "\xC3\xA9");
    }
    subject += *rc::gen::element<std::string>("", "c", "\nc", "\r\n", "ac", "bcb");
    regex_source from;
    from.text = pattern;
    from.newline = *rc::gen::inRange<std::uint32_t>(PCRE2_NEWLINE_CR, PCRE2_NEWLINE_ANYCRLF + 1);
    from.flags = *rc::gen::element<std::uint32_t>(0, PCRE2_UTF, PCRE2_MULTILINE, PCRE2_FIRSTLINE,
                                                  PCRE2_ANCHORED, PCRE2_DOTALL);
    const auto flags =
        *rc::gen::element<std::uint32_t>(0, PCRE2_NOTEMPTY, PCRE2_NOTEMPTY_ATSTART, PCRE2_NOTEOL);
    const regex::outcome made = regex::compile(from);
    RC_ASSERT(made.index() == 0u);
    const work_time time(here().home().world());
    regex_matcher matcher(*std::get<0>(made), subject, regex_options(), time);
    const match_result got = matcher.match(0, flags);
    const auto whole = found_at_once(*std::get<0>(made), subject, flags);
    RC_ASSERT((got == match_result::found) == whole.has_value());
    if (whole) {
      RC_ASSERT(matcher.group(0)->at == whole->at);
      RC_ASSERT(matcher.group(0)->size == whole->size);
    }
  }));
  co_return;
}

void run_in_node(process (*body)(ctx)) {
  lone_node node;
  CHECK(node.run(body));
  CHECK(node.log.lines.empty());
}

}  // namespace

TEST_CASE("re: patterns match as in OTP") {
  run_in_node(runs_patterns);
}

TEST_CASE("re: a compiled pattern is compiled once, and again for another end of line") {
  run_in_node(uses_compiled_patterns);
}

TEST_CASE("re: a binary that is no pattern is refused, whatever is around it") {
  run_in_node(refuses_forged_patterns);
}

TEST_CASE("re: what takes too long, goes too deep or is too large is given up") {
  run_in_node(gives_up);
}

TEST_CASE("re: matches that begin before or behind where they were looked for come to an end") {
  run_in_node(ends_where_matches_go_back);
}

TEST_CASE("re: a node keeps a bounded number of patterns and of their bytes") {
  run_in_node(keeps_what_was_used_last);
}

TEST_CASE("re: any pattern on any subject ends, within the subject") {
  run_in_node(runs_anything);
}

TEST_CASE("re: a search in parts finds what a search at once finds") {
  run_in_node(searches_in_parts);
}
