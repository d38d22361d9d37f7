// Messages both ways: what arrives is what was sent, all of it, in order.
#include <doctest/doctest.h>

#include <string>

#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

process dog(ctx self) {
  register_name(atom("dog"), self);
  for (;;) {
    pid cat;
    co_await self.receive(
        on(tuple("Hello!", atom("from"), bind(cat)), [&] { send(cat, "Oh, hi!"); }), on(any));
  }
}

/// Answers {From, Message} with Message.
process echo(ctx self) {
  register_name(atom("echo"), self);
  for (;;) {
    pid from;
    term message;
    co_await self.receive(on(tuple(bind(from), bind(message)), [&] { send(from, message); }),
                          on(any));
  }
}

constexpr const char* erl_echo =
    "register(echo, spawn(fun E() -> receive {From, M} -> From ! M end, E() end))";

/// Sends {self(), Message} to {echo, cat@localhost}; what comes back.
term echoed(kith_side& kith, const term& message, duration limit = patience) {
  return kith.run(
      [](ctx self, term t) -> task<term> {
        send({atom("echo"), atom("cat@localhost")}, tuple(self, t));
        term back;
        co_await self.receive(on(bind(back)));
        co_return back;
      },
      message, limit);
}

TEST_CASE("message: a name on the other node gets it, and the answer comes to the pid within") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  kith.the_node().spawn(dog);
  SUBCASE("the Erlang shell greets the Kith dog") {
    (void)erl.eval("net_adm:ping(dog@localhost)");
    (void)erl.eval("{dog, dog@localhost} ! {\"Hello!\", from, self()}");
    CHECK(erl.eval("Collect(1)") == "[\"Oh, hi!\"]");
  }
  SUBCASE("without connecting first") {
    (void)erl.eval("{dog, dog@localhost} ! {\"Hello!\", from, self()}");
    CHECK(erl.eval("Collect(1)") == "[\"Oh, hi!\"]");
    CHECK(erl.eval("nodes()") == "[dog@localhost]");
  }
  SUBCASE("a Kith process greets an Erlang dog") {
    (void)erl.eval("register(dog, spawn(fun E() -> receive {\"Hello!\", from, P} -> "
                   "P ! \"Oh, hi!\" end, E() end))");
    const term answer = kith.run([](ctx self, term) -> task<term> {
      send({atom("dog"), atom("cat@localhost")}, tuple("Hello!", atom("from"), self));
      const term got = co_await self.receive();
      co_return got;
    });
    CHECK(to_string(answer) == "\"Oh, hi!\"");
  }
}

constexpr const char* of_every_type[] = {
    "0",
    "-1",
    "255",
    "256",
    "-2147483648",
    "2147483647",
    "2147483648",
    "576460752303423487",
    "576460752303423488",
    "-576460752303423489",
    "18446744073709551616",
    "-123456789012345678901234567890123456789012345678901234567890",
    "0.0",
    "-0.0",
    "1.5",
    "-3.141592653589793",
    "1.0e300",
    "5.0e-324",
    "ok",
    "''",
    "'Ünïcødé'",
    "'日本語'",
    "true",
    "[]",
    "\"\"",
    "\"Hello!\"",
    "\"grüezi\"",
    "\"日本語\"",
    "[1,2|3]",
    "[a,[b,[c]],d]",
    "[256,300]",
    "{}",
    "{a}",
    "{1,{2,{3,{}}}}",
    "<<>>",
    "<<\"Hello!\">>",
    "<<0,255,128>>",
    "<<5:3>>",
    "<<1,2,3:7>>",
    "#{}",
    "#{a=>1,b=>2}",
    "#{1=>x,1.0=>y,{k}=>[v],#{}=>#{}}",
};

TEST_CASE("message: a term of every type reaches Erlang as itself, and comes back as itself") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  CHECK(erl.eval(erl_echo) == "true");
  for (const char* text : of_every_type) {
    CAPTURE(text);
    const auto parsed = parse_term(text);
    REQUIRE(parsed.ok());
    CHECK(echoed(kith, *parsed) == *parsed);
    kith.the_node().send({atom("tester"), atom("cat@localhost")}, *parsed);
    CHECK(erl.eval_alone("receive M -> M =:= (" + std::string(text) + ") after 9000 -> none end") ==
          "true");
  }
}

TEST_CASE(
    "message: a term of every type reaches Kith and comes back the same, identifiers and funs "
    "too") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  kith.the_node().spawn(echo);
  const pid puppet = kith.spawn_puppet(atom("puppet"));
  (void)erl.eval("Same = fun(T) -> {echo, dog@localhost} ! {self(), T}, "
                 "receive X -> X =:= T after 9000 -> none end end");
  for (const char* text : of_every_type) {
    CAPTURE(text);
    CHECK(erl.eval("Same(" + std::string(text) + ")") == "true");
  }
  for (const char* text :
       {"self()", "make_ref()", "alias()", "hd(erlang:ports())", "fun lists:map/2",
        "fun() -> Same end", "whereis(init)", "maps:from_list([{I, I} || I <- lists:seq(1, 1000)])",
        "lists:seq(1, 100000)", "list_to_tuple(lists:seq(1, 300))", "binary:copy(<<1,2,3>>, 30000)",
        "list_to_atom(lists:duplicate(255, $x))", "[make_ref() || _ <- lists:seq(1, 100)]"}) {
    CAPTURE(text);
    CHECK(erl.eval("Same(" + std::string(text) + ")") == "true");
  }
  // Kith's own identifiers, to Erlang and back.
  const term ours = kith.order(puppet, atom("spawn"));
  const term watch = kith.order(puppet, tuple(atom("monitor"), ours));
  CHECK(erl.eval(erl_echo) == "true");
  CHECK(echoed(kith, tuple(ours, watch)) == term(tuple(ours, watch)));
}

