// Peers that do not know the secret.
#include <doctest/doctest.h>

#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

TEST_CASE(
    "cookie: a wrong one is refused by both sides, the log says why, and good peers are let in "
    "afterwards") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node stranger({.name = "fox@localhost", .epmd = epmd.port(), .cookie = "another"});
  SUBCASE("Erlang dials") {
    CHECK(stranger.eval("net_adm:ping(dog@localhost)") == "pang");
    INFO(kith.log().text());
    CHECK(kith.log().holds("fox@localhost"));
    CHECK(kith.log().holds("cookie"));
  }
  SUBCASE("Kith dials") {
    CHECK(!kith.ping("fox@localhost"));
    INFO(stranger.program().output());
    CHECK(stranger.program().printed(
        "Connection attempt from node dog@localhost rejected. Invalid challenge reply."));
    INFO(kith.log().text());
    CHECK(kith.log().holds("fox@localhost"));
    CHECK(kith.log().holds("cookie"));
  }
  CHECK(kith.nodes_of("known") == "[dog@localhost]");
  CHECK(stranger.eval("nodes(connected)") == "[]");
  erl_node good({.epmd = epmd.port()});
  CHECK(good.eval("net_adm:ping(dog@localhost)") == "pong");
  CHECK(kith.ping("cat@localhost"));
  // The stranger learns the secret.
  CHECK(stranger.eval("erlang:set_cookie(dog@localhost, secret)") == "true");
  CHECK(stranger.eval("net_adm:ping(dog@localhost)") == "pong");
}

TEST_CASE("cookie: one for a single node is used with that node") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port(), .cookie = "another"});
  (void)kith.run([](ctx, term) -> task<term> {
    set_cookie(atom("cat@localhost"), atom("another"));
    co_return atoms::ok;
  });
  CHECK(kith.ping("cat@localhost"));
}

}  // namespace
}  // namespace kith::interop
