// A program that a test starts: what it prints is gathered line by line, and it never outlives the
// test.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "kith/duration.hpp"

namespace kith::interop {

/// How long a test waits for what is to happen; generous, since a pass never waits that long.
inline constexpr duration patience = 20_s;

class child {
 public:
  using variables = std::vector<std::pair<std::string, std::string>>;

  /// Starts `arguments[0]`, found in $PATH, in a process group of its own; `more` is added to the
  /// environment. Throws std::runtime_error when there is no such program.
  explicit child(std::vector<std::string> arguments, const variables& more = {});
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  /// Kills it, and what it started.
  ~child();

  /// A line for its standard input.
  void write_line(std::string_view line);
  /// No more input.
  void close_input();

  /// The next line, of standard output or error, that begins with `prefix`; the lines before it are
  /// passed over. False when time is up or the program has closed its output.
  bool next_line(std::string_view prefix, std::string& line, duration limit = patience);
  /// Whether a line that holds `part` has been printed, or is in time.
  bool printed(std::string_view part, duration limit = patience);
  /// All lines so far, for the message of a failed check.
  [[nodiscard]] std::string output();

  void kill() { signal(SIGKILL_); }
  void stop();  ///< SIGSTOP: alive, but silent
  void resume();
  /// Waits until it has ended; false when it has not.
  bool ended(duration limit = patience);

 private:
  static constexpr int SIGKILL_ = 9;
  void signal(int number);
  void read_all();

  pid_t child_ = 0;
  int input_ = -1;
  int output_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  std::size_t seen_ = 0;  ///< how many of the lines next_line has passed
  bool closed_ = false;
  bool reaped_ = false;
  std::thread reader_;
};

}  // namespace kith::interop
