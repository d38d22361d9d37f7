// A compiled pattern on its way through a subject.
#pragma once

#include <string_view>

#include "io/world.hpp"
#include "stdlib/byte_pattern.hpp"
#include "stdlib/regex_options.hpp"

namespace kith::detail {

/// How long somebody has worked.
class work_time {
 public:
  explicit work_time(io::world& world) : world_(world) { begin(); }

  void begin() { began_ns_ = world_.now().ns; }
  [[nodiscard]] std::int64_t ns() const { return world_.now().ns - began_ns_; }
  /// Whether it is time to let others run.
  [[nodiscard]] bool is_over() const { return ns() > turn_ns; }

  static constexpr std::int64_t turn_ns = 1'000'000;

 private:
  io::world& world_;
  std::int64_t began_ns_ = 0;
};

enum class match_result : std::uint8_t {
  found,
  none,
  unfinished,   ///< others are to run, then `resume`
  match_limit,  ///< it took too many steps
  depth_limit,  ///< it went too deep, or took too much memory
  error,        ///< all else
};

class regex_matcher {
 public:
  /// The subject of a pattern of UTF-8 is UTF-8. It, the pattern and the time outlive the matcher.
  regex_matcher(const regex& pattern, std::string_view subject, const regex_options& limits,
                const work_time& time);

  /// The first match that begins at `from`, at most the subject's size, or behind it. `flags` are
  /// PCRE2's.
  [[nodiscard]] match_result match(std::size_t from, std::uint32_t flags);
  /// Goes on with what is unfinished.
  [[nodiscard]] match_result resume();

  // Of the last match.
  /// The groups up to the last that is part of it; the whole is group 0.
  [[nodiscard]] std::size_t groups() const noexcept { return groups_; }
  /// Nothing of a group that is no part of it.
  [[nodiscard]] std::optional<byte_range> group(std::size_t i) const;

 private:
  [[nodiscard]] std::size_t last_of(std::size_t first) const;
  [[nodiscard]] match_result match_once(std::size_t from, std::uint32_t flags);

  std::string_view subject_;
  const regex& pattern_;
  const work_time& time_;
  std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context_;
  std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data_;
  std::size_t groups_ = 0;
  std::size_t from_ = 0;  ///< of what is unfinished
  std::uint32_t flags_ = 0;
  std::size_t starts_;  ///< how many places are tried at once
};

}  // namespace kith::detail
