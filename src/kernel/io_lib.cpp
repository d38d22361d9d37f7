#include "kernel/io_lib.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "kernel/format_field.hpp"
#include "kernel/format_number.hpp"
#include "term/format_pretty.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

class formatter {
 public:
  formatter(std::string text, term_ref args, printable_range range, std::int64_t limit)
      : format_(std::move(text)), args_(args), range_(range), limit_(limit) {}

  result<std::string> run() {
    out_.reserve(format_.size() + 64);
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
    return limit_ < 0 ? std::move(out_) : build();
  }

 private:
  /// What may be cut: a text or a term, and the text before it.
  struct piece {
    std::string before;
    control how;
    term_ref arg;
    std::int64_t depth;
  };

  /// What may be cut shares the room that all else leaves, evenly, and each that takes less leaves
  /// more to those behind it.
  result<std::string> build() {
    std::int64_t others = width_of(out_);
    for (const piece& p : pieces_) {
      others += width_of(p.before);
    }
    std::int64_t left = std::max<std::int64_t>(limit_ - others, 0);
    const std::string behind = std::exchange(out_, {});
    auto count = static_cast<std::int64_t>(pieces_.size());
    for (const piece& p : pieces_) {
      out_ += p.before;
      const std::size_t start = out_.size();
      if (!write_piece(p, left / count)) {
        return error(errc::bad_input, "badarg in a format");
      }
      left = std::max<std::int64_t>(left - width_of(std::string_view(out_).substr(start)), 0);
      --count;
    }
    return std::move(out_) + behind;
  }

  bool write_piece(const piece& p, std::int64_t room) {
    switch (p.how.what) {
    case U's': return write_string(p.arg, p.how, room);
    case U'w':
    case U'W': return write_term(p, room);
    default: return write_pretty(p, room);
    }
  }

  /// How far the line has come, from 0; tabs go to the next of eight.
  [[nodiscard]] std::int64_t indentation() const {
    std::int64_t column = 0;
    const std::size_t line = out_.rfind('\n');
    for (std::size_t at = line == std::string::npos ? 0 : line + 1; at < out_.size();) {
      column = decode_utf8(out_, at) == U'\t' ? (column + 8) / 8 * 8 : column + 1;
    }
    return column;
  }

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
    case U's':
      if (arg.is_atom()) {
        return write_text(std::string(arg.as_atom().name()), c);
      }
      return keep(arg, c, -1);
    case U'w':
    case U'p': return keep(arg, c, -1);
    case U'W':
    case U'P': return take_depth(depth) && keep(arg, c, depth);
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

  /// Where there is a limit, what may be cut waits until all else has been written.
  bool keep(term_ref arg, const control& c, std::int64_t depth) {
    if (limit_ < 0) {
      return write_piece({{}, c, arg, depth}, limit_);
    }
    pieces_.push_back({std::exchange(out_, {}), c, arg, depth});
    return true;
  }

  bool write_text(std::string text, const control& c) {
    if (c.field && c.precision && *c.field < *c.precision) {
      return false;
    }
    out_ += string_in_field(std::move(text), c);
    return true;
  }

  bool write_string(term_ref arg, control c, std::int64_t room) {
    auto text = characters_to_utf8(arg, !c.unicode);
    if (!text) {
      return false;
    }
    constexpr std::int64_t dots = 3;
    if (room >= 0 && !(c.field && room >= *c.field)) {
      const std::int64_t first = std::max<std::int64_t>(room - dots, 0);
      if (width_of(*text) > first + dots) {
        text = first_characters(*text, first) + "...";
      }
    }
    if (room >= 0 && c.field) {
      c.field = std::max(dots, std::min(*c.field, room));
    }
    return write_text(*std::move(text), c);
  }

  [[nodiscard]] format_rules rules_of(const piece& p) const {
    return {.strings = p.how.strings,
            .unicode = p.how.unicode,
            .unicode_range = range_ == printable_range::unicode,
            .depth = p.depth};
  }

  bool write_term(const piece& p, std::int64_t room) {
    format_rules rules = rules_of(p);
    rules.strings = false;
    rules.written = room < 0;
    std::string text = print_pretty(p.arg, {.rules = rules, .columns = 0, .limit = room});
    out_ += term_in_field(std::move(text), p.how.field, p.how.precision, p.how);
    return true;
  }

  bool write_pretty(const piece& p, std::int64_t room) {
    if (p.how.left) {
      return false;
    }
    pretty_rules how;
    how.rules = rules_of(p);
    how.columns = p.how.field.value_or(80);
    how.column = p.how.precision ? *p.how.precision : indentation() + 1;
    how.limit = room;
    out_ += print_pretty(p.arg, how);
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
    out_ += term_in_field(*std::move(digits), c.field, std::nullopt, c);
    return true;
  }

  bool write_float(double value, const control& c) {
    auto text = printed_float(c.what, c.precision.value_or(6), value);
    if (text) {
      out_ += term_in_field(*std::move(text), c.field, c.field, c);
    }
    return text.has_value();
  }

  std::string format_;
  std::size_t at_ = 0;
  term_ref args_;
  printable_range range_;
  std::int64_t limit_;
  std::string out_;
  std::vector<piece> pieces_;
};

}  // namespace

result<std::string> io_lib_format(term_ref format, term_ref args, printable_range range,
                                  std::int64_t chars_limit) {
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
  return formatter(*std::move(text), args, range, chars_limit).run();
}

}  // namespace kith::detail
