#pragma once

#include <utility>

#include "kith/process.hpp"
#include "kith/term.hpp"

namespace kith::detail {

/// How a call ended, with Erlang's stack trace where it was an error.
class native_outcome {
 public:
  enum class what : std::uint8_t { returned, thrown, exit, error };

  native_outcome(what kind, term value) noexcept : kind_(kind), value_(std::move(value)) {}
  native_outcome(term reason, term stack) noexcept
      : kind_(what::error), value_(std::move(reason)), stack_(std::move(stack)) {}

  [[nodiscard]] what kind() const noexcept { return kind_; }
  [[nodiscard]] const term& value() const noexcept { return value_; }
  /// Of an error: `[{Module, Function, ArityOrArgs, []}]`.
  [[nodiscard]] const term& stack() const noexcept { return stack_; }

 private:
  what kind_;
  term value_;
  term stack_;
};

}  // namespace kith::detail
