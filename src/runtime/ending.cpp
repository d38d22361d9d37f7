// The end of a process: its coroutines are destroyed where they are suspended, then all who are
// tied to it hear of it.

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/raised.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

void free_all(signal* s) {
  while (s != nullptr) {
    signal* next = s->next;
    free_signal(s);
    s = next;
  }
}

void tell_ties(process_block& p, pid self, relations& ties) {
  const term reason = p.reason();
  for (const auto& [to, link] : ties.links) {
    if (link.unlink_id == 0) {
      send_link_exit(*p.node, self, to, link.connection, reason);
    }
  }
  for (const auto& [ref, w] : ties.watchers) {
    send_down(*p.node, self, ref, w, reason);
  }
  while (!ties.monitors.empty()) {
    const reference ref = ties.monitors.begin()->first;
    drop_monitor(p, self, ref);
  }
  if (ties.remote) {
    if (router* r = p.node->remote.load(std::memory_order_acquire)) {
      r->forget(self);
    }
  }
}

}  // namespace

void end_process(process_block& p) {
  node_core& node = *p.node;
  const pid self = p.pid();
  cancel_timeout(p);
  p.waiting = nullptr;
  if (p.failed) {
    node.log_crash(p, p.reason());
  }
  // Destructors in the frame may still send; they may not wait.
  std::exchange(p.root, {}).destroy();
  p.leaf = {};

  if (p.has_name.load(std::memory_order_seq_cst)) {
    node.names.remove_process(self);
  }
  signal* rest = p.end_generation();
  // seq_cst: pairs with register_name, which sets the flag and then reads the generation.
  if (p.has_name.exchange(false, std::memory_order_seq_cst)) {
    node.names.remove_process(self);
  }
  if (node_part* library = node.library.load(std::memory_order_acquire)) {
    library->process_ended(self);
  }
  while (rest != nullptr) {
    signal* next = rest->next;
    if (came_from_outside(*rest)) {
      p.tied().remote = true;
    }
    answer_for_nobody(node, self, rest);
    rest = next;
  }
  free_all(std::exchange(p.first, nullptr));
  if (p.ties != nullptr) {
    tell_ties(p, self, *p.ties);
    p.ties.reset();
  }
  if (p.timeout != nullptr) {
    slab_free(std::exchange(p.timeout, nullptr), sizeof(receive_timer));
  }
  p.last = &p.first;
  p.scan = &p.first;
  p.mark = &p.first;
  p.marked = 0;
  p.message_count = 0;
  p.traps_exits = p.ending = p.returned = p.failed = p.timed_out = p.has_looked = p.queue_is_long =
      false;
  p.is_ahead = false;
  current_scheduler()->count_reductions(process_block::slice_reductions - p.budget);
  p.reductions = 0;
  p.budget = process_block::slice_reductions;
  p.leader = pid();
  std::atomic_ref(p.node).store(nullptr, std::memory_order_relaxed);
  node.home().table().give(p, current_scheduler()->index());
  node.let_go();
}

void return_with(term reason) {
  current_process().tied().reason = std::move(reason);
}

void process_returned() noexcept {
  current_process().returned = true;
}

void process_threw() noexcept {
  process_block& p = current_process();
  const raised what = raised_by(std::current_exception());
  p.tied().reason = what.exit_reason();
  p.failed = what.kind() != exception_class::exit;
}

}  // namespace kith::detail
