#include "kith/blocking.hpp"

#include "runtime/node_core.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

process_block* running_block() {
  return &current_process();
}

void start_job(process_block& p, shared<job> work, waiter& w, std::coroutine_handle<> leaf) {
  p.leaf = leaf;
  p.waiting = &w;
  runtime& home = p.node->home();
  // The pool must not outlive the runtime: a job that is under way holds the node.
  node_core& node = *p.node;
  node.hold();
  home.world().run_blocking([&home, &node, who = p.pid(), job = std::move(work)]() mutable {
    job->run();
    job->finish();
    job = shared<class job>();
    home.deliver_or_free(who, ::new (slab_allocate(sizeof(signal))) signal(signal_kind::wake, {}));
    node.let_go();
  });
}

}  // namespace kith::detail
