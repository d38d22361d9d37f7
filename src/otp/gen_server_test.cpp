#include "kith/gen_server.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "otp/gen.hpp"
#include "runtime/lone_node.hpp"

namespace kith {
namespace {

using detail::lone_node;

std::vector<std::string> heard;
void hear(term_ref t) {
  heard.push_back(to_string(t));
}
void hear(const term& t) {
  hear(t.ref());
}

/// Runs a body that is to end by itself; what it heard.
template <class F>
std::vector<std::string> heard_in(F body) {
  lone_node n;
  heard.clear();
  CHECK(n.run(body));
  return heard;
}
using lines = std::vector<std::string>;

class counter : public gen_server {
 public:
  explicit counter(std::int64_t start = 0) : total_(start) {}

  task<action> handle_call(ctx, term request, term from) override {
    if (request.is_integer()) {
      total_ += request.as_int();
      co_return reply(total_);
    }
    if (request.is(atom("later"))) {
      gen_server::reply(from, atom("now"));
      co_return noreply();
    }
    if (request.is(atom("bye"))) {
      co_return stop(atoms::normal, atom("farewell"));
    }
    if (request.is(atom("crash"))) {
      raise_error(atom("oops"));
    }
    if (request.is(atom("idle"))) {
      co_return reply(atoms::ok).timeout(50_ms);
    }
    if (request.is(atom("more"))) {
      co_return reply(atoms::ok).then(atom("rest"));
    }
    co_return noreply();  // never answers
  }
  task<action> handle_cast(ctx, term request) override {
    hear(tuple(atom("cast"), request));
    co_return noreply();
  }
  task<action> handle_info(ctx, term message) override {
    hear(tuple(atom("info"), message));
    co_return noreply();
  }
  task<action> handle_continue(ctx, term what) override {
    hear(tuple(atom("continue"), what));
    co_return noreply();
  }
  task<void> terminate(ctx, term reason) override {
    hear(tuple(atom("terminate"), reason));
    co_return;
  }
  term state() const override { return total_; }

 private:
  std::int64_t total_;
};

class refuses : public gen_server {
 public:
  explicit refuses(atom how) : how_(how) {}
  task<action> init(ctx) override {
    if (how_ == atom("ignore")) {
      co_return ignore();
    }
    if (how_ == atom("crash")) {
      raise_error(atom("oops"));
    }
    co_return stop(how_);
  }

 private:
  atom how_;
};

TEST_CASE("gen_server: a call gets the reply, and the server keeps its state") {
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start_link<counter>(self, 40);
          const pid server = started[1].as_pid();
          const term first = co_await gen_server::call(self, server, 1);
          hear(first);
          const term second = co_await gen_server::call(self, server, 1, 100_ms);
          hear(second);
          const term later = co_await gen_server::call(self, server, atom("later"));
          hear(later);
        }) == lines{"41", "42", "now"});
}

TEST_CASE("gen_server: casts, other messages, timeouts and continuations reach their callbacks") {
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start<counter>(self);
          const pid server = started[1].as_pid();
          gen_server::cast(server, atom("c"));
          send(server, atom("m"));
          const term idle = co_await gen_server::call(self, server, atom("idle"));
          co_await self.receive(on(atom("never")), after(200_ms));
          const term more = co_await gen_server::call(self, server, atom("more"));
          gen_server::cast(server, atom("last"));
          const term total = co_await gen_server::call(self, server, 0);
        }) == lines{"{cast,c}", "{info,m}", "{info,timeout}", "{continue,rest}", "{cast,last}"});
}

process calls(ctx self, destination to, term request, duration limit) {
  const term reply = co_await gen_server::call(self, to, request, limit);
  hear(reply);
}

/// What a process that makes this call ends with.
task<term> reason_of_call(ctx self, destination to, term request, duration limit) {
  const spawned caller = spawn_monitor(calls, to, request, limit);
  term reason;
  co_await self.receive(on(tuple(atoms::DOWN, caller.monitor_ref, any, any, bind(reason))));
  co_return reason;
}

