// Everything at once on real threads, for the thread sanitizer and for lost wake-ups: what is
// checked is that every process comes to its end and that nobody waits for ever.

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <memory>

#include "kith/blocking.hpp"
#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"

namespace kith {
namespace {

using detail::node_core;
using detail::runtime;

class silent_log final : public log_sink {
 public:
  void write(log_level, std::string_view, std::string_view, std::string_view) noexcept override {}
};

/// A node that is not distributed, on real threads: more schedulers than processors, so that they
/// are interrupted at bad moments.
class real_node {
 public:
  real_node()
      : home_(std::make_unique<runtime>(io::real_world(), detail::runtime_options{4, 4096})),
        core_(std::make_unique<node_core>(*home_, atoms::nonode, 1, log_)) {}
  ~real_node() { end(); }
  real_node(const real_node&) = delete;
  real_node& operator=(const real_node&) = delete;

  template <class F, class... Args>
  pid spawn(F body, Args... args) {
    return detail::spawn_on(core_.get(), spawn_options(), body, std::move(args)...).who;
  }
  void send(pid to, term message) { detail::send_from_outside(*core_, to, std::move(message)); }
  void wait_for(const std::atomic<std::uint32_t>& done) { home_->wait_for(done); }
  void end() {
    if (core_ != nullptr) {
      const auto ended = core_->ended();
      core_->kill_all();
      home_->wait_for(*ended);
      core_.reset();
    }
  }
  [[nodiscard]] runtime& home() { return *home_; }

 private:
  silent_log log_;
  std::unique_ptr<runtime> home_;
  std::unique_ptr<node_core> core_;
};

constexpr int names = 8;

atom name_of(int i) {
  static const std::array<atom, names> all = {atom("s0"), atom("s1"), atom("s2"), atom("s3"),
                                              atom("s4"), atom("s5"), atom("s6"), atom("s7")};
  return all[static_cast<std::size_t>(i) % names];
}

/// A sequence of numbers that looks random; each process has its own.
class dice {
 public:
  explicit dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
  int roll(int sides) {
    state_ ^= state_ << 13u;
    state_ ^= state_ >> 7u;
    state_ ^= state_ << 17u;
    return static_cast<int>(state_ % static_cast<std::uint64_t>(sides));
  }

