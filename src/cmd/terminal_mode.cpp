#include "cmd/terminal_mode.hpp"

#include <unistd.h>

namespace kith::cmd {

terminal_mode::terminal_mode() : is_terminal_(::tcgetattr(STDIN_FILENO, &found_) == 0) {}

void terminal_mode::set_raw() const {
  if (is_terminal_) {
    termios raw = found_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    raw.c_lflag |= ISIG;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  }
}

void terminal_mode::restore() const {
  if (is_terminal_) {
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &found_);
  }
}

}  // namespace kith::cmd
