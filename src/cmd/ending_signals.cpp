#include "cmd/ending_signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <cstdio>

namespace kith::cmd {

namespace {

/// Ends the thread that waits for signals; nobody outside sends it.
constexpr int leave = SIGUSR2;

sigset_t awaited() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, leave}) {
    sigaddset(&set, number);
  }
  return set;
}

void wait_for_signals(unique_function<void(int)> first) {
  const sigset_t set = awaited();
  for (bool ending = false;; ending = true) {
    int number = 0;
    sigwait(&set, &number);
    if (number == leave) {
      return;
    }
    if (ending) {
      std::fputs("kith: a second signal: ends at once\n", stderr);
      ::_exit(128 + number);
    }
    first(number);
  }
}

}  // namespace

ending_signals::blocked::blocked() {
  sigset_t set = awaited();
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

ending_signals::ending_signals(unique_function<void(int)> first)
    : waits_(wait_for_signals, std::move(first)) {}

ending_signals::~ending_signals() {
  pthread_kill(waits_.native_handle(), leave);
  waits_.join();
}

}  // namespace kith::cmd
