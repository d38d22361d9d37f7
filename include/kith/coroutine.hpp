// The two kinds of coroutine: a `process`, which the scheduler runs, and a `task<T>`, which a
// process (or another task) awaits. Resuming never needs a tail call: who starts or ends a task
// only says which coroutine of the process comes next, and the scheduler's loop resumes it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "kith/assert.hpp"

namespace kith {

namespace detail {

class waiter;

/// The part of a process that its coroutines see.
struct strand {
  std::coroutine_handle<> leaf;  ///< the coroutine to resume next
  waiter* waiting = nullptr;     ///< what the leaf waits for; null while it may run
};

/// The process that runs on this thread now. Out of line on purpose: a coroutine may continue on
/// another thread, so the address of a thread-local must not be kept in it.
[[nodiscard]] strand& this_strand() noexcept;

[[nodiscard]] void* frame_allocate(std::size_t bytes);
void frame_free(void* frame, std::size_t bytes) noexcept;

/// Turns the exception in flight into the exit reason of the process that runs.
void process_threw() noexcept;
void process_returned() noexcept;

/// Something a process can wait for. `ready` is asked by the scheduler after each signal.
class waiter {
 public:
  virtual bool ready(strand& s) = 0;

 protected:
  ~waiter() = default;
};

struct frame_memory {
  static void* operator new(std::size_t bytes) { return frame_allocate(bytes); }
  static void operator delete(void* frame, std::size_t bytes) noexcept { frame_free(frame, bytes); }
};

}  // namespace detail

/// What a process body returns. Write `process dog(ctx self) { … co_await self.receive(…); … }`
/// and hand the function to `spawn`.
class [[nodiscard]] process {
 public:
  struct promise_type : detail::frame_memory {
    process get_return_object() noexcept {
      return process(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept {
      detail::process_returned();
      return {};
    }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { detail::process_threw(); }
  };

  process(process&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  process& operator=(process&&) = delete;
  ~process() {
    if (frame_) {
      frame_.destroy();
    }
  }
  /// For the runtime: gives the frame away.
  std::coroutine_handle<> release() noexcept { return std::exchange(frame_, {}); }

 private:
  explicit process(std::coroutine_handle<> frame) noexcept : frame_(frame) {}
  std::coroutine_handle<> frame_;
};

template <class T>
class task;

namespace detail {

template <class T>
class settling;

struct task_promise_base : frame_memory {
  std::coroutine_handle<> parent;
  std::exception_ptr thrown;

  struct to_parent {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) noexcept {
      this_strand().leaf = ended.promise().parent;
    }
    void await_resume() noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  to_parent final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { thrown = std::current_exception(); }
};

template <class T>
struct task_promise : task_promise_base {
  std::optional<T> value;
  task<T> get_return_object() noexcept;
  template <class U>
  void return_value(U&& v) {
    value.emplace(std::forward<U>(v));
  }
  T take() {
    if (thrown) {
      std::rethrow_exception(std::exchange(thrown, {}));
    }
    return std::move(*value);
  }
};

template <>
struct task_promise<void> : task_promise_base {
  task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void take() {
    if (thrown) {
      std::rethrow_exception(std::exchange(thrown, {}));
    }
  }
};

}  // namespace detail

/// A function that may wait within a process: await it once, where it was called.
template <class T = void>
class [[nodiscard]] task {
 public:
  using promise_type = detail::task_promise<T>;

  explicit task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  task(task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  task& operator=(task&&) = delete;
  ~task() {
    if (frame_) {
      frame_.destroy();
    }
  }

  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> parent) noexcept {
    frame_.promise().parent = parent;
    detail::this_strand().leaf = frame_;
  }
  T await_resume() { return frame_.promise().take(); }

  /// Awaits the end without being thrown at: what has been thrown, if anything. Else the value
  /// stays where it is.
  [[nodiscard]] auto settled() noexcept { return detail::settling<T>(*this); }
  [[nodiscard]] auto& value() noexcept { return *frame_.promise().value; }

 private:
  friend class detail::settling<T>;
  std::coroutine_handle<promise_type> frame_;
};

namespace detail {

template <class T>
class settling {
 public:
  explicit settling(task<T>& what) noexcept : task_(&what) {}
  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> parent) noexcept { task_->await_suspend(parent); }
  std::exception_ptr await_resume() noexcept {
    return std::exchange(task_->frame_.promise().thrown, {});
  }

 private:
  task<T>* task_;
};

template <class T>
task<T> task_promise<T>::get_return_object() noexcept {
  return task<T>(std::coroutine_handle<task_promise>::from_promise(*this));
}
inline task<void> task_promise<void>::get_return_object() noexcept {
  return task<void>(std::coroutine_handle<task_promise>::from_promise(*this));
}
}  // namespace detail

}  // namespace kith
