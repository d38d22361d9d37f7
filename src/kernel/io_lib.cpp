#include "kernel/io_lib.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "term/bigint.hpp"
#include "term/format_pretty.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

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

std::string repeated(char32_t c, std::int64_t times) {
  std::string out;
  for (; times > 0; --times) {
    append_utf8(out, c);
  }
  return out;
}

/// The first characters of valid UTF-8.
std::string first_characters(std::string_view text, std::int64_t count) {
  std::size_t at = 0;
  while (count > 0 && decode_utf8(text, at) != no_char) {
    --count;
  }
  return std::string(text.substr(0, at));
}

std::string adjust(std::string text, std::string padding, bool left) {
  return left ? text + padding : padding + text;
}

std::int64_t width_of(std::string_view text) {
  return static_cast<std::int64_t>(count_utf8(text));
}

/// Text in a field: cut, or padded.
std::string in_field(const std::string& text, std::int64_t field, const control& c) {
  const std::int64_t n = width_of(text);
  if (n > field) {
    return first_characters(text, field);
  }
  return adjust(text, repeated(c.pad, field - n), c.left);
}

std::string string_in_field(const std::string& text, const control& c) {
  if (!c.field && !c.precision) {
    return text;
  }
  if (!c.precision) {
    return in_field(text, *c.field, c);
  }
  control inner = c;
  inner.left = true;
  if (!c.field) {
    return in_field(text, *c.precision, inner);
  }
  if (*c.field <= *c.precision) {
    return in_field(text, *c.field, c);
  }
  return adjust(in_field(text, *c.precision, inner), repeated(c.pad, *c.field - *c.precision),
                c.left);
}

/// A term, a number in a field: what is too long becomes stars.
std::string term_in_field(const std::string& text, std::optional<std::int64_t> field,
                          std::optional<std::int64_t> precision, const control& c) {
  if (!field && !precision) {
    return text;
  }
  const std::int64_t f = field.value_or(precision.value_or(0));
  const std::int64_t n = width_of(text);
  const std::int64_t p = std::min(n, precision.value_or(f));
  return n > p ? adjust(repeated(U'*', p), repeated(c.pad, f - p), c.left)
               : adjust(text, repeated(c.pad, f - n), c.left);
}

std::string printed_float(const char* format, std::int64_t decimals, double value) {
  char small[64];
  const int n = std::snprintf(small, sizeof small, format, static_cast<int>(decimals), value);
  if (n < static_cast<int>(sizeof small)) {
    return small;
  }
  std::string out(static_cast<std::size_t>(n) + 1, '\0');
  std::snprintf(out.data(), out.size(), format, static_cast<int>(decimals), value);
  out.pop_back();
  return out;
}

/// C writes e+00 where Erlang writes e+0.
std::string with_short_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e != std::string::npos) {
    const std::size_t digits = e + 2;
    while (digits + 1 < text.size() && text[digits] == '0') {
      text.erase(digits, 1);
    }
  }
  return text;
}

