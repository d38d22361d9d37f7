#include "stdlib/regex_options.hpp"

#include <algorithm>

#include "runtime/raised.hpp"
#include "stdlib/native_rows.hpp"

namespace kith::detail {

namespace {

struct flag_row {
  std::string_view name;
  std::uint32_t flag;
};

constexpr flag_row compile_rows[] = {
    {"unicode", PCRE2_UTF},
    {"caseless", PCRE2_CASELESS},
    {"dollar_endonly", PCRE2_DOLLAR_ENDONLY},
    {"dotall", PCRE2_DOTALL},
    {"extended", PCRE2_EXTENDED},
    {"firstline", PCRE2_FIRSTLINE},
    {"multiline", PCRE2_MULTILINE},
    {"no_auto_capture", PCRE2_NO_AUTO_CAPTURE},
    {"dupnames", PCRE2_DUPNAMES},
    {"ungreedy", PCRE2_UNGREEDY},
    {"no_start_optimize", PCRE2_NO_START_OPTIMIZE},
    {"ucp", PCRE2_UCP},
    {"never_utf", PCRE2_NEVER_UTF},
};

constexpr flag_row match_rows[] = {
    {"notbol", PCRE2_NOTBOL},
    {"noteol", PCRE2_NOTEOL},
    {"notempty", PCRE2_NOTEMPTY},
    {"notempty_atstart", PCRE2_NOTEMPTY_ATSTART},
};

/// As bits, since OTP adds up those that it is given: CR and LF are CRLF.
constexpr flag_row newline_rows[] = {
    {"cr", 1}, {"lf", 2}, {"crlf", 3}, {"any", 4}, {"anycrlf", 5},
};
static_assert(PCRE2_NEWLINE_CR == 1 && PCRE2_NEWLINE_LF == 2 && PCRE2_NEWLINE_CRLF == 3 &&
              PCRE2_NEWLINE_ANY == 4 && PCRE2_NEWLINE_ANYCRLF == 5);

template <std::size_t N>
std::uint32_t flag_named(const flag_row (&rows)[N], term_ref name) {
  if (!name.is_atom()) {
    return 0;
  }
  const std::string_view text = name.as_atom().name();
  const auto* const at = std::find_if(std::begin(rows), std::end(rows),
                                      [&](const flag_row& r) { return r.name == text; });
  return at == std::end(rows) ? 0 : at->flag;
}

[[noreturn]] void badopt() {
  throw caused_error(atoms::badarg, atom("badopt"));
}

/// A number of OTP's type `int`, not negative.
std::uint32_t natural_of(term_ref t) {
  if (t.tag() != tag::small || t.as_int() < 0 || t.as_int() > INT32_MAX) {
    badopt();
  }
  return static_cast<std::uint32_t>(t.as_int());
}

template <class Take>
void for_each_option(term_ref list, Take take) {
  for (; list.is_cons(); list = list.tail()) {
    if (!take(list.head())) {
      badopt();
    }
  }
  if (!list.is_nil()) {
    badopt();
  }
}

}  // namespace

regex_options regex_options::for_compile(term_ref list) {
  regex_options o;
  for_each_option(list, [&](term_ref option) { return o.take_compile(option); });
  return o;
}

regex_options regex_options::for_run(term_ref list) {
  regex_options o;
  for_each_option(list,
                  [&](term_ref option) { return o.take_run(option) || o.take_compile(option); });
  return o;
}

bool regex_options::take_compile(term_ref option) {
  if (const std::uint32_t flag = flag_named(compile_rows, option)) {
    compile_flags |= flag;
    compiles = true;
    return true;
  }
  if (option.is(atom("anchored"))) {
    compile_flags |= PCRE2_ANCHORED;
    match_flags |= PCRE2_ANCHORED;
    return true;
  }
  const bool unicode = option.is(atom("bsr_unicode"));
  if (unicode || option.is(atom("bsr_anycrlf"))) {
    const std::uint32_t wanted = unicode ? PCRE2_BSR_UNICODE : PCRE2_BSR_ANYCRLF;
    contradicts = contradicts || (bsr != 0 && bsr != wanted);
    bsr = wanted;
    return true;
  }
  return is_option(option, atom("newline")) && take_newline(option[1]);
}

bool regex_options::take_newline(term_ref name) {
  newline |= flag_named(newline_rows, name);
  contradicts = contradicts || newline > PCRE2_NEWLINE_ANYCRLF;
  return flag_named(newline_rows, name) != 0;
}

bool regex_options::take_run(term_ref option) {
  if (const std::uint32_t flag = flag_named(match_rows, option)) {
    match_flags |= flag;
  } else if (option.is(atom("global"))) {
    global = true;
  } else if (option.is(atom("report_errors"))) {
    report_errors = true;
  } else if (is_option(option, atom("offset"))) {
    from = natural_of(option[1]);
  } else if (is_option(option, atom("match_limit"))) {
    match_limit = std::min(natural_of(option[1]), match_limit_max);
  } else if (is_option(option, atom("match_limit_recursion"))) {
    depth_limit = std::min(natural_of(option[1]), match_depth_max);
  } else if (is_option(option, atom("capture"))) {
    values = option[1];
    type = term_ref();
  } else if (option.is_tuple(3) && option[0].is(atom("capture"))) {
    values = option[1];
    type = option[2];
  } else {
    return false;
  }
  return true;
}

regex_source regex_options::source(std::string text) const {
  regex_source plain;
  plain.flags = compile_flags;
  plain.text = std::move(text);
  return source(std::move(plain));
}

regex_source regex_options::source(regex_source compiled) const {
  compiled.newline = newline != 0 ? newline : compiled.newline;
  compiled.bsr = bsr != 0 ? bsr : compiled.bsr;
  return compiled;
}

}  // namespace kith::detail
