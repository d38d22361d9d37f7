// How a function of C++ ended, in Erlang's words.
#pragma once

#include <exception>
#include <utility>

#include "kith/process.hpp"

namespace kith::detail {

/// An exception as `catch Class:Reason:Stack` would bind it.
class raised {
 public:
  raised(exception_class kind, term reason, term stack = term::nil()) noexcept
      : kind_(kind), reason_(std::move(reason)), stack_(std::move(stack)) {}
  [[nodiscard]] exception_class kind() const noexcept { return kind_; }
  [[nodiscard]] const term& reason() const noexcept { return reason_; }
  /// What a process ends with that does not catch it: `Reason` of an exit, `{Reason, Stack}` of an
  /// error, `{{nocatch, Reason}, Stack}` of a throw.
  [[nodiscard]] term exit_reason() const;

 private:
  exception_class kind_;
  term reason_;
  term stack_;
};

/// What was thrown. A term read as what it is not is `badarg` with the reader in the stack; another
/// exception of C++ is the error `{cpp_exception, <<"what">>}`.
[[nodiscard]] raised raised_by(const std::exception_ptr& thrown);

}  // namespace kith::detail
