// The cases of OTP's rpc_SUITE that are not tied to its virtual machine or to nodes of older
// releases.

#include <doctest/doctest.h>

#include "calls.hpp"
#include "end_of.hpp"

namespace kith::scenarios {
namespace {

TEST_CASE("rpc: calls of several limits come back each in its time (rpc_SUITE: call)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const term a = co_await rpc::call(self, there, calls, atom("echo"), list(tuple(1, "x")));
        s->hear(a);
        const term b = co_await rpc::call(self, there, calls, atom("sleeps"), list(100), 5_s);
        s->hear(b);
        const duration began = s->c.sim().now();
        const term late = co_await rpc::call(self, there, calls, atom("sleeps"), list(20'000), 2_s);
        s->hear(late);
        s->hear_time(began, 2_s);
        const term own = co_await rpc::call(self, s->c.name(0), calls, atom("where"), list());
        s->hear(own);
        const term undefined = co_await rpc::call(self, there, calls, atom("nothing"), list());
        s->hear(undefined);
        const term nobody =
            co_await rpc::call(self, atom("x@nowhere"), calls, atom("where"), list());
        s->hear(nobody);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"{1,\"x\"}", "n1@beta", "{badrpc,timeout}", "in time", "n0@alpha",
       "{badrpc,{'EXIT',{undef,[{calls,nothing,[],[]}]}}}", "{badrpc,nodedown}", "0 left"});
}

TEST_CASE("rpc: block_call has the same results (rpc_SUITE: block_call)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const term a = co_await rpc::block_call(self, there, calls, atom("where"), list());
        s->hear(a);
        const term late =
            co_await rpc::block_call(self, there, calls, atom("sleeps"), list(20'000), 1_s);
        s->hear(late);
        const term nobody =
            co_await rpc::block_call(self, atom("x@nowhere"), calls, atom("where"), list());
        s->hear(nobody);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"n1@beta", "{badrpc,timeout}", "{badrpc,nodedown}", "0 left"});
}

TEST_CASE("rpc: multicall has the results in order and the nodes that are bad (rpc_SUITE: "
          "multicall, multicall_timeout)") {
  plays(
      [](ctx self, scene* s) -> process {
        const std::vector<atom> all = {s->c.name(2), s->c.name(0), atom("x@nowhere"), s->c.name(1)};
        const term a = co_await rpc::multicall(self, all, calls, atom("where"), list());
        s->hear(a);
        const term visible = co_await rpc::multicall(self, calls, atom("where"), list());
        s->hear(visible);
        const duration began = s->c.sim().now();
        const std::vector<atom> others = {s->c.name(1), s->c.name(2)};
        const term late =
            co_await rpc::multicall(self, others, calls, atom("sleeps"), list(10'000), 3_s);
        s->hear(late);
        s->hear_time(began, 3_s);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"{[n2@gamma,n0@alpha,n1@beta],[x@nowhere]}", "{[n0@alpha,n1@beta,n2@gamma],[]}",
       "{[],[n1@beta,n2@gamma]}", "in time", "0 left"});
}

TEST_CASE("rpc: a function that ends its process is a result of its node (rpc_SUITE: "
          "multicall_dies, called_dies, called_throws)") {
  plays(
      [](ctx self, scene* s) -> process {
        const std::vector<atom> both = {s->c.name(1), s->c.name(2)};
        for (const char* f : {"fails", "hurls", "leaves", "is_ended"}) {
          const term many = co_await rpc::multicall(self, both, calls, atom(f), list(atom("r")));
          s->hear(many);
          const term one = co_await rpc::call(self, both[0], calls, atom(f), list(atom("r")), 10_s);
          s->hear(one);
          const term block =
              co_await rpc::block_call(self, both[0], calls, atom(f), list(atom("r")));
          s->hear(block);
        }
        const term exit_like =
            co_await rpc::call(self, both[0], calls, atom("echo"), list(tuple(atoms::EXIT, 1)));
        s->hear(exit_like);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"{[{badrpc,{'EXIT',{r,[{calls,fails,1,[]}]}}},{badrpc,{'EXIT',{r,[{calls,fails,1,[]}]}}}],[]"
       "}",
       "{badrpc,{'EXIT',{r,[{calls,fails,1,[]}]}}}", "{badrpc,{'EXIT',{r,[{calls,fails,1,[]}]}}}",
       "{[r,r],[]}", "r", "r", "{[{badrpc,{'EXIT',r}},{badrpc,{'EXIT',r}}],[]}",
       "{badrpc,{'EXIT',r}}", "{badrpc,{'EXIT',r}}",
       "{[{badrpc,{'EXIT',r}},{badrpc,{'EXIT',r}}],[]}", "{badrpc,{'EXIT',r}}",
       "{badrpc,{'EXIT',r}}", "{badrpc,{'EXIT',1}}", "0 left"});
}

TEST_CASE("rpc: a node that dies in the middle is nodedown, and the others answer (rpc_SUITE: "
          "called_node_dies, multicall_node_dies)") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const std::vector<atom> both = {c.name(1), c.name(2)};
        c.sim().after(1_s, [&c] { c.crash(2); });
        const term many = co_await rpc::multicall(self, both, calls, atom("sleeps"), list(3'000));
        s->hear(many);
        c.sim().after(1_s, [&c] { c.kill_and_start(1); });
        const term one = co_await rpc::call(self, both[0], calls, atom("sleeps"), list(60'000));
        s->hear(one);
        const term again = co_await rpc::call(self, both[0], calls, atom("where"), list());
        s->hear(again);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"{[n1@beta],[n2@gamma]}", "{badrpc,nodedown}", "n1@beta", "0 left"});
}

TEST_CASE("rpc: keys are asked for values in any order (rpc_SUITE: async_call)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const term slow = rpc::async_call(there, calls, atom("sleeps"), list(2'000));
        const term fast = rpc::async_call(there, calls, atom("echo"), list(atom("fast")));
        const term bad = rpc::async_call(there, calls, atom("leaves"), list(atom("bad")));
        const term none = rpc::async_call(atom("x@nowhere"), calls, atom("where"), list());
        const term not_yet = co_await rpc::nb_yield(self, slow);
        s->hear(not_yet);
        const term not_in_time = co_await rpc::nb_yield(self, slow, 100_ms);
        s->hear(not_in_time);
        const term b = co_await rpc::yield(self, bad);
        s->hear(b);
        const term f = co_await rpc::nb_yield(self, fast, 1_s);
        s->hear(f);
        const term n = co_await rpc::nb_yield(self, none, 60_s);
        s->hear(n);
        const term in_time = co_await rpc::yield(self, slow);
        s->hear(in_time);
        const term no_key = co_await end_of(rpc::yield(self, term(1)));
        s->hear(no_key);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"timeout", "timeout", "{badrpc,{'EXIT',bad}}", "{value,fast}", "{value,{badrpc,nodedown}}",
       "n1@beta", "{error,badarg}", "0 left"});
}

process answers(ctx self, atom name, scene* s) {
  register_name(name, self);
  for (;;) {
    pid from;
    term request;
    co_await self.receive(on(tuple(bind(from), bind(request))), on(any, [&] { from = pid(); }));
    if (from) {
      send(from, tuple(name, node_name(), request));
    }
    static_cast<void>(s);
  }
}

TEST_CASE("rpc: messages to one name on many nodes, and calls of its own protocol") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const atom desk("desk");
        c.at(1).spawn(answers, desk, s);
        c.at(0).spawn(answers, desk, s);
        co_await self.receive(on(atom("never")), after(1_s));
        const term one = co_await rpc::server_call(self, c.name(1), desk, desk, atom("q"));
        s->hear(one);
        const term none = co_await rpc::server_call(self, c.name(2), desk, desk, atom("q"));
        s->hear(none);
        const term many = co_await rpc::multi_server_call(self, desk, atom("q"));
        s->hear(many);
        const term got = co_await rpc::sbcast(self, desk, atom("m"));
        s->hear(got);
        register_name(atom("here"), self);
        rpc::abcast(atom("here"), atom("abcast"));
        co_await self.receive(on(atom("abcast")));
        rpc::eval_everywhere({c.name(1), c.name(2)}, calls, atom("tells"), list(self.self()));
        co_await self.receive(on(tuple(atom("told"), c.name(2))));
        co_await self.receive(on(tuple(atom("told"), c.name(1))));
        const term sums = co_await rpc::parallel_eval(
            self, list(tuple(calls, atom("where"), list()), tuple(calls, atom("where"), list()),
                       tuple(calls, atom("where"), list()), tuple(calls, atom("echo"), list(4))));
        s->hear(sums);
        const term mapped = co_await rpc::pmap(self, calls, atom("echo"), list(), list(1, 2, 3, 4));
        s->hear(mapped);
        const term failed =
            co_await end_of(rpc::pmap(self, calls, atom("leaves"), list(), list(1, 2, 3, 4)));
        s->hear(failed);
        const pid other = whereis(atoms::rex);
        const term info = co_await rpc::pinfo(self, other, atoms::registered_name);
        s->hear(info);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"q", "{error,nodedown}", "{[q,q],[n2@gamma]}", "{[n0@alpha,n1@beta],[n2@gamma]}",
       "[n0@alpha,n1@beta,n2@gamma,4]", "[1,2,3,4]", "{exit,badrpc}", "{registered_name,rex}",
       "0 left"});
}

}  // namespace
}  // namespace kith::scenarios
