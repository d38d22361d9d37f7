// Calls between nodes, in the simulator: the cases of OTP's rpc_SUITE and erpc_SUITE that are not
// tied to its virtual machine or to nodes of older releases. Each test names its cases. What a case
// has its callers hear is what OTP's functions document.

#include <doctest/doctest.h>

#include "cluster.hpp"
#include "kith/erpc.hpp"
#include "kith/gen_server.hpp"
#include "kith/rpc.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

using lines = std::vector<std::string>;

const atom calls("calls");

task<term> echo(ctx, term args) {
  co_return term(args.ref().head());
}
task<term> where(ctx, term) {
  co_return term(node_name());
}
/// Milliseconds; then says where.
task<term> sleeps(ctx self, term args) {
  const duration time = duration::milliseconds(args.ref().head().as_int());
  co_await self.receive(on(atom("never")), after(time));
  co_return term(node_name());
}
task<term> fails(ctx, term args) {
  raise_error(term(args.ref().head()));
  co_return atoms::ok;
}
task<term> hurls(ctx, term args) {
  throw_term(term(args.ref().head()));
  co_return atoms::ok;
}
task<term> leaves(ctx, term args) {
  exit(term(args.ref().head()));
  co_return atoms::ok;
}
/// An exit signal ends the process that runs it.
task<term> is_ended(ctx self, term args) {
  exit(self.self(), term(args.ref().head()));
  co_await self.receive(on(atom("never")));
  co_return atoms::ok;
}
task<term> tells(ctx, term args) {
  send(args.ref().head().as_pid(), tuple(atom("told"), node_name()));
  co_return atoms::ok;
}

/// One run of a case: what its callers have heard, and whether they are through.
struct scene {
  cluster& c;
  lines heard = {};
  bool over = false;

  void hear(const term& t) { heard.push_back(to_string(t)); }
  void hear_left(std::size_t left) { heard.push_back(std::to_string(left) + " left"); }
  /// That the time since `began` is `limit`, or little more.
  void hear_time(duration began, duration limit) {
    const duration took = c.sim().now() - began;
    heard.emplace_back(took >= limit && took < limit + 100_ms ? "in time" : "at another time");
  }
};

using script = process (*)(ctx self, scene* s);

/// On every node that starts.
void add_functions(cluster& c, std::size_t i) {
  const std::pair<const char*, native_function> one[] = {
      {"echo", echo},     {"sleeps", sleeps},     {"fails", fails}, {"hurls", hurls},
      {"leaves", leaves}, {"is_ended", is_ended}, {"tells", tells}};
  for (const auto& [name, body] : one) {
    c.at(i).export_function(calls, atom(name), 1, body);
  }
  c.at(i).export_function(calls, atom("where"), 0, where);
}

/// Three nodes; the script runs on the first, which is connected to the others.
void plays(script body, const lines& expected) {
  run_seeds(3, [&](testing::simulation& sim) {
    cluster c(sim, 3, add_functions);
    scene s{c};
    lines problems;
    c.at(0).spawn(
        [](ctx self, scene* to) -> process {
          const std::vector<atom> others = {to->c.name(1), to->c.name(2)};
          const term all = co_await rpc::multicall(self, others, calls, atom("where"), term::nil());
          to->over = all[1].is_nil();
        },
        &s);
    if (!sim.run_until([&] { return s.over; }, 30_s)) {
      return lines{"the nodes do not connect"};
    }
    s.over = false;
    c.at(0).spawn(body, &s);
    if (!sim.run_until([&] { return s.over; }, 5_min)) {
      problems.emplace_back("the script does not end");
    }
    if (s.heard != expected) {
      problems.insert(problems.end(), s.heard.begin(), s.heard.end());
      problems.emplace_back("was heard");
    }
    return problems;
  });
}

