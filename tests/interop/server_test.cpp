// The call protocol between servers of both kinds, and the aliases it rests on.
#include <doctest/doctest.h>

#include "kith/gen_server.hpp"
#include "kith_side.hpp"
#include "ports.hpp"
#include "puppet.hpp"

namespace kith::interop {
namespace {

class counter : public gen_server {
 public:
  task<action> handle_call(ctx, term request, term from) override {
    if (request.is_integer()) {
      total_ += request.as_int();
      co_return reply(total_);
    }
    if (request.is(atom("late"))) {
      late_ = from;
      co_return noreply();
    }
    if (request.is(atom("now"))) {
      gen_server::reply(late_, atom("too_late"));
      co_return reply(atoms::ok);
    }
    co_return stop(atom("asked_to"), atom("bye"));
  }
  task<action> handle_cast(ctx, term request) override {
    total_ = request.as_int();
    co_return noreply();
  }
  [[nodiscard]] term state() const override { return total_; }

 private:
  std::int64_t total_ = 0;
  term late_;
};

struct serving {
  serving() {
    const term started = kith.run([](ctx self, term) -> task<term> {
      term answer = co_await gen_server::start<counter>(self, gen_server::local(atom("counter")));
      co_return answer;
    });
    REQUIRE(started.is_tuple(2));
    (void)erl.eval("S = {counter, dog@localhost}");
  }
  epmd_daemon epmd;
  kith_side kith{{.epmd = epmd.port()}};
  erl_node erl{{.epmd = epmd.port()}};
};

TEST_CASE("server: gen_server:call and cast of Erlang reach a server of Kith") {
  serving s;
  CHECK(s.erl.eval("gen_server:call(S, 5)") == "5");
  CHECK(s.erl.eval("gen_server:cast(S, 100)") == "ok");
  CHECK(s.erl.eval("gen_server:call(S, 7)") == "107");
  CHECK(s.erl.eval("sys:get_state(S)") == "107");
  CHECK(s.erl.eval("gen_server:multi_call([dog@localhost, node()], counter, 1, 5000)") ==
        "{[{dog@localhost,108}],[cat@localhost]}");
  CHECK(s.erl.eval("gen_server:wait_response(gen_server:send_request(S, 2), 5000)") ==
        "{reply,110}");
  CHECK(s.erl.eval_alone("{'EXIT', {noproc, _}} = (catch gen_server:call({nobody, dog@localhost}, "
                         "1)), ok") == "ok");
  CHECK(s.erl.eval("gen_server:call(S, stop)") == "bye");
  CHECK(s.erl.eval_alone("{'EXIT', {noproc, _}} = (catch gen_server:call(S, 1)), ok") == "ok");
  CHECK(s.erl.eval("Collect(0)") == "[]");
}

TEST_CASE("server: a reply that comes after the caller has given up is dropped by the alias") {
  serving s;
  CHECK(s.erl.eval_alone("{'EXIT', {timeout, _}} = (catch gen_server:call(S, late, 50)), ok") ==
        "ok");
  CHECK(s.erl.eval("gen_server:call(S, now)") == "ok");
  CHECK(s.erl.eval("Collect(0)") == "[]");
}

// A gen_server without a module file: its callbacks are compiled from forms in the erl.
constexpr const char* erl_server = R"erl(
  (fun() ->
    Source = ["-module(adder).", "-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).",
      "init(N) -> {ok, N}.",
      "handle_call(stop, _, N) -> {stop, asked_to, bye, N};"
      "handle_call(late, F, N) -> {noreply, {F, N}};"
      "handle_call(now, _, {F, N}) -> gen_server:reply(F, too_late), {reply, ok, N};"
      "handle_call(crash, _, _) -> exit(oops);"
      "handle_call(I, _, N) -> {reply, N + I, N + I}.",
      "handle_cast(N, _) -> {noreply, N}.",
      "handle_info(_, N) -> {noreply, N}."],
    Forms = [begin {ok, T, _} = erl_scan:string(L), {ok, F} = erl_parse:parse_form(T), F end
             || L <- Source],
    {ok, adder, Code} = compile:forms(Forms),
    {module, adder} = code:load_binary(adder, "adder.erl", Code),
    {ok, _} = gen_server:start({local, adder}, adder, 0, []),
    started
  end)()
)erl";

/// Calls {adder, cat@localhost} with the first element, for at most the second, in milliseconds.
term call(kith_side& kith, term request, int limit_ms = 9'000) {
  return kith.run(
      [](ctx self, term t) -> task<term> {
        const destination adder(atom("adder"), atom("cat@localhost"));
        const duration limit = duration::milliseconds(t[1].as_int());
        term answer = co_await gen_server::call(self, adder, term(t[0]), limit);
        co_return answer;
      },
      tuple(request, limit_ms));
}

TEST_CASE("server: gen_server::call and cast of Kith reach a server of Erlang") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  REQUIRE(erl.eval(erl_server) == "started");
  CHECK(to_string(call(kith, 5)) == "5");
  (void)kith.run([](ctx, term) -> task<term> {
    gen_server::cast({atom("adder"), atom("cat@localhost")}, 100);
    co_return atoms::ok;
  });
  CHECK(erl.eval("Await(fun() -> sys:get_state(adder) =:= 100 end)") == "true");
  CHECK(to_string(call(kith, 7)) == "107");
  const term late = call(kith, atom("late"), 50);
  CHECK(to_string(late) == "{'EXIT',{timeout,{gen_server,call,[{adder,cat@localhost},late,50]}}}");
  CHECK(to_string(call(kith, atom("now"))) == "ok");
  const term multi = kith.run([](ctx self, term) -> task<term> {
    const std::vector<atom> nodes = {atom("cat@localhost"), atom("gone@localhost")};
    term answer = co_await gen_server::multi_call(self, nodes, atom("adder"), 3);
    co_return answer;
  });
  CHECK(to_string(multi) == "{[{cat@localhost,110}],[gone@localhost]}");
  CHECK(to_string(call(kith, atom("stop"))) == "bye");
  // The reply comes before the end.
  CHECK(erl.eval("Await(fun() -> whereis(adder) =:= undefined end)") == "true");
  CHECK(to_string(call(kith, 1)) ==
        "{'EXIT',{noproc,{gen_server,call,[{adder,cat@localhost},1,9000]}}}");
}

TEST_CASE("server: aliases reach their process from the other node until they end") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  const pid puppet = kith.spawn_puppet(atom("puppet"));
  SUBCASE("of Kith") {
    CHECK(erl.eval_alone("D = {puppet, dog@localhost}, A = Do(D, alias), A ! one, A ! two, "
                         "Do(D, {await, 2})") == "[one,two]");
  }
  SUBCASE("of Erlang") {
    CHECK(
        erl.eval_alone("D = {puppet, dog@localhost}, A = alias(), B = alias([reply]), "
                       "[ok = Do(D, {send, X, M}) || {X, M} <- [{A, 1}, {B, 2}, {B, 3}, {A, 4}]], "
                       "unalias(A), ok = Do(D, {send, A, 5}), Collect(3)") == "[1,2,4]");
  }
  (void)puppet;
}

}  // namespace
}  // namespace kith::interop