TEST_CASE("gen_server: a call that fails exits as OTP's does") {
  CHECK(heard_in([](ctx self) -> process {
          const destination nobody = atom("nobody");
          const term a = co_await reason_of_call(self, nobody, 1, 5_s);
          hear(a);
          const term started =
              co_await gen_server::start<counter>(self, gen_server::local(atom("c")));
          const destination named = atom("c");
          const term b = co_await reason_of_call(self, named, atom("silence"), 10_ms);
          hear(b);
          const destination far(atom("c"), atom("x@y"));
          const term c = co_await reason_of_call(self, far, 1, duration::infinity());
          hear(c);
          const term d = co_await reason_of_call(self, named, atom("crash"), 1_s);
          hear(d);
        }) == lines{
                  "{noproc,{gen_server,call,[nobody,1,5000]}}",
                  "{timeout,{gen_server,call,[c,silence,10]}}",
                  "{{nodedown,x@y},{gen_server,call,[{c,x@y},1,infinity]}}",
                  "{terminate,{oops,[]}}",
                  "{{oops,[]},{gen_server,call,[c,crash,1000]}}",
              });
}

TEST_CASE("gen_server: a process that calls itself, or by no limit given, says so") {
  CHECK(heard_in([](ctx self) -> process {
          const spawned own = spawn_monitor([](ctx me) -> process {
            register_name(atom("me"), me);
            const destination to = atom("me");
            co_await gen_server::call(me, to, atom("x"));
          });
          term reason;
          co_await self.receive(on(tuple(atoms::DOWN, own.monitor_ref, any, any, bind(reason))));
          hear(reason);
        }) == lines{"{calling_self,{gen_server,call,[me,x]}}"});
}

process loses_touch(ctx self) {
  co_await self.receive();
  exit(atoms::noconnection);
}

TEST_CASE("gen_server: a server of this node that ends with noconnection names this node") {
  CHECK(heard_in([](ctx self) -> process {
          register_name(atom("lost"), spawn(loses_touch));
          const destination named = atom("lost");
          const term name = co_await reason_of_call(self, named, 1, 1_s);
          hear(name[0]);
          register_name(atom("lost"), spawn(loses_touch));
          const destination both(atom("lost"), node_name());
          const term name_and_node = co_await reason_of_call(self, both, 1, 1_s);
          hear(name_and_node[0]);
          const destination alone = spawn(loses_touch);
          const term process = co_await reason_of_call(self, alone, 1, 1_s);
          hear(process[0]);
        }) == lines(3, "{nodedown,nonode@nohost}"));
}

process slow_server(ctx self) {
  for (;;) {
    term from;
    co_await self.receive(on(tuple(atoms::gen_call, bind(from), any)));
    co_await self.receive(on(atom("never")), after(100_ms));
    detail::gen_reply(from, atom("late"));
  }
}

TEST_CASE("gen_server: a reply that comes too late never reaches the mailbox") {
  CHECK(heard_in([](ctx self) -> process {
          const destination server = spawn(slow_server);
          const detail::call_outcome got =
              co_await detail::gen_call(self, server, atoms::gen_call, atom("x"), 20_ms);
          hear(got.value());
          const std::size_t came = co_await self.receive(on(any), after(500_ms));
          hear(term(came));
        }) == lines{"timeout", "1"});
}

process answers_past_alias(ctx self) {
  term who;
  term tag;
  co_await self.receive(on(tuple(atoms::gen_call, tuple(bind(who), bind(tag)), any)));
  send(who.as_pid(), tuple(tag, atom("done")));
}

TEST_CASE("gen_server: a reply past the alias ends the monitor, too") {
  CHECK(heard_in([](ctx self) -> process {
          const destination server = spawn(answers_past_alias);
          const term got = co_await gen_server::call(self, server, atom("x"));
          hear(got);
          const std::size_t came = co_await self.receive(on(any), after(500_ms));
          hear(term(came));
        }) == lines{"done", "1"});
}

