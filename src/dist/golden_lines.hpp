// For tests: transcripts in tests/golden, included as raw strings. A line is '>' or '<' and bytes
// in hexadecimal, with `00*7` for seven of them; a line that starts with a space goes on with the
// one before; '#' starts a comment.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace kith::dist {

struct golden_line {
  char who;  ///< '>' the dialler, or the node under observation; '<' the other
  std::string bytes;
};

inline std::string unhex(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::string pair(text.substr(at, 2));
    const char byte = static_cast<char>(std::strtoul(pair.c_str(), nullptr, 16));
    at += 2;
    std::size_t times = 1;
    if (at < text.size() && text[at] == '*') {
      char* end = nullptr;
      const std::string count(text.substr(at + 1, 12));
      times = std::strtoul(count.c_str(), &end, 10);
      at += 1 + static_cast<std::size_t>(end - count.c_str());
    }
    out.append(times, byte);
  }
  return out;
}

inline std::vector<golden_line> golden_lines(std::string_view text) {
  std::vector<golden_line> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with('>') || line.starts_with('<')) {
      lines.push_back({line[0], unhex(line.substr(1))});
    } else if (line.starts_with(' ')) {
      REQUIRE_FALSE(lines.empty());
      lines.back().bytes += unhex(line);
    }
  }
  REQUIRE_FALSE(lines.empty());
  return lines;
}

/// All that one side sent.
inline std::string golden_bytes(const std::vector<golden_line>& lines, char who) {
  std::string all;
  for (const golden_line& line : lines) {
    all += line.who == who ? line.bytes : "";
  }
  return all;
}

}  // namespace kith::dist
