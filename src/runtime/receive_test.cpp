#include <doctest/doctest.h>

#include <vector>

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "runtime/lone_node.hpp"

namespace kith {
namespace {

using detail::lone_node;

process echo(ctx self) {
  for (;;) {
    pid from;
    term what;
    co_await self.receive(on(tuple(bind(from), bind(what)), [&] { send(from, what); }));
  }
}

TEST_CASE("receive: a message sent is received, and the sender's term with it") {
  lone_node n;
  static int got;
  got = 0;
  CHECK(n.run([](ctx self) -> process {
    const pid server = spawn(echo);
    send(server, tuple(self, tuple(atom("ok"), 42)));
    co_await self.receive(on(tuple(atom("ok"), bind(got))));
  }));
  CHECK(got == 42);
}

TEST_CASE("receive: a selective receive leaves unmatched messages in arrival order") {
  lone_node n;
  static std::vector<int> order;
  order.clear();
  CHECK(n.run([](ctx self) -> process {
    for (int i = 0; i < 5; ++i) {
      send(self, i);
    }
    co_await self.receive(on(3));
    order.push_back(3);
    for (int i = 0; i < 4; ++i) {
      int value = 0;
      co_await self.receive(on(bind(value)));
      order.push_back(value);
    }
  }));
  CHECK(order == std::vector<int>{3, 0, 1, 2, 4});
}

TEST_CASE("receive: returns the index of the clause that matched, the first that does") {
  lone_node n;
  static std::vector<std::size_t> seen;
  seen.clear();
  CHECK(n.run([](ctx self) -> process {
    send(self, atom("b"));
    send(self, 7);
    send(self, atom("a"));
    for (int i = 0; i < 3; ++i) {
      const std::size_t clause = co_await self.receive(on(atom("a")), on(atom("b")), on(any));
      seen.push_back(clause);
    }
  }));
  CHECK(seen == std::vector<std::size_t>{1, 2, 0});
}

TEST_CASE("receive: after runs when nothing matched in time, and not before") {
  lone_node n;
  static bool expired;
  static std::int64_t waited_ms;
  static std::size_t clause;
  expired = false;
  CHECK(n.run(
      [](ctx self, io::world* w) -> process {
        send(self, atom("other"));
        const io::instant start = w->now();
        clause = co_await self.receive(on(atom("never")), after(250_ms, [&] { expired = true; }));
        waited_ms = (w->now() - start).ms();
      },
      static_cast<io::world*>(&n.host)));
  CHECK(expired);
  CHECK(clause == 1);
  CHECK(waited_ms >= 250);
  CHECK(waited_ms < 260);
}

TEST_CASE("receive: after(0) looks through the whole mailbox and does not wait") {
  lone_node n;
  static std::vector<std::size_t> seen;
  seen.clear();
  CHECK(n.run([](ctx self) -> process {
    std::size_t clause = co_await self.receive(on(1), after(0_s));
    seen.push_back(clause);
    send(self, 2);
    send(self, 1);
    clause = co_await self.receive(on(1), after(0_s));
    seen.push_back(clause);
  }));
  CHECK(seen == std::vector<std::size_t>{1, 0});
}

TEST_CASE(
    "receive: a timeout that lost the race against its message does not end the next receive") {
  lone_node n;
  static int rounds;
  rounds = 0;
  CHECK(n.run([](ctx self) -> process {
    for (int i = 0; i < 200; ++i) {
      send_after(duration::milliseconds(10), self, i);
      const std::size_t clause = co_await self.receive(on(i), after(10_ms));
      if (clause == 1) {
        co_await self.receive(on(i));
      }
      ++rounds;
    }
  }));
  CHECK(rounds == 200);
}

TEST_CASE("receive: a process that never waits gives way to others") {
  lone_node n;
  static bool stop;
  stop = false;
  n.spawn([](ctx self) -> process {
    while (!stop) {
      send(self, 1);
      co_await self.receive(on(1));
    }
  });
  n.spawn([](ctx) -> process {
    stop = true;
    co_return;
  });
  CHECK(n.sim.run_until([] { return stop; }, 1_s));
}

TEST_CASE("hibernate: waits for a message and leaves it to the receive that follows") {
  lone_node n;
  static std::vector<int> got;
  got.clear();
  CHECK(n.run([](ctx self) -> process {
    send_after(20_ms, self, 7);
    co_await self.hibernate();
    int value = 0;
    co_await self.receive(on(bind(value)), after(0_s));
    got.push_back(value);
    send(self, 8);
    co_await self.hibernate();
    co_await self.receive(on(bind(value)), after(0_s));
    got.push_back(value);
  }));
  CHECK(got == std::vector<int>{7, 8});
}

task<int> half(int n) {
  co_return n / 2;
}
task<int> halves(int n) {
  int steps = 0;
  while (n > 1) {
    n = co_await half(n);
    ++steps;
  }
  co_return steps;
}
task<void> fails() {
  raise_error(atom("sorry"));
  co_return;
}

TEST_CASE("task: awaiting returns its value, from tasks within tasks, without using the stack") {
  lone_node n;
  static int steps;
  steps = 0;
  CHECK(n.run([](ctx) -> process {
    for (int i = 0; i < 20'000; ++i) {
      const int s = co_await halves(1024);
      steps += s;
    }
  }));
  CHECK(steps == 200'000);
}

TEST_CASE("task: what it throws is thrown where it was awaited") {
  lone_node n;
  static bool caught;
  caught = false;
  CHECK(n.run([](ctx) -> process {
    try {
      co_await fails();
    } catch (const exit_exception& e) {
      caught = e.reason().is(atom("sorry")) && e.kind() == exception_class::error;
    }
  }));
  CHECK(caught);
}

TEST_CASE("task: settled says what it has thrown instead of throwing it, or leaves the value") {
  lone_node n;
  static std::string got;
  got.clear();
  CHECK(n.run([](ctx) -> process {
    task<void> bad = fails();
    const std::exception_ptr thrown = co_await bad.settled();
    try {
      std::rethrow_exception(thrown);
    } catch (const exit_exception& e) {
      got = to_string(e.reason());
    }
    task<int> good = half(14);
    const std::exception_ptr nothing = co_await good.settled();
    got += nothing ? "?" : " " + std::to_string(good.value());
  }));
  CHECK(got == "sorry 7");
}

}  // namespace
}  // namespace kith
