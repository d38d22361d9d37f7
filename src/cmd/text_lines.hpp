#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kith::cmd {

/// A part of a text between empty lines.
struct paragraph {
  std::string text;
  bool verbatim = false;  ///< its lines began with four spaces, which are taken away
};

[[nodiscard]] std::vector<paragraph> paragraphs_of(std::string_view text);

/// The words of a text in lines of at most `columns` characters (a longer word stands alone), each
/// behind `margin`, which does not count. Without a newline at the end.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t columns, std::string_view margin);

/// Each line behind `margin`.
[[nodiscard]] std::string indent(std::string_view text, std::string_view margin);

}  // namespace kith::cmd