TEST_CASE("message: 64 megabytes arrive intact both ways, as a binary and as a nested term") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  kith.the_node().spawn(echo);
  CHECK(erl.eval(erl_echo) == "true");
  constexpr std::size_t size = std::size_t{64} << 20u;
  const auto limit = 60_s;
  SUBCASE("a binary from Kith and back") {
    char* bytes = nullptr;
    const term large = term::binary(size, bytes);
    std::uint32_t x = 1;
    for (std::size_t i = 0; i < size; ++i) {
      x = x * 1'664'525 + 1'013'904'223;
      bytes[i] = static_cast<char>(x >> 24u);
    }
    const bool same = echoed(kith, large, limit) == large;
    INFO(kith.log().text());
    CHECK(same);
  }
  SUBCASE("a nested term from Kith and back") {
    // 2^20 tuples of 64 bytes and more, and a depth of 10,000 at the end.
    std::vector<term> elements;
    for (int i = 0; i < 1 << 20; ++i) {
      elements.emplace_back(tuple(i, atom("row"),
                                  bin("some forty-eight bytes that fill the row"
                                      " up to 64"),
                                  list(i, 1.5)));
    }
    term deep = atoms::ok;
    for (int i = 0; i < 10'000; ++i) {
      deep = tuple(deep, i);
    }
    const term large = tuple(list_of(elements), deep);
    const bool same = echoed(kith, large, limit) == large;
    INFO(kith.log().text());
    CHECK(same);
  }
  SUBCASE("many binaries from Kith and back") {
    // Each is sent from where it lies, and they straddle the ends of the fragments.
    std::vector<term> elements;
    for (std::size_t i = 0; i < size / 300; ++i) {
      elements.push_back(term::binary(std::string(300, static_cast<char>('a' + i % 26))));
    }
    const term large = list_of(elements);
    CHECK((echoed(kith, large, limit) == large));
  }
  SUBCASE("a binary from Erlang and back") {
    CHECK(erl.eval("B = rand:bytes(64 bsl 20), {echo, dog@localhost} ! {self(), B}, "
                   "receive X -> X =:= B after 60000 -> none end",
                   limit) == "true");
  }
  SUBCASE("a nested term from Erlang and back") {
    INFO(kith.log().text());
    CHECK(erl.eval("T = lists:foldl(fun(I, D) -> {I, D, [I, <<I:400>>]} end, [], "
                   "lists:seq(1, 900000)), {echo, dog@localhost} ! {self(), T}, "
                   "receive X -> {X =:= T, Hash(X) =:= Hash(T)} after 60000 -> none end",
                   limit) == "{true,true}");
  }
}

TEST_CASE("message: ten thousand arrive in the order sent, those from before the connection too") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  SUBCASE("Kith to Erlang") {
    // No connection yet: the first wait for it.
    const term sent = kith.run([](ctx, term) -> task<term> {
      for (int i = 1; i <= 10'000; ++i) {
        send({atom("tester"), atom("cat@localhost")}, tuple(atom("n"), i));
      }
      co_return atoms::ok;
    });
    CHECK(sent.is(atoms::ok));
    CHECK(erl.eval("[receive {n, I} -> I after 9000 -> none end || _ <- lists:seq(1, 10000)] =:= "
                   "lists:seq(1, 10000)") == "true");
  }
  SUBCASE("Erlang to Kith") {
    const pid puppet = kith.spawn_puppet(atom("puppet"));
    (void)erl.eval("[{puppet, dog@localhost} ! I || I <- lists:seq(1, 10000)], ok");
    const term got = kith.order(puppet, tuple(atom("await"), 10'000));
    std::int64_t expected = 1;
    for (term_ref rest = got; rest.is_cons(); rest = rest.tail(), ++expected) {
      REQUIRE(rest.head().as_int() == expected);
    }
    CHECK(expected == 10'001);
  }
}

TEST_CASE(
    "message: a process that sends faster than the peer reads is held up, and nothing is lost") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  CHECK(kith.ping("cat@localhost"));
  erl.program().stop();
  kith.the_node().spawn([](ctx self) -> process {
    const term filling = term::binary(std::string(10'000, 'x'));
    for (int i = 0; i < 5'000; ++i) {
      send({atom("tester"), atom("cat@localhost")}, tuple(i, filling));
      co_await self.yield();
    }
    send({atom("tester"), atom("cat@localhost")}, atom("done"));
  });
  CHECK(kith.ping("nobody@localhost") == false);  // others go on meanwhile
  erl.program().resume();
  CHECK(erl.eval("[receive {I, _} -> ok after 9000 -> none end || I <- lists:seq(0, 4999)] =:= "
                 "lists:duplicate(5000, ok)") == "true");
  CHECK(erl.eval("Collect(1)") == "[done]");
}

}  // namespace
}  // namespace kith::interop
