// Why patterns are refused, in the words and at the places of OTP 25. Its library is PCRE 8, whose
// texts are listed here where PCRE2 has others; what both say alike, and what only PCRE2 can say,
// is PCRE2's.

#include <algorithm>
#include <array>

#include "stdlib/regex.hpp"

namespace kith::detail {

namespace {

struct wording {
  int code;
  std::string_view text;
  int shift = 0;  ///< from PCRE2's place to that of PCRE 8
};

constexpr wording wordings[] = {
    {109, "nothing to repeat"},
    {114, "missing )"},
    {115, "reference to non-existent subpattern"},
    {118, "missing ) after comment"},
    {122, "unmatched parentheses"},
    {124, "malformed number or name after (?("},
    {126, "a numbered reference must not be zero"},
    {127, "conditional group contains more than two branches"},
    {128, "assertion expected after (?( or (?(?C)", 1},
    {129, "digit expected after (?+", 1},
    {134, "character value in \\x{} or \\o{} is too large"},
    {137, "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u", -1},
    {138, "number after (?C is > 255"},
    {139, "closing ) for (?C expected"},
    {142, "syntax error in subpattern name (missing terminator)"},
    {143, "two named subpatterns have the same name", -1},
    {144, "group name must start with a non-digit"},
    {147, "unknown property name after \\P or \\p", -1},
    {148, "subpattern name is too long (maximum 32 characters)"},
    {150, "invalid range in character class", -1},
    {151, "octal value is greater than \\377 in 8-bit non-UTF-8 mode", -1},
    {154, "DEFINE group contains more than one branch"},
    {157, "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain "
          "number"},
    {158, "(?R or (?[+-]digits must be followed by )"},
    {161, "number is too big"},
    {165, "different names for subpatterns of the same number are not allowed", -1},
    {168, "\\c must be followed by an ASCII character"},
    {169, "\\k is not followed by a braced, angle-bracketed, or quoted name", -1},
    {171, "\\N is not supported in a class", -1},
    {174, "setting UTF is disabled by the application", -7},
    {178, "digits missing in \\x{} or \\o{}"},
    {182, "closing ) for (?C expected"},
    {PCRE2_ERROR_PATTERN_STRING_TOO_LONG, "regular expression is too large"},
};

std::string text_of(int code) {
  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

}  // namespace

regex_fault fault_of(int code, std::size_t at) {
  if (code < 0) {
    return {"invalid UTF-8 string", 0};
  }
  const auto* const found = std::find_if(std::begin(wordings), std::end(wordings),
                                         [code](const wording& w) { return w.code == code; });
  if (found == std::end(wordings)) {
    return {text_of(code), at};
  }
  const auto shifted = static_cast<std::int64_t>(at) + found->shift;
  return {std::string(found->text), static_cast<std::size_t>(std::max<std::int64_t>(shifted, 0))};
}

}  // namespace kith::detail
