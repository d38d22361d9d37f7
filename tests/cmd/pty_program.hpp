// A program at a terminal of its own.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "interop/child.hpp"
#include "outcome.hpp"
#include "screen.hpp"

namespace kith::cmd_test {

class pty_program {
 public:
  /// Starts `arguments[0]`, found in $PATH, with a home folder of its own.
  explicit pty_program(std::vector<std::string> arguments, const variables& more = {});
  pty_program(const pty_program&) = delete;
  pty_program& operator=(const pty_program&) = delete;
  ~pty_program();

  void type(std::string_view keys);
  /// Waits until the line of the cursor is `line` up to it, and the cursor at `row` or below.
  [[nodiscard]] bool stands_at(std::string_view line, std::size_t row = 0);
  /// Of the cursor, from 0.
  [[nodiscard]] std::size_t row() const { return screen_.row(); }
  /// Waits until `part` is anywhere on the screen.
  [[nodiscard]] bool shows(std::string_view part, duration limit = interop::patience);
  [[nodiscard]] std::string text() const { return screen_.text(); }
  /// The status with which it ends; -1 when it does not in time.
  [[nodiscard]] int status(duration limit = interop::patience);

 private:
  bool read_some();  ///< false at the end
  template <class Done>
  bool read_until(Done done, duration limit);

  pid_t child_ = -1;
  int terminal_ = -1;
  std::string home_;
  screen screen_;
};

}  // namespace kith::cmd_test
