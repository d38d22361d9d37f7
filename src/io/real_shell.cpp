#include "io/real_shell.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "io/descriptor.hpp"

namespace kith::io {
namespace {

/// Printed behind the command: what it leaves in the background keeps the output open.
constexpr char end_mark = '\4';

error failed(const char* what, int number) {
  return {errc::unavailable,
          std::string(what) + " /bin/sh: " + std::generic_category().message(number)};
}

/// How the child is set up: outputs to the pipe, signals as they were before us.
class spawn_setup {
 public:
  explicit spawn_setup(int output) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~spawn_setup() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&files_);
  }
  spawn_setup(const spawn_setup&) = delete;
  spawn_setup& operator=(const spawn_setup&) = delete;

  /// 0, or the number of an error.
  [[nodiscard]] int spawn(const shell_command& command, pid_t& child) const {
    std::string shell = "/bin/sh";
    std::string option = "-c";
    std::string script = "(" + command.text + "\n) </dev/null; echo \"" + end_mark + "\"\n";
    std::array<char*, 5> words{shell.data(), option.data(), script.data(), shell.data(), nullptr};
    std::vector<char*> variables;
    for (const std::string& one : command.variables) {
      variables.push_back(const_cast<char*>(one.c_str()));
    }
    variables.push_back(nullptr);
    return ::posix_spawn(&child, shell.c_str(), &files_, &attributes_, words.data(),
                         variables.data());
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

/// Until the mark, the end, or so many bytes.
std::string read_output(int from, std::size_t limit) {
  std::string all;
  std::array<char, 4'096> part{};
  while (all.size() < limit) {
    const ssize_t count = ::read(from, part.data(), part.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      break;
    const std::string_view fresh(part.data(), static_cast<std::size_t>(count));
    const std::size_t mark = fresh.find(end_mark);
    all.append(fresh.substr(0, mark));
    if (mark != std::string_view::npos)
      break;
  }
  all.resize(std::min(all.size(), limit));
  return all;
}

}  // namespace

result<std::string> run_real_shell(const shell_command& command) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return failed("pipe to", errno);
  descriptor reading(ends[0]);
  descriptor writing(ends[1]);
  pid_t child = 0;
  const spawn_setup setup(writing.get());
  if (const int number = setup.spawn(command, child); number != 0)
    return failed("run", number);
  writing.close();
  std::string output = read_output(reading.get(), command.output_bytes_max);
  reading.close();
  // It has nothing left to do, or its output is no longer wanted.
  ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return output;
}

}  // namespace kith::io
