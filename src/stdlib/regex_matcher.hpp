// A compiled pattern on its way through a subject.
#pragma once

#include <string_view>

#include "stdlib/byte_pattern.hpp"
#include "stdlib/regex_options.hpp"

namespace kith::detail {

enum class match_result : std::uint8_t {
  found,
  none,
  match_limit,  ///< it took too many steps
  depth_limit,  ///< it went too deep, or took too much memory
  error,        ///< all else
};

class regex_matcher {
 public:
  /// The subject of a pattern of UTF-8 is UTF-8. It and the pattern outlive the matcher.
  regex_matcher(const regex& pattern, std::string_view subject, const regex_options& limits);

  /// The first match that begins at `from`, at most the subject's size, or behind it. `flags` are
  /// PCRE2's.
  [[nodiscard]] match_result match(std::size_t from, std::uint32_t flags);

  // Of the last match.
  /// The groups up to the last that is part of it; the whole is group 0.
  [[nodiscard]] std::size_t groups() const noexcept { return groups_; }
  /// Nothing of a group that is no part of it.
  [[nodiscard]] std::optional<byte_range> group(std::size_t i) const;

 private:
  std::string_view subject_;
  const regex& pattern_;
  std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context_;
  std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data_;
  std::size_t groups_ = 0;
};

}  // namespace kith::detail