TEST_CASE("gen_server: a call does not look through the messages that were there before") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    for (int i = 0; i < 100'000; ++i) {
      send(self.self(), i);
    }
    const term started = co_await gen_server::start<counter>(self);
    const pid server = started[1].as_pid();
    for (int i = 0; i < 100; ++i) {
      const term total = co_await gen_server::call(self, server, 1);
    }
    const term last = co_await gen_server::call(self, server, 0);
    hear(last);
  }));
  CHECK(heard == lines{"100"});
}

TEST_CASE("gen_server: every shape of a client's tag is echoed, the aliases to the alias") {
  CHECK(heard_in([](ctx self) -> process {
          const reference ref = make_ref();
          const reference there = alias();
          const reference gone = alias();
          unalias(gone);
          const std::vector<term> tags = {
              ref, term(tuple(ref, atom("n@h"))), term(cons(atoms::alias, there)),
              term(cons(cons(atoms::alias, there), atom("x"))), term(cons(atoms::alias, gone))};
          for (const term& tag : tags) {
            detail::gen_reply(term(tuple(self.self(), tag)), atoms::ok);
            const std::size_t came =
                co_await self.receive(on(tuple(tag, atoms::ok)), after(duration()));
            hear(term(came));
          }
          hear(term(detail::gen_reply(term(atom("garbage")), atoms::ok)));
        }) == lines{"0", "0", "0", "0", "1", "false"});
}

TEST_CASE("gen_server: starting says what became of it") {
  CHECK(heard_in([](ctx self) -> process {
          trap_exit(true);
          const gen_server::local name(atom("it"));
          const term a = co_await gen_server::start_link<counter>(self, name);
          hear(term(a[1].as_pid() == whereis(atom("it"))));
          const term b = co_await gen_server::start_link<counter>(self, name);
          hear(tuple(b[0], b[1][0], term(b[1][1] == a[1])));
          const term c = co_await gen_server::start<refuses>(self, atom("ignore"));
          hear(c);
          const term d = co_await gen_server::start<refuses>(self, atom("busy"));
          hear(d);
          const gen_server::local other(atom("other"));
          const term e = co_await gen_server::start<refuses>(self, other, atom("crash"));
          hear(e);
          hear(term(static_cast<bool>(whereis(atom("other")))));
        }) == lines{"true", "{error,already_started,true}", "ignore", "{error,busy}",
                    "{error,{oops,[]}}", "false"});
}

TEST_CASE("gen_server: stopping runs terminate first and answers last") {
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start<counter>(self);
          const pid server = started[1].as_pid();
          const reference watch = monitor(server);
          const term answer = co_await gen_server::call(self, server, atom("bye"));
          hear(answer);
          term reason;
          co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, bind(reason))));
          hear(reason);
        }) == lines{"{terminate,normal}", "farewell", "normal"});
}

TEST_CASE("gen_server: a server that traps exits ends with its parent") {
  class trapping : public counter {
    task<action> init(ctx) override {
      trap_exit(true);
      co_return ok();
    }
  };
  CHECK(heard_in([](ctx self) -> process {
          const spawned parent = spawn_monitor([](ctx me) -> process {
            const term started = co_await gen_server::start_link<trapping>(me);
            const pid server = started[1].as_pid();
            const term total = co_await gen_server::call(me, server, 1);
            exit(atoms::shutdown);
          });
          co_await self.receive(on(tuple(atoms::DOWN, parent.monitor_ref, any, any, any)));
          co_await self.receive(on(atom("never")), after(50_ms));
        }) == lines{"{terminate,shutdown}"});
}

