#include "cmd/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace kith::cmd {

result<std::string> console::read_line(std::string_view prompt, bool) {
  std::fwrite(prompt.data(), 1, prompt.size(), stdout);
  std::fflush(stdout);
  char* line = nullptr;
  std::size_t room = 0;
  const ssize_t n = ::getline(&line, &room, stdin);
  std::string text = n > 0 ? std::string(line, static_cast<std::size_t>(n)) : std::string();
  std::free(line);
  if (n <= 0) {
    return error(errc::closed, "the input has ended");
  }
  return text;
}

std::optional<console::size> console::geometry() const {
  winsize window{};
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0 ||
      ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) {
    return std::nullopt;
  }
  return size{window.ws_col == 0 ? 80u : window.ws_col, window.ws_row == 0 ? 24u : window.ws_row};
}

}  // namespace kith::cmd