/// What is in the mailbox after a while.
task<void> hear_rest(ctx self, scene* s) {
  co_await self.receive(on(atom("never")), after(30_s));
  std::size_t left = 0;
  for (;;) {
    const std::size_t came = co_await self.receive(on(any), after(duration()));
    if (came != 0) {
      break;
    }
    ++left;
  }
  s->hear_left(left);
}

/// What a task comes to: its value, or `{Class, Reason}`.
task<term> end_of(task<term> body) {
  const std::exception_ptr thrown = co_await body.settled();
  if (!thrown) {
    co_return body.value();
  }
  try {
    std::rethrow_exception(thrown);
  } catch (const exit_exception& e) {
    const atom kind = e.kind() == exception_class::error  ? atoms::error
                      : e.kind() == exception_class::exit ? atoms::exit
                                                          : atoms::throw_;
    co_return tuple(kind, e.reason());
  }
}

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

TEST_CASE("erpc: a call raises what the function raises, or why it failed itself (erpc_SUITE: "
          "call)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        for (const char* f : {"echo", "fails", "hurls", "leaves", "is_ended"}) {
          const term r = co_await end_of(erpc::call(self, there, calls, atom(f), list(atom("r"))));
          s->hear(r);
        }
        const term own =
            co_await end_of(erpc::call(self, s->c.name(0), calls, atom("leaves"), list(atom("r"))));
        s->hear(own);
        const duration began = s->c.sim().now();
        const term late =
            co_await end_of(erpc::call(self, there, calls, atom("sleeps"), list(9'000), 1_s));
        s->hear(late);
        s->hear_time(began, 1_s);
        const term none =
            co_await end_of(erpc::call(self, atom("x@nowhere"), calls, atom("where"), list()));
        s->hear(none);
        const term bad = co_await end_of(erpc::call(self, there, calls, atom("where"), atom("a")));
        s->hear(bad);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"r", "{error,{exception,r,[{calls,fails,1,[]}]}}", "{throw,r}", "{exit,{exception,r}}",
       "{exit,{signal,r}}", "{exit,{exception,r}}", "{error,{erpc,timeout}}", "in time",
       "{error,{erpc,noconnection}}", "{error,{erpc,badarg}}", "0 left"});
}

TEST_CASE("erpc: casts are carried out, and leave nothing behind (erpc_SUITE: cast, multicast)") {
  plays(
      [](ctx self, scene* s) -> process {
        erpc::cast(s->c.name(1), calls, atom("tells"), list(self.self()));
        co_await self.receive(on(tuple(atom("told"), s->c.name(1))));
        erpc::cast(atom("x@nowhere"), calls, atom("where"), list());
        erpc::multicast({s->c.name(2), atom("x@nowhere"), s->c.name(0)}, calls, atom("tells"),
                        list(self.self()));
        co_await self.receive(on(tuple(atom("told"), s->c.name(0))));
        co_await self.receive(on(tuple(atom("told"), s->c.name(2))));
        try {
          erpc::multicast({s->c.name(1)}, calls, atom("tells"), atom("a"));
        } catch (const exit_exception& e) {
          s->hear(e.reason());
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"{erpc,badarg}", "0 left"});
}

TEST_CASE("erpc: responses are received, waited for and checked (erpc_SUITE: send_request)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const term a = erpc::send_request(there, calls, atom("echo"), list(1));
        const term b = erpc::send_request(there, calls, atom("leaves"), list(atom("b")));
        const term c = erpc::send_request(there, calls, atom("sleeps"), list(500));
        const term d = erpc::send_request(atom("x@nowhere"), calls, atom("echo"), list(1));
        const term got = co_await erpc::receive_response(self, a);
        s->hear(got);
        const term failed = co_await end_of(erpc::receive_response(self, b, 10_s));
        s->hear(failed);
        const term not_yet = co_await erpc::wait_response(self, c);
        s->hear(not_yet);
        const term waited = co_await erpc::wait_response(self, c, 10_s);
        s->hear(waited);
        const term lost = co_await end_of(erpc::wait_response(self, d, 10_s));
        s->hear(lost);
        const term e = erpc::send_request(there, calls, atom("echo"), list(5));
        const term message = co_await self.receive();
        s->hear(erpc::check_response(atom("other"), e));
        s->hear(erpc::check_response(message, e));
        const term bad = co_await end_of(erpc::receive_response(self, atom("x")));
        s->hear(bad);
        const term twice = co_await end_of(erpc::receive_response(self, a, 10_ms));
        s->hear(twice);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"1", "{exit,{exception,b}}", "no_response", "{response,n1@beta}",
       "{error,{erpc,noconnection}}", "no_response", "{response,5}", "{error,{erpc,badarg}}",
       "{error,{erpc,badarg}}", "0 left"});
}

