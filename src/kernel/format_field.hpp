// The fields of a format: how wide a text is made, and what stands beside it.
// OTP: stdlib, io_lib_format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kith::detail {

/// Fields and repetitions are at most that wide, so that a short format makes no huge text.
constexpr std::int64_t field_max = 1'000'000;

/// One control sequence.
struct control {
  char32_t what = 0;
  std::optional<std::int64_t> field;
  std::optional<std::int64_t> precision;
  char32_t pad = U' ';
  bool left = false;     ///< a negative field
  bool unicode = false;  ///< t
  bool strings = true;   ///< no l
};

/// A character of UTF-8, so many times.
[[nodiscard]] std::string repeated(char32_t c, std::int64_t times);
/// The first characters of valid UTF-8.
[[nodiscard]] std::string first_characters(std::string_view text, std::int64_t count);
[[nodiscard]] std::string adjust(std::string text, std::string padding, bool left);
[[nodiscard]] std::int64_t width_of(std::string_view text);

/// What ~s writes: cut to the precision, then to the field.
[[nodiscard]] std::string string_in_field(std::string text, const control& c);
/// A term, a number in a field: what is too long becomes stars.
[[nodiscard]] std::string term_in_field(std::string text, std::optional<std::int64_t> field,
                                        std::optional<std::int64_t> precision, const control& c);

}  // namespace kith::detail
