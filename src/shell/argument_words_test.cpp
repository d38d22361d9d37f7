#include "shell/argument_words.hpp"

#include <doctest/doctest.h>

namespace kith::shell {

using words = std::vector<std::string>;

TEST_CASE("argument_words: white space separates, quotes and backslashes keep together") {
  struct row {
    const char* text;
    words expected;
  };
  const row rows[] = {
      {"", {}},
      {" \t\r\n\v\f", {}},
      {"a b\tc\nd\re\vf\fg", {"a", "b", "c", "d", "e", "f", "g"}},
      {"\"a b\" 'c d'", {"a b", "c d"}},
      {"a\"b c\"d'e f'g", {"ab cde fg"}},
      {"\"\" ''", {"", ""}},
      {"\"it's\" 'say \"hi\"'", {"it's", "say \"hi\""}},
      {"a\\ b \\\\ \\\"e", {"a b", "\\", "\"e"}},
      {"\\x", {"x"}},
      {"a\\", {"a"}},
      {"a\\\nb", {"a\nb"}},
      {"\"h\\\"i\" j\"", {"h\\i j"}},
      {"'un finished", {"un finished"}},
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    CHECK(split_words(r.text, comments::none) == r.expected);
    CHECK(split_words(r.text, comments::to_newline) == r.expected);
  }
}

TEST_CASE("argument_words: '#' begins a comment in a file, and is a character elsewhere") {
  const std::string text = "#c\n \\#d '#e' a#b #f\ng";
  CHECK(split_words(text, comments::to_newline) == words{"#d", "#e", "a", "g"});
  CHECK(split_words(text, comments::none) == words{"#c", "#d", "#e", "a#b", "#f", "g"});
}

}  // namespace kith::shell
