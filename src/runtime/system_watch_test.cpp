#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "kith/system_monitor.hpp"
#include "runtime/lone_node.hpp"

namespace kith::detail {
namespace {

process sends_itself(ctx self, int n) {
  for (int i = 0; i < n; ++i) {
    send(self, i);
  }
  co_await self.yield();
  for (int i = 0; i < n; ++i) {
    co_await self.receive(on(any));
    co_await self.yield();
  }
}

}  // namespace

TEST_CASE("system monitor: a mailbox that grows long is told of once, and when it is short again") {
  lone_node n;
  static std::vector<std::string> heard;
  static pid busy;
  heard.clear();
  REQUIRE(n.run([](ctx self) -> process {
    system_monitor_options of;
    of.long_message_queue = 10;
    of.long_message_queue_disable = 3;
    heard.push_back(to_string(term(system_monitor(self, of))).empty() ? "" : "set");
    busy = spawn(sends_itself, 30);
    for (int i = 0; i < 2; ++i) {
      term m;
      co_await self.receive(on(bind(m)));
      CHECK(match(m, tuple(atom("monitor"), busy, atom("long_message_queue"), i == 0)));
      heard.push_back(to_string(m[3]));
    }
    term more = atoms::timeout;
    co_await self.receive(on(bind(more)), after(1_s));
    heard.push_back(to_string(more));
  }));
  CHECK(heard == std::vector<std::string>{"set", "true", "false", "timeout"});
}

TEST_CASE(
    "system monitor: the one before is returned; who has ended hears nothing and is forgotten") {
  lone_node n;
  REQUIRE(n.run([](ctx self) -> process {
    CHECK_FALSE(system_monitor(self));
    CHECK(system_monitor(self) == pid(self));
    const spawned other = spawn_monitor([](ctx) -> process { co_return; });
    system_monitor_options of;
    of.long_message_queue = 1;
    CHECK(system_monitor(other.who, of) == pid(self));
    co_await self.receive(on(tuple(atoms::DOWN, other.monitor_ref, any, any, any)));
    const spawned noisy = spawn_monitor(sends_itself, 5);
    co_await self.receive(on(tuple(atoms::DOWN, noisy.monitor_ref, any, any, any)));
    CHECK_FALSE(system_monitor(pid()));
    const term refused = [&]() -> term {
      try {
        system_monitor(other.who);
      } catch (const exit_exception& e) {
        return e.reason();
      }
      return atoms::ok;
    }();
    CHECK(refused.is(atoms::badarg));
  }));
}

}  // namespace kith::detail
