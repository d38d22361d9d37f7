#include "base/mutex.hpp"

namespace kith {

namespace {

/// Some microseconds: pauses double, so that those who wait take the line of the lock seldom.
constexpr int tries = 8;

void pause() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

void mutex::lock_held() {
  for (int i = 0; i < tries; ++i) {
    for (int pauses = 1 << i; pauses > 0; --pauses) {
      pause();
    }
    if (mutex_.try_lock()) {
      return;
    }
  }
  mutex_.lock();
}

}  // namespace kith
