// Module `re`, the native part: compiling, and running. The rest, replace and split, is re.erl.
//
// A compiled pattern is {re_pattern, Groups, Unicode, MayEndLinesWithCrLf, Source}. In OTP the
// binary at its end is PCRE's code, which it trusts. Here it holds what the pattern was compiled
// from (regex_source), and the node keeps what PCRE2 made of it (regex_cache): so a pattern that
// comes from elsewhere can do no harm, and may be used on another node or by another release.
//
// A match keeps its scheduler until it ends, where OTP lets others run in between; match_limit_max
// and its like end it.

#include <algorithm>
#include <array>

#include "runtime/raised.hpp"
#include "stdlib/chardata.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/regex_capture.hpp"
#include "stdlib/text.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

/// Where OTP's `re` leaves native code, its errors are explained no more.
[[noreturn]] void unexplained() {
  throw caused_error(atoms::badarg, term());
}

constexpr std::uint32_t tuple_size = 5;

bool is_pattern(term_ref t) {
  return t.is_tuple(tuple_size) && t[0].is(atom("re_pattern"));
}

/// Only the source counts: whoever made the tuple may have written anything into the rest.
regex_source source_of(term_ref pattern) {
  for (std::size_t i = 1; i < tuple_size - 1; ++i) {
    if (pattern[i].tag() != tag::small) {
      badarg();
    }
  }
  const term_ref bytes = pattern[tuple_size - 1];
  const auto from = bytes.is_binary() ? regex_source::of_bytes(bytes.as_binary()) : std::nullopt;
  return from ? *from : (badarg(), regex_source());
}

std::optional<std::string> text_of(term_ref data, bool unicode) {
  if (data.is_binary()) {
    return std::string(data.as_binary());
  }
  std::string text;
  if (!data.is_list()) {
    return std::nullopt;
  }
  if (!unicode) {
    return append_iodata(data, text) ? std::optional(std::move(text)) : std::nullopt;
  }
  try {
    const chardata got = read_chardata(data, text_encoding::utf8);
    return got.outcome == chardata_outcome::whole
               ? std::optional(encode_text(got.text, text_encoding::utf8))
               : std::nullopt;
  } catch (const exit_exception&) {
    return std::nullopt;  // no characters at all
  }
}

regex::outcome compiled(const regex_options& options, const regex_source& from) {
  return options.contradicts ? regex::outcome(regex_fault{"inconsistent NEWLINE options", 0})
                             : library_here().regexes.get(from);
}

/// {Text, At}
term described(const regex_fault& fault) {
  return tuple(list_of_bytes(fault.text), fault.at);
}

