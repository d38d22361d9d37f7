// Calls between nodes: every function of rpc, erpc and net_adm, of an erl at a Kith node, of a Kith
// node at an erl (in Erlang and in C++), and in both cases what it gives between two of erl.
#include <doctest/doctest.h>

#include <string>

#include "end_of.hpp"
#include "kith/erpc.hpp"
#include "kith/gen_server.hpp"
#include "kith/nodes.hpp"
#include "kith/rpc.hpp"
#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

/// cat and owl are of erl, dog is of Kith. All know each other.
struct three {
  three() {
    CHECK(cat.eval("net_adm:ping('dog@localhost')") == "pong");
    CHECK(cat.eval("net_adm:ping('owl@localhost')") == "pong");
    CHECK(owl.eval("net_adm:ping('dog@localhost')") == "pong");
    // Evaluates a text on a node, with N bound to another; what it gives, without nodes' names.
    (void)cat.eval(R"erl(On = fun(Caller, Target, Text) ->
      {ok, Tokens, _} = erl_scan:string(Text),
      {ok, Exprs} = erl_parse:parse_exprs(Tokens),
      Shown = case rpc:call(Caller, erl_eval, exprs, [Exprs, [{'N', Target}]], 20000) of
        {value, Value, _} -> Value;
        Other -> Other
      end,
      Plain = fun(Node, Word, S) -> lists:flatten(string:replace(S, atom_to_list(Node), Word, all))
              end,
      Told = lists:flatten(io_lib:format("~0tp", [Shown])),
      Plain(Caller, "caller", Plain(Target, "target", Told))
    end)erl");
  }
  epmd_daemon epmd;
  kith_side kith{{.epmd = epmd.port(), .evaluate = true}};
  erl_node cat{{.epmd = epmd.port()}};
  erl_node owl{{.name = "owl@localhost", .epmd = epmd.port()}};
};

