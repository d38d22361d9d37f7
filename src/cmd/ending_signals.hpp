// SIGTERM and SIGINT: the first ends the program cleanly, the second at once.
#pragma once

#include <csignal>
#include <thread>

#include "base/unique_function.hpp"

namespace kith::cmd {

class ending_signals {
 public:
  /// Keeps the two signals, and SIGPIPE, from ending the program; before the first thread starts.
  struct blocked {
    blocked();
  };

  /// `first` is called with the number of the first signal, on a thread of its own.
  explicit ending_signals(unique_function<void(int)> first);
  ending_signals(const ending_signals&) = delete;
  ending_signals& operator=(const ending_signals&) = delete;
  ~ending_signals();

 private:
  std::thread waits_;
};

}  // namespace kith::cmd
