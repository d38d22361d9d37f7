// The functions of Erlang's module `erlang` that deal with timers.

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/scheduler.hpp"

namespace kith {

namespace {

/// The timers that the process that runs arms, for messages to `to`: a process of this program or
/// a name.
detail::process_timers& timers_for(const destination& to) {
  const bool local = to.kind() == destination::what::name ||
                     (to.kind() == destination::what::process && to.process().is_local());
  if (!local) {
    raise_error(atoms::badarg);
  }
  return detail::current_scheduler()->timers();
}

io::instant from_now(duration time) {
  if (time < duration()) {
    raise_error(atoms::badarg);
  }
  return detail::current_process().node->home().world().now() + time;
}

}  // namespace

reference detail::send_at(io::instant when, const destination& to, term message) {
  node_core& node = *detail::current_process().node;
  process_timers& timers = timers_for(to);
  return node.reference_of(timers.arm_message(when, node, to, std::move(message)));
}

reference detail::start_timer_at(io::instant when, const destination& to, term message) {
  node_core& node = *detail::current_process().node;
  process_timers& timers = timers_for(to);
  const reference ref = node.reference_of(timers.next_number());
  timers.arm_message(when, node, to, tuple(atoms::timeout, ref, message));
  return ref;
}

reference send_after(duration time, const destination& to, term message) {
  return detail::send_at(from_now(time), to, std::move(message));
}

reference start_timer(duration time, const destination& to, term message) {
  return detail::start_timer_at(from_now(time), to, std::move(message));
}

namespace {

/// Where a timer was armed; null for what is none.
detail::process_timers* armed_on(const reference& timer) {
  const detail::node_core& node = *detail::current_process().node;
  const std::size_t home = detail::scheduler::maker_of(detail::reference_number(timer));
  return node.made(timer) && home < node.home().scheduler_count()
             ? &node.home().scheduler_at(home).timers()
             : nullptr;
}

std::int64_t ms_until(io::instant due) {
  const duration left = due - detail::current_scheduler()->recent();
  return left < duration() ? 0 : left.ms();
}

}  // namespace

std::int64_t cancel_timer(const reference& timer) {
  const std::uint64_t number = detail::reference_number(timer);
  detail::process_timers* timers = armed_on(timer);
  if (timers == nullptr) {
    return -1;
  }
  io::instant due;
  const bool here = timers == &detail::current_scheduler()->timers();
  return (here ? timers->cancel_message(number, due)
               : timers->cancel_message_from_outside(number, due))
             ? ms_until(due)
             : -1;
}

std::int64_t read_timer(const reference& timer) {
  const detail::process_timers* timers = armed_on(timer);
  io::instant due;
  return timers != nullptr && timers->due_of(detail::reference_number(timer), due) ? ms_until(due)
                                                                                   : -1;
}

}  // namespace kith
