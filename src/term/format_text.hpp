// The leaves of a printed term: names, numbers, characters. Each function appends UTF-8 to `out`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kith {

/// `name` as io_lib:write_atom/1 writes it; with `unicode` false as write_atom_as_latin1/1 does
/// (characters past U+00FF as \x{…}).
void append_atom(std::string& out, std::string_view name, bool unicode);

/// A module or function name within `fun M:F/A`. The emulator writes these by a rule of its own:
/// reserved words stay bare, and other characters escape. OTP: erts, erlang:fun_to_list/1.
void append_fun_name(std::string& out, std::string_view name);

/// Characters between quotes with escapes, as io_lib:write_string/2 (`unicode`), else as
/// io_lib:write_string_as_latin1/2. `text` is UTF-8.
void append_quoted(std::string& out, std::string_view text, char quote, bool unicode);

/// One character of a quoted text; `quote` is `no_char` (scan_utf8.hpp) outside of quotes.
void append_escaped(std::string& out, char32_t c, char32_t quote, bool unicode);

/// `$a`. OTP: stdlib, io_lib:write_char/1.
void append_character(std::string& out, char32_t c);

/// The shortest digits that read back as the same float, in the shorter of the two notations; those
/// of 2^53 and more always with an exponent. OTP: erlang:float_to_list(F, [short]).
void append_float(std::string& out, double value);

/// Whether a list of such characters prints as "…": io_lib:printable_list/1 under `+pc latin1`, or
/// under `+pc unicode` with `unicode_range`.
[[nodiscard]] constexpr bool is_printable(std::uint64_t c, bool unicode_range) noexcept {
  if (c < 0x20) {
    return (c >= 0x08 && c <= 0x0D) || c == 0x1B;  // \b \t \n \v \f \r \e
  }
  if (c < 0x100) {
    return c < 0x7F || c >= 0xA0;
  }
  return unicode_range &&
         (c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c <= 0x10FFFF));
}

}  // namespace kith