std::optional<std::string> printed_integer(term_ref t, std::int64_t base, bool lower) {
  if (!t.is_integer() || base < 2 || base > 36) {
    return std::nullopt;
  }
  auto digits = to_digits(t, static_cast<int>(base));
  if (!digits.ok()) {
    return std::nullopt;
  }
  if (lower) {
    for (char& c : *digits) {
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return *std::move(digits);
}

/// `Integer band 255` of one that fits no word.
std::int64_t low_byte(term_ref integer) {
  const integer_view v(integer);
  const std::uint64_t byte = v.limbs()[0] & 0xFFu;
  return static_cast<std::int64_t>(v.negative() ? (0x100 - byte) & 0xFFu : byte);
}

/// A float of 10^21 or more with so many zeros behind the point. OTP writes 21 digits of it, and
/// zeros for the others.
std::string printed_large_float(double value, std::int64_t decimals) {
  std::string text = printed_float("%.*e", 20, value);
  const std::size_t e = text.find('e');
  const auto exponent = static_cast<std::size_t>(std::stoi(text.substr(e + 1)));
  text.erase(e);
  text.erase(text.find('.'), 1);
  return text + std::string(exponent - 20, '0') + '.' +
         std::string(static_cast<std::size_t>(decimals), '0');
}

class formatter {
 public:
  formatter(std::string text, term_ref args, printable_range range)
      : format_(std::move(text)), args_(args), range_(range) {}

  result<std::string> run() {
    while (at_ < format_.size()) {
      const char32_t c = next();
      if (c != U'~') {
        append_utf8(out_, c);
        continue;
      }
      control what;
      if (!read_control(what) || !write(what)) {
        return error(errc::bad_input,
                     "badarg at character " + std::to_string(at_) + " of a format");
      }
    }
    if (!args_.is_nil()) {
      return error(errc::bad_input, "badarg: more arguments than the format takes");
    }
    return std::move(out_);
  }

 private:
  char32_t next() { return decode_utf8(format_, at_); }
  [[nodiscard]] char32_t peek() const {
    std::size_t at = at_;
    return decode_utf8(format_, at);
  }

  bool take_argument(term_ref& arg) {
    if (!args_.is_cons()) {
      return false;
    }
    arg = args_.head();
    args_ = args_.tail();
    return true;
  }

  /// Digits, `*`, or nothing.
  bool read_number(std::optional<std::int64_t>& number) {
    if (peek() == U'*') {
      next();
      term_ref arg;
      if (!take_argument(arg) || !arg.is_integer() || !arg.fits_int64()) {
        return false;
      }
      number = arg.as_int();
    } else {
      while (peek() >= U'0' && peek() <= U'9') {
        number = std::min(number.value_or(0) * 10 + static_cast<std::int64_t>(next() - U'0'),
                          field_max + 1);
      }
    }
    return !number || (*number <= field_max && *number >= -field_max);
  }

  bool read_pad(control& c) {
    if (peek() == U'*') {
      next();
      term_ref arg;
      if (!take_argument(arg) || !arg.is_integer() || !arg.fits_int64() || arg.as_int() < 0 ||
          arg.as_int() > 0x10FFFF) {
        return false;
      }
      c.pad = static_cast<char32_t>(arg.as_int());
      return true;
    }
    c.pad = next();
    return c.pad != no_char;
  }

  bool read_control(control& c) {
    const bool minus = peek() == U'-';
    if (minus) {
      next();
    }
    if (!read_number(c.field)) {
      return false;
    }
    if (c.field) {
      c.left = minus || *c.field < 0;
      c.field = *c.field < 0 ? -*c.field : *c.field;
    } else if (minus) {
      return false;
    }
    if (peek() == U'.') {
      next();
      if (!read_number(c.precision)) {
        return false;
      }
      if (peek() == U'.') {
        next();
        if (!read_pad(c)) {
          return false;
        }
      }
    }
    for (; peek() == U't' || peek() == U'l'; next()) {
      (peek() == U't' ? c.unicode : c.strings) = peek() == U't';
    }
    c.what = next();
    return c.what != no_char;
  }

  bool write(const control& c) {
    switch (c.what) {
    case U'~': out_ += repeated(U'~', c.field.value_or(c.precision.value_or(1))); return true;
    case U'n': out_ += repeated(U'\n', c.field.value_or(1)); return true;
    default: break;
    }
    term_ref arg;
    if (!take_argument(arg)) {
      return false;
    }
    std::int64_t depth = -1;
    switch (c.what) {
    case U'i': return true;
    case U'c': return write_character(arg, c);
    case U's': return write_string(arg, c);
    case U'w': return write_term(arg, c, -1);
    case U'W': return take_depth(depth) && write_term(arg, c, depth);
    case U'p': return write_pretty(arg, c, -1);
    case U'P': return take_depth(depth) && write_pretty(arg, c, depth);
    case U'b':
    case U'B':
    case U'x':
    case U'X':
    case U'+':
    case U'#': return write_integer(arg, c);
    case U'f':
    case U'e':
    case U'g': return arg.is_float() && write_float(arg.as_float(), c);
    default: return false;
    }
  }

  bool take_depth(std::int64_t& depth) {
    term_ref given;
    if (!take_argument(given) || !given.is_integer()) {
      return false;
    }
    depth = given.fits_int64() ? given.as_int() : -1;
    return true;
  }

  bool write_character(term_ref arg, const control& c) {
    if (!arg.is_integer() || (c.unicode && !arg.fits_int64())) {
      return false;
    }
    // Without `t` the low byte, of an integer of any size.
    const std::int64_t low = arg.fits_int64() ? arg.as_int() & 0xFF : low_byte(arg);
    const std::int64_t code = c.unicode ? arg.as_int() : low;
    if (code < 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
      return false;
    }
    const std::string text =
        repeated(static_cast<char32_t>(code), c.precision.value_or(c.field.value_or(1)));
    out_ += c.field ? adjust(text, repeated(c.pad, *c.field - width_of(text)), c.left) : text;
    return true;
  }

  bool write_string(term_ref arg, const control& c) {
    if (c.field && c.precision && *c.field < *c.precision) {
      return false;
    }
    if (arg.is_atom()) {
      out_ += string_in_field(std::string(arg.as_atom().name()), c);
      return true;
    }
    const auto text = characters_to_utf8(arg, !c.unicode);
    if (text) {
      out_ += string_in_field(*text, c);
    }
    return text.has_value();
  }

  [[nodiscard]] format_rules rules_of(const control& c, std::int64_t depth) const {
    return {.strings = c.strings,
            .unicode = c.unicode,
            .unicode_range = range_ == printable_range::unicode,
            .depth = depth};
  }

  bool write_term(term_ref arg, const control& c, std::int64_t depth) {
    format_rules rules = rules_of(c, depth);
    rules.strings = false;
    rules.written = true;
    const std::string text = print_pretty(arg, {.rules = rules, .columns = 0});
    out_ += term_in_field(text, c.field, c.precision, c);
    return true;
  }

  bool write_pretty(term_ref arg, const control& c, std::int64_t depth) {
    pretty_rules how;
    how.rules = rules_of(c, depth);
    how.columns = c.field.value_or(80);
    const std::size_t line = out_.rfind('\n');
    const std::string_view last =
        std::string_view(out_).substr(line == std::string::npos ? 0 : line + 1);
    how.column = c.precision ? *c.precision : static_cast<std::int64_t>(count_utf8(last)) + 1;
    out_ += print_pretty(arg, how);
    return true;
  }

  bool write_integer(term_ref arg, const control& c) {
    const std::int64_t base = c.precision.value_or(10);
    const bool lower = c.what == U'b' || c.what == U'x' || c.what == U'+';
    std::string prefix;
    if (c.what == U'x' || c.what == U'X') {
      term_ref given;
      if (!take_argument(given)) {
        return false;
      }
      const auto text = given.is_atom() ? std::optional(std::string(given.as_atom().name()))
                                        : characters_to_utf8(given, false);
      if (!text || given.is_binary()) {
        return false;
      }
      prefix = *text;
    } else if (c.what == U'+' || c.what == U'#') {
      prefix = std::to_string(base) + '#';
    }
    auto digits = printed_integer(arg, base, lower);
    if (!digits) {
      return false;
    }
    digits->insert(digits->front() == '-' ? 1 : 0, prefix);
    out_ += term_in_field(*digits, c.field, std::nullopt, c);
    return true;
  }

  bool write_float(double value, const control& c) {
    const std::int64_t p = c.precision.value_or(6);
    if (p > 1'000 || p < (c.what == U'e' ? 2 : 1)) {
      return false;
    }
    std::string text;
    const double a = std::fabs(value);
    const std::int64_t e = a < 0.1      ? -2
                           : a < 1      ? -1
                           : a < 10     ? 0
                           : a < 100    ? 1
                           : a < 1'000  ? 2
                           : a < 10'000 ? 3
                                        : 4;
    const bool plain = c.what == U'f' || (c.what == U'g' && e != 4 &&
                                          ((p <= 1 && e == -1) || (p - 1 > e && e >= -1)));
    constexpr double digits_end = 1.0e21;
    if (plain && a >= digits_end) {
      text = printed_large_float(value, p);
    } else if (plain) {
      text = printed_float("%.*f", c.what == U'f' ? p : p - 1 - e, value);
    } else {
      text = with_short_exponent(printed_float("%.*e", std::max<std::int64_t>(p - 1, 1), value));
    }
    out_ += term_in_field(text, c.field, c.field, c);
    return true;
  }

  std::string format_;
  std::size_t at_ = 0;
  term_ref args_;
  printable_range range_;
  std::string out_;
};

}  // namespace

result<std::string> io_lib_format(term_ref format, term_ref args, printable_range range) {
  std::optional<std::string> text;
  if (format.is_atom()) {
    text = std::string(format.as_atom().name());
  } else {
    text = characters_to_utf8(format, false);
    if (!text && format.is_binary()) {
      text = characters_to_utf8(format, true);
    }
  }
  if (!text) {
    return error(errc::bad_input, "badarg: the format is no text");
  }
  return formatter(*std::move(text), args, range).run();
}

}  // namespace kith::detail