TEST_CASE("erpc: a fun with a name is called by apply (erpc_SUITE: send_request_fun)") {
  plays(
      [](ctx self, scene* s) -> process {
        const auto fun = parse_term("fun calls:where/0");
        if (!fun) {
          s->heard.push_back(fun.failure().text);
        } else {
          const term id =
              erpc::send_request(s->c.name(2), atoms::erlang, atom("apply"), list(*fun, list()));
          const term got = co_await erpc::receive_response(self, id);
          s->hear(got);
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"n2@gamma", "0 left"});
}

TEST_CASE("erpc: collections of requests give the label with each response (erpc_SUITE: "
          "send_request)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        term all = erpc::reqids_new();
        all = erpc::send_request(there, calls, atom("sleeps"), list(1'000), atom("slow"), all);
        all = erpc::send_request(there, calls, atom("echo"), list(1), atom("fast"), all);
        const term third = erpc::send_request(there, calls, atom("hurls"), list(atom("t")));
        all = erpc::reqids_add(third, atom("bad"), all);
        const term size(erpc::reqids_size(all));
        s->hear(size);
        s->hear(term(erpc::reqids_to_list(all).ref().list_length()));
        for (int i = 0; i < 3; ++i) {
          const term r = co_await end_of(erpc::receive_response(self, all, 10_s, true));
          const bool raised = r[0].is(atoms::throw_);
          const term_ref whole = raised ? r[1] : r.ref();
          s->hear(tuple(whole[0], whole[1]));
          all = term(whole[2]);
        }
        const term none = co_await erpc::wait_response(self, all, 1_s, true);
        s->hear(none);
        // Kept, it is there, but has nothing more to say.
        all = erpc::send_request(there, calls, atom("echo"), list(2), atom("kept"), all);
        const term kept = co_await erpc::wait_response(self, all, 10_s, false);
        s->hear(tuple(kept[0], kept[1], erpc::reqids_size(term(kept[2]))));
        const term quiet = co_await erpc::wait_response(self, all, 10_ms, false);
        s->hear(quiet);
        all = erpc::send_request(there, calls, atom("echo"), list(3), atom("third"),
                                 erpc::reqids_new());
        const term message = co_await self.receive();
        s->hear(erpc::check_response(atom("other"), all, true));
        const term checked = erpc::check_response(message, all, true);
        s->hear(tuple(checked[0], checked[1], erpc::reqids_size(term(checked[2]))));
        all = erpc::send_request(there, calls, atom("sleeps"), list(9'000), atom("late"), all);
        const term late = co_await end_of(erpc::receive_response(self, all, 1_s, true));
        s->hear(late);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"3", "3", "{1,fast}", "{t,bad}", "{n1@beta,slow}", "no_request", "{{response,2},kept,1}",
       "no_response", "no_response", "{{response,3},third,0}", "{error,{erpc,timeout}}", "0 left"});
}

TEST_CASE("erpc: multicall tells what each node came to (erpc_SUITE: multicall)") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const std::vector<atom> all = {c.name(1), atom("x@nowhere"), c.name(0), c.name(1)};
        for (const char* f : {"echo", "hurls", "leaves", "is_ended"}) {
          // is_ended would end the caller on its own node without a limit.
          const term r = co_await erpc::multicall(self, all, calls, atom(f), list(atom("r")), 20_s);
          s->hear(r);
        }
        const term own = co_await erpc::multicall(self, all, calls, atom("where"), list());
        s->hear(own);
        const term none =
            co_await erpc::multicall(self, std::vector<atom>(), calls, atom("where"), list());
        s->hear(none);
        c.sim().after(500_ms, [&c] { c.crash(2); });
        const std::vector<atom> two = {c.name(1), c.name(2)};
        const term dies = co_await erpc::multicall(self, two, calls, atom("sleeps"), list(2'000));
        s->hear(dies);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"[{ok,r},{error,{erpc,noconnection}},{ok,r},{ok,r}]",
       "[{throw,r},{error,{erpc,noconnection}},{throw,r},{throw,r}]",
       "[{exit,{exception,r}},{error,{erpc,noconnection}},{exit,{exception,r}},{exit,{exception,r}"
       "}]",
       "[{exit,{signal,r}},{error,{erpc,noconnection}},{exit,{signal,r}},{exit,{signal,r}}]",
       "[{ok,n1@beta},{error,{erpc,noconnection}},{ok,n0@alpha},{ok,n1@beta}]", "[]",
       "[{ok,n1@beta},{error,{erpc,noconnection}}]", "0 left"});
}

TEST_CASE(
    "erpc: multicall takes its answers out of a long mailbox and leaves the rest (erpc_SUITE: "
    "multicall_recv_opt, multicall_recv_opt2, multicall_recv_opt3)") {
  plays(
      [](ctx self, scene* s) -> process {
        constexpr int waiting = 50'000;
        for (int i = 0; i < waiting; ++i) {
          send(self.self(), i);
        }
        const std::vector<atom> all = {s->c.name(1), s->c.name(2), s->c.name(1), s->c.name(0)};
        for (int i = 0; i < 20; ++i) {
          const term r = co_await erpc::multicall(self, all, calls, atom("echo"), list(i), 60_s);
          if (!(r.ref().head()[1] == term(i).ref())) {
            s->hear(r);
          }
        }
        for (int i = 0; i < waiting; ++i) {
          const term m = co_await self.receive();
          if (!m.is_integer() || m.as_int() != i) {
            s->hear(m);
          }
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"0 left"});
}

TEST_CASE("erpc: a limit is from 0 to 4,294,967,295 milliseconds or infinity (erpc_SUITE: "
          "timeout_limit)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const std::vector<atom> only = {there};
        for (const std::int64_t ms :
             {std::int64_t{0xffff'ffff}, std::int64_t{0x1'0000'0000}, std::int64_t{-1}}) {
          const duration limit = duration::milliseconds(ms);
          const term one =
              co_await end_of(erpc::call(self, there, calls, atom("where"), list(), limit));
          s->hear(one);
          const term many =
              co_await end_of(erpc::multicall(self, only, calls, atom("where"), list(), limit));
          s->hear(many);
          const term id = erpc::send_request(there, calls, atom("where"), list());
          const term got = co_await end_of(erpc::receive_response(self, id, limit));
          s->hear(got);
          const term older =
              co_await end_of(rpc::call(self, there, calls, atom("where"), list(), limit));
          s->hear(older);
          if (ms != 0xffff'ffff) {
            co_await erpc::receive_response(self, id);
          }
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"n1@beta", "[{ok,n1@beta}]", "n1@beta", "n1@beta", "{error,{erpc,badarg}}",
       "{error,{erpc,badarg}}", "{error,{erpc,badarg}}", "{error,badarg}", "{error,{erpc,badarg}}",
       "{error,{erpc,badarg}}", "{error,{erpc,badarg}}", "{error,badarg}", "0 left"});
}

/// More than a connection takes at once: who sends it is ahead of the connection.
term large() {
  return term::binary(std::string(3'000'000, 'x'));
}

TEST_CASE("erpc: a limit holds while the request itself is stuck (erpc_SUITE: call_reqtmo, "
          "send_request_receive_reqtmo, send_request_wait_reqtmo, send_request_check_reqtmo, "
          "multicall_reqtmo)") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const atom there = c.name(1);
        const term args = list(large());
        c.sim().limit(c.host(0), c.host(1), 200'000);
        duration began = c.sim().now();
        const term call =
            co_await end_of(erpc::call(self, there, calls, atom("echo"), args, 500_ms));
        s->hear(call);
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term older =
            co_await end_of(rpc::call(self, there, calls, atom("echo"), args, 500_ms));
        s->hear(older);
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term a = erpc::send_request(there, calls, atom("echo"), args);
        const term received = co_await end_of(erpc::receive_response(self, a, 500_ms));
        s->hear(received);
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term b = erpc::send_request(there, calls, atom("echo"), args);
        const term waited = co_await erpc::wait_response(self, b, 500_ms);
        s->hear(waited);
        s->hear_time(began, 500_ms);
        const term given_up = co_await end_of(erpc::receive_response(self, b, 500_ms));
        s->hear(given_up);
        began = c.sim().now();
        const term d = erpc::send_request(there, calls, atom("echo"), args);
        term message = atom("none");
        co_await self.receive(on(bind(message)), after(500_ms));
        s->hear(erpc::check_response(message, d));
        s->hear_time(began, 500_ms);
        const term gone = co_await end_of(erpc::receive_response(self, d, 100_ms));
        s->hear(gone);
        began = c.sim().now();
        const std::vector<atom> both = {there, c.name(2)};
        const term many =
            co_await erpc::multicall(self, both, calls, atom("where"), list(), 500_ms);
        s->hear(many);
        s->hear_time(began, 500_ms);
        c.sim().heal_all();
        co_await hear_rest(self, s);
        const term well = co_await erpc::call(self, there, calls, atom("where"), list());
        s->hear(well);
        s->over = true;
      },
      {"{error,{erpc,timeout}}", "in time", "{badrpc,timeout}", "in time", "{error,{erpc,timeout}}",
       "in time", "no_response", "in time", "{error,{erpc,timeout}}", "no_response", "in time",
       "{error,{erpc,timeout}}", "[{error,{erpc,timeout}},{ok,n2@gamma}]", "in time", "0 left",
       "n1@beta"});
}

TEST_CASE("gen_server: a limit holds while the request itself is stuck, and no late reply comes") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const destination there(atoms::net_kernel, c.name(1));
        c.sim().limit(c.host(0), c.host(1), 200'000);
        duration began = c.sim().now();
        const term call = co_await end_of([](ctx me, destination to) -> task<term> {
          const term r = co_await gen_server::call(me, to, large(), 500_ms);
          co_return r;
        }(self, there));
        s->hear(term(call[1][0]));
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term id = gen_server::send_request(there, large());
        const term received = co_await gen_server::receive_response(self, id, 500_ms);
        s->hear(received);
        s->hear_time(began, 500_ms);
        term all = gen_server::send_request(there, large(), atom("a"), gen_server::reqids_new());
        all = gen_server::send_request(there, atom("b"), atom("b"), all);
        const term none = co_await gen_server::receive_response(self, all, 500_ms, true);
        s->hear(none);
        began = c.sim().now();
        const std::vector<atom> both = {c.name(1), c.name(2)};
        const term many =
            co_await gen_server::multi_call(self, both, atoms::net_kernel, atom("what"), 500_ms);
        s->hear(many);
        s->hear_time(began, 500_ms);
        c.sim().heal_all();
        co_await hear_rest(self, s);
        const term well = co_await gen_server::call(self, there, atom("nodename"), 60_s);
        s->hear(well);
        s->over = true;
      },
      {"timeout", "in time", "timeout", "in time", "timeout",
       "{[{n2@gamma,{error,badrequest}}],[n1@beta]}", "in time", "0 left", "n1@beta"});
}

}  // namespace
}  // namespace kith::scenarios
