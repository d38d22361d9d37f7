#include "pty_program.hpp"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace kith::cmd_test {

namespace {

using clock = std::chrono::steady_clock;

clock::time_point end_of(duration limit) {
  return clock::now() + std::chrono::nanoseconds(limit.ns());
}

}  // namespace

pty_program::pty_program(std::vector<std::string> arguments, const variables& more) {
  home_ = "/tmp/kith_test_home_XXXXXX";
  if (::mkdtemp(home_.data()) == nullptr) {
    throw std::runtime_error("no temporary folder");
  }
  std::vector<char*> words;
  for (std::string& word : arguments) {
    words.push_back(word.data());
  }
  words.push_back(nullptr);
  winsize window{};
  window.ws_col = 80;
  window.ws_row = 1000;
  child_ = ::forkpty(&terminal_, nullptr, nullptr, &window);
  if (child_ < 0) {
    throw std::runtime_error("no terminal");
  }
  if (child_ == 0) {
    ::setenv("HOME", home_.c_str(), 1);
    ::setenv("TERM", "xterm", 1);
    ::setenv("LANG", "C.UTF-8", 1);
    for (const auto& [name, value] : more) {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
}

pty_program::~pty_program() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(terminal_);
  std::error_code ignored;
  std::filesystem::remove_all(home_, ignored);
}

void pty_program::type(std::string_view keys) {
  // A terminal holds little: what the program shows meanwhile is taken, or both would wait.
  const auto until = end_of(interop::patience);
  while (!keys.empty()) {
    pollfd ready{terminal_, POLLIN | POLLOUT, 0};
    ::poll(&ready, 1, 50);
    if ((ready.revents & POLLIN) != 0 && !read_some()) {
      break;
    }
    if ((ready.revents & POLLOUT) != 0) {
      const ssize_t n = ::write(terminal_, keys.data(), std::min<std::size_t>(keys.size(), 512));
      keys.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    if (clock::now() > until) {
      break;
    }
  }
  if (!keys.empty()) {
    throw std::runtime_error("a terminal cannot be typed at");
  }
}

bool pty_program::read_some() {
  std::array<char, 4096> bytes{};
  const ssize_t n = ::read(terminal_, bytes.data(), bytes.size());
  if (n > 0) {
    screen_.take({bytes.data(), static_cast<std::size_t>(n)});
  }
  return n > 0;
}

template <class Done>
bool pty_program::read_until(Done done, duration limit) {
  const auto until = end_of(limit);
  while (!done()) {
    if (clock::now() > until) {
      return false;
    }
    pollfd out{terminal_, POLLIN, 0};
    if (::poll(&out, 1, 50) > 0 && !read_some()) {
      return done();
    }
  }
  return true;
}

bool pty_program::stands_at(std::string_view line, std::size_t row) {
  return read_until([&] { return screen_.row() >= row && screen_.before_cursor() == line; },
                    interop::patience);
}

bool pty_program::shows(std::string_view part, duration limit) {
  return read_until([&] { return screen_.text().find(part) != std::string::npos; }, limit);
}

int pty_program::status(duration limit) {
  int status = -1;
  const bool ended = read_until(
      [&] { return ::waitpid(child_, &status, WNOHANG) == child_ && (child_ = -1, true); }, limit);
  // Reading may have come to the end of the terminal just before.
  for (int tries = 0; !ended && child_ > 0 && tries < 200; ++tries) {
    if (::waitpid(child_, &status, WNOHANG) == child_) {
      child_ = -1;
    }
    ::poll(nullptr, 0, 5);
  }
  return child_ > 0 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace kith::cmd_test
