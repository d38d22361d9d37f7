// How a function of C++ ended, in Erlang's words.
#pragma once

#include <exception>
#include <optional>
#include <utility>

#include "kith/process.hpp"

namespace kith::detail {

/// Why a native function refuses its arguments, for who explains them: the `cause` of OTP's
/// `error_info`. No term when OTP explains nothing there.
class caused_error : public exit_exception {
 public:
  caused_error(term reason, term cause) noexcept
      : exit_exception(std::move(reason), exception_class::error), cause_(std::move(cause)) {}
  [[nodiscard]] const term& cause() const noexcept { return cause_; }

 private:
  term cause_;
};

/// An exception as `catch Class:Reason:Stack` would bind it.
class raised {
 public:
  raised(exception_class kind, term reason, term stack = term::nil()) noexcept
      : kind_(kind), reason_(std::move(reason)), stack_(std::move(stack)) {}
  explicit raised(const caused_error& e) noexcept
      : kind_(e.kind()), reason_(e.reason()), cause_(e.cause()) {}
  [[nodiscard]] exception_class kind() const noexcept { return kind_; }
  [[nodiscard]] const term& reason() const noexcept { return reason_; }
  /// That of a caused_error; nothing for all else.
  [[nodiscard]] const std::optional<term>& cause() const noexcept { return cause_; }
  /// What a process ends with that does not catch it: `Reason` of an exit, `{Reason, Stack}` of an
  /// error, `{{nocatch, Reason}, Stack}` of a throw.
  [[nodiscard]] term exit_reason() const;

 private:
  exception_class kind_;
  term reason_;
  term stack_ = term::nil();
  std::optional<term> cause_;
};

/// `error`, `exit` or `throw`.
[[nodiscard]] atom word_of(exception_class kind) noexcept;

/// What was thrown. A term read as what it is not is `badarg` with the reader in the stack; another
/// exception of C++ is the error `{cpp_exception, <<"what">>}`.
[[nodiscard]] raised raised_by(const std::exception_ptr& thrown);

}  // namespace kith::detail
