#include "base/latin1.hpp"

#include <cstdint>

namespace kith {
namespace {

// One character of UTF-8 at `at`, which it moves past it; nothing where the bytes are none:
// truncated, overlong, a surrogate, or past U+10FFFF.
std::optional<char32_t> take(std::string_view s, std::size_t& at) {
  const auto first = static_cast<std::uint8_t>(s[at]);
  if (first < 0x80) {
    ++at;
    return first;
  }
  const std::size_t more = first >= 0xF0 ? 3u : first >= 0xE0 ? 2u : 1u;
  if (first < 0xC2 || first > 0xF4 || s.size() - at <= more) {
    return std::nullopt;
  }
  char32_t c = first & (0x3Fu >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const auto b = static_cast<std::uint8_t>(s[at + i]);
    if ((b & 0xC0u) != 0x80) {
      return std::nullopt;
    }
    c = (c << 6u) | (b & 0x3Fu);
  }
  const bool overlong = (more == 2 && c < 0x800) || (more == 3 && c < 0x10000);
  if (overlong || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) {
    return std::nullopt;
  }
  at += more + 1;
  return c;
}

}  // namespace

std::string latin1_to_utf8(std::string_view latin1) {
  std::string out;
  out.reserve(latin1.size());
  for (const char ch : latin1) {
    const auto c = static_cast<std::uint8_t>(ch);
    if (c < 0x80) {
      out.push_back(ch);
    } else {
      out.push_back(static_cast<char>(0xC0u | (c >> 6u)));
      out.push_back(static_cast<char>(0x80u | (c & 0x3Fu)));
    }
  }
  return out;
}

std::optional<std::string> utf8_to_latin1(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const std::optional<char32_t> c = take(utf8, at);
    if (!c || *c > 0xFF) {
      return std::nullopt;
    }
    out.push_back(static_cast<char>(*c));
  }
  return out;
}

std::string printable(std::string_view bytes, std::size_t limit) {
  std::string out;
  for (const char ch : bytes.substr(0, limit)) {
    const auto c = static_cast<std::uint8_t>(ch);
    if (c >= 0x20 && c < 0x7F && c != '\\') {
      out.push_back(ch);
    } else {
      out += "\\x";
      out.push_back("0123456789abcdef"[c >> 4u]);
      out.push_back("0123456789abcdef"[c & 15u]);
    }
  }
  if (bytes.size() > limit) {
    out += "...";
  }
  return out;
}

std::optional<std::size_t> utf8_length(std::string_view bytes) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < bytes.size(); ++count) {
    if (!take(bytes, at)) {
      return std::nullopt;
    }
  }
  return count;
}

}  // namespace kith
