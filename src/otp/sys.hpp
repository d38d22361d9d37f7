// System messages: what any process of OTP's kind answers to `sys`. OTP: stdlib, sys:do_cmd/6.
//
//   {system, {Pid, Tag}, Request}   answered as a call
//
//   suspend | resume | {terminate, Reason}   → ok
//   get_state                                → State
//   {replace_state, Fun}                     → Fun(State)
//   get_status                               → {status, Pid, {module, Module}, [Dictionary,
//                                               running | suspended, Parent, Debug, Misc]}
//   {debug, What}                            see sys_debug.hpp
//   {change_code, Module, Vsn, Extra}        when suspended: {error, {'EXIT', {undef, Stack}}}
//   all others                               → {error, {unknown_system_msg, Request}}
#pragma once

#include <memory>

#include "otp/sys_debug.hpp"

namespace kith::detail {

/// The process that answers, as its behaviour knows it.
class system_subject {
 public:
  system_subject(atom module, pid parent, term name) noexcept
      : module_(module), parent_(parent), name_(std::move(name)) {}
  virtual ~system_subject() = default;

  [[nodiscard]] virtual term state() const { return atoms::undefined; }
  /// False when there is no state to replace.
  [[nodiscard]] virtual bool replace_state(const term&) { return false; }

  /// Its behaviour: `gen_server`.
  [[nodiscard]] atom module() const noexcept { return module_; }
  [[nodiscard]] pid parent() const noexcept { return parent_; }
  /// What it is called in what is printed of it: the name it was started with, or its pid.
  [[nodiscard]] const term& name() const noexcept { return name_; }

  std::unique_ptr<sys_debug> debug;  ///< none while nobody looks in

 private:
  atom module_;
  pid parent_;
  term name_;
};

[[nodiscard]] bool is_system_message(term_ref m) noexcept;

/// Answers one (see is_system_message), and while that suspends the process all that follow; other
/// messages wait. Returns no term when the process goes on, or the reason with which it is to end.
[[nodiscard]] task<term> serve_system_message(ctx self, system_subject* me, term message);

/// The next message that is none of those, for a server that has nothing to do before it ends: it
/// does so when one says so.
[[nodiscard]] task<term> receive_served(ctx self, system_subject* me);

}  // namespace kith::detail
