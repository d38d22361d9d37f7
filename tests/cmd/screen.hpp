// What a terminal shows of the bytes that a program writes to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kith::cmd_test {

/// 80 columns wide and as high as it takes: nothing scrolls away. Understands what a line editor
/// sends to an xterm; other escape sequences show nothing.
class screen {
 public:
  void take(std::string_view bytes);

  /// The lines without trailing blanks, each with a newline; no empty ones at the end.
  [[nodiscard]] std::string text() const;
  /// The line of the cursor up to it.
  [[nodiscard]] std::string before_cursor() const;
  [[nodiscard]] std::size_t row() const { return row_; }

 private:
  using cell = std::string;  // the bytes of a character

  void put(const cell& c);
  void control(char c);
  void escape(char last, unsigned n);
  std::vector<cell>& line();

  std::vector<std::vector<cell>> lines_{1};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  bool inserts_ = false;
  std::string rest_;  // of a sequence that is not whole yet
};

}  // namespace kith::cmd_test
