#include "runtime/system_watch.hpp"

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/process_block.hpp"
#include "runtime/runtime.hpp"
#include "runtime/scheduler.hpp"

namespace kith {

pid system_monitor(pid who, const system_monitor_options& of) {
  detail::node_core& node = *detail::current_process().node;
  if (who && (!who.is_local() || who.node() != node.name() || node.home().find(who) == nullptr)) {
    raise_error(atoms::badarg);
  }
  return node.watching.set(who, of);
}

namespace detail {

namespace {

term event(const process_block& p, const char* what, const term& about) {
  return tuple(atom("monitor"), p.pid(), atom(what), about);
}

}  // namespace

pid system_watch::set(pid who, const system_monitor_options& of) {
  const scoped_lock guard(mutex_);
  of_ = of;
  on_.store(static_cast<bool>(who), std::memory_order_relaxed);
  return std::exchange(who_, who);
}

system_monitor_options system_watch::options(pid& who) const {
  const scoped_lock guard(mutex_);
  who = who_;
  return of_;
}

void system_watch::tell(const process_block& p, pid who, term message) {
  if (p.node->home().deliver_or_free(who, make_message(std::move(message)))) {
    return;
  }
  const scoped_lock guard(mutex_);
  if (who_ == who) {
    who_ = pid();
    on_.store(false, std::memory_order_relaxed);
  }
}

void system_watch::has_run(process_block& p, duration time) {
  pid who;
  const system_monitor_options of = options(who);
  if (time >= of.long_schedule) {
    const term info = list(tuple(atoms::timeout, time.ms()), tuple(atom("in"), atoms::undefined),
                           tuple(atom("out"), atoms::undefined));
    tell(p, who, event(p, "long_schedule", info));
  }
  if (of.long_message_queue == 0) {
    return;
  }
  if (!p.queue_is_long && p.message_count >= of.long_message_queue) {
    p.queue_is_long = true;
    tell(p, who, event(p, "long_message_queue", atoms::true_));
  } else if (p.queue_is_long && p.message_count <= of.long_message_queue_disable) {
    p.queue_is_long = false;
    tell(p, who, event(p, "long_message_queue", atoms::false_));
  }
}

void system_watch::is_ahead(const process_block& p, atom node) {
  if (!is_on()) {
    return;
  }
  pid who;
  if (options(who).busy_dist_port) {
    tell(p, who, event(p, "busy_dist_port", node));
  }
}

}  // namespace detail

}  // namespace kith
