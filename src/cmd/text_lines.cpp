#include "cmd/text_lines.hpp"

namespace kith::cmd {

namespace {

/// Takes the first line, or word, from `rest`, with the `end` behind it.
std::string_view take(std::string_view& rest, char end) {
  const std::string_view one = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(rest.size(), one.size() + 1));
  return one;
}

}  // namespace

std::vector<paragraph> paragraphs_of(std::string_view text) {
  constexpr std::string_view margin = "    ";
  std::vector<paragraph> all;
  bool open = false;
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    if (line.empty()) {
      open = false;
      continue;
    }
    if (!open) {
      all.push_back({{}, line.starts_with(margin)});
      open = true;
    } else {
      all.back().text += '\n';
    }
    if (all.back().verbatim && line.starts_with(margin)) {
      line.remove_prefix(margin.size());
    }
    all.back().text += line;
  }
  return all;
}

std::string wrap(std::string_view text, std::size_t columns, std::string_view margin) {
  std::string out;
  std::string flat(text);
  for (char& c : flat) {
    c = c == '\n' ? ' ' : c;
  }
  std::size_t used = 0;
  for (std::string_view rest = flat; !rest.empty();) {
    const std::string_view word = take(rest, ' ');
    if (word.empty()) {
      continue;
    }
    if (used == 0 || used + 1 + word.size() > columns) {
      out += used == 0 ? "" : "\n";
      out += margin;
      used = 0;
    } else {
      out += ' ';
      ++used;
    }
    out += word;
    used += word.size();
  }
  return out;
}

std::string indent(std::string_view text, std::string_view margin) {
  std::string out;
  while (!text.empty()) {
    out += out.empty() ? "" : "\n";
    out += margin;
    out += take(text, '\n');
  }
  return out;
}

}  // namespace kith::cmd
