#include "stdlib/regex_run.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/regex_term.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

regex_run::regex_run(term_ref subject, term_ref pattern, term_ref options)
    : given_(subject), pattern_(pattern), options_(regex_options::for_run(options)),
      time_(here().home().world()) {}

void regex_run::refuse() const {
  is_explained_ ? badarg() : unexplained();
}

bool regex_run::advance() {
  time_.begin();
  if (!matcher_ && prepare()) {
    return true;
  }
  return options_.global ? search_often() : search_once();
}

/// Whether all is done already.
bool regex_run::prepare() {
  const regex_source from = source();
  const regex::outcome made = compile_regex(options_, from);
  if (const auto* fault = std::get_if<regex_fault>(&made)) {
    if (!options_.report_errors || is_pattern(pattern_)) {
      refuse();
    }
    result_ = tuple(atoms::error, tuple(atom("compile"), described(*fault)));
    return true;
  }
  compiled_ = std::get<0>(made);
  is_explained_ = is_explained_ && !options_.global;
  read_subject();
  from_ = options_.from;
  if (from_ > bytes_.size()) {
    // OTP ends the process where this is not `global`.
    result_ = options_.global ? term(atom("nomatch")) : (refuse(), term());
    return true;
  }
  try {
    capture_.emplace(*compiled_, options_);
  } catch (const exit_exception&) {
    refuse();
  }
  matcher_.emplace(*compiled_, bytes_, options_, time_);
  return false;
}

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

match_result regex_run::search(std::uint32_t flags) {
  const match_result got = is_unfinished_ ? matcher_->resume() : matcher_->match(from_, flags);
  is_unfinished_ = got == match_result::unfinished;
  return got;
}

/// Of a match that was given up, OTP says so only when it is asked.
term regex_run::failed(match_result how) const {
  if (how == match_result::error) {
    refuse();
  }
  if (!options_.report_errors || how == match_result::none) {
    return atom("nomatch");
  }
  return tuple(atoms::error, how == match_result::match_limit ? atom("match_limit")
                                                              : atom("match_limit_recursion"));
}

bool regex_run::search_once() {
  const match_result got = search(options_.match_flags);
  if (got == match_result::unfinished) {
    return false;
  }
  if (got != match_result::found) {
    result_ = failed(got);
  } else if (capture_->is_nothing()) {
    result_ = atom("match");
  } else {
    result_ = tuple(atom("match"), capture_->of(*matcher_, subject_, unicode_));
  }
  return true;
}

/// Behind a match of nothing, one of something that begins where the search began is looked for:
/// that is OTP's order.
bool regex_run::search_often() {
  constexpr std::uint32_t something = PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED;
  match_result got = match_result::none;
  while (from_ <= bytes_.size()) {
    got = search(nothing_at_ ? options_.match_flags | something : options_.match_flags);
    if (got == match_result::unfinished) {
      return false;
    }
    if (got != match_result::found && (got != match_result::none || !nothing_at_)) {
      break;
    }
    const byte_range whole = got == match_result::found ? *matcher_->group(0) : byte_range{0, 0};
    if (got == match_result::found) {
      take();
    }
    if (nothing_at_) {
      const std::size_t at = *nothing_at_;
      nothing_at_.reset();
      go_behind(whole.size > 0 ? at + whole.size : behind(at));
    } else if (whole.size == 0) {
      nothing_at_ = whole.at;
    } else {
      go_behind(whole.at + whole.size);
    }
    if (time_.is_over()) {
      return false;
    }
  }
  result_ = taken(got);
  return true;
}

void regex_run::take() {
  all_.push_back(capture_->is_nothing() ? term() : capture_->of(*matcher_, subject_, unicode_));
}

/// With \K in a lookbehind a match begins before where it was looked for.
void regex_run::go_behind(std::size_t next) {
  from_ = next > from_ ? next : behind(from_);
}

term regex_run::taken(match_result last) const {
  if (last != match_result::found && last != match_result::none) {
    const term why = failed(last);
    if (options_.report_errors) {
      return why;
    }
  }
  if (all_.empty()) {
    return atom("nomatch");
  }
  if (capture_->is_nothing()) {
    return atom("match");
  }
  const term_refs refs(all_.begin(), all_.end());
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

}  // namespace kith::detail
