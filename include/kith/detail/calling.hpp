// A call in progress: what `co_await gen_server::call(…)` waits with.
#pragma once

#include <utility>

#include "kith/process.hpp"

namespace kith::detail {

class call_outcome;

/// Sends `{label, From, request}` when it is awaited, and waits for the reply or the server's end.
/// A reply that comes after the call has ended is dropped before it reaches the mailbox. No
/// coroutine of its own: a call within a node is so short that its frame would be a good part of
/// it. OTP: stdlib, gen:call/4.
class calling : public receiver {
 public:
  /// `to` is a destination, or what one is made of: it is made in its place.
  calling(ctx self, const auto& to, atom label, term request, duration limit) noexcept
      : receiver(&attempt, limit), p_(self.block()), label_(label), to_(to),
        request_(std::move(request)) {}

  bool await_ready();
  void await_suspend(std::coroutine_handle<> leaf) { wait(*p_, leaf); }

 protected:
  ~calling() = default;
  /// The end of the wait.
  call_outcome outcome();
  [[nodiscard]] const destination& to() const noexcept { return to_; }
  [[nodiscard]] const term& request() const noexcept { return request_; }

 private:
  static int attempt(receiver& self, term_ref m);
  bool send();
  bool send_to(const destination& to);

  process_block* p_;
  atom label_;
  destination to_;
  reference ref_;
  term request_;
};

/// Of gen_server; the limit is named in the reason of a failure if the caller has named it.
class server_call final : public calling {
 public:
  server_call(ctx self, const auto& to, term request, duration limit, bool named) noexcept
      : calling(self, to, atoms::gen_call, std::move(request), limit), named_(named) {}

  term await_resume();

 private:
  bool named_;
};

}  // namespace kith::detail
