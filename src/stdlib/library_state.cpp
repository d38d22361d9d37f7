#include "stdlib/library_state.hpp"

#include "otp/log.hpp"
#include "runtime/runtime.hpp"

namespace kith::detail {

library_state::library_state(node_core& node)
    : tables(node), files(node), sockets(node), arrays(node), variables(node.home().world()),
      time_offset_ns_(node.home().world().wall_ns() - node.home().world().now().ns) {}

void library_state::process_ended(pid who) noexcept {
  tables.process_ended(who);
  files.process_ended(who);
  sockets.process_ended(who);
}

std::int64_t library_state::unique_now_us(std::int64_t now_us) noexcept {
  std::int64_t last = last_now_us_.load(std::memory_order_relaxed);
  std::int64_t next = 0;
  do {
    next = std::max(now_us, last + 1);
  } while (!last_now_us_.compare_exchange_weak(last, next, std::memory_order_relaxed));
  return next;
}

library_state& library_here() {
  node_core& node = here();
  // acquire: pairs with the release below.
  node_part* there = node.library.load(std::memory_order_acquire);
  if (there == nullptr) {
    auto made = std::make_unique<library_state>(node);
    if (node.library.compare_exchange_strong(there, made.get(), std::memory_order_acq_rel)) {
      there = made.release();
    }
  }
  return static_cast<library_state&>(*there);
}

}  // namespace kith::detail
