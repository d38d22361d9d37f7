#include "child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>

extern char** environ;  // NOLINT: POSIX has it so

namespace kith::interop {

namespace {

std::chrono::nanoseconds chrono(duration d) {
  return std::chrono::nanoseconds(d.ns());
}

std::vector<std::string> environment(const child::variables& more) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view entry = *at;
    bool replaced = false;
    for (const auto& [name, value] : more) {
      replaced = replaced || entry.substr(0, entry.find('=')) == name;
    }
    if (!replaced) {
      all.emplace_back(entry);
    }
  }
  for (const auto& [name, value] : more) {
    all.push_back(name + "=" + value);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> all;
  for (std::string& s : strings) {
    all.push_back(s.data());
  }
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void failed(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

child::child(std::vector<std::string> arguments, const variables& more) {
  ::signal(SIGPIPE, SIG_IGN);  // writing to a program that has ended is no reason to end
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  std::array<int, 2> report{};  // what exec failed with
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0 ||
      ::pipe2(report.data(), O_CLOEXEC) != 0) {
    failed("pipe");
  }
  const std::string program = arguments.front();
  auto settings = environment(more);
  auto argv = pointers(arguments);
  auto envp = pointers(settings);
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ < 0) {
    failed("fork");
  }
  if (child_ == 0) {  // only what is safe after a fork of a program with threads
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_DFL);
    if (::getppid() == parent && ::dup2(in[0], 0) == 0 && ::dup2(out[1], 1) == 1 &&
        ::dup2(out[1], 2) == 2) {
      ::execvpe(argv[0], argv.data(), envp.data());
    }
    const int why = errno;
    [[maybe_unused]] const ssize_t n = ::write(report[1], &why, sizeof why);
    ::_exit(127);
  }
  ::setpgid(child_, child_);
  ::close(in[0]);
  ::close(out[1]);
  ::close(report[1]);
  input_ = in[1];
  output_ = out[0];
  int why = 0;
  const ssize_t n = ::read(report[0], &why, sizeof why);
  ::close(report[0]);
  if (n > 0) {
    ::waitpid(child_, nullptr, 0);
    ::close(input_);
    ::close(output_);
    errno = why;
    failed("starting " + program);
  }
  reader_ = std::thread([this] { read_all(); });
}

child::~child() {
  close_input();
  signal(SIGCONT);
  signal(SIGKILL);
  if (!reaped_) {
    ::waitpid(child_, nullptr, 0);
  }
  // What it started may still hold the output; the reader looks after itself.
  {
    const std::lock_guard guard(mutex_);
    closed_ = true;
  }
  reader_.join();
  ::close(output_);
}

void child::signal(int number) {
  if (!reaped_) {
    ::kill(-child_, number);
  }
}

void child::stop() {
  signal(SIGSTOP);
}
void child::resume() {
  signal(SIGCONT);
}

void child::write_line(std::string_view line) {
  const std::string whole = std::string(line) + "\n";
  std::string_view rest = whole;
  while (!rest.empty()) {
    const ssize_t n = ::write(input_, rest.data(), rest.size());
    if (n < 0 && errno != EINTR) {
      return;  // it has ended: what is awaited of it will not come
    }
    rest.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
}

void child::close_input() {
  if (input_ >= 0) {
    ::close(input_);
    input_ = -1;
  }
}

void child::read_all() {
  std::string line;
  std::array<char, 65536> bytes{};
  for (;;) {
    pollfd waiting{output_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, 50);
    const ssize_t n = ready > 0 ? ::read(output_, bytes.data(), bytes.size()) : -1;
    const std::lock_guard guard(mutex_);
    if (ready <= 0 || (n < 0 && errno == EINTR)) {
      if (closed_) {
        return;
      }
      continue;
    }
    if (n <= 0) {
      if (!line.empty()) {
        lines_.push_back(std::move(line));
      }
      closed_ = true;
      changed_.notify_all();
      return;
    }
    for (const char c : std::string_view(bytes.data(), static_cast<std::size_t>(n))) {
      if (c == '\n') {
        lines_.push_back(std::move(line));
        line.clear();
      } else {
        line += c;
      }
    }
    changed_.notify_all();
  }
}

bool child::next_line(std::string_view prefix, std::string& line, duration limit) {
  std::unique_lock guard(mutex_);
  const auto found = [&] {
    while (seen_ < lines_.size()) {
      const std::string& l = lines_[seen_++];
      if (l.starts_with(prefix)) {
        line = l.substr(prefix.size());
        return true;
      }
    }
    return false;
  };
  bool got = false;
  changed_.wait_for(guard, chrono(limit), [&] { return (got = found()) || closed_; });
  return got;
}

bool child::printed(std::string_view part, duration limit) {
  std::unique_lock guard(mutex_);
  std::size_t at = 0;
  bool got = false;
  changed_.wait_for(guard, chrono(limit), [&] {
    for (; at < lines_.size() && !got; ++at) {
      got = lines_[at].find(part) != std::string::npos;
    }
    return got || closed_;
  });
  return got;
}

std::string child::output() {
  const std::lock_guard guard(mutex_);
  std::string all;
  for (const std::string& l : lines_) {
    all += "  | " + l.substr(0, 2000) + "\n";
  }
  return all;
}

bool child::ended(duration limit) {
  const auto until = std::chrono::steady_clock::now() + chrono(limit);
  while (!reaped_) {
    if (::waitpid(child_, nullptr, WNOHANG) == child_) {
      reaped_ = true;
    } else if (std::chrono::steady_clock::now() > until) {
      return false;
    } else {
      ::poll(nullptr, 0, 5);
    }
  }
  return true;
}

}  // namespace kith::interop