/// Each in a process of its own, which asks N; stacks are of no interest.
const char* const texts[] = {
    // rpc
    "rpc:call(N, erlang, node, [])",
    "rpc:call(N, lists, reverse, [[1, 2]], 5000)",
    "rpc:call(N, erlang, exit, [bye])",
    "rpc:call(N, erlang, throw, [ball])",
    "{badrpc, {'EXIT', {oops, _}}} = rpc:call(N, erlang, error, [oops]), ok",
    "{badrpc, {'EXIT', {undef, [{no, f, [1], _} | _]}}} = rpc:call(N, no, f, [1]), ok",
    "rpc:call(N, timer, sleep, [3000], 50)",
    "rpc:call(nobody@localhost, erlang, node, [])",
    "rpc:call(N, erlang, hd, [{'EXIT', x}, y], 5000) =/= x",
    "catch (try rpc:call(N, erlang, node, x) catch error:R -> R end)",
    "catch (try rpc:call(N, erlang, node, [], 16#100000000) catch error:R -> R end)",
    "rpc:block_call(N, erlang, node, [])",
    "rpc:block_call(N, timer, sleep, [400], 50)",
    "rpc:block_call(N, erlang, exit, [bye], 5000)",
    "rpc:cast(N, erlang, node, [])",
    "S = self(), rpc:cast(N, erlang, send, [S, cast]), receive cast -> ok after 9000 -> none end",
    "K = rpc:async_call(N, erlang, node, []), rpc:yield(K)",
    "K = rpc:async_call(N, erlang, exit, [bye]), rpc:yield(K)",
    "K = rpc:async_call(N, timer, sleep, [400]), {rpc:nb_yield(K), rpc:nb_yield(K, 10), "
    "rpc:nb_yield(K, 9000)}",
    "rpc:multicall([N, node(), nobody@localhost], erlang, node, [])",
    "rpc:multicall([N], erlang, exit, [bye], 5000)",
    "rpc:multicall([N, N], timer, sleep, [3000], 50)",
    "{R, []} = rpc:multicall(erlang, node, []), length(lists:usort(R))",
    "{R, []} = rpc:multicall(erlang, node, [], 5000), length(lists:usort(R))",
    "register(desk_1, self()), rpc:abcast([node()], desk_1, hi), receive M -> M after 9000 -> none "
    "end",
    "rpc:abcast(nosuchname, hi)",
    "rpc:sbcast([N], nosuchname, hi)",
    "rpc:sbcast([N], rex, hi)",
    "{[], B} = rpc:sbcast(nosuchname, hi), length(B)",
    "rpc:server_call(N, nosuchname, tag, hi)",
    "rpc:multi_server_call([N], nosuchname, hi)",
    "{[], B} = rpc:multi_server_call(nosuchname, hi), length(B)",
    "rpc:eval_everywhere([N], erlang, node, [])",
    "S = self(), rpc:eval_everywhere(erlang, send, [S, x]), [receive x -> ok after 9000 -> none "
    "end || "
    "_ <- [1, 2, 3]]",
    "rpc:parallel_eval([{lists, reverse, [[1, 2]]}, {erlang, abs, [-1]}, {erlang, abs, [-2]}])",
    "rpc:pmap({erlang, abs}, [], [-1, 2, -3])",
    "catch rpc:pmap({erlang, abs}, [], [-1, a])",
    "P = rpc:call(N, erlang, whereis, [rex]), rpc:pinfo(P, registered_name)",
    "P = rpc:call(N, erlang, whereis, [rex]), proplists:get_value(registered_name, rpc:pinfo(P))",
    // erpc
    "erpc:call(N, fun() -> node() end)",
    "erpc:call(N, fun() -> node() end, 5000)",
    "erpc:call(N, lists, reverse, [[1, 2]])",
    "try erpc:call(N, erlang, exit, [bye]) catch C:R -> {C, R} end",
    "try erpc:call(N, erlang, throw, [ball], 5000) catch C:R -> {C, R} end",
    "try erpc:call(N, erlang, error, [oops]) catch C:{exception, R, _} -> {C, R} end",
    "try erpc:call(N, erlang, apply, [fun() -> exit(self(), kill), timer:sleep(9000) end, []]) "
    "catch C:R -> {C, R} end",
    "try erpc:call(N, timer, sleep, [3000], 50) catch C:R -> {C, R} end",
    "try erpc:call(nobody@localhost, erlang, node, []) catch C:R -> {C, R} end",
    "try erpc:call(N, x) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:call(1, erlang, node, []) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:call(N, erlang, node, [], -1) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:multicall(x, erlang, node, []) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:receive_response(x) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:wait_response(x, 5) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:check_response(x, y) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "try erpc:reqids_add(x, y, z) catch C:R:S -> {C, R, setelement(4, hd(S), x)} end",
    "erpc:call(N, erlang, node, [], {abs, erlang:monotonic_time(millisecond) + 9000})",
    "erpc:cast(N, fun() -> ok end)",
    "S = self(), erpc:cast(N, erlang, send, [S, x]), receive x -> ok after 9000 -> none end",
    "erpc:multicall([N, nobody@localhost, node()], fun() -> node() end)",
    "erpc:multicall([N], fun() -> node() end, 5000)",
    "erpc:multicall([N, node()], erlang, exit, [bye])",
    "erpc:multicall([N, N], timer, sleep, [3000], 50)",
    "S = self(), erpc:multicast([N, N], fun() -> S ! x end), [receive x -> ok after 9000 -> none "
    "end || "
    "_ <- [1, 2]]",
    "S = self(), erpc:multicast([N, N], erlang, send, [S, x]), [receive x -> ok after 9000 -> none "
    "end || _ <- [1, 2]]",
    "erpc:receive_response(erpc:send_request(N, fun() -> node() end))",
    "erpc:receive_response(erpc:send_request(N, erlang, node, []), 5000)",
    "try erpc:receive_response(erpc:send_request(N, timer, sleep, [3000]), 50) catch C:R -> {C, R} "
    "end",
    "R = erpc:send_request(N, erlang, node, []), erpc:wait_response(R, 9000)",
    "R = erpc:send_request(N, timer, sleep, [3000]), {erpc:wait_response(R), erpc:wait_response(R, "
    "5)}",
    "R = erpc:send_request(N, erlang, node, []), receive M -> {erpc:check_response(x, R), "
    "erpc:check_response(M, R)} after 9000 -> none end",
    "C = erpc:send_request(N, fun() -> node() end, label, erpc:reqids_new()), {R, L, D} = "
    "erpc:receive_response(C, 9000, true), {R, L, erpc:reqids_size(C), erpc:reqids_to_list(D)}",
    "C = erpc:send_request(N, erlang, exit, [bye], label, erpc:reqids_new()), try "
    "erpc:receive_response(C, 9000, true) catch K:{R, L, D} -> {K, R, L, D} end",
    "R = erpc:send_request(N, erlang, node, []), C = erpc:reqids_add(R, l, erpc:reqids_new()), "
    "element(1, erpc:wait_response(C, 9000, false))",
    "R = erpc:send_request(N, erlang, node, []), C = erpc:reqids_add(R, l, erpc:reqids_new()), "
    "receive "
    "M -> {erpc:check_response(x, C, true), erpc:check_response(M, C, true)} after 9000 -> none "
    "end",
    "erpc:receive_response(#{}, 5, true)",
    // net_adm
    "net_adm:ping(N)",
    "net_adm:ping(nobody@localhost)",
    "net_adm:ping_list([nobody@localhost, N])",
    "{ok, L} = net_adm:names(localhost), lists:sort([Name || {Name, P} <- L, is_integer(P)])",
    "{ok, L} = net_adm:names(\"localhost\"), length(L)",
    "{ok, L} = net_adm:names(), length(L)",
    "net_adm:names('no-such-host.invalid')",
    "length(lists:usort(net_adm:world_list([localhost])))",
    "length(lists:usort(net_adm:world_list([localhost], silent)))",
    "net_adm:dns_hostname(localhost)",
    "net_adm:dns_hostname('no-such-host.invalid')",
    "is_list(net_adm:localhost())",
    // the servers of the kernel, as `sys` sees them
    "{status, P, {module, gen_server}, [D, running, Q, [], M]} = sys:get_status({rex, N}), "
    "{is_pid(P), "
    "is_list(D), is_pid(Q), element(1, hd(M)), [K || {K, _} <- M]}",
    "[element(3, sys:get_status({Name, N})) || Name <- [rex, net_kernel, global_name_server]]",
    "sys:suspend({rex, N}), {_, _, _, [_, S | _]} = sys:get_status({rex, N}), sys:resume({rex, "
    "N}), S",
};

