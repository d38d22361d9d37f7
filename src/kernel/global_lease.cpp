// A lock for a limited time: a process of its own keeps it, and ends with the lease. The nodes
// watch who holds a lock, OTP's as ours, so that its end frees the lock on all of them.
//
//   keeper → owner   {Keeper, IsLocked}      once
//   anybody → keeper, calls   {renew, Ns} → true, stop → true
//   keeper → owner   {lock_expired, Id}

#include <algorithm>

#include "kernel/global_locks.hpp"
#include "kith/build.hpp"
#include "kith/global.hpp"
#include "otp/gen.hpp"

namespace kith::detail {

namespace {

/// The lock, or not: when it cannot be had, or when the owner ends meanwhile.
task<bool> lock_for(ctx self, reference owner_watch, term id, std::vector<atom> nodes,
                    std::uint32_t retries) {
  for (std::uint32_t times = 1;; ++times) {
    const bool is_locked = co_await global::set_lock(self, id, nodes, 0);
    if (is_locked) {
      co_return true;
    }
    if (retries != global::retry_forever && times > retries) {
      co_return false;
    }
    const duration pause = random_time(times);
    const std::size_t came =
        co_await self.receive(on(tuple(atoms::DOWN, owner_watch, any, any, any)), after(pause));
    if (came == 0) {
      co_return false;
    }
  }
}

process lease_keeper(ctx self, pid owner, term id, duration time, std::vector<atom> nodes,
                     std::uint32_t retries) {
  const reference watch = monitor(owner);
  const bool is_locked = co_await lock_for(self, watch, id, nodes, retries);
  send(owner, tuple(self.self(), is_locked));
  if (!is_locked) {
    co_return;
  }
  reference timer = start_timer(time, self, atoms::ok);
  for (;;) {
    term from;
    std::int64_t nanoseconds = 0;
    const std::size_t came = co_await self.receive(
        on(tuple(atoms::timeout, timer, any)), on(tuple(atoms::DOWN, watch, any, any, any)),
        on(tuple(atoms::gen_call, bind(from), atom("stop"))),
        on(tuple(atoms::gen_call, bind(from), tuple(atom("renew"), bind(nanoseconds)))),
        on(tuple(atoms::timeout, any, any)));  // of a lease that has been renewed
    if (came == 0) {
      send(owner, tuple(atom("lock_expired"), id));
      co_return;
    }
    if (came == 1) {
      co_return;
    }
    if (came == 2) {
      co_await global::del_lock(self, id, nodes);
      gen_reply(from, atoms::true_);
      co_return;
    }
    if (came == 3) {
      cancel_timer(timer);
      timer = start_timer(duration::nanoseconds(std::max<std::int64_t>(nanoseconds, 0)), self,
                          atoms::ok);
      gen_reply(from, atoms::true_);
    }
  }
}

/// False when the keeper has ended.
task<bool> ask_keeper(ctx self, pid keeper, term request) {
  const destination to = keeper;
  const call_outcome got =
      co_await gen_call(self, to, atoms::gen_call, request, duration::infinity());
  co_return got.replied();
}

}  // namespace

}  // namespace kith::detail

namespace kith::global {

task<pid> lease_lock(ctx self, term id, duration time, std::vector<atom> nodes,
                     std::uint32_t retries) {
  if (!id.is_tuple(2) || time.is_infinite()) {
    raise_error(atoms::badarg);
  }
  const spawned keeper = spawn_monitor(detail::lease_keeper, self.self(), id, time, nodes, retries);
  bool is_locked = false;
  const std::size_t came =
      co_await self.receive(on(tuple(keeper.who, bind(is_locked))),
                            on(tuple(atoms::DOWN, keeper.monitor_ref, any, any, any)));
  demonitor_flush(keeper.monitor_ref);
  co_return came == 0 && is_locked ? keeper.who : pid();
}

task<pid> lease_lock(ctx self, term id, duration time) {
  return lease_lock(self, std::move(id), time, all_nodes());
}

task<bool> renew_lease(ctx self, pid keeper, duration time) {
  if (time.is_infinite()) {
    raise_error(atoms::badarg);
  }
  return detail::ask_keeper(self, keeper, tuple(atom("renew"), time.ns()));
}

task<bool> end_lease(ctx self, pid keeper) {
  return detail::ask_keeper(self, keeper, atom("stop"));
}

}  // namespace kith::global
