// Phoenix.PubSub between a Kith node and a real node. Phoenix itself is not installed here: the
// real node runs OTP's pg with Phoenix's scope, its group has the name that Phoenix gives it, and
// the messages have the shape that its worker sends and takes.
#include <doctest/doctest.h>

#include "kith/phoenix.hpp"
#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

const atom shop("Elixir.Shop.PubSub");

/// Keeps the PubSub, and tells the real node what it gets that was published to its topics.
process listens(ctx self, unsigned pool) {
  const term started = co_await phoenix::start_link(self, shop, pool);
  phoenix::subscribe(shop, "room:1");
  phoenix::subscribe(shop, "room:ä");
  const destination tester(atom("tester"), atom("cat@localhost"));
  send(tester, tuple(atom("started"), started[0]));
  for (;;) {
    const term m = co_await self.receive();
    send(tester, tuple(atom("got"), m));
  }
}

task<term> publishes(ctx, term t) {
  phoenix::broadcast(shop, t[0].as_binary(), term(t[1]));
  co_return atoms::ok;
}

struct beside {
  explicit beside(unsigned pool = 1) {
    CHECK(cat.eval("net_adm:ping(dog@localhost)") == "pong");
    CHECK(cat.eval("S = 'Elixir.Phoenix.PubSub', G = 'Elixir.Shop.PubSub.Adapter', "
                   "element(1, pg:start(S))") == "ok");
    CHECK(cat.eval("pg:join(S, G, self())") == "ok");
    dog.the_node().spawn(listens, pool);
    CHECK(cat.eval("Collect(1)") == "[{started,ok}]");
    CHECK(cat.eval("Await(fun() -> length(pg:get_members(S, G)) =:= 2 end)") == "true");
  }
  epmd_daemon epmd;
  erl_node cat{{.epmd = epmd.port()}};
  kith_side dog{{.epmd = epmd.port()}};
};

TEST_CASE("phoenix: what Elixir publishes reaches subscribers of Kith") {
  beside b;
  const std::string publish = "[P ! {forward_to_local, T, M, S} || P <- pg:get_members(S, G), "
                              "node(P) =/= node()]";
  CHECK(b.cat.eval_alone("T = <<\"room:1\">>, M = {new_msg, #{body => <<\"hi\">>}}, " + publish +
                         ", Collect(1)") == "[{got,{new_msg,#{body => <<\"hi\">>}}}]");
  CHECK(b.cat.eval_alone("T = <<\"room:ä\"/utf8>>, M = 1, " + publish + ", Collect(1)") ==
        "[{got,1}]");
  CHECK(b.cat.eval_alone("T = <<\"room:2\">>, M = lost, " + publish + ", Collect(0)") == "[]");
  // As direct_broadcast sends it: to the name on the node.
  CHECK(b.cat.eval("{G, dog@localhost} ! {forward_to_local, <<\"room:1\">>, direct, S}, "
                   "Collect(1)") == "[{got,direct}]");
}

TEST_CASE("phoenix: what Kith publishes reaches Elixir, and its own subscribers") {
  beside b;
  CHECK(b.dog.run(publishes, tuple(bin("room:1"), atom("hello"))).is(atoms::ok));
  CHECK(b.cat.eval("lists:sort(Collect(2))") ==
        "[{got,hello},{forward_to_local,<<\"room:1\">>,hello,'Elixir.Phoenix.PubSub'}]");
  CHECK(b.dog.run(publishes, tuple(bin("room:9"), atom("far"))).is(atoms::ok));
  CHECK(b.cat.eval("Collect(1)") ==
        "[{forward_to_local,<<\"room:9\">>,far,'Elixir.Phoenix.PubSub'}]");
}

TEST_CASE("phoenix: messages of another shape are dropped, and the next one is heard") {
  beside b;
  CHECK(b.cat.eval("[{G, dog@localhost} ! M || M <- [x, {forward_to_local}, {forward_to_local, "
                   "room, 1, S}, {forward_to_local, <<1:3>>, 1, S}, {forward_to_local, "
                   "<<\"room:1\">>, 1}, {'$gen_cast', x}]], Collect(0)") == "[]");
  CHECK(b.cat.eval("{G, dog@localhost} ! {forward_to_local, <<\"room:1\">>, still, S}, "
                   "Collect(1)") == "[{got,still}]");
}

TEST_CASE("phoenix: a pool has a group for each of its members") {
  beside b(3);
  CHECK(b.cat.eval("lists:sort(pg:which_groups(S))") ==
        "['Elixir.Shop.PubSub.Adapter','Elixir.Shop.PubSub.Adapter_2',"
        "'Elixir.Shop.PubSub.Adapter_3']");
  CHECK(b.cat.eval("[P ! {forward_to_local, <<\"room:1\">>, third, S} || P <- pg:get_members(S, "
                   "'Elixir.Shop.PubSub.Adapter_3')], Collect(1)") == "[{got,third}]");
}

}  // namespace
}  // namespace kith::interop
