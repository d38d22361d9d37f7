// A callable that is moved, not copied, and owns what it captured. (C++20 has no
// std::move_only_function, and <functional> is slow to compile.)
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "kith/assert.hpp"

namespace kith {

template <class Signature>
class unique_function;

template <class R, class... Args>
class unique_function<R(Args...)> {
 public:
  unique_function() = default;
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, unique_function> &&
             std::is_invocable_r_v<R, F&, Args...>)
  unique_function(F&& f)  // NOLINT: implicit by design
      : target_(std::make_unique<holder<std::decay_t<F>>>(std::forward<F>(f))) {}

  explicit operator bool() const noexcept { return target_ != nullptr; }
  R operator()(Args... args) {
    KITH_ASSERT(target_ != nullptr);
    return target_->call(std::forward<Args>(args)...);
  }

 private:
  struct base {
    virtual ~base() = default;
    virtual R call(Args... args) = 0;
  };
  template <class F>
  struct holder final : base {
    explicit holder(F f) : f_(std::move(f)) {}
    R call(Args... args) override { return f_(std::forward<Args>(args)...); }
    F f_;
  };
  std::unique_ptr<base> target_;
};

}  // namespace kith
