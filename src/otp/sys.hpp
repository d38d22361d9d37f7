// System messages: what any process of OTP's kind answers to `sys`. OTP: stdlib, sys:do_cmd/6.
//
//   {system, {Pid, Tag}, Request}   answered as a call
#pragma once

#include "kith/process.hpp"

namespace kith::detail {

/// What a system message asks of the process that got it.
enum class system_order : std::uint8_t { none, suspend, resume, terminate };

/// Of the process that answers.
struct system_subject {
  pid parent;
  atom module;  ///< its behaviour: `gen_server`
  bool suspended = false;
};

[[nodiscard]] bool is_system_message(term_ref m) noexcept;
/// Answers one (see is_system_message) and says what follows; `state` is what get_state shows.
[[nodiscard]] system_order answer_system_message(const system_subject& me, const term& state,
                                                 term_ref message);

}  // namespace kith::detail