std::string shown(erl_node& by, const std::string& caller, const std::string& target,
                  const char* text) {
  std::string quoted;
  for (const char c : std::string(text) + ".") {
    quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return by.eval("On('" + caller + "', '" + target + "', \"" + quoted + "\")");
}

TEST_CASE(
    "calls: each function of rpc, erpc and net_adm does at a Kith node what it does at an erl") {
  three t;
  for (const char* text : texts) {
    CHECK_MESSAGE(shown(t.cat, "cat@localhost", "dog@localhost", text) ==
                      shown(t.cat, "cat@localhost", "owl@localhost", text),
                  std::string(text));
  }
  CHECK(t.cat.eval("Collect(0)") == "[]");
}

TEST_CASE(
    "calls: each function of rpc, erpc and net_adm does on a Kith node what it does on an erl") {
  three t;
  for (const char* text : texts) {
    CHECK_MESSAGE(shown(t.cat, "dog@localhost", "cat@localhost", text) ==
                      shown(t.cat, "owl@localhost", "cat@localhost", text),
                  std::string(text));
  }
}

const atom cat_node("cat@localhost");
const atom no_node("nobody@localhost");
const atom m_erlang("erlang");

/// In C++ on a Kith node, and the same in Erlang; N is the node that is asked.
struct pair_of_calls {
  action in_cpp;
  const char* in_erlang;
};

const pair_of_calls pairs[] = {
    {[](ctx self, term) -> task<term> {
       return rpc::call(self, cat_node, m_erlang, atom("node"), term::nil());
     },
     "rpc:call(N, erlang, node, [])"},
    {[](ctx self, term) -> task<term> {
       return rpc::block_call(self, cat_node, m_erlang, atom("exit"), list(atom("bye")));
     },
     "rpc:block_call(N, erlang, exit, [bye])"},
    {[](ctx self, term) -> task<term> {
       return rpc::multicall(self, {cat_node, no_node}, m_erlang, atom("throw"), list(1), 5_s);
     },
     "rpc:multicall([N, nobody@localhost], erlang, throw, [1], 5000)"},
    {[](ctx self, term) -> task<term> {
       return rpc::call(self, cat_node, atom("timer"), atom("sleep"), list(3'000), 50_ms);
     },
     "rpc:call(N, timer, sleep, [3000], 50)"},
    {[](ctx self, term) -> task<term> {
       return rpc::yield(self, rpc::async_call(cat_node, m_erlang, atom("abs"), list(-4)));
     },
     "rpc:yield(rpc:async_call(N, erlang, abs, [-4]))"},
    {[](ctx self, term) -> task<term> {
       return rpc::nb_yield(
           self, rpc::async_call(cat_node, atom("timer"), atom("sleep"), list(300)), 9_s);
     },
     "rpc:nb_yield(rpc:async_call(N, timer, sleep, [300]), 9000)"},
    {[](ctx self, term) -> task<term> {
       return rpc::sbcast(self, {cat_node, no_node}, atoms::rex, atom("hi"));
     },
     "rpc:sbcast([N, nobody@localhost], rex, hi)"},
    {[](ctx self, term) -> task<term> {
       return rpc::sbcast(self, {cat_node}, atom("nosuchname"), atom("hi"));
     },
     "rpc:sbcast([N], nosuchname, hi)"},
    {[](ctx self, term) -> task<term> {
       return rpc::server_call(self, cat_node, atom("nosuchname"), atom("tag"), atom("hi"));
     },
     "rpc:server_call(N, nosuchname, tag, hi)"},
    {[](ctx self, term) -> task<term> {
       return rpc::multi_server_call(self, {cat_node}, atom("nosuchname"), atom("hi"));
     },
     "rpc:multi_server_call([N], nosuchname, hi)"},
    {[](ctx self, term) -> task<term> {
       return rpc::pmap(self, m_erlang, atom("abs"), term::nil(), list(-1, 2, -3));
     },
     "rpc:pmap({erlang, abs}, [], [-1, 2, -3])"},
    {[](ctx self, term) -> task<term> {
       return rpc::parallel_eval(self, list(tuple(m_erlang, atom("abs"), list(-1))));
     },
     "rpc:parallel_eval([{erlang, abs, [-1]}])"},
    {[](ctx self, term) -> task<term> {
       const term there =
           co_await rpc::call(self, cat_node, m_erlang, atom("whereis"), list(atoms::rex));
       const term info = co_await rpc::pinfo(self, there.as_pid(), atoms::registered_name);
       co_return info;
     },
     "rpc:pinfo(rpc:call(N, erlang, whereis, [rex]), registered_name)"},
    {[](ctx self, term) -> task<term> {
       const term me = self.self();
       rpc::eval_everywhere({cat_node}, m_erlang, atom("send"), list(me, atom("x")));
       rpc::cast(cat_node, m_erlang, atom("send"), list(me, atom("x")));
       erpc::cast(cat_node, m_erlang, atom("send"), list(me, atom("x")));
       erpc::multicast({cat_node}, m_erlang, atom("send"), list(me, atom("x")));
       rpc::abcast({cat_node}, atom("nosuchname"), atom("x"));
       for (int i = 0; i < 4; ++i) {
         co_await self.receive(on(atom("x")));
       }
       co_return atoms::ok;
     },
     "ok"},
    {[](ctx self, term) -> task<term> {
       return end_of(erpc::call(self, cat_node, m_erlang, atom("exit"), list(atom("bye"))));
     },
     "try erpc:call(N, erlang, exit, [bye]) catch C:R -> {C, R} end"},
    {[](ctx self, term) -> task<term> {
       return end_of(erpc::call(self, cat_node, atom("timer"), atom("sleep"), list(3'000), 50_ms));
     },
     "try erpc:call(N, timer, sleep, [3000], 50) catch C:R -> {C, R} end"},
    {[](ctx self, term) -> task<term> {
       return end_of(erpc::call(self, no_node, m_erlang, atom("node"), term::nil()));
     },
     "try erpc:call(nobody@localhost, erlang, node, []) catch C:R -> {C, R} end"},
    {[](ctx self, term) -> task<term> {
       return erpc::multicall(self, {cat_node, no_node}, m_erlang, atom("node"), term::nil());
     },
     "erpc:multicall([N, nobody@localhost], erlang, node, [])"},
    {[](ctx self, term) -> task<term> {
       const term id = erpc::send_request(cat_node, m_erlang, atom("node"), term::nil());
       const term first = co_await erpc::wait_response(self, id, 9_s);
       co_return first;
     },
     "erpc:wait_response(erpc:send_request(N, erlang, node, []), 9000)"},
    {[](ctx self, term) -> task<term> {
       const term id = erpc::send_request(cat_node, m_erlang, atom("node"), term::nil());
       const term m = co_await self.receive();
       co_return tuple(erpc::check_response(atoms::ok, id), erpc::check_response(m, id));
     },
     "R = erpc:send_request(N, erlang, node, []), receive M -> {erpc:check_response(ok, R), "
     "erpc:check_response(M, R)} end"},
    {[](ctx self, term) -> task<term> {
       term all = erpc::send_request(cat_node, m_erlang, atom("exit"), list(atom("bye")), atom("l"),
                                     erpc::reqids_new());
       const term r = co_await end_of(erpc::receive_response(self, all, 9_s, true));
       co_return r;
     },
     "C = erpc:send_request(N, erlang, exit, [bye], l, erpc:reqids_new()), try "
     "erpc:receive_response(C, 9000, true) catch K:R -> {K, R} end"},
    {[](ctx self, term) -> task<term> {
       const destination there(atoms::net_kernel, cat_node);
       const term id = gen_server::send_request(there, tuple(atoms::is_auth, node_name()));
       const term r = co_await gen_server::receive_response(self, id, 9_s);
       co_return r;
     },
     "gen_server:receive_response(gen_server:send_request({net_kernel, N}, {is_auth, node()}), "
     "9000)"},
    {[](ctx self, term) -> task<term> {
       const destination there(atom("nosuchname"), cat_node);
       const term all = gen_server::send_request(there, 1, atom("l"), gen_server::reqids_new());
       const term r = co_await gen_server::receive_response(self, all, 9_s, true);
       co_return r;
     },
     "gen_server:receive_response(gen_server:send_request({nosuchname, N}, 1, l, "
     "gen_server:reqids_new()), 9000, true)"},
    {[](ctx self, term) -> task<term> {
       return gen_server::multi_call(self, {cat_node, no_node}, atoms::net_kernel,
                                     tuple(atoms::is_auth, node_name()), 9_s);
     },
     "gen_server:multi_call([N, nobody@localhost], net_kernel, {is_auth, node()}, 9000)"},
    {[](ctx self, term) -> task<term> {
       const bool up = co_await net_adm::ping(self, cat_node);
       co_return atom(up ? "pong" : "pang");
     },
     "net_adm:ping(N)"},
    {[](ctx self, term) -> task<term> {
       const term r = co_await net_adm::names(self, "localhost");
       co_return r;
     },
     "net_adm:names(localhost)"},
    {[](ctx self, term) -> task<term> {
       return net_adm::world_list(self, {atom("localhost"), atom("no-such-host.invalid")});
     },
     "net_adm:world_list([localhost, 'no-such-host.invalid'])"},
    {[](ctx self, term) -> task<term> { return net_adm::dns_hostname(self, "localhost"); },
     "net_adm:dns_hostname(localhost)"},
};

TEST_CASE("calls: the functions of C++ give at an erl what OTP's give there") {
  three t;
  (void)t.owl.eval("N = 'cat@localhost'");
  for (const pair_of_calls& both : pairs) {
    CHECK_MESSAGE(to_string(t.kith.run(both.in_cpp)) == t.owl.eval_alone(both.in_erlang),
                  std::string(both.in_erlang));
  }
}

class kept final : public gen_server {
 public:
  task<action> handle_call(ctx, term request, term) override {
    co_return reply(tuple(request, state_));
  }
  [[nodiscard]] term state() const override { return state_; }
  [[nodiscard]] bool replace_state(const term& fresh) override {
    state_ = fresh;
    return true;
  }

 private:
  term state_ = 1;
};

TEST_CASE(
    "calls: sys of an erl looks into a server of Kith, holds it, and gives it another state") {
  three t;
  const term started = t.kith.run([](ctx self, term) -> task<term> {
    const term one = co_await gen_server::start<kept>(self, gen_server::local(atom("kept")));
    co_return one;
  });
  REQUIRE(started[0].is(atoms::ok));
  (void)t.cat.eval("S = {kept, 'dog@localhost'}");
  CHECK(t.cat.eval("sys:get_state(S)") == "1");
  CHECK(t.cat.eval("sys:replace_state(S, fun(X) -> X + 41 end)") == "42");
  CHECK(t.cat.eval("gen_server:call(S, q)") == "{q,42}");
  CHECK(t.cat.eval_alone(
            "try sys:replace_state(S, fun(_) -> exit(no) end) catch error:{callback_failed,"
            " F, W} when is_function(F) -> W end") == "{exit,no}");
  CHECK(
      t.cat.eval_alone(
          "{status, P, {module, gen_server}, [[], running, P, [], [{header, H}, {data, D}, {data, "
          "E}]]} = sys:get_status(S), {H, proplists:get_value(\"Status\", D), E}") ==
      "{\"Status for generic server kept\",running,[{\"State\",42}]}");
  CHECK(t.cat.eval("sys:suspend(S)") == "ok");
  CHECK(t.cat.eval_alone("{'EXIT', {timeout, _}} = (catch gen_server:call(S, q, 50)), ok") == "ok");
  CHECK(t.cat.eval("sys:get_state(S)") == "42");
  CHECK(t.cat.eval("sys:resume(S)") == "ok");
  CHECK(t.cat.eval("gen_server:call(S, q)") == "{q,42}");
  CHECK(t.cat.eval("sys:terminate(S, normal)") == "ok");
  CHECK(t.cat.eval("Collect(0)") == "[]");
}

TEST_CASE(
    "calls: sys of an erl counts, keeps, prints and hands out the events of a server of Kith") {
  three t;
  const term started = t.kith.run([](ctx self, term) -> task<term> {
    const term one = co_await gen_server::start<kept>(self, gen_server::local(atom("kept")));
    co_return one;
  });
  REQUIRE(started[0].is(atoms::ok));
  (void)t.cat.eval("S = {kept, 'dog@localhost'}");
  const auto says = [&](const char* asked) { return t.cat.eval_alone(asked); };
  CHECK(says("sys:statistics(S, get)") == "{ok,no_statistics}");
  CHECK(says("sys:statistics(S, true), gen_server:call(S, q), S ! hello, gen_server:call(S, q), "
             "{ok, [{start_time, {{_, _, _}, {_, _, _}}}, {current_time, {{_, _, _}, {_, _, _}}}, "
             "{reductions, R} | L]} = sys:statistics(S, get), {R >= 0, L}") ==
        "{true,[{messages_in,3},{messages_out,2}]}");
  CHECK(says("sys:statistics(S, false), sys:statistics(S, get)") == "{ok,no_statistics}");
  CHECK(
      says("sys:log(S, {true, 3}), gen_server:call(S, q), S ! hello, {ok, L} = sys:log(S, get), "
           "[case E of {out, R, {P, [alias | _]}, X} when P =:= self() -> {out, R, X}; _ -> E end "
           "|| E <- L]") == "[{out,{q,1},1},{in,hello},{noreply,1}]");
  CHECK(says("sys:log(S, false), sys:log(S, get)") == "{ok,[]}");
  CHECK(says("M = self(), F = fun(N, E, Name) when N < 2 -> M ! {element(1, E), Name}, N + 1; "
             "(_, _, _) -> done end, [sys:install(S, {F, 0}), gen_server:call(S, q), "
             "gen_server:call(S, q), receive A -> A end, receive B -> B end, "
             "receive C -> C after 0 -> none end, sys:remove(S, F)]") ==
        "[ok,{q,1},{q,1},{in,kept},{out,kept},none,ok]");
  CHECK(says("sys:install(S, {id, fun(_, _, _) -> throw(thrown) end, s}), gen_server:call(S, q), "
             "{_, _, _, [_, _, _, D | _]} = sys:get_status(S), {[{id, X}], ok} = {D, "
             "sys:no_debug(S)}, "
             "{element(2, X), lists:nth(4, element(4, sys:get_status(S)))}") == "{thrown,[]}");
  CHECK(
      says(
          "[sys:log(S, {true, 0}), sys:log_to_file(S, \"events\"), sys:change_code(S, kept, 1, 2), "
          "sys:suspend(S), element(1, element(2, element(2, sys:change_code(S, kept, 1, 2)))), "
          "sys:resume(S)]") == "[unknown_debug,{error,open_file},{error,{unknown_system_msg,{"
                               "change_code,kept,1,2}}},ok,undef,"
                               "ok]");
  CHECK(says("R = {rex, 'dog@localhost'}, sys:statistics(R, true), rpc:block_call('dog@localhost', "
             "erlang, node, []), {ok, L} = sys:statistics(R, get), sys:no_debug(R), "
             "proplists:get_value(messages_in, L)") == "2");
}

}  // namespace
}  // namespace kith::interop
