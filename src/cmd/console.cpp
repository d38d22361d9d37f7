#include "cmd/console.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace kith::cmd {

console::console(bool edits, history_options history) : wake_(::eventfd(0, EFD_CLOEXEC)) {
  if (edits && terminal::is_there()) {
    terminal_.emplace(std::move(history));
  }
}

console::~console() {
  ::close(wake_);
}

void console::end() noexcept {
  const std::uint64_t one = 1;
  static_cast<void>(::write(wake_, &one, sizeof one));
  if (terminal_) {
    terminal_->close();
  }
}

result<std::string> console::read_line(std::string_view prompt, bool) {
  std::fwrite(prompt.data(), 1, prompt.size(), stdout);
  std::fflush(stdout);
  for (;;) {
    if (const auto end = waiting_.find('\n'); end != std::string::npos) {
      std::string line = waiting_.substr(0, end + 1);
      waiting_.erase(0, end + 1);
      return line;
    }
    std::array<pollfd, 2> ready{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
    static_cast<void>(::poll(ready.data(), ready.size(), -1));
    if (ready[1].revents != 0) {
      return error(errc::closed, "the node ends");
    }
    std::array<char, 4096> bytes{};
    const ssize_t n = ready[0].revents == 0 ? 0 : ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (n > 0) {
      waiting_.append(bytes.data(), static_cast<std::size_t>(n));
    } else if (ready[0].revents != 0) {
      return waiting_.empty() ? result<std::string>(error(errc::closed, "the input has ended"))
                              : result<std::string>(std::exchange(waiting_, {}));
    }
  }
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
