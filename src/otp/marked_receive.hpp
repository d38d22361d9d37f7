// A receive for messages that hold a reference made just before: it starts where the mailbox ended
// when the reference was made, so that it costs the same with any number of messages waiting.
#pragma once

#include <utility>

#include "kith/process.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

/// What a marked_receive ended with.
class marked_message {
 public:
  marked_message(int clause, term message) noexcept
      : clause_(clause), message_(std::move(message)) {}
  /// What the shape said of the message; -1 when the time was up.
  [[nodiscard]] int clause() const noexcept { return clause_; }
  [[nodiscard]] bool timed_out() const noexcept { return clause_ < 0; }
  [[nodiscard]] const term& message() const noexcept { return message_; }

 private:
  int clause_;
  term message_;
};

/// `const marked_message m = co_await marked_receive(self, ref, is_reply, limit);`
class marked_receive : public receiver {
 public:
  /// 0 or more for a message that is waited for, -1 for others. Looks at no other reference than
  /// `ref`.
  using shape = int (*)(const reference& ref, term_ref message);

  marked_receive(ctx self, const reference& ref, shape wanted, duration limit) noexcept
      : receiver(&attempt, limit, reference_number(ref)), p_(self.block()), ref_(ref),
        wanted_(wanted) {}

  bool await_ready() { return look(*p_); }
  void await_suspend(std::coroutine_handle<> leaf) { wait(*p_, leaf); }
  marked_message await_resume() { return {clause_, std::move(message_)}; }

 private:
  static int attempt(receiver& self, term_ref m) {
    const auto& mine = static_cast<marked_receive&>(self);
    return mine.wanted_(mine.ref_, m);
  }

  process_block* p_;
  reference ref_;
  shape wanted_;
};

/// Whether `m` is `{'DOWN', ref, _, _, _}`.
[[nodiscard]] inline bool is_down(const reference& ref, term_ref m) noexcept {
  return m.is_tuple(5) && m[0].is(atoms::DOWN) && m[1].is(ref);
}

}  // namespace kith::detail
