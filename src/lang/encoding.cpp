#include "lang/encoding.hpp"

#include <algorithm>

#include "term/scan_utf8.hpp"

namespace kith::lang {

namespace {

/// How much of a file is looked at.
constexpr std::size_t bytes_looked_at = 512;

/// "latin-1" and "utf-8" in any case, at the start of a text.
std::optional<bool> named(std::string_view text) {
  std::string lower;
  for (const char c : text.substr(0, 8)) {
    lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  const auto is = [&](std::string_view name) {
    const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return lower.starts_with(name) && (lower.size() == name.size() || !is_part(lower[name.size()]));
  };
  return is("latin-1") ? std::optional(true) : is("utf-8") ? std::optional(false) : std::nullopt;
}

std::optional<bool> said_in(std::string_view comment) {
  constexpr std::string_view word = "coding";
  for (std::size_t at = comment.find(word); at != std::string_view::npos;
       at = comment.find(word, at + 1)) {
    std::string_view rest = comment.substr(at + word.size());
    const auto skip_blanks = [&] {
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    };
    skip_blanks();
    if (!rest.starts_with(':') && !rest.starts_with('=')) {
      continue;
    }
    rest.remove_prefix(1);
    skip_blanks();
    return named(rest);
  }
  return {};
}

}  // namespace

std::string utf8_of_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    append_utf8(out, static_cast<unsigned char>(c));
  }
  return out;
}

std::optional<bool> says_latin1(std::string_view text) {
  text = text.substr(0, bytes_looked_at);
  for (int line = 0; line < 2; ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end);
    const std::size_t comment = whole.find('%');
    if (comment != std::string_view::npos) {
      if (const auto said = said_in(whole.substr(comment))) {
        return said;
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

}  // namespace kith::lang
