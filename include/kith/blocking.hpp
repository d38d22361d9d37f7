#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "kith/detail/owned.hpp"
#include "kith/process.hpp"

namespace kith {

namespace detail {

/// Work for the pool of threads that may block. Shared by the pool and the process, which may be
/// killed while the job runs.
class job : public counted {
 public:
  virtual ~job() = default;
  virtual void run() noexcept = 0;
  [[nodiscard]] bool done() const noexcept { return __atomic_load_n(&done_, __ATOMIC_ACQUIRE); }
  /// release: pairs with `done`, so that the process sees the outcome.
  void finish() noexcept { __atomic_store_n(&done_, true, __ATOMIC_RELEASE); }

 private:
  bool done_ = false;
};

template <class Call, class Value>
class job_of final : public job {
 public:
  explicit job_of(Call call) : call_(std::move(call)) {}
  void run() noexcept override {
    try {
      if constexpr (std::is_void_v<Value>) {
        call_();
      } else {
        outcome_.emplace(call_());
      }
    } catch (...) {
      thrown_ = std::current_exception();
    }
  }
  Value take() {
    if (thrown_) {
      std::rethrow_exception(thrown_);
    }
    if constexpr (!std::is_void_v<Value>) {
      return std::move(*outcome_);
    }
  }

 private:
  Call call_;
  std::optional<std::conditional_t<std::is_void_v<Value>, char, Value>> outcome_;
  std::exception_ptr thrown_;
};

[[nodiscard]] process_block* running_block();
/// Gives the job to the pool; `leaf` of the process waits for `w`.
void start_job(process_block& p, shared<job> work, waiter& w, std::coroutine_handle<> leaf);

template <class Job, class Value>
class blocking_call final : public waiter {
 public:
  blocking_call(process_block* p, shared<Job> work) noexcept : p_(p), work_(std::move(work)) {}
  blocking_call(const blocking_call&) = delete;
  blocking_call& operator=(const blocking_call&) = delete;

  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> leaf) { start_job(*p_, work_, *this, leaf); }
  Value await_resume() { return work_->take(); }
  bool ready(strand&) override { return work_->done(); }

 private:
  process_block* p_;
  shared<Job> work_;
};

}  // namespace detail

/// `const std::string text = co_await blocking(read_file, path);`: calls a function that may block
/// on a thread of the elastic pool; the process waits, others run. The arguments are copied or
/// moved to it, so they outlive a process that is killed meanwhile; what it throws is thrown here.
/// Like Erlang's dirty schedulers.
template <class F, class... Args>
  requires std::is_invocable_v<F, Args...>
[[nodiscard("co_await it")]] auto blocking(F function, Args... args) {
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
  static_assert(std::is_trivially_destructible_v<F>,
                "g++ before 13 destroys what a closure inside co_await owns twice: pass it as an "
                "argument of blocking(f, args…) instead");
#endif
  auto call = [f = std::move(function), ... a = std::move(args)]() mutable {
    return f(std::move(a)...);
  };
  using value = std::invoke_result_t<F, Args...>;
  using work = detail::job_of<decltype(call), value>;
  return detail::blocking_call<work, value>(detail::running_block(),
                                            detail::shared<work>(new work(std::move(call))));
}

}  // namespace kith