TEST_CASE("gen_server: system messages show the state, suspend and resume, and stop") {
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start<counter>(self, 7);
          const pid server = started[1].as_pid();
          const destination to = server;
          const detail::call_outcome state =
              co_await detail::gen_call(self, to, atoms::system, atom("get_state"), 1_s);
          hear(state.value());
          const detail::call_outcome paused =
              co_await detail::gen_call(self, to, atoms::system, atom("suspend"), 1_s);
          hear(paused.value());
          const term late = co_await reason_of_call(self, to, 1, 20_ms);
          hear(late[0]);
          const detail::call_outcome status =
              co_await detail::gen_call(self, to, atoms::system, atom("get_status"), 1_s);
          hear(status.value()[3].tail().head());
          const detail::call_outcome on_again =
              co_await detail::gen_call(self, to, atoms::system, atom("resume"), 1_s);
          hear(on_again.value());
          const term total = co_await gen_server::call(self, server, 0);
          hear(total);
          const detail::call_outcome unknown =
              co_await detail::gen_call(self, to, atoms::system, atom("dance"), 1_s);
          hear(unknown.value());
          co_await gen_server::stop(self, to, atoms::normal, 1_s);
          const std::size_t left = co_await self.receive(on(any), after(10_ms));
          hear(term(left));
        }) == lines{"7", "ok", "timeout", "suspended", "ok", "8",
                    "{error,{unknown_system_msg,dance}}", "{terminate,normal}", "1"});
}

TEST_CASE("gen_server: stop without a reason ends it as normal, and one that is gone is noproc") {
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start<counter>(self);
          const pid server = started[1].as_pid();
          co_await gen_server::stop(self, server);
          try {
            co_await gen_server::stop(self, server);
          } catch (const exit_exception& e) {
            hear(e.exit_reason());
          }
        }) == lines{"{terminate,normal}", "noproc"});
}

TEST_CASE("gen_server: multi_call tells who answered from who did not") {
  CHECK(heard_in([](ctx self) -> process {
          const gen_server::local name(atom("many"));
          const term started = co_await gen_server::start<counter>(self, name, 1);
          const std::vector<atom> nodes = {node_name(), atom("x@y")};
          const term all = co_await gen_server::multi_call(self, nodes, atom("many"), 1);
          hear(all);
          const term in_time = co_await gen_server::multi_call(self, nodes, atom("many"), 1, 50_ms);
          hear(in_time);
          const term late =
              co_await gen_server::multi_call(self, nodes, atom("many"), atom("silence"), 50_ms);
          hear(late);
          const std::size_t left = co_await self.receive(on(any), after(10_ms));
          hear(term(left));
        }) == lines{"{[{nonode@nohost,2}],[x@y]}", "{[{nonode@nohost,3}],[x@y]}",
                    "{[],[nonode@nohost,x@y]}", "1"});
}

TEST_CASE("gen_server: a reply where none is due is a bad return value") {
  class wrong : public gen_server {
    task<action> handle_cast(ctx, term) override { co_return reply(1); }
  };
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start<wrong>(self);
          const pid server = started[1].as_pid();
          const reference watch = monitor(server);
          gen_server::cast(server, 1);
          term reason;
          co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, bind(reason))));
          hear(reason);
        }) == lines{"{bad_return_value,reply}"});
}

TEST_CASE("gen_server: a callback that is no coroutine may throw as well") {
  class plain : public gen_server {
    task<action> handle_call(ctx, term, term) override { exit(atom("no_coroutine")); }
    task<void> terminate(ctx, term reason) override { throw_term(tuple(atom("last"), reason)); }
  };
  CHECK(heard_in([](ctx self) -> process {
          const term started = co_await gen_server::start<plain>(self);
          const pid server = started[1].as_pid();
          const reference watch = monitor(server);
          send(server, tuple(atoms::gen_call, tuple(self, atom("tag")), 1));
          term reason;
          co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, bind(reason))));
          hear(reason);
        }) == lines{"{{nocatch,{last,no_coroutine}},[]}"});
}

}  // namespace
}  // namespace kith
