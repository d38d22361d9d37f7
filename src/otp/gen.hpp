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

#include "kith/process.hpp"
#include "otp/marked_receive.hpp"

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

/// The steps of a call, for those that make one of their own. A call that has been sent, or why it
/// was not.
struct sent_call {
  reference ref;
  term failure;
};
/// `to` becomes what is watched.
[[nodiscard]] sent_call send_request(ctx self, destination& to, atom label, const term& request);
/// Waits for the reply or the server's end.
class reply_receive final : public marked_receive {
 public:
  reply_receive(ctx self, const reference& ref, duration limit) noexcept;
};
[[nodiscard]] call_outcome outcome_of(const destination& to, const marked_message& came);

/// Sends `{label, From, request}` and waits for the reply. A reply that comes after the call has
/// ended is dropped before it reaches the mailbox.
[[nodiscard]] task<call_outcome> gen_call(ctx self, destination to, atom label, term request,
                                          duration limit);

/// Answers a call; `from` is the `{Pid, Tag}` that came with it. False when it is no such thing:
/// then nothing is sent.
bool gen_reply(term_ref from, term answer);

/// A place to send to, as Erlang writes it: a pid, a name, `{Name, Node}`, or an alias.
[[nodiscard]] std::optional<destination> destination_of(term_ref t) noexcept;
/// The other way round.
[[nodiscard]] term term_of(const destination& to);

}  // namespace kith::detail
