#include "stdlib/regex_matcher.hpp"

#include <new>

#include "kith/assert.hpp"

namespace kith::detail {

regex_matcher::regex_matcher(const regex& pattern, std::string_view subject,
                             const regex_options& limits)
    : subject_(subject), pattern_(pattern),
      context_(pcre2_match_context_create(nullptr), &pcre2_match_context_free),
      data_(pcre2_match_data_create_from_pattern(pattern.code(), nullptr), &pcre2_match_data_free) {
  if (context_ == nullptr || data_ == nullptr) {
    throw std::bad_alloc();
  }
  pcre2_set_match_limit(context_.get(), limits.match_limit);
  pcre2_set_depth_limit(context_.get(), limits.depth_limit);
  pcre2_set_heap_limit(context_.get(), match_heap_kib_max);
}

match_result regex_matcher::match(std::size_t from, std::uint32_t flags) {
  KITH_ASSERT(from <= subject_.size());
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
