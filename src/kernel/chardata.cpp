#include "base/small_stack.hpp"
#include "kernel/io_lib.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

bool append_binary(std::string& out, std::string_view bytes, bool latin1) {
  if (latin1) {
    for (const char c : bytes) {
      append_utf8(out, static_cast<unsigned char>(c));
    }
    return true;
  }
  for (std::size_t at = 0; at < bytes.size();) {
    if (decode_utf8(bytes, at) == no_char) {
      return false;
    }
  }
  out.append(bytes);
  return true;
}

bool is_ascii(term_ref t) noexcept {
  return t.tag() == tag::small && t.raw() < static_cast<word>(small_word(0x80));
}

bool append_code_point(std::string& out, term_ref t, bool latin1) {
  if (!t.is_integer() || !t.fits_int64()) {
    return false;
  }
  const std::int64_t c = t.as_int();
  const bool valid = c >= 0 && c <= (latin1 ? 0xFF : 0x10FFFF) && (c < 0xD800 || c > 0xDFFF);
  if (valid) {
    append_utf8(out, static_cast<char32_t>(c));
  }
  return valid;
}

}  // namespace

std::optional<std::string> characters_to_utf8(term_ref chars, bool latin1) {
  std::string out;
  small_stack<term_ref, 16> rest;
  rest.push(chars);
  while (!rest.empty()) {
    term_ref t = rest.pop();
    while (t.is_cons()) {
      const term_ref h = t.head();
      t = t.tail();
      if (is_ascii(h)) {
        out.push_back(static_cast<char>(small_value(h.raw())));
      } else if (h.is_list()) {
        rest.push(t);
        t = h;
      } else if (h.is_binary() ? !append_binary(out, h.as_binary(), latin1)
                               : !append_code_point(out, h, latin1)) {
        return std::nullopt;
      }
    }
    if (t.is_binary() ? !append_binary(out, t.as_binary(), latin1) : !t.is_nil()) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace kith::detail
