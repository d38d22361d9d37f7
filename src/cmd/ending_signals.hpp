// Signals that end the program, the first cleanly, the second at once, and those of the terminal.
#pragma once

#include <csignal>
#include <thread>

#include "base/unique_function.hpp"

namespace kith::cmd {

/// Whether a signal is to end the program, and tells nothing of the terminal.
[[nodiscard]] bool is_ending(int number);

class ending_signals {
 public:
  /// Keeps the signals, and SIGPIPE, from ending the program; before the first thread starts.
  struct blocked {
    blocked();
  };

  /// `takes` is called with the number of each signal, on a thread of its own, until it returns
  /// that the signal ends the program: SIGTERM, SIGINT (C-c), SIGQUIT (C-\), SIGWINCH (the terminal
  /// has another size) or SIGCONT (the program goes on after C-z).
  explicit ending_signals(unique_function<bool(int)> takes);
  ending_signals(const ending_signals&) = delete;
  ending_signals& operator=(const ending_signals&) = delete;
  ~ending_signals();

 private:
  std::thread waits_;
};

}  // namespace kith::cmd
