// The call protocol of OTP's behaviours, both sides. OTP: stdlib, gen:call/4, gen:reply/2.
//
//   client → server   {'$gen_call', {Pid, [alias | Ref]}, Request}
//   server → client   {[alias | Ref], Reply}, sent to the alias Ref
//
// A client's tag is opaque to the server: a bare reference, [alias | Ref], [[alias | Ref] | X] and
// {Ref, Node} all occur, and go back as they came.
#pragma once

#include <optional>
#include <utility>

#include "kith/detail/calling.hpp"

namespace kith::detail {

/// A reply, or why there is none.
class call_outcome {
 public:
  static call_outcome reply(term value) noexcept { return {true, std::move(value)}; }
  static call_outcome failure(term reason) noexcept { return {false, std::move(reason)}; }

  [[nodiscard]] bool replied() const noexcept { return replied_; }
  /// The reply, or the reason: `noproc`, `timeout`, `calling_self`, `{nodedown, Node}`, or what the
  /// server ended with.
  [[nodiscard]] const term& value() const noexcept { return value_; }
  [[nodiscard]] term take() noexcept { return std::move(value_); }

 private:
  call_outcome(bool replied, term value) noexcept : replied_(replied), value_(std::move(value)) {}
  bool replied_;
  term value_;
};

/// `const call_outcome got = co_await gen_call(self, server, label, request, limit);`
class gen_call final : public calling {
 public:
  using calling::calling;
  call_outcome await_resume() { return outcome(); }
};

/// Answers a call; `from` is the `{Pid, Tag}` that came with it. False when it is no such thing:
/// then nothing is sent.
bool gen_reply(term_ref from, const term& answer);

/// A place to send to, as Erlang writes it: a pid, a name, `{Name, Node}`, or an alias.
[[nodiscard]] std::optional<destination> destination_of(term_ref t) noexcept;
/// The other way round.
[[nodiscard]] term term_of(const destination& to);

}  // namespace kith::detail
