#include "stdlib/chardata.hpp"

#include "stdlib/native_rows.hpp"
#include "stdlib/text.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

constexpr bool is_surrogate(char32_t c) noexcept {
  return c >= 0xD800 && c <= 0xDFFF;
}

char32_t unit(std::string_view bytes, std::size_t at, std::size_t size, bool big) noexcept {
  char32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8u | static_cast<unsigned char>(bytes[at + (big ? i : size - 1 - i)]);
  }
  return value;
}

character_outcome read_utf8(std::string_view bytes, std::size_t& at, char32_t& out) {
  out = decode_utf8(bytes, at);
  if (out != no_char) {
    return character_outcome::read;
  }
  // Cut off: a lead byte with fewer than its bytes behind it, all of them bytes that follow.
  const auto lead = static_cast<unsigned char>(bytes[at]);
  const std::size_t length = lead >= 0xF0 ? 4u : lead >= 0xE0 ? 3u : 2u;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() - at >= length) {
    return character_outcome::invalid;
  }
  for (std::size_t i = at + 1; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if ((byte & 0xC0u) != 0x80u) {
      return character_outcome::invalid;
    }
  }
  return character_outcome::cut_off;
}

character_outcome read_utf16(std::string_view bytes, std::size_t& at, bool big, char32_t& out) {
  if (bytes.size() - at < 2) {
    return character_outcome::cut_off;
  }
  out = unit(bytes, at, 2, big);
  if (!is_surrogate(out)) {
    at += 2;
    return character_outcome::read;
  }
  if (out >= 0xDC00) {
    return character_outcome::invalid;
  }
  if (bytes.size() - at < 4) {
    return character_outcome::cut_off;
  }
  const char32_t low = unit(bytes, at + 2, 2, big);
  if (low < 0xDC00 || low > 0xDFFF) {
    return character_outcome::invalid;
  }
  out = 0x10000 + ((out - 0xD800) << 10u) + (low - 0xDC00);
  at += 4;
  return character_outcome::read;
}

character_outcome read_utf32(std::string_view bytes, std::size_t& at, bool big, char32_t& out) {
  if (bytes.size() - at < 4) {
    return character_outcome::cut_off;
  }
  out = unit(bytes, at, 4, big);
  if (out > 0x10FFFF || is_surrogate(out)) {
    return character_outcome::invalid;
  }
  at += 4;
  return character_outcome::read;
}

void put_unit(std::string& out, char32_t value, unsigned bytes, bool big) {
  for (unsigned i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>(value >> 8 * (big ? bytes - 1 - i : i)));
  }
}

void put_utf16(std::string& out, char32_t c, bool big) {
  if (c < 0x10000) {
    put_unit(out, c, 2, big);
  } else {
    put_unit(out, 0xD800 + ((c - 0x10000) >> 10u), 2, big);
    put_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FFu), 2, big);
  }
}

class reader {
 public:
  reader(text_encoding binaries, char32_t max, chardata_reader as)
      : binaries_(binaries), max_(max), general_(as == chardata_reader::general) {}

  chardata read(term_ref data) {
    if (data.is_binary()) {
      if (!take_binary(data)) {
        out_.rest = unread_;
      } else if (!left_.empty()) {
        stop(cut_off(), term::binary(left_));
      }
      return std::move(out_);
    }
    if (!data.is_list()) {
      badarg();
    }
    std::vector<term_ref> outer;
    for (;;) {
      while (data.is_cons()) {
        const term_ref head = data.head();
        const term_ref tail = data.tail();
        if (head.is_list()) {
          outer.push_back(tail);
          data = head;
        } else if (!take(head)) {
          const bool alone = general_ && left_.empty() && head.is_integer();
          if (general_ && joined_) {
            return stopped(cons(unread_, bin(""), tail), outer);
          }
          const term unread = cons(alone ? term(list(unread_)) : unread_, tail);
          if (left_.empty()) {
            return stopped(unread, outer);
          }
          return stopped(general_ ? term(cons(bin(left_), unread)) : term(list(bin(left_), unread)),
                         outer);
        } else {
          data = tail;
        }
      }
      if (data.is_binary()) {
        if (!take_binary(data)) {
          return stopped(unread_, outer);
        }
      } else if (!data.is_nil()) {
        badarg();
      }
      if (outer.empty()) {
        break;
      }
      data = outer.back();
      outer.pop_back();
    }
    if (!left_.empty()) {
      stop(cut_off(), term::binary(left_));
    }
    return std::move(out_);
  }

 private:
  void stop(chardata_outcome why, term rest) {
    out_.outcome = why;
    out_.rest = std::move(rest);
  }

  /// OTP says so of what is cut off, but for UTF-32 of big-endian order.
  [[nodiscard]] chardata_outcome cut_off() const noexcept {
    return binaries_ == text_encoding::utf32_big ? chardata_outcome::error
                                                 : chardata_outcome::incomplete;
  }

