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
  for (const int number : {SIGTERM, SIGINT, SIGQUIT, SIGWINCH, SIGCONT, leave}) {
    sigaddset(&set, number);
  }
  return set;
}

void wait_for_signals(unique_function<bool(int)> takes) {
  const sigset_t set = awaited();
  for (bool ending = false;;) {
    int number = 0;
    sigwait(&set, &number);
    if (number == leave) {
      return;
    }
    if (ending && !is_ending(number)) {
      continue;
    }
    if (ending) {
      std::fputs("kith: a second signal: ends at once\n", stderr);
      ::_exit(128 + number);
    }
    ending = takes(number);
  }
}

}  // namespace

bool is_ending(int number) {
  return number != SIGWINCH && number != SIGCONT;
}

ending_signals::blocked::blocked() {
  sigset_t set = awaited();
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

ending_signals::ending_signals(unique_function<bool(int)> takes)
    : waits_(wait_for_signals, std::move(takes)) {}

ending_signals::~ending_signals() {
  pthread_kill(waits_.native_handle(), leave);
  waits_.join();
}

}  // namespace kith::cmd
