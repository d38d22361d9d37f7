#include "cmd/heart.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "kith/assert.hpp"

namespace kith::cmd {

namespace {

// What the node says: 'b', 's', or 'c' length:u16 command.
constexpr char says_beat = 'b';
constexpr char says_shut_down = 's';
constexpr char says_command = 'c';

constexpr int beat_seconds_min = 10;
constexpr int beat_seconds_max = 65'535;
constexpr int beat_seconds_default = 60;
/// How long a node that was killed may take to be gone.
constexpr int death_ms = 5'000;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

int beat_milliseconds() {
  const long seconds = std::strtol(variable("HEART_BEAT_TIMEOUT").c_str(), nullptr, 10);
  return 1'000 * (seconds >= beat_seconds_min && seconds <= beat_seconds_max
                      ? static_cast<int>(seconds)
                      : beat_seconds_default);
}

class watcher {
 public:
  watcher(int line, pid_t node) : line_(line), node_(node) {}

  [[noreturn]] void run() {
    for (;;) {
      pollfd ready{line_, POLLIN, 0};
      const int n = ::poll(&ready, 1, beat_milliseconds());
      if (n == 0) {
        tell("heart-beat time-out");
        kill_node();
        restart();
      }
      if (n > 0) {
        listen();
      }
    }
  }

 private:
  void listen() {
    char what = 0;
    read_or_restart(&what, 1);
    if (what == says_shut_down) {
      ::_exit(0);
    }
    if (what == says_command) {
      std::array<unsigned char, 2> length{};
      read_or_restart(length.data(), length.size());
      command_.assign(length[0] * std::size_t{256} + length[1], '\0');
      read_or_restart(command_.data(), command_.size());
    }
  }

  void read_or_restart(void* into, std::size_t bytes) {
    if (bytes != 0 && ::recv(line_, into, bytes, MSG_WAITALL) != static_cast<ssize_t>(bytes)) {
      tell("the node has ended");
      restart();
    }
  }

  void kill_node() const {
    if (variable("HEART_NO_KILL") == "TRUE") {
      return;
    }
    ::kill(node_, variable("HEART_KILL_SIGNAL") == "SIGABRT" ? SIGABRT : SIGKILL);
    // With the node its end of the line goes; what it said before is passed over.
    std::array<char, 256> rest{};
    pollfd ready{line_, POLLIN, 0};
    while (::poll(&ready, 1, death_ms) > 0 && ::read(line_, rest.data(), rest.size()) > 0) {
    }
  }

  [[noreturn]] void restart() const {
    const std::string command = command_.empty() ? variable("HEART_COMMAND") : command_;
    if (command.empty()) {
      tell("would run HEART_COMMAND, which is not set");
    } else {
      const int status = std::system(command.c_str());
      tell("executed \"" + command + "\" -> " + std::to_string(status));
    }
    ::_exit(0);
  }

  static void tell(const std::string& what) {
    const std::time_t now = std::time(nullptr);
    std::array<char, 32> text{};
    std::tm parts{};
    ::localtime_r(&now, &parts);
    std::strftime(text.data(), text.size(), "%a %b %e %H:%M:%S %Y", &parts);
    std::fprintf(stderr, "heart: %s: %s\n", text.data(), what.c_str());
  }

  int line_;
  pid_t node_;
  std::string command_;
};

/// Leaves the terminal's signals to the node, and holds nothing of it open.
[[noreturn]] void watch(int line, pid_t node) {
  ::setsid();
  constexpr int kept = 3;
  if (line != kept) {
    ::dup2(line, kept);
  }
  ::close_range(kept + 1, ~0u, 0);
  ::fcntl(kept, F_SETFD, FD_CLOEXEC);
  watcher(kept, node).run();
}

}  // namespace

heart::heart() {
  std::array<int, 2> ends{};
  KITH_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const pid_t node = ::getpid();
  if (::fork() == 0) {
    watch(ends[1], node);
  }
  ::close(ends[1]);
  line_ = ends[0];
}

heart::~heart() {
  ::close(line_);
}

void heart::say(std::string_view bytes) {
  const std::scoped_lock guard(mutex_);
  [[maybe_unused]] const ssize_t n = ::send(line_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void heart::beat() {
  say({&says_beat, 1});
}

void heart::set_command(std::string_view command) {
  std::string bytes(1, says_command);
  bytes += static_cast<char>(command.size() >> 8u);
  bytes += static_cast<char>(command.size() & 0xffu);
  say(bytes.append(command));
}

void heart::shut_down() {
  say({&says_shut_down, 1});
}

}  // namespace kith::cmd
