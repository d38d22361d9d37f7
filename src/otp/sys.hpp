// System messages: what any process of OTP's kind answers to `sys`. OTP: stdlib, sys:do_cmd/6.
//
//   {system, {Pid, Tag}, Request}   answered as a call
//
//   suspend | resume | {terminate, Reason}       → ok
//   get_state                                    → State
//   {replace_state, Fun}                         → Fun(State)
//   get_status   → {status, Pid, {module, Module}, [Dictionary, running | suspended, Parent, [],
//   Misc]} all others   → {error, {unknown_system_msg, Request}}: nothing here is debugged or
//   upgraded
#pragma once

#include "kith/process.hpp"

namespace kith::detail {

/// The process that answers, as its behaviour knows it.
class system_subject {
 public:
  system_subject(atom module, pid parent) noexcept : module_(module), parent_(parent) {}
  virtual ~system_subject() = default;

  [[nodiscard]] virtual term state() const { return atoms::undefined; }
  /// False when there is no state to replace.
  [[nodiscard]] virtual bool replace_state(const term&) { return false; }

  /// Its behaviour: `gen_server`.
  [[nodiscard]] atom module() const noexcept { return module_; }
  [[nodiscard]] pid parent() const noexcept { return parent_; }

 private:
  atom module_;
  pid parent_;
};

[[nodiscard]] bool is_system_message(term_ref m) noexcept;

/// Answers one (see is_system_message), and while that suspends the process all that follow; other
/// messages wait. Returns no term when the process goes on, or the reason with which it is to end.
[[nodiscard]] task<term> serve_system_message(ctx self, system_subject* me, term message);

}  // namespace kith::detail