term compile(term_ref pattern, term_ref list) {
  const regex_options options = regex_options::for_compile(list);
  const bool unicode = (options.compile_flags & PCRE2_UTF) != 0;
  auto text = text_of(pattern, unicode);
  if (!text) {
    unicode ? unexplained() : badarg();
  }
  const regex_source from = options.source(std::move(*text));
  const regex::outcome made = compiled(options, from);
  if (const auto* fault = std::get_if<regex_fault>(&made)) {
    return tuple(atoms::error, described(*fault));
  }
  const regex& done = *std::get<0>(made);
  return tuple(atoms::ok,
               tuple(atom("re_pattern"), static_cast<std::int64_t>(done.groups()), unicode ? 1 : 0,
                     done.may_end_lines_with_crlf() ? 1 : 0, term::binary(from.bytes())));
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

/// One call of `run`.
class regex_run {
 public:
  regex_run(term_ref subject, term_ref pattern, term_ref list)
      : given_(subject), pattern_(pattern), options_(regex_options::for_run(list)) {}

  term result();

 private:
  [[nodiscard]] regex_source source();
  void read_subject();
  [[nodiscard]] term matched_once(regex_matcher& matcher, const regex_capture& capture);
  [[nodiscard]] term matched_often(regex_matcher& matcher, const regex_capture& capture);
  [[nodiscard]] term failed(match_result how) const;
  [[nodiscard]] std::size_t behind(std::size_t at) const;
  [[noreturn]] void refuse() const { is_explained_ ? badarg() : unexplained(); }

  term_ref given_;
  term_ref pattern_;
  regex_options options_;
  std::shared_ptr<const regex> compiled_;
  bool unicode_ = false;
  bool is_explained_ = true;
  term subject_;
  std::string_view bytes_;
};

regex_source regex_run::source() {
  if (!is_pattern(pattern_)) {
    unicode_ = (options_.compile_flags & PCRE2_UTF) != 0;
    const bool is_text = pattern_.is_list() || pattern_.is_binary();
    is_explained_ = !unicode_ || !is_text || (given_.is_binary() && pattern_.is_binary());
    auto text = text_of(pattern_, unicode_);
    return text ? options_.source(std::move(*text)) : (refuse(), regex_source());
  }
  regex_source from = source_of(pattern_);
  if (options_.compiles) {
    badarg();
  }
  unicode_ = (from.flags & PCRE2_UTF) != 0;
  is_explained_ = !unicode_ || given_.is_binary();
  return options_.source(std::move(from));
}

void regex_run::read_subject() {
  if (given_.is_binary()) {
    subject_ = term(given_);
  } else {
    const auto text = text_of(given_, unicode_);
    subject_ = text ? term::binary(*text) : (refuse(), term());
  }
  bytes_ = subject_.ref().as_binary();
  if (compiled_->is_utf()) {
    std::size_t at = 0;
    while (decode_utf8(bytes_, at) != no_char) {
    }
    const bool within = options_.from < bytes_.size() &&
                        (static_cast<unsigned char>(bytes_[options_.from]) & 0xC0u) == 0x80u;
    if (at < bytes_.size() || within) {
      refuse();
    }
  }
}

term regex_run::result() {
  const regex_source from = source();
  const regex::outcome made = compiled(options_, from);
  if (const auto* fault = std::get_if<regex_fault>(&made)) {
    if (options_.report_errors && !is_pattern(pattern_)) {
      return tuple(atoms::error, tuple(atom("compile"), described(*fault)));
    }
    refuse();
  }
  compiled_ = std::get<0>(made);
  is_explained_ = is_explained_ && !options_.global;
  read_subject();
  if (options_.from > bytes_.size()) {
    // OTP ends the process where this is not `global`.
    return options_.global ? term(atom("nomatch")) : (refuse(), term());
  }
  try {
    const regex_capture capture(*compiled_, options_);
    regex_matcher matcher(*compiled_, bytes_, options_);
    return options_.global ? matched_often(matcher, capture) : matched_once(matcher, capture);
  } catch (const exit_exception&) {
    refuse();
  }
}

/// Of a match that was given up, OTP says so only when it is asked.
term regex_run::failed(match_result how) const {
  if (how == match_result::error) {
    badarg();
  }
  if (!options_.report_errors || how == match_result::none) {
    return atom("nomatch");
  }
  return tuple(atoms::error, how == match_result::match_limit ? atom("match_limit")
                                                              : atom("match_limit_recursion"));
}

term regex_run::matched_once(regex_matcher& matcher, const regex_capture& capture) {
  const match_result got = matcher.match(options_.from, options_.match_flags);
  if (got != match_result::found) {
    return failed(got);
  }
  if (capture.is_nothing()) {
    return atom("match");
  }
  return tuple(atom("match"), capture.of(matcher, subject_, unicode_));
}

/// Behind a match of nothing, one of something that begins where the search began is looked for:
/// that is OTP's order.
term regex_run::matched_often(regex_matcher& matcher, const regex_capture& capture) {
  constexpr std::uint32_t something = PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED;
  std::vector<term> all;
  const auto take = [&] {
    all.push_back(capture.is_nothing() ? term() : capture.of(matcher, subject_, unicode_));
  };
  match_result got = match_result::none;
  for (std::size_t from = options_.from; from <= bytes_.size();) {
    got = matcher.match(from, options_.match_flags);
    if (got != match_result::found) {
      break;
    }
    const byte_range whole = *matcher.group(0);
    take();
    std::size_t next = whole.at + whole.size;
    if (whole.size == 0) {
      got = matcher.match(from, options_.match_flags | something);
      if (got != match_result::found && got != match_result::none) {
        break;
      }
      std::size_t step = 0;
      if (got == match_result::found) {
        take();
        step = matcher.group(0)->size;
      }
      next = step > 0 ? whole.at + step : behind(whole.at);
    }
    // \K in a lookbehind begins a match before where it was looked for.
    from = next > from ? next : behind(from);
  }
  if (got != match_result::found && got != match_result::none) {
    const term why = failed(got);
    if (options_.report_errors) {
      return why;
    }
  }
  if (all.empty()) {
    return atom("nomatch");
  }
  if (capture.is_nothing()) {
    return atom("match");
  }
  const term_refs refs(all.begin(), all.end());
  return tuple(atom("match"), make_list(refs));
}

/// Behind the character, or the end of line, at that place.
std::size_t regex_run::behind(std::size_t at) const {
  const std::string_view rest = bytes_.substr(std::min(at, bytes_.size()));
  if (compiled_->may_end_lines_with_crlf() && rest.starts_with("\r\n")) {
    return at + 2;
  }
  ++at;
  while (compiled_->is_utf() && at < bytes_.size() &&
         (static_cast<unsigned char>(bytes_[at]) & 0xC0u) == 0x80u) {
    ++at;
  }
  return at;
}

term run_2(arguments a) {
  return regex_run(a[0], a[1], term::nil()).result();
}
term run_3(arguments a) {
  return regex_run(a[0], a[1], a[2]).result();
}

/// That of PCRE2.
term version_0(arguments) {
  std::array<PCRE2_UCHAR, 64> text{};
  pcre2_config(PCRE2_CONFIG_VERSION, text.data());
  return term::binary(reinterpret_cast<const char*>(text.data()));
}

constexpr native_row rows[] = {
    {"compile", 1, compile_1}, {"compile", 2, compile_2}, {"inspect", 2, inspect_2},
    {"run", 2, run_2},         {"run", 3, run_3},         {"version", 0, version_0},
};

}  // namespace

void add_re_natives(native_table& natives) {
  add_rows(natives, atom("re"), rows);
}

}  // namespace kith::detail
