#include "runtime/process_timers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kith/build.hpp"
#include "runtime/lone_node.hpp"
#include "runtime/scheduler.hpp"

namespace kith {
namespace {

using detail::lone_node;

TEST_CASE("timers: references are never the same again, and an old one cancels no later timer") {
  lone_node n;
  static std::vector<std::uint64_t> numbers;
  static int wrong;
  numbers.clear();
  wrong = 0;
  CHECK(n.run([](ctx self) -> process {
    std::vector<reference> old;
    for (int round = 0; round < 20; ++round) {
      std::vector<reference> now;
      for (int i = 0; i < 700; ++i) {  // past the first chunk, which holds 256
        now.push_back(send_after(10_s, self, i));
        numbers.push_back(detail::reference_number(now.back()));
        numbers.push_back(detail::reference_number(make_ref()));
      }
      for (const reference& r : old) {
        wrong += read_timer(r) == -1 && cancel_timer(r) == -1 ? 0 : 1;
      }
      for (const reference& r : now) {
        const std::int64_t told = read_timer(r);
        const std::int64_t left = cancel_timer(r);
        wrong += told == left && read_timer(r) == -1 ? 0 : 1;
        wrong += left > 9900 && left <= 10'000 ? 0 : 1;
        wrong += cancel_timer(r) == -1 ? 0 : 1;
      }
      old = now;
    }
    wrong += cancel_timer(make_ref()) == -1 ? 0 : 1;
    wrong += cancel_timer(reference()) == -1 ? 0 : 1;
    const std::size_t which = co_await self.receive(on(any), after(20_s));
    wrong += which == 1 ? 0 : 1;
  }));
  CHECK(wrong == 0);
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
}

TEST_CASE("timers: what another scheduler cancels is not sent, and its place serves again") {
  lone_node n(1, {.schedulers = 2});
  detail::scheduler& home = n.home->scheduler_at(0);
  detail::process_timers timers(*n.home, detail::scheduler::numbers_from(0), n.host.now());
  const pid to = n.spawn([](ctx self) -> process { co_await self.receive(on(atom("never"))); });
  const std::uint64_t first = timers.arm_message(n.host.now() + 1_s, *n.core, to, 1);
  CHECK(detail::scheduler::maker_of(first) == home.index());
  const io::instant due = timers.next();
  io::instant was;
  CHECK(timers.cancel_message_from_outside(first, was));
  CHECK(was == n.host.now() + 1_s);
  CHECK_FALSE(timers.cancel_message_from_outside(first, was));
  CHECK_FALSE(timers.cancel_message(first, was));
  const std::uint64_t other = timers.arm_message(n.host.now() + 1_s, *n.core, to, 2);
  CHECK((other & 0xFFFFFFFu) != (first & 0xFFFFFFFu));  // its slot is still on the wheel
  CHECK_FALSE(timers.fire(n.host.now()));               // now it is not
  const std::uint64_t again = timers.arm_message(n.host.now() + 1_s, *n.core, to, 3);
  CHECK((again & 0xFFFFFFFu) == (first & 0xFFFFFFFu));
  CHECK(again != first);
  CHECK(timers.cancel_message(other, was));
  CHECK(timers.next() == due);
  CHECK(timers.cancel_message(again, was));
  CHECK(timers.next() == io::instant::never());
}

TEST_CASE("timers: those of a node that has ended are not sent to processes of another") {
  lone_node n;
  static std::vector<std::string> got;
  got.clear();
  const pid listener = n.spawn([](ctx self) -> process {
    for (;;) {
      const term m = co_await self.receive();
      got.push_back(to_string(m));
    }
  });
  {
    detail::node_core doomed(*n.home, atoms::nonode, 2, n.log);
    detail::spawn_on(
        &doomed, spawn_options(),
        [](ctx self, pid to) -> process {
          register_name(atom("doomed"), self);
          send_after(10_ms, to, atom("early"));
          send_after(2_s, to, atom("late"));
          send_after(2_s, atom("doomed"), atom("late"));
          co_await self.receive(on(atom("never")));
        },
        listener);
    n.sim.run_for(1_s);
    const auto ended = doomed.ended();
    doomed.kill_all();
    n.host.wait_for(*ended);
  }
  n.sim.run_for(5_s);
  CHECK(got == std::vector<std::string>{"early"});
}

process owed_much(ctx self) {
  for (int i = 0; i < 10; ++i) {
    send_after(1_s * 3600, self, tuple(atom("late"), i));
  }
  co_return;
}

TEST_CASE("timers: those to processes that have ended do not pile up") {
  lone_node n(1, {.schedulers = 1});
  CHECK(n.run([](ctx self) -> process {
    for (int i = 0; i < 1'000; ++i) {
      const spawned young = spawn_monitor(owed_much);
      co_await self.receive(on(tuple(atoms::DOWN, young.monitor_ref, any, any, any)));
    }
  }));
  CHECK(n.home->scheduler_at(0).timers().size() < 200);
}

TEST_CASE("timers: those to living processes and to names stay, however many others end") {
  lone_node n(1, {.schedulers = 1});
  static int got;
  got = 0;
  CHECK(n.run([](ctx self) -> process {
    for (int i = 0; i < 100; ++i) {
      send_after(1_s, self, i);
      send_after(1_s, atom("later"), i);
    }
    for (int i = 0; i < 100; ++i) {
      const spawned young = spawn_monitor(owed_much);
      co_await self.receive(on(tuple(atoms::DOWN, young.monitor_ref, any, any, any)));
    }
    register_name(atom("later"), self);
    for (std::size_t which = 0; which == 0;) {
      which = co_await self.receive(on(any), after(5_s));
      got += which == 0 ? 1 : 0;
    }
  }));
  CHECK(got == 200);
}

TEST_CASE("cancel_timer: a timer to a process that has ended is none") {
  lone_node n;
  static std::int64_t left;
  left = 0;
  CHECK(n.run([](ctx self) -> process {
    const spawned young = spawn_monitor([](ctx own) -> process { co_await own.receive(on(any)); });
    const reference timer = send_after(1_s * 3600, young.who, atom("late"));
    send(young.who, atom("end"));
    co_await self.receive(on(tuple(atoms::DOWN, young.monitor_ref, any, any, any)));
    left = cancel_timer(timer);
  }));
  CHECK(left == -1);
}

}  // namespace
}  // namespace kith