 private:
  std::uint64_t state_;
};

struct counts {
  std::atomic<std::uint32_t> running{0};
  std::atomic<std::uint32_t> done{0};
};

void try_register(int i, pid who) {
  try {
    register_name(name_of(i), who);
  } catch (const exit_exception&) {
    // Taken, or dead: both are fine.
  }
}

void try_send(int i, term message) {
  try {
    send(name_of(i), std::move(message));
  } catch (const exit_exception&) {
    // Nobody has the name now.
  }
}

int slow_answer(int n) {
  return n + 1;
}

/// Lives for a few messages, does what the dice say with whom it hears of, and ends in some way.
process child(ctx self, int seed, pid parent) {
  dice d(static_cast<std::uint64_t>(seed));
  trap_exit(d.roll(2) == 0);
  const int turns = d.roll(4);
  for (int i = 0; i < turns; ++i) {
    switch (d.roll(7)) {
    case 0: try_register(d.roll(names), self); break;
    case 1: try_send(d.roll(names), tuple(atom("hello"), self)); break;
    case 2: link(parent); break;
    case 3: {
      const reference ref = monitor(parent, alias_mode::reply_demonitor);
      send(ref, atom("to_myself"));
      demonitor_flush(ref);
      break;
    }
    case 4: co_await self.yield(); break;
    case 5: {
      const int one = co_await blocking(slow_answer, i);
      send(parent, tuple(atom("ignored"), one));
      break;
    }
    default: break;
    }
    co_await self.receive(on(any), after(duration::microseconds(d.roll(3000))));
  }
  unlink(parent);
  if (d.roll(3) == 0) {
    exit(atom("enough"));
  }
}

/// Spawns children, kills, links and watches them at bad moments. Each must be heard to end.
process parent(ctx self, int seed, int rounds, counts* all) {
  trap_exit(true);
  dice d(static_cast<std::uint64_t>(seed));
  for (int i = 0; i < rounds; ++i) {
    std::array<pid, 4> young;
    std::array<reference, 4> refs;
    for (std::size_t k = 0; k < young.size(); ++k) {
      const pid me = self;
      const int s = seed * 100'000 + i * 10 + static_cast<int>(k);
      switch (d.roll(3)) {
      case 0: young[k] = spawn(child, s, me); break;
      case 1: young[k] = spawn_link(child, s, me); break;
      default: young[k] = spawn_opt(spawn_options().name(name_of(d.roll(names))), child, s, me).who;
      }
      refs[k] = monitor(young[k]);
    }
    for (const pid& who : young) {
      switch (d.roll(7)) {
      case 0: exit(who, atoms::kill); break;
      case 1: exit(who, atom("shutdown")); break;
      case 2: link(who); break;
      case 3:
        link(who);
        unlink(who);
        break;
      case 4: try_register(d.roll(names), who); break;
      case 5: {
        const bool alive = co_await is_process_alive(self, who);
        send(who, alive);
        break;
      }
      default: {
        const reference timer = send_after(duration::microseconds(d.roll(2000)), who, atom("now"));
        if (d.roll(2) == 0) {
          cancel_timer(timer);
        }
      }
      }
      send(who, atom("go_on"));
    }
    for (const reference& ref : refs) {
      co_await self.receive(on(tuple(atoms::DOWN, ref, any, any, any)));
    }
    // What else has come: exits of links, greetings.
    for (bool more = true; more;) {
      const std::size_t which = co_await self.receive(on(any), after(duration()));
      more = which == 0;
    }
  }
  if (all->running.fetch_sub(1) == 1) {
    all->done.store(1);
    all->done.notify_all();
  }
}

TEST_CASE("runtime: spawns, exits, links, monitors, names and timers on many threads all come to "
          "their end") {
  real_node n;
  counts all;
  constexpr int parents = 64;
  all.running = parents;
  for (int i = 0; i < parents; ++i) {
    n.spawn(parent, i + 1, 250, &all);
  }
  n.wait_for(all.done);
  CHECK(all.running == 0);
}

process spawner(ctx self, int generations, counts* all) {
  all->running.fetch_add(1);
  for (int i = 0; i < generations; ++i) {
    spawn(spawner, 0, all);
    co_await self.yield();
  }
  co_await self.receive(on(atom("never")));
}

struct verdicts {
  std::atomic<std::uint32_t> lived{0};
  std::atomic<std::uint32_t> killed{0};
  std::atomic<std::uint32_t> done{0};
};

/// Spawns, one after the other, processes that have no reason to die, until it is told to stop.
process keeper(ctx self, verdicts* all) {
  for (bool more = true; more;) {
    const spawned young = spawn_monitor([](ctx) -> process { co_return; });
    const std::size_t which =
        co_await self.receive(on(tuple(atoms::DOWN, young.monitor_ref, any, any, atoms::normal)),
                              on(tuple(atoms::DOWN, young.monitor_ref, any, any, any)));
    (which == 0 ? all->lived : all->killed).fetch_add(1);
    const std::size_t told = co_await self.receive(on(atom("stop")), after(duration()));
    more = told != 0;
  }
  all->done.store(1);
  all->done.notify_all();
}

TEST_CASE("runtime: a node that is ended in the middle of spawning leaves no process behind, and "
          "harms none of another node of the same runtime") {
  real_node other;
  verdicts seen;
  const pid watcher = other.spawn(keeper, &seen);
  silent_log log;
  for (int round = 0; round < 400; ++round) {
    node_core doomed(other.home(), atoms::nonode, 2, log);
    counts all;
    for (int i = 0; i < 4; ++i) {
      detail::spawn_on(&doomed, spawn_options(), spawner, 50, &all);
    }
    while (all.running.load() < 20u + static_cast<std::uint32_t>(round % 100)) {
    }
    const auto ended = doomed.ended();
    doomed.kill_all();
    other.wait_for(*ended);
  }
  other.send(watcher, atom("stop"));
  other.wait_for(seen.done);
  CHECK(seen.killed == 0);
  CHECK(seen.lived > 0);
}

struct ring_counts {
  std::atomic<std::uint32_t> done{0};
};

process hop(ctx self, pid next) {
  for (;;) {
    std::int64_t n = 0;
    co_await self.receive(on(bind(n)));
    send(next, n - 1);
    if (n <= 0) {
      co_return;
    }
  }
}

process ring(ctx self, int size, std::int64_t hops, ring_counts* all) {
  pid next = self;
  for (int i = 0; i < size; ++i) {
    next = spawn(hop, next);
  }
  send(next, hops);
  std::int64_t n = 1;
  while (n > 0) {
    co_await self.receive(on(bind(n)));
    if (n > 0) {
      send(next, n - 1);
    }
  }
  all->done.store(1);
  all->done.notify_all();
}

TEST_CASE("runtime: a message that goes round a ring is never lost between two schedulers") {
  real_node n;
  std::array<ring_counts, 3> all;
  for (ring_counts& r : all) {
    n.spawn(ring, 5, std::int64_t{100'000}, &r);
  }
  for (ring_counts& r : all) {
    n.wait_for(r.done);
    CHECK(r.done == 1);
  }
}

struct timer_counts {
  std::atomic<std::uint32_t> running{0};
  std::atomic<std::uint32_t> wrong{0};
  std::atomic<std::uint32_t> done{0};
};

/// Cancels what it is sent, maybe from another scheduler than the one that armed it.
process cancels(ctx self) {
  for (;;) {
    pid from;
    reference timer;
    const std::size_t which =
        co_await self.receive(on(tuple(atom("cancel"), bind(from), bind(timer))), on(atom("stop")));
    if (which == 1) {
      co_return;
    }
    send(from, tuple(atom("cancelled"), cancel_timer(timer) >= 0));
  }
}

process arms(ctx self, int seed, int timers, timer_counts* all) {
  dice d(static_cast<std::uint64_t>(seed));
  const pid helper = spawn(cancels);
  int asked = 0;
  int fired = 0;
  int cancelled = 0;
  for (int i = 0; i < timers; ++i) {
    const auto time = duration::microseconds(d.roll(3000));
    const reference timer = send_after(time, self, atom("fired"));
    const int fate = d.roll(4);
    if (fate == 0) {
      cancelled += cancel_timer(timer) >= 0 ? 1 : 0;
    } else if (fate < 3) {
      send(helper, tuple(atom("cancel"), self, timer));
      ++asked;
    }
    if (d.roll(20) == 0) {
      co_await self.yield();
    }
  }
  while (asked > 0 || fired + cancelled < timers) {
    bool did = false;
    const std::size_t which =
        co_await self.receive(on(atom("fired")), on(tuple(atom("cancelled"), bind(did))));
    fired += which == 0 ? 1 : 0;
    cancelled += which == 1 && did ? 1 : 0;
    asked -= which == 1 ? 1 : 0;
  }
  const std::size_t more = co_await self.receive(on(any), after(10_ms));
  all->wrong.fetch_add(fired + cancelled == timers && more == 1 ? 0 : 1);
  send(helper, atom("stop"));
  if (all->running.fetch_sub(1) == 1) {
    all->done.store(1);
    all->done.notify_all();
  }
}

TEST_CASE(
    "runtime: a timer that is cancelled from another scheduler either fires or is cancelled") {
  real_node n;
  timer_counts all;
  constexpr int armers = 16;
  all.running = armers;
  for (int i = 0; i < armers; ++i) {
    n.spawn(arms, i + 1, 2000, &all);
  }
  n.wait_for(all.done);
  CHECK(all.wrong == 0);
}

}  // namespace
}  // namespace kith
