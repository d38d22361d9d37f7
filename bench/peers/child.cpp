#include "child.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kith/blocking.hpp>

#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

/// The next line, without its end; empty when there is none. Blocks.
std::string read_line(int file) {
  std::string line;
  for (;;) {
    char c = 0;
    const ssize_t got = read(file, &c, 1);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0 || c == '\n') {
      return line;
    }
    line += c;
  }
}

}  // namespace

child::child(const std::vector<std::string>& words) {
  int to[2];
  int from[2];
  check("pipes", pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0);
  std::string program = "kith-bench";
  std::vector<std::string> copy = words;
  std::vector<char*> arguments = {program.data()};
  for (std::string& word : copy) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, to[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, from[1], STDOUT_FILENO);
  const int failed =
      posix_spawn(&process_, "/proc/self/exe", &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  check("starting a program", failed, 0);
  close(to[0]);
  close(from[1]);
  input_ = to[1];
  output_ = from[0];
}

child::~child() {
  if (process_ != 0) {
    kill(process_, SIGKILL);
    close(input_);
    close(output_);
    waitpid(process_, nullptr, 0);
  }
}

void child::tell(std::string_view line) const {
  const std::string whole = std::string(line) + "\n";
  check("telling a program",
        write(input_, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size()));
}

task<void> await_line(ctx, int output, const char* expected) {
  for (;;) {
    const std::string line = co_await blocking(read_line, output);
    check(expected, !line.empty());
    if (line == expected) {
      co_return;
    }
    std::fprintf(stderr, "node: %s\n", line.c_str());
  }
}

}  // namespace bench
