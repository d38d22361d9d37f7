// Gossip between a Kith node and a real node, over loopback. libcluster itself is not installed
// here: the real node opens the socket that its strategy Gossip opens, sends the bytes that it
// sends, and reads with the same calls.
#include "kith/gossip.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

process gossips(ctx self, gossip::options how) {
  const term started = co_await gossip::start_link(self, std::move(how));
  if (!started[0].is(atoms::ok)) {
    exit(started);
  }
  co_await self.receive(on(atom("never")));
}

/// Funs of the real node: `Open()`, `Beat(Socket, Secret)` sends a heartbeat of its own, and
/// `Hear(Socket, Secret)` gives the node of the next one that is not, all as the strategy does it.
std::string funs(std::uint16_t port) {
  const std::string to = std::to_string(port);
  return "Group = {233,252,1,32}, Lo = {127,0,0,1}, "
         "Open = fun() -> {ok, So} = gen_udp:open(" +
         to +
         ", [binary, {active, true}, {ip, {0,0,0,0}}, {reuseaddr, true}, {broadcast, true}, "
         "{multicast_if, Lo}, {multicast_ttl, 1}, {multicast_loop, true}, "
         "{add_membership, {Group, Lo}}]), So end, "
         "Key = fun(Secret) -> crypto:hash(sha256, Secret) end, "
         "Plain = fun() -> iolist_to_binary([\"heartbeat::\", term_to_binary(#{node => node()})]) "
         "end, "
         "Seal = fun(none, Text) -> Text; (Secret, Text) -> "
         "  Iv = crypto:strong_rand_bytes(16), Pad = 16 - byte_size(Text) rem 16, "
         "  [Iv, crypto:crypto_one_time(aes_256_cbc, Key(Secret), Iv, "
         "    <<Text/binary, (binary:copy(<<Pad>>, Pad))/binary>>, true)] end, "
         "Unseal = fun(none, Text) -> Text; (Secret, <<Iv:16/binary, Sealed/binary>>) -> "
         "  Padded = crypto:crypto_one_time(aes_256_cbc, Key(Secret), Iv, Sealed, false), "
         "  Pad = binary:last(Padded), binary:part(Padded, 0, byte_size(Padded) - Pad) end, "
         "Beat = fun(So, Secret) -> gen_udp:send(So, Group, " +
         to +
         ", Seal(Secret, Plain())) end, "
         "Hear = fun Hear(So, Secret) -> receive {udp, So, _, _, Bytes} -> "
         "  case Unseal(Secret, Bytes) of <<\"heartbeat::\", Told/binary>> -> "
         "    case binary_to_term(Told) of #{node := N} when N =:= node() -> Hear(So, Secret); "
         "      #{node := N} -> N; Other -> Other end; Other -> Other end "
         "  after 15000 -> nothing end end, ok";
}

gossip::options by_loopback(std::uint16_t port, const char* secret) {
  gossip::options how;
  how.port = port;
  how.multicast_if = "127.0.0.1";
  how.secret = secret;
  return how;
}

struct beside {
  explicit beside(const char* secret) {
    CHECK(cat.eval(funs(port)) == "ok");
    CHECK(cat.eval("So = Open(), is_port(So)") == "true");
    dog.the_node().spawn(gossips, by_loopback(port, secret));
  }
  epmd_daemon epmd;
  std::uint16_t port = free_port();
  erl_node cat{{.epmd = epmd.port()}};
  kith_side dog{{.epmd = epmd.port()}};
};

TEST_CASE("gossip: a real node reads our heartbeats, plain and sealed") {
  for (const char* secret : {"", "somepassword"}) {
    beside b(secret);
    const std::string key = std::strlen(secret) == 0 ? "none" : "<<\"somepassword\">>";
    CHECK(b.cat.eval("Hear(So, " + key + ")") == "dog@localhost");
    CHECK(b.cat.eval("Hear(So, " + key + ")") == "dog@localhost");
    CHECK(b.cat.eval("nodes()") == "[]");
    CHECK(b.cat.eval("net_kernel:connect_node(dog@localhost)") == "true");
  }
}

TEST_CASE("gossip: we connect to the real node whose heartbeat we hear, plain and sealed") {
  for (const char* secret : {"", "somepassword"}) {
    beside b(secret);
    const std::string key = std::strlen(secret) == 0 ? "none" : "<<\"somepassword\">>";
    // Once we are heard we hear.
    CHECK(b.cat.eval("Hear(So, " + key + ")") == "dog@localhost");
    CHECK(b.cat.eval("Beat(So, " + key + ")") == "ok");
    CHECK(b.cat.eval("Await(fun() -> nodes() =:= [dog@localhost] end)") == "true");
    // And again once the connection is lost.
    CHECK(b.cat.eval("erlang:disconnect_node(dog@localhost), "
                     "Await(fun() -> timer:sleep(100), Beat(So, " +
                     key + "), nodes() =:= [dog@localhost] end)") == "true");
  }
}

TEST_CASE("gossip: heartbeats of another secret, or of none, are not heard") {
  beside b("somepassword");
  CHECK(b.cat.eval("Hear(So, <<\"somepassword\">>)") == "dog@localhost");
  CHECK(b.cat.eval("[Beat(So, K) || K <- [none, <<\"another\">>]]") == "[ok,ok]");
  CHECK(b.cat.eval("Hear(So, <<\"somepassword\">>)") != "cat@localhost");
  CHECK(b.cat.eval("nodes()") == "[]");
}

TEST_CASE("gossip: two Kith nodes of one machine find each other") {
  const epmd_daemon epmd;
  const std::uint16_t port = free_port();
  kith_side dog({.epmd = epmd.port()});
  kith_side owl({.name = "owl@localhost", .epmd = epmd.port()});
  dog.the_node().spawn(gossips, by_loopback(port, "both"));
  owl.the_node().spawn(gossips, by_loopback(port, "both"));
  CHECK(dog.run([](ctx self, term) -> task<term> {
    net_kernel::monitor_nodes(true);
    if (nodes() == term(list())) {
      co_await self.receive(on(tuple(atoms::nodeup, any)), after(15_s));
    }
    co_return nodes();
  }) == term(list(atom("owl@localhost"))));
}

}  // namespace
}  // namespace kith::interop
