// What `run` returns of a match.
#pragma once

#include <vector>

#include "stdlib/regex_matcher.hpp"

namespace kith::detail {

/// The option `capture` for one pattern. OTP: re:run/3.
class regex_capture {
 public:
  /// Raises badarg for what is no such option.
  regex_capture(const regex& pattern, const regex_options& options);

  /// Whether only `match` is returned.
  [[nodiscard]] bool is_nothing() const noexcept { return which_ == which::none; }
  /// The values of the last match. `subject` is the binary that it is in; `unicode` says how a list
  /// is made of it.
  [[nodiscard]] term of(const regex_matcher& match, term_ref subject, bool unicode) const;

 private:
  enum class which : std::uint8_t { all, all_but_first, none, listed };
  void read_values(const regex& pattern, term_ref values);
  void read_value(const regex& pattern, term_ref value);

  which which_ = which::all;
  capture_type type_ = capture_type::index;
  /// For each value the groups that may have it: the first of them that is part of the match does.
  std::vector<std::vector<std::uint32_t>> listed_;
};

}  // namespace kith::detail
