// Characters as OTP's module `unicode` takes them: nested lists of code points and of binaries in
// some encoding, one after the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kith/term.hpp"

namespace kith::detail {

enum class text_encoding : std::uint8_t {
  latin1,
  utf8,
  utf16_big,
  utf16_little,
  utf32_big,
  utf32_little
};

/// `latin1`, `unicode`, `{utf16, little}`, …; nothing for what is none.
[[nodiscard]] std::optional<text_encoding> encoding_of(term_ref t);

/// The characters in that encoding. Those that it does not have are not among them.
[[nodiscard]] std::string encode_text(std::u32string_view text, text_encoding as);
/// One integer for each.
[[nodiscard]] term list_of_text(std::u32string_view text);

enum class chardata_outcome : std::uint8_t { whole, error, incomplete };

struct chardata {
  chardata_outcome outcome = chardata_outcome::whole;
  std::u32string text;
  term rest;  ///< what could not be read; none when all was
};

/// OTP has two readers, which give back what they could not read in two shapes: its BIF, from
/// Latin-1 or UTF-8 to UTF-8, and one written in Erlang for all other encodings.
enum class chardata_reader : std::uint8_t { bif, general };

/// Reads up to a character that is none, or is past `max`. Raises badarg for what is no chardata.
[[nodiscard]] chardata read_chardata(term_ref data, text_encoding binaries, char32_t max = 0x10FFFF,
                                     chardata_reader as = chardata_reader::bif);

/// One character of a binary of that encoding, from `at`, which moves behind it.
enum class character_outcome : std::uint8_t { read, invalid, cut_off };
[[nodiscard]] character_outcome read_character(std::string_view bytes, std::size_t& at,
                                               text_encoding as, char32_t& out);

}  // namespace kith::detail
