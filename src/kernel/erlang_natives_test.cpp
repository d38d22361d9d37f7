// Natives that act for the process that runs, called as another node would call them.

#include <doctest/doctest.h>

#include "kernel/apply.hpp"
#include "kernel/kernel_fixture.hpp"
#include "kith/build.hpp"
#include "runtime/process_items.hpp"

namespace kith {
namespace {

using namespace detail;

/// The value of `Module:Name(Args…)`, its arguments given as a list; `{Class, Reason}` when it
/// raises.
task<term> call(ctx self, atom module, atom name, term args) {
  const native_outcome got = co_await run_native(self, self.self(), module, name, args);
  switch (got.kind()) {
  case native_outcome::what::returned: co_return got.value();
  case native_outcome::what::thrown: co_return tuple(atoms::throw_, got.value());
  case native_outcome::what::exit: co_return tuple(atoms::exit, got.value());
  case native_outcome::what::error: break;
  }
  co_return tuple(atoms::error, got.value());
}

/// The same of module `erlang`.
task<term> erl(ctx self, const char* name, term args) {
  return call(self, atoms::erlang, atom(name), std::move(args));
}

std::vector<std::string> heard;
void hear(const term& t) {
  heard.push_back(to_string(t));
}
using lines = std::vector<std::string>;

template <class F>
lines heard_in(F body) {
  kernel_node n;
  heard.clear();
  CHECK(n.run(body));
  for (const std::string& line : n.node.log.lines) {
    CHECK_MESSAGE(false, line);
  }
  return heard;
}

/// Who halts it, and with what.
class recorded_end final : public node_end {
 public:
  void halt(int status, std::string_view slogan) override {
    said.push_back(std::to_string(status) + ":" + std::string(slogan));
  }
  std::vector<std::string> said;
};

class module_code final : public running_code {
 public:
  [[nodiscard]] term initial_call() const override { return tuple(atom("m"), atom("start"), 0); }
  [[nodiscard]] term stacktrace() const override {
    return list(tuple(atom("m"), atom("f"), 1, list(tuple(atom("line"), 7))),
                tuple(atom("m"), atom("start"), 0, list()));
  }
};

}  // namespace

TEST_CASE("erlang: a monitor's tag stands in the place of 'DOWN', once") {
  CHECK(heard_in([](ctx self) -> process {
          const pid child = spawn([](ctx me) -> process { co_await me.receive(); });
          const term options = list(tuple(atom("tag"), list(atom("my"), 1)));
          const term ref = co_await erl(self, "monitor", list(atoms::process, child, options));
          send(child, atom("end"));
          const term down = co_await self.receive();
          hear(term(down[0]));
          hear(term(down[1] == ref.ref()));
          hear(term(down[4]));
          // One that is removed takes its tag along.
          const term other =
              co_await erl(self, "monitor", list(atoms::process, atoms::rex, options));
          const term gone = co_await erl(self, "demonitor", list(other, list(atom("info"))));
          hear(gone);
          hear(term(self.block()->ties->rare->tags.size()));
          const term again = co_await erl(self, "demonitor", list(other, list(atom("info"))));
          hear(again);
        }) == lines{"[my,1]", "true", "normal", "true", "0", "false"});
}

TEST_CASE("erlang: a message that a tagged monitor sent is flushed like any other") {
  CHECK(heard_in([](ctx self) -> process {
          const term options = list(tuple(atom("tag"), atom("gone")));
          const term ref =
              co_await erl(self, "monitor", list(atoms::process, atom("nobody"), options));
          co_await self.yield();
          co_await erl(self, "demonitor", list(ref, list(atom("flush"))));
          const std::size_t which =
              co_await self.receive(on(any, [] { hear(atom("message")); }), after(0_ms));
          hear(term(which));
        }) == lines{"1"});
}

TEST_CASE("erlang: timers are armed at times of the monotonic clock, read and cancelled") {
  CHECK(heard_in([](ctx self) -> process {
          const std::int64_t now_ms = self.block()->node->home().world().now().ns / 1'000'000;
          const term absolute = list(tuple(atom("abs"), true));
          const term at = term(now_ms + 100);
          const term timer =
              co_await erl(self, "start_timer", list(at, self.self(), atom("x"), absolute));
          const term left = co_await erl(self, "read_timer", list(timer));
          hear(term(left.as_int() > 90 && left.as_int() <= 100));
          const term fired = co_await self.receive();
          hear(term(fired == term(tuple(atoms::timeout, timer, atom("x")))));
          const term after_all = co_await erl(self, "read_timer", list(timer));
          hear(after_all);
          const term other = co_await erl(self, "send_after", list(60'000, self.self(), atom("y")));
          const term async = list(tuple(atom("async"), true));
          const term answer = co_await erl(self, "cancel_timer", list(other, async));
          hear(answer);
          const term result = co_await self.receive();
          hear(term(result[0]));
          hear(term(result[2].as_int() > 59'000));
          const term before_all =
              co_await erl(self, "send_after", list(-1, self.self(), atom("y"), absolute));
          hear(before_all);
        }) == lines{"true", "true", "false", "ok", "cancel_timer", "true", "{error,badarg}"});
}

TEST_CASE("erlang: an exit signal to oneself takes effect before exit/2 returns") {
  CHECK(heard_in([](ctx self) -> process {
          const spawned child = spawn_monitor([](ctx me) -> process {
            co_await erl(me, "exit", list(me.self(), atom("now")));
            hear(atom("too late"));
          });
          const term down = co_await self.receive();
          hear(term(down[4]));
          hear(term(down[1].is(child.monitor_ref)));
        }) == lines{"now", "true"});
}

TEST_CASE("erlang: flags are remembered, and process_info tells of them") {
  CHECK(heard_in([](ctx self) -> process {
          const term high =
              co_await erl(self, "process_flag", list(atom("priority"), atom("high")));
          hear(high);
          co_await erl(self, "process_flag", list(atom("min_heap_size"), 1000));
          const term limit = map(atom("size"), 5000, atoms::kill, false);
          co_await erl(self, "process_flag", list(atom("max_heap_size"), limit));
          const term items = list(atom("priority"), atom("min_heap_size"), atom("max_heap_size"));
          const term now = co_await erl(self, "process_info", list(self.self(), items));
          hear(now);
          const term low = co_await erl(self, "process_flag", list(atom("max_heap_size"), 100));
          hear(low);
        }) == lines{"normal",
                    "[{priority,high},{min_heap_size,1598},{max_heap_size,#{error_logger => "
                    "true,kill => false,size => 5000}}]",
                    "{error,badarg}"});
}

TEST_CASE("process_info: what has a name in Erlang says where it is") {
  CHECK(heard_in([](ctx self) -> process {
          const process_block& p = *self.block();
          hear(info_of(p, term(atom("current_function"))));
          hear(info_of(p, term(atom("initial_call"))));
          const module_code code;
          self.block()->tied().code = &code;
          hear(info_of(p, term(atom("current_function"))));
          hear(info_of(p, term(atom("current_location"))));
          hear(info_of(p, term(atom("initial_call"))));
          hear(info_of(p, term(atom("backtrace"))));
          self.block()->ties->code = nullptr;
          co_return;
        }) == lines{"{current_function,undefined}", "{initial_call,{erlang,apply,2}}",
                    "{current_function,{m,f,1}}", "{current_location,{m,f,1,[{line,7}]}}",
                    "{initial_call,{m,start,0}}", "{backtrace,<<\"m:f/1\\nm:start/0\\n\">>}"});
}

TEST_CASE("process_info: a function that another node has spawned is named") {
  CHECK(heard_in([](ctx self) -> process {
          const atom waits("waits");
          const auto forever = [](ctx me, term) -> task<term> {
            co_await me.receive();
            co_return atoms::ok;
          };
          self.block()->node->natives.add(atom("test"), waits, 1, forever);
          const pid child =
              spawn(apply_native, self.self(), atom("test"), waits, term(list(atoms::ok)));
          co_await self.receive(after(1_ms));  // it has begun
          for (const atom item : {atom("initial_call"), atom("current_stacktrace")}) {
            const term said = co_await process_info(self, child, item);
            hear(said);
          }
          exit(child, atoms::kill);
        }) == lines{"{initial_call,{test,waits,1}}", "{current_stacktrace,[{test,waits,1,[]}]}"});
}

TEST_CASE("erlang: statistics grow with what is done") {
  CHECK(heard_in([](ctx self) -> process {
          const term first = co_await erl(self, "statistics", list(atom("reductions")));
          co_await erl(self, "bump_reductions", list(1000));
          co_await self.yield();
          const term second = co_await erl(self, "statistics", list(atom("reductions")));
          hear(term(second[1].as_int() >= 1000));
          hear(term(second[0].as_int() - second[1].as_int() == first[0].as_int()));
          co_await self.receive(after(3_s));
          const term up = co_await erl(self, "statistics", list(atom("wall_clock")));
          hear(term(up[0].as_int() >= 3000 && up[0].as_int() < 3100));
        }) == lines{"true", "true", "true"});
}

TEST_CASE("erlang: display writes to the node's output") {
  kernel_node n;
  CHECK(n.run([](ctx self) -> process {
    group_leader(self, self);  // it does not matter
    const term shown = tuple(atom("a"), "text", bin("x"));
    co_await erl(self, "display", list(shown));
    co_await erl(self, "display_string", list("bare\n"));
  }));
  CHECK(n.output.text == "{a,\"text\",<<\"x\">>}\nbare\n");
}

TEST_CASE("erlang: who ends the node hears the status and the slogan") {
  kernel_node n;
  recorded_end end;
  n.state.end = &end;
  CHECK(n.run([](ctx self) -> process {
    const pid one = spawn([](ctx me) -> process {
      co_await erl(me, "halt", list(257));
      FAIL("halt has returned");
    });
    const pid two = spawn([](ctx me) -> process {
      co_await erl(me, "halt", list("why", list(tuple(atom("flush"), false))));
      FAIL("halt has returned");
    });
    co_await self.receive(after(1_ms));
    const term stop = co_await call(self, atoms::init, atoms::stop, list(3));
    CHECK(stop.is(atoms::ok));
    const term wrong = co_await erl(self, "halt", list(atom("soon")));
    CHECK(to_string(wrong) == "{error,badarg}");
    exit(one, atoms::kill);
    exit(two, atoms::kill);
    co_await self.receive(after(1_s));  // init:stop/1 takes a moment
  }));
  CHECK(end.said == lines{"1:", "1:why", "3:"});
}

TEST_CASE("init: tells of the arguments that the program was started with") {
  kernel_node n;
  n.state.arguments.flags = {{atom("sname"), {"cat"}}, {atom("x"), {}}, {atom("x"), {"1", "2"}}};
  n.state.arguments.plain = {"file"};
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const term all = co_await call(self, atoms::init, atom("get_arguments"), list());
    hear(all);
    const term x = co_await call(self, atoms::init, atom("get_argument"), list(atom("x")));
    hear(x);
    const term y = co_await call(self, atoms::init, atom("get_argument"), list(atom("y")));
    hear(y);
    const term plain = co_await call(self, atoms::init, atom("get_plain_arguments"), list());
    hear(plain);
  }));
  CHECK(heard == lines{"[{sname,[\"cat\"]},{x,[]},{x,[\"1\",\"2\"]}]", "{ok,[[],[\"1\",\"2\"]]}",
                       "error", "[\"file\"]"});
}

TEST_CASE("application: its environment is what was set") {
  CHECK(heard_in([](ctx self) -> process {
          const atom m("application");
          const atom a("mine");
          const term none = co_await call(self, m, atom("get_env"), list(a, atom("k")));
          hear(none);
          co_await call(self, m, atom("set_env"), list(a, atom("k"), 7));
          const term some = co_await call(self, m, atom("get_env"), list(a, atom("k")));
          hear(some);
          const term all = co_await call(self, m, atom("get_all_env"), list(a));
          hear(all);
          co_await call(self, m, atom("unset_env"), list(a, atom("k")));
          const term last = co_await call(self, m, atom("get_env"), list(a, atom("k"), 0));
          hear(last);
          const term no = co_await call(self, m, atom("start"), list(a));
          hear(no);
        }) == lines{"undefined", "{ok,7}", "[{k,7}]", "0",
                    "{error,{\"no such file or directory\",\"mine.app\"}}"});
}

}  // namespace kith
