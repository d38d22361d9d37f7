// A peer that does not read: what senders, those who watch and those who ask see of it.
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include <kith/system_monitor.hpp>

#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

const char* const outcomes[] = {"ok", "nosuspend", "noconnect"};

term outcome(send_outcome o) {
  return atom(outcomes[static_cast<std::size_t>(o)]);
}

/// Sends to the tester until it is refused for a while; how many were sent.
task<term> fill(ctx self, term) {
  const destination to(atom("tester"), atom("cat@localhost"));
  const term filling = term::binary(std::string(10'000, 'x'));
  const send_options never_wait{.nosuspend = true};
  int sent = 0;
  for (int refused = 0; refused < 10 && sent < 100'000;) {
    if (send(to, tuple(sent, filling), never_wait) == send_outcome::ok) {
      ++sent;
      refused = 0;
      co_await self.yield();
    } else {
      ++refused;
      co_await self.receive(after(20_ms));
    }
  }
  co_return sent;
}

/// The value of a key of node_info.
std::int64_t info(term_ref properties, const char* key) {
  for (term_ref at = properties; at.is_cons(); at = at.tail()) {
    if (at.head()[0].is(atom(key))) {
      return at.head()[1].as_int();
    }
  }
  return -1;
}

}  // namespace

TEST_CASE("busy: a sender may refuse to wait or to connect, and hears that it was not sent") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  const auto sends = [](ctx, term options) -> task<term> {
    const destination to(atom("nobody"), atom("cat@localhost"));
    const send_options how{.nosuspend = options.is(atom("nosuspend")),
                           .noconnect = options.is(atom("noconnect"))};
    co_return outcome(send(to, atom("hi"), how));
  };
  CHECK(kith.run(sends, atom("noconnect")).is(atom("noconnect")));
  CHECK(kith.ping("cat@localhost"));
  CHECK(kith.run(sends, atom("noconnect")).is(atoms::ok));
  CHECK(kith.run(sends, atom("nosuspend")).is(atoms::ok));
  // As from Erlang.
  CHECK(erl.eval("erlang:send({nobody, 'none@localhost'}, hi, [noconnect])") == "noconnect");
}

TEST_CASE("busy: what waits for a peer that stands still is seen, and all of it arrives later") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  CHECK(kith.ping("cat@localhost"));
  erl.program().stop();
  const term sent = kith.run(fill);
  REQUIRE(sent.is_integer());
  const term seen = kith.run([](ctx self, term) -> task<term> {
    const term before = net_kernel::node_info(atom("cat@localhost"));
    // A sender that does wait is suspended, of which the system monitor hears.
    system_monitor_options of;
    of.busy_dist_port = true;
    system_monitor(self, of);
    const pid waits = spawn([](ctx me) -> process {
      const destination to(atom("tester"), atom("cat@localhost"));
      send(to, atom("last"));
      co_await me.yield();
    });
    co_await self.receive(
        on(tuple(atom("monitor"), waits, atom("busy_dist_port"), atom("cat@localhost"))));
    system_monitor(pid());
    term after = net_kernel::node_info(atom("cat@localhost"));
    for (int i = 0; i < 100 && info(after[1], "suspended") <= info(before[1], "suspended"); ++i) {
      co_await self.receive(kith::after(10_ms));
      after = net_kernel::node_info(atom("cat@localhost"));
    }
    co_return tuple(before, after);
  });
  CAPTURE(to_string(seen));
  REQUIRE(seen.is_tuple(2));
  CHECK(info(seen[0][1], "queue_bytes") > 1'000'000);
  CHECK(info(seen[0][1], "out") >= sent.as_int());
  // Others than our sender may wait, too.
  CHECK(info(seen[1][1], "suspended") > info(seen[0][1], "suspended"));
  erl.program().resume();
  CHECK(erl.eval("length([I || I <- lists:seq(0, " + std::to_string(sent.as_int() - 1) +
                 "), receive {I, _} -> true after 9000 -> false end])") ==
        std::to_string(sent.as_int()));
  CHECK(erl.eval("Collect(1)") == "[last]");
}

TEST_CASE("busy: a process that runs on for long is told of by the system monitor") {
  kith_side kith({});
  const term heard = kith.run([](ctx self, term) -> task<term> {
    system_monitor_options of;
    of.long_schedule = 20_ms;
    system_monitor(self, of);
    const pid spins = spawn([](ctx me) -> process {
      co_await me.yield();
      const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(30);
      while (std::chrono::steady_clock::now() < end) {
      }
    });
    term info;
    co_await self.receive(on(tuple(atom("monitor"), spins, atom("long_schedule"), bind(info))));
    system_monitor(pid());
    co_return info;
  });
  REQUIRE(heard.is_list());
  CHECK(heard.ref().head()[0].is(atoms::timeout));
  CHECK(heard.ref().head()[1].as_int() >= 20);
}

TEST_CASE("busy: node_info says what erl says of a connection, and bad_node of none") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  const auto ask = [](ctx, term) -> task<term> {
    co_return net_kernel::node_info(atom("cat@localhost"));
  };
  CHECK(to_string(kith.run(ask)) == "{error,bad_node}");
  CHECK(kith.ping("cat@localhost"));
  const term own = kith.run(ask);
  // The keys of erl's answer but `owner`, in its order, and then our own.
  CHECK(erl.eval("[K || {K, _} <- element(2, net_kernel:node_info(hd(nodes()))), K =/= owner]") ==
        "[state,address,type,in,out]");
  std::string keys;
  for (term_ref at = own[1]; at.is_cons(); at = at.tail()) {
    keys += to_string(at.head()[0]) + " ";
  }
  CHECK(keys == "state address type in out queue_bytes suspended ");
  CHECK(to_string(own[1].head()[1]) == "up");
}

}  // namespace kith::interop
