#include "outcome.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace kith::cmd_test {

namespace {

/// An unnamed file for what a program reads or writes.
class scratch {
 public:
  scratch() {
    std::string name = "/tmp/kith_test_XXXXXX";
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
      throw std::runtime_error("no temporary file");
    }
    ::unlink(name.c_str());
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() { ::close(descriptor_); }

  [[nodiscard]] int descriptor() const { return descriptor_; }
  void fill(const std::string& text) const {
    if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
      throw std::runtime_error("a temporary file cannot be written");
    }
  }
  [[nodiscard]] std::string content() const {
    std::string all;
    std::array<char, 4096> bytes{};
    for (;;) {
      const ssize_t n =
          ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(all.size()));
      if (n <= 0) {
        return all;
      }
      all.append(bytes.data(), static_cast<std::size_t>(n));
    }
  }

 private:
  int descriptor_ = -1;
};

/// Waits for the end of a child, at most 20 s; then it is killed.
int status_of(pid_t child) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) == child) {
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (std::chrono::steady_clock::now() > until) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return -1;
    }
    ::poll(nullptr, 0, 2);
  }
}

}  // namespace

outcome run(std::vector<std::string> arguments, const variables& more, const std::string& input) {
  const scratch in;
  const scratch out;
  const scratch err;
  in.fill(input);
  std::vector<char*> words;
  for (std::string& word : arguments) {
    words.push_back(word.data());
  }
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    for (const auto& [name, value] : more) {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
    ::dup2(in.descriptor(), STDIN_FILENO);
    ::dup2(out.descriptor(), STDOUT_FILENO);
    ::dup2(err.descriptor(), STDERR_FILENO);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  outcome o;
  o.status = status_of(child);
  o.out = out.content();
  o.err = err.content();
  return o;
}

outcome kith(std::vector<std::string> arguments, const variables& more, const std::string& input) {
  arguments.insert(arguments.begin(), KITH_COMMAND);
  return run(std::move(arguments), more, input);
}

temporary_file::temporary_file(const std::string& suffix, const std::string& content) {
  static int number = 0;
  path_ = "/tmp/kith_test_" + std::to_string(::getpid()) + "_" + std::to_string(number++) + suffix;
  write(content);
}

temporary_file::~temporary_file() {
  ::unlink(path_.c_str());
}

void temporary_file::write(const std::string& content) const {
  std::ofstream(path_, std::ios::trunc) << content;
}

variables epmd_at(std::uint16_t port) {
  return {{"ERL_EPMD_PORT", std::to_string(port)}};
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace kith::cmd_test
