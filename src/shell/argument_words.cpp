#include "shell/argument_words.hpp"

namespace kith::shell {

namespace {

constexpr std::string_view white_space = " \t\n\r\v\f";

bool is_space(char c) {
  return white_space.find(c) != std::string_view::npos;
}

/// Takes one word from the front of `rest`, which does not begin with white space.
std::string take_word(std::string_view& rest, comments how) {
  std::string word;
  while (!rest.empty()) {
    const char c = rest.front();
    if (is_space(c) || (c == '#' && how == comments::to_newline)) {
      break;
    }
    rest.remove_prefix(1);
    if (c == '\\') {
      if (!rest.empty()) {
        word.push_back(rest.front());
        rest.remove_prefix(1);
      }
    } else if (c == '"' || c == '\'') {
      const std::string_view inside = rest.substr(0, rest.find(c));
      word.append(inside);
      rest.remove_prefix(std::min(rest.size(), inside.size() + 1));
    } else {
      word.push_back(c);
    }
  }
  return word;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text, comments how) {
  std::vector<std::string> words;
  while (!text.empty()) {
    if (is_space(text.front())) {
      text.remove_prefix(1);
    } else if (text.front() == '#' && how == comments::to_newline) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else {
      words.push_back(take_word(text, how));
    }
  }
  return words;
}

}  // namespace kith::shell
