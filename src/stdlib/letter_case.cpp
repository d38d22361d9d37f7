#include "stdlib/letter_case.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace kith::detail {

namespace {

/// Letters whose capitals are several. Unicode 14, SpecialCasing.txt; sorted.
struct expansion {
  char32_t letter;
  std::u32string_view upper;
  std::u32string_view title;
};
constexpr expansion expansions[] = {
    {0x00DF, U"SS", U"Ss"},
    {0x0149, U"\u02BCN", U"\u02BCN"},
    {0x01F0, U"J\u030C", U"J\u030C"},
    {0x0390, U"\u0399\u0308\u0301", U"\u0399\u0308\u0301"},
    {0x03B0, U"\u03A5\u0308\u0301", U"\u03A5\u0308\u0301"},
    {0x0587, U"\u0535\u0552", U"\u0535\u0582"},
    {0x1E96, U"H\u0331", U"H\u0331"},
    {0x1E97, U"T\u0308", U"T\u0308"},
    {0x1E98, U"W\u030A", U"W\u030A"},
    {0x1E99, U"Y\u030A", U"Y\u030A"},
    {0x1E9A, U"A\u02BE", U"A\u02BE"},
    {0xFB00, U"FF", U"Ff"},
    {0xFB01, U"FI", U"Fi"},
    {0xFB02, U"FL", U"Fl"},
    {0xFB03, U"FFI", U"Ffi"},
    {0xFB04, U"FFL", U"Ffl"},
    {0xFB05, U"ST", U"St"},
    {0xFB06, U"ST", U"St"},
    {0xFB13, U"\u0544\u0546", U"\u0544\u0576"},
    {0xFB14, U"\u0544\u0535", U"\u0544\u0565"},
    {0xFB15, U"\u0544\u053B", U"\u0544\u056B"},
    {0xFB16, U"\u054E\u0546", U"\u054E\u0576"},
    {0xFB17, U"\u0544\u053D", U"\u0544\u056D"},
};

const expansion* expansion_of(char32_t c) {
  const auto* at = std::lower_bound(std::begin(expansions), std::end(expansions), c,
                                    [](const expansion& e, char32_t l) { return e.letter < l; });
  return at != std::end(expansions) && at->letter == c ? at : nullptr;
}

std::u32string folded(char32_t c) {
  std::array<utf8proc_int32_t, 8> out{};
  const utf8proc_ssize_t n = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), out.data(),
                                                     static_cast<utf8proc_ssize_t>(out.size()),
                                                     UTF8PROC_CASEFOLD, nullptr);
  if (n <= 0 || n > static_cast<utf8proc_ssize_t>(out.size())) {
    return {c};
  }
  return {out.begin(), out.begin() + n};
}

}  // namespace

std::u32string in_case(char32_t c, letter_case as) {
  constexpr char32_t dotted_capital_i = 0x130;
  const auto code = static_cast<utf8proc_int32_t>(c);
  const expansion* many = expansion_of(c);
  switch (as) {
  case letter_case::upper:
    return many != nullptr ? std::u32string(many->upper)
                           : std::u32string{static_cast<char32_t>(utf8proc_toupper(code))};
  case letter_case::title:
    return many != nullptr ? std::u32string(many->title)
                           : std::u32string{static_cast<char32_t>(utf8proc_totitle(code))};
  case letter_case::lower:
    return c == dotted_capital_i ? std::u32string(U"i\u0307")
                                 : std::u32string{static_cast<char32_t>(utf8proc_tolower(code))};
  case letter_case::folded: return folded(c);
  }
  return {c};
}

}  // namespace kith::detail