  chardata stopped(term rest, const std::vector<term_ref>& outer) {
    for (std::size_t i = outer.size(); i-- > 0;) {
      rest = cons(rest, outer[i]);
    }
    out_.rest = std::move(rest);
    return std::move(out_);
  }

  /// False when it cannot be read; `unread_` is then what is left of it.
  bool take(term_ref t) {
    if (t.is_binary()) {
      return take_binary(t);
    }
    if (!t.is_integer()) {
      badarg();
    }
    const bool valid = left_.empty() && t.tag() == tag::small && t.as_int() >= 0 &&
                       t.as_int() <= static_cast<std::int64_t>(max_) &&
                       !is_surrogate(static_cast<char32_t>(t.as_int()));
    if (valid) {
      out_.text.push_back(static_cast<char32_t>(t.as_int()));
      return true;
    }
    if (general_ && max_ == 0xFF && is_negative(t)) {
      badarg();
    }
    out_.outcome = chardata_outcome::error;
    unread_ = term(t);
    return false;
  }

  bool take_binary(term_ref t) {
    // What was cut off before goes on here.
    const std::string joined = left_.empty() ? std::string() : left_ + std::string(t.as_binary());
    const std::string_view bytes = left_.empty() ? t.as_binary() : std::string_view(joined);
    left_.clear();
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t from = at;
      char32_t c = 0;
      const character_outcome got = read_character(bytes, at, binaries_, c);
      if (got == character_outcome::cut_off) {
        left_ = bytes.substr(from);
        return true;
      }
      if (got == character_outcome::invalid || c > max_) {
        out_.outcome = chardata_outcome::error;
        joined_ = !joined.empty();
        unread_ = joined.empty() ? part_of(t, from, bytes.size() - from)
                                 : term::binary(bytes.substr(from));
        return false;
      }
      out_.text.push_back(c);
    }
    return true;
  }

  text_encoding binaries_;
  char32_t max_;
  chardata out_;
  bool general_;
  std::string left_;  ///< the start of a character whose end may be in the next binary
  term unread_;
  bool joined_ = false;  ///< `unread_` begins in a binary before the one that was being read
};

}  // namespace

std::optional<text_encoding> encoding_of(term_ref t) {
  struct row {
    atom name;
    text_encoding big;
    text_encoding little;
  };
  const row wide[] = {{atom("utf16"), text_encoding::utf16_big, text_encoding::utf16_little},
                      {atom("utf32"), text_encoding::utf32_big, text_encoding::utf32_little}};
  if (t.is(atoms::latin1)) {
    return text_encoding::latin1;
  }
  if (t.is(atoms::unicode) || t.is(atom("utf8"))) {
    return text_encoding::utf8;
  }
  for (const row& r : wide) {
    if (t.is(r.name) || (t.is_tuple(2) && t[0].is(r.name) && t[1].is(atom("big")))) {
      return r.big;
    }
    if (t.is_tuple(2) && t[0].is(r.name) && t[1].is(atom("little"))) {
      return r.little;
    }
  }
  return std::nullopt;
}

character_outcome read_character(std::string_view bytes, std::size_t& at, text_encoding as,
                                 char32_t& out) {
  switch (as) {
  case text_encoding::latin1: out = static_cast<unsigned char>(bytes[at++]); break;
  case text_encoding::utf8: return read_utf8(bytes, at, out);
  case text_encoding::utf16_big: return read_utf16(bytes, at, true, out);
  case text_encoding::utf16_little: return read_utf16(bytes, at, false, out);
  case text_encoding::utf32_big: return read_utf32(bytes, at, true, out);
  case text_encoding::utf32_little: return read_utf32(bytes, at, false, out);
  }
  return character_outcome::read;
}

std::string encode_text(std::u32string_view text, text_encoding as) {
  std::string out;
  for (const char32_t c : text) {
    switch (as) {
    case text_encoding::latin1:
      if (c <= 0xFF) {
        out.push_back(static_cast<char>(c));
      }
      break;
    case text_encoding::utf8: append_utf8(out, c); break;
    case text_encoding::utf16_big: put_utf16(out, c, true); break;
    case text_encoding::utf16_little: put_utf16(out, c, false); break;
    case text_encoding::utf32_big: put_unit(out, c, 4, true); break;
    case text_encoding::utf32_little: put_unit(out, c, 4, false); break;
    }
  }
  return out;
}

term list_of_text(std::u32string_view text) {
  if (text.empty()) {
    return term::nil();
  }
  arena a(2 * text.size());
  word* const conses = a.take(2 * text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    conses[2 * i] = small_word(static_cast<std::int64_t>(text[i]));
    conses[2 * i + 1] = list_word(conses + 2 * i + 2);
  }
  conses[2 * text.size() - 1] = nil_word;
  return a.finish(list_word(conses));
}

chardata read_chardata(term_ref data, text_encoding binaries, char32_t max, chardata_reader as) {
  return reader(binaries, max, as).read(data);
}

}  // namespace kith::detail
