#include "io/quiet_thread.hpp"

#include <pthread.h>

#include <csignal>
#include <system_error>

namespace kith::io {
namespace {

/// All signals but those that a thread's own faults and its debuggers raise.
sigset_t signals_of_the_process() {
  sigset_t set;
  ::sigfillset(&set);
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) {
    ::sigdelset(&set, own);
  }
  return set;
}

}  // namespace

std::thread start_quiet_thread(const char* name, unique_function<void()> body) {
  // The new thread inherits the mask of this one.
  const sigset_t quiet = signals_of_the_process();
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &quiet, &before);
  std::thread started;
  try {  // std::thread can report only by throwing
    started = std::thread([body = std::move(body)]() mutable { body(); });
    ::pthread_setname_np(started.native_handle(), name);
  } catch (const std::system_error&) {
    started = std::thread();
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

}  // namespace kith::io
