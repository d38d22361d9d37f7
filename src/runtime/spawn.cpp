// The start of a process.

#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

std::size_t shelf_of(const scheduler* here, const runtime& home) noexcept {
  return here != nullptr && &here->home() == &home ? here->index() : process_table::outside;
}

}  // namespace

process_block* spawn_begin(node_core* on) {
  scheduler* here = current_scheduler();
  process_block* parent = here == nullptr ? nullptr : here->running();
  if (on == nullptr) {
    on = current_process().node;
  }
  process_block* p = on->home().table().take(shelf_of(here, on->home()));
  if (p == nullptr) {
    throw exit_exception(atoms::system_limit, exception_class::error);
  }
  on->hold();
  // seq_cst: pairs with kill_all, which closes the node and then looks at all slots.
  std::atomic_ref(p->node).store(on, std::memory_order_seq_cst);
  if (on->closing()) {
    spawn_abandon(p);
    throw exit_exception(atoms::system_limit, exception_class::error);
  }
  p->leader = parent != nullptr && parent->node == on
                  ? parent->leader
                  : pid::from_word(on->leader_word.load(std::memory_order_relaxed));
  return p;
}

void spawn_abandon(process_block* fresh) noexcept {
  node_core& node = *fresh->node;
  const pid self = fresh->pid();
  // kill_all may have found it: the next process of the slot must not get that.
  signal* rest = fresh->end_generation();
  while (rest != nullptr) {
    signal* next = rest->next;
    answer_for_nobody(node, self, rest);
    rest = next;
  }
  fresh->leader = pid();
  std::atomic_ref(fresh->node).store(nullptr, std::memory_order_relaxed);
  node.home().table().give(*fresh, shelf_of(current_scheduler(), node.home()));
  node.let_go();
}

spawned spawn_finish(process_block* fresh, process body, const spawn_options& how) {
  node_core& node = *fresh->node;
  spawned result{fresh->pid(), {}};
  fresh->root = body.release();
  fresh->leaf = fresh->root;
  if (how.links() || how.monitors()) {
    process_block& parent = current_process();
    if (how.links()) {
      parent.tied().links[result.who] = {};
      fresh->tied().links[parent.pid()] = {};
    }
    if (how.monitors()) {
      result.monitor_ref = node.make_reference();
      parent.tied().monitors[result.monitor_ref].target = result.who;
      fresh->tied().watchers[result.monitor_ref].watcher = parent.pid();
    }
  }
  if (how.registered() != atom()) {
    fresh->has_name.store(true, std::memory_order_seq_cst);
    if (!node.names.add(how.registered(), result.who)) {
      // As any failure to start: it ends before it has begun.
      fresh->ending = true;
      fresh->tied().reason = atoms::badarg;
    }
  }
  scheduler* here = current_scheduler();
  if (here != nullptr && &here->home() == &node.home()) {
    here->enqueue_last(*fresh);
  } else {
    node.home().enqueue_global({&fresh, 1});
  }
  return result;
}

}  // namespace kith::detail
