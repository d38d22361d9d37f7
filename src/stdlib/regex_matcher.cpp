#include "stdlib/regex_matcher.hpp"

#include <algorithm>
#include <new>

#include "kith/assert.hpp"

namespace kith::detail {

namespace {

/// Tried before the clock is looked at for the first time.
constexpr std::size_t first_starts = 64;

}  // namespace

regex_matcher::regex_matcher(const regex& pattern, std::string_view subject,
                             const regex_options& limits, const work_time& time)
    : subject_(subject), pattern_(pattern), time_(time),
      context_(pcre2_match_context_create(nullptr), &pcre2_match_context_free),
      data_(pcre2_match_data_create_from_pattern(pattern.code(), nullptr), &pcre2_match_data_free),
      starts_(first_starts) {
  if (context_ == nullptr || data_ == nullptr) {
    throw std::bad_alloc();
  }
  pcre2_set_match_limit(context_.get(), limits.match_limit);
  pcre2_set_depth_limit(context_.get(), limits.depth_limit);
  pcre2_set_heap_limit(context_.get(), match_heap_kib_max);
}

match_result regex_matcher::match(std::size_t from, std::uint32_t flags) {
  KITH_ASSERT(from <= subject_.size());
  from_ = from;
  flags_ = flags;
  return resume();
}

match_result regex_matcher::resume() {
  const bool is_divisible = pattern_.is_divisible() && (flags_ & PCRE2_ANCHORED) == 0;
  while (is_divisible && subject_.size() - from_ > starts_) {
    const std::int64_t before_ns = time_.ns();
    const std::size_t last = last_of(from_);
    pcre2_set_offset_limit(context_.get(), last);
    const match_result got = match_once(from_, flags_);
    if (got != match_result::none) {
      return got;
    }
    // Only the first of all places is where nothing may not be matched.
    flags_ &= ~PCRE2_NOTEMPTY_ATSTART;
    from_ = last + 1;
    const std::int64_t took_ns = time_.ns() - before_ns;
    if (took_ns < work_time::turn_ns / 8) {
      starts_ *= 4;
    } else if (took_ns > work_time::turn_ns / 2) {
      starts_ = std::max<std::size_t>(starts_ / 4, 1);
    }
    if (time_.is_over()) {
      return match_result::unfinished;
    }
  }
  pcre2_set_offset_limit(context_.get(), PCRE2_UNSET);
  return match_once(from_, flags_);
}

/// The last place that is tried together with that one: no character is divided, and no CR LF, at
/// whose LF PCRE2 begins no match.
std::size_t regex_matcher::last_of(std::size_t first) const {
  std::size_t last = first + starts_ - 1;
  const auto divides = [&] {
    const auto next = static_cast<unsigned char>(subject_[last + 1]);
    return (pattern_.is_utf() && (next & 0xC0u) == 0x80u) ||
           (next == '\n' && subject_[last] == '\r');
  };
  while (last + 1 < subject_.size() && divides()) {
    ++last;
  }
  return last;
}

match_result regex_matcher::match_once(std::size_t from, std::uint32_t flags) {
  const auto* const subject = reinterpret_cast<PCRE2_SPTR>(subject_.data());
  const int got = pcre2_match(pattern_.code(), subject, subject_.size(), from,
                              flags | PCRE2_NO_UTF_CHECK, data_.get(), context_.get());
  groups_ = got > 0 ? static_cast<std::size_t>(got) : 0;
  switch (got) {
  case PCRE2_ERROR_NOMATCH: return match_result::none;
  case PCRE2_ERROR_MATCHLIMIT: return match_result::match_limit;
  case PCRE2_ERROR_DEPTHLIMIT:
  case PCRE2_ERROR_HEAPLIMIT:
  case PCRE2_ERROR_NOMEMORY: return match_result::depth_limit;
  default: return got > 0 ? match_result::found : match_result::error;
  }
}

std::optional<byte_range> regex_matcher::group(std::size_t i) const {
  if (i >= groups_) {
    return std::nullopt;
  }
  const std::size_t* const ends = pcre2_get_ovector_pointer(data_.get());
  const std::size_t begin = ends[2 * i];
  const std::size_t end = ends[2 * i + 1];
  if (begin == PCRE2_UNSET || end == PCRE2_UNSET) {
    return std::nullopt;
  }
  // With \K in a lookahead a match begins behind its end.
  KITH_ASSERT(begin <= subject_.size() && end <= subject_.size());
  return byte_range{begin, end > begin ? end - begin : 0};
}

}  // namespace kith::detail
