// Nodes that find and see each other.
#include <doctest/doctest.h>

#include <memory>

#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

struct pair_of_names {
  const char* kith;
  const char* erl;
};

TEST_CASE("connect: each side pings the other, whoever starts first, with short and long names") {
  for (const pair_of_names names : {pair_of_names{"dog@localhost", "cat@localhost"},
                                    pair_of_names{"dog@127.0.0.1", "cat@127.0.0.1"}}) {
    for (const bool kith_first : {true, false}) {
      for (const bool kith_dials : {true, false}) {
        CAPTURE(names.kith);
        CAPTURE(kith_first);
        CAPTURE(kith_dials);
        const epmd_daemon epmd;
        std::unique_ptr<kith_side> kith;
        const auto start_kith = [&] {
          kith = std::make_unique<kith_side>(kith_options{.name = names.kith, .epmd = epmd.port()});
        };
        if (kith_first) {
          start_kith();
        }
        erl_node erl({.name = names.erl, .epmd = epmd.port()});
        if (!kith_first) {
          start_kith();
        }
        const std::string ping = "net_adm:ping('" + std::string(names.kith) + "')";
        if (kith_dials) {
          CHECK(kith->ping(names.erl));
          CHECK(erl.eval(ping) == "pong");
        } else {
          CHECK(erl.eval(ping) == "pong");
          CHECK(kith->ping(names.erl));
        }
        CHECK(erl.eval("nodes()") == to_string(term(list(atom(names.kith)))));
        CHECK(kith->nodes_of("visible") == to_string(term(list(atom(names.erl)))));
        CHECK(kith->nodes_of("hidden") == "[]");
        CHECK(erl.eval("node()") == to_string(term(atom(names.erl))));
      }
    }
  }
}

TEST_CASE("connect: a node that does not exist answers pang, and a dial fails") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  CHECK(!kith.ping("nobody@localhost"));
  CHECK(!kith.the_node().connect("nobody@localhost"));
  erl_node erl({.epmd = epmd.port()});
  CHECK(erl.eval("net_adm:ping(nobody@localhost)") == "pang");
  CHECK(kith.nodes_of("connected") == "[]");
}

TEST_CASE("connect: a hidden node, of either kind, is in nodes(hidden) at both ends and in nodes() "
          "at none") {
  for (const bool kith_is_hidden : {true, false}) {
    CAPTURE(kith_is_hidden);
    const epmd_daemon epmd;
    kith_side kith({.epmd = epmd.port(), .hidden = kith_is_hidden});
    erl_node erl({.epmd = epmd.port(), .hidden = !kith_is_hidden});
    CHECK(kith.ping("cat@localhost"));
    CHECK(erl.eval("nodes()") == "[]");
    CHECK(erl.eval("nodes(hidden)") == "[dog@localhost]");
    CHECK(kith.nodes_of("visible") == "[]");
    CHECK(kith.nodes_of("hidden") == "[cat@localhost]");
  }
}

TEST_CASE("connect: nodeup and nodedown of net_kernel:monitor_nodes come at both ends, once") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  const pid watcher = kith.spawn_puppet();
  CHECK(to_string(kith.order(watcher, atom("monitor_nodes"))) == "ok");
  CHECK(erl.eval("net_kernel:monitor_nodes(true)") == "ok");
  CHECK(kith.ping("cat@localhost"));
  CHECK(erl.eval("Collect(1)") == "[{nodeup,dog@localhost}]");
  CHECK(kith.transcript(watcher, 1) == "{nodeup,cat@localhost}\n");
  SUBCASE("erl disconnects") {
    CHECK(erl.eval("erlang:disconnect_node(dog@localhost)") == "true");
  }
  SUBCASE("Kith disconnects") {
    CHECK(kith.order(watcher, tuple(atom("disconnect"), atom("cat@localhost"))) ==
          term(atoms::true_));
  }
  CHECK(erl.eval("Collect(1)") == "[{nodedown,dog@localhost}]");
  CHECK(kith.transcript(watcher, 1) == "{nodedown,cat@localhost}\n");
  CHECK(kith.ping("cat@localhost"));
  CHECK(erl.eval("Collect(1)") == "[{nodeup,dog@localhost}]");
}

TEST_CASE("connect: when both dial at once there is one connection, twenty times over") {
  const epmd_daemon epmd;
  // Which of the two names is the greater decides who gives way.
  for (const char* kith_name : {"dog@localhost", "ant@localhost"}) {
    CAPTURE(kith_name);
    kith_side kith({.name = kith_name, .epmd = epmd.port()});
    erl_node erl({.epmd = epmd.port()});
    const std::string peer = "'" + std::string(kith_name) + "'";
    const pid watcher = kith.spawn_puppet();
    CHECK(to_string(kith.order(watcher, atom("monitor_nodes"))) == "ok");
    CHECK(erl.eval("net_kernel:monitor_nodes(true)") == "ok");
    (void)erl.eval("Sockets = fun() -> length([P || P <- erlang:ports(), "
                   "{name, \"tcp_inet\"} =:= erlang:port_info(P, name)]) end, "
                   "Before = Sockets()");
    constexpr int turns = 20;
    for (int turn = 0; turn < turns; ++turn) {
      CAPTURE(turn);
      erl.type("net_kernel:connect_node(" + peer + ")");
      const bool dialled = kith.the_node().connect("cat@localhost");
      CHECK(dialled);
      CHECK(erl.answer() == "true");
      CHECK(erl.eval("receive {nodeup, _} -> up after 9000 -> none end") == "up");
      CHECK(erl.eval("Await(fun() -> Sockets() =:= Before + 1 end)") == "true");
      CHECK(erl.eval("erlang:disconnect_node(" + peer + ")") == "true");
      CHECK(erl.eval("receive {nodedown, _} -> down after 9000 -> none end") == "down");
      // One up and one down, in this order.
      CHECK(to_string(kith.order(watcher, tuple(atom("await"), 2))) ==
            "[{nodeup,cat@localhost},{nodedown,cat@localhost}]");
    }
    CHECK(erl.eval("Collect(0)") == "[]");
  }
}

}  // namespace
}  // namespace kith::interop
