// Module `re`, the native part: compiling, and running. The rest, replace and split, is re.erl.
//
// A compiled pattern is {re_pattern, Groups, Unicode, MayEndLinesWithCrLf, Source}. In OTP the
// binary at its end is PCRE's code, which it trusts. Here it holds what the pattern was compiled
// from (regex_source), and the node keeps what PCRE2 made of it (regex_cache): so a pattern that
// comes from elsewhere can do no harm, and may be used on another node or by another release.
//
// As in OTP a long run lets others run in between: between matches, and while it looks for one
// between the places where one could begin (regex_matcher). At each place match_limit_max and its
// like end it.

#include <array>

#include "kith/build.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/regex_run.hpp"
#include "stdlib/regex_term.hpp"

namespace kith::detail {

namespace {

term compile(term_ref pattern, term_ref list) {
  const regex_options options = regex_options::for_compile(list);
  const bool unicode = (options.compile_flags & PCRE2_UTF) != 0;
  auto text = text_of(pattern, unicode);
  if (!text) {
    unicode ? unexplained() : badarg();
  }
  const regex_source from = options.source(std::move(*text));
  const regex::outcome made = compile_regex(options, from);
  if (const auto* fault = std::get_if<regex_fault>(&made)) {
    return tuple(atoms::error, described(*fault));
  }
  return tuple(atoms::ok, pattern_term(*std::get<0>(made), from));
}
term compile_1(arguments a) {
  return compile(a[0], term::nil());
}
term compile_2(arguments a) {
  return compile(a[0], a[1]);
}

term inspect_2(arguments a) {
  if (!is_pattern(a[0]) || !a[1].ref().is(atom("namelist"))) {
    badarg();
  }
  const regex::outcome made = library_here().regexes.get(source_of(a[0]));
  const auto* done = std::get_if<std::shared_ptr<const regex>>(&made);
  if (done == nullptr) {
    badarg();
  }
  std::vector<term> names;
  for (const std::string& name : (*done)->names()) {
    names.push_back(term::binary(name));
  }
  const term_refs refs(names.begin(), names.end());
  return tuple(atom("namelist"), make_list(refs));
}

/// With options or without.
task<term> run(ctx self, term args) {
  const term_ref options = args.ref().tail().tail();
  regex_run job(argument(args, 0), argument(args, 1),
                options.is_cons() ? options.head() : term_ref(nil_word, nullptr));
  while (!job.advance()) {
    co_await self.yield();
  }
  co_return job.result();
}

/// That of PCRE2.
term version_0(arguments) {
  std::array<PCRE2_UCHAR, 64> text{};
  pcre2_config(PCRE2_CONFIG_VERSION, text.data());
  return term::binary(reinterpret_cast<const char*>(text.data()));
}

constexpr native_row rows[] = {
    {"compile", 1, compile_1},
    {"compile", 2, compile_2},
    {"inspect", 2, inspect_2},
    {"version", 0, version_0},
};
constexpr waiting_row waiting_rows[] = {{"run", 2, run}, {"run", 3, run}};

}  // namespace

void add_re_natives(native_table& natives) {
  add_rows(natives, atom("re"), rows);
  add_rows(natives, atom("re"), waiting_rows);
}

}  // namespace kith::detail
