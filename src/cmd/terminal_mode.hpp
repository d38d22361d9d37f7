// Whether the terminal gathers lines and shows what is typed, or leaves that to us.
#pragma once

#include <termios.h>

namespace kith::cmd {

class terminal_mode {
 public:
  /// Remembers the mode that it found.
  terminal_mode();
  terminal_mode(const terminal_mode&) = delete;
  terminal_mode& operator=(const terminal_mode&) = delete;
  ~terminal_mode() { restore(); }

  /// Every byte at once, and none is shown; C-c, C-\ and C-z are signals still.
  void set_raw() const;
  void restore() const;

 private:
  termios found_{};
  bool is_terminal_ = false;
};

}  // namespace kith::cmd
