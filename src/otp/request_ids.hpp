// Collections of requests whose responses are fetched later: maps from the reference of each, by
// which its messages are known, to what its sender keeps of it.
#pragma once

#include <utility>

#include "kith/map.hpp"
#include "kith/process.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

/// `const any_response m = …`: waits for a message of any of the requests. At `co_await` it gives
/// the message; no term when the time was up.
class any_response final : public receiver {
 public:
  /// The reference of the request that a message may be of; nothing for other messages.
  using key_function = term_ref (*)(term_ref message);

  any_response(ctx self, term requests, key_function key, duration limit) noexcept
      : receiver(&attempt, limit), p_(self.block()), requests_(std::move(requests)), key_(key) {}

  bool await_ready() { return look(*p_); }
  void await_suspend(std::coroutine_handle<> leaf) { wait(*p_, leaf); }
  term await_resume() { return clause_ < 0 ? term() : std::move(message_); }

 private:
  static int attempt(receiver& self, term_ref m) {
    const auto& mine = static_cast<any_response&>(self);
    const term_ref key = mine.key_(m);
    return key && mine.requests_.ref().map_get(key) ? 0 : -1;
  }

  process_block* p_;
  term requests_;
  key_function key_;
};

/// What is left of a collection when the response of `key` has been taken.
[[nodiscard]] inline term left_of(const term& requests, term_ref key, bool remove) {
  return remove ? map_remove(requests, key) : requests;
}

}  // namespace kith::detail
