// Mutexes that clang's -Wthread-safety understands. A member says which mutex guards it
// (KITH_GUARDED_BY), a function which one its caller must hold (KITH_REQUIRES); clang refuses code
// that breaks the promise, g++ ignores the words.
//
//   class table {
//     mutex mutex_;
//     std::map<int, int> entries_ KITH_GUARDED_BY(mutex_);
//     void drop_old() KITH_REQUIRES(mutex_);
//   };
//
// No lock is held across a co_await.
#pragma once

#include <condition_variable>
#include <mutex>
#include <shared_mutex>

#include "kith/duration.hpp"

#if defined(__clang__)
#define KITH_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define KITH_THREAD_ATTRIBUTE(x)
#endif

/// On a class: it is a lock. On a class: it holds one for its lifetime.
#define KITH_CAPABILITY(name) KITH_THREAD_ATTRIBUTE(capability(name))
#define KITH_SCOPED_CAPABILITY KITH_THREAD_ATTRIBUTE(scoped_lockable)
/// On a member: touched only with the mutex held. On a pointer: what it points to is.
#define KITH_GUARDED_BY(m) KITH_THREAD_ATTRIBUTE(guarded_by(m))
#define KITH_PT_GUARDED_BY(m) KITH_THREAD_ATTRIBUTE(pt_guarded_by(m))
/// On a function: the caller holds the mutex, shares it, or must not hold it.
#define KITH_REQUIRES(...) KITH_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define KITH_REQUIRES_SHARED(...) KITH_THREAD_ATTRIBUTE(requires_shared_capability(__VA_ARGS__))
#define KITH_EXCLUDES(...) KITH_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
/// On a function: it takes or gives back the mutex.
#define KITH_ACQUIRE(...) KITH_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define KITH_ACQUIRE_SHARED(...) KITH_THREAD_ATTRIBUTE(acquire_shared_capability(__VA_ARGS__))
#define KITH_RELEASE(...) KITH_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define KITH_RELEASE_SHARED(...) KITH_THREAD_ATTRIBUTE(release_shared_capability(__VA_ARGS__))
#define KITH_RELEASE_GENERIC(...) KITH_THREAD_ATTRIBUTE(release_generic_capability(__VA_ARGS__))
#define KITH_TRY_ACQUIRE(...) KITH_THREAD_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
/// On a function: it returns the mutex, or is beyond what the analysis follows (say why).
#define KITH_RETURN_CAPABILITY(m) KITH_THREAD_ATTRIBUTE(lock_returned(m))
#define KITH_NO_THREAD_SAFETY_ANALYSIS KITH_THREAD_ATTRIBUTE(no_thread_safety_analysis)

namespace kith {

class condition;

/// Waits awake for a moment before it sleeps: what Kith does under a lock is mostly shorter than
/// putting a thread to sleep and waking it.
class KITH_CAPABILITY("mutex") mutex {
 public:
  mutex() = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  void lock() KITH_ACQUIRE() {
    if (!mutex_.try_lock()) {
      lock_held();
    }
  }
  void unlock() KITH_RELEASE() { mutex_.unlock(); }
  [[nodiscard]] bool try_lock() KITH_TRY_ACQUIRE(true) { return mutex_.try_lock(); }

 private:
  friend class condition;
  void lock_held() KITH_NO_THREAD_SAFETY_ANALYSIS;
  std::mutex mutex_;
};

/// Many readers or one writer.
class KITH_CAPABILITY("mutex") shared_mutex {
 public:
  shared_mutex() = default;
  shared_mutex(const shared_mutex&) = delete;
  shared_mutex& operator=(const shared_mutex&) = delete;

  void lock() KITH_ACQUIRE() { mutex_.lock(); }
  void unlock() KITH_RELEASE() { mutex_.unlock(); }
  void lock_shared() KITH_ACQUIRE_SHARED() { mutex_.lock_shared(); }
  void unlock_shared() KITH_RELEASE_SHARED() { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

/// Holds a mutex (for writing, if shared) until the end of the scope.
template <class Mutex = mutex>
class KITH_SCOPED_CAPABILITY scoped_lock {
 public:
  explicit scoped_lock(Mutex& m) KITH_ACQUIRE(m) : mutex_(m) { mutex_.lock(); }
  ~scoped_lock() KITH_RELEASE() { mutex_.unlock(); }
  scoped_lock(const scoped_lock&) = delete;
  scoped_lock& operator=(const scoped_lock&) = delete;

 private:
  Mutex& mutex_;
};

/// Holds a shared_mutex for reading until the end of the scope.
class KITH_SCOPED_CAPABILITY scoped_shared_lock {
 public:
  explicit scoped_shared_lock(shared_mutex& m) KITH_ACQUIRE_SHARED(m) : mutex_(m) {
    mutex_.lock_shared();
  }
  ~scoped_shared_lock() KITH_RELEASE_GENERIC() { mutex_.unlock_shared(); }
  scoped_shared_lock(const scoped_shared_lock&) = delete;
  scoped_shared_lock& operator=(const scoped_shared_lock&) = delete;

 private:
  shared_mutex& mutex_;
};

/// A condition variable. Waiting gives the mutex up and takes it again, so the caller holds it
/// before and after; as ever, wait in a loop that tests what is waited for.
class condition {
 public:
  void wait(mutex& m) KITH_REQUIRES(m) {
    std::unique_lock<std::mutex> lock(m.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  /// False when `limit` passed without a notification.
  bool wait_for(mutex& m, duration limit) KITH_REQUIRES(m) {
    if (limit.is_infinite())
      return wait(m), true;
    std::unique_lock<std::mutex> lock(m.mutex_, std::adopt_lock);
    const auto outcome = condition_.wait_for(lock, std::chrono::nanoseconds(limit.ns()));
    lock.release();
    return outcome == std::cv_status::no_timeout;
  }
  void notify_one() noexcept { condition_.notify_one(); }
  void notify_all() noexcept { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace kith
