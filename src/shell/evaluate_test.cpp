// Expressions as a shell evaluates them.
#include <doctest/doctest.h>

#include <string>

#include "eval/evaluator.hpp"
#include "eval/natives.hpp"
#include "kernel/kernel_fixture.hpp"
#include "kernel/natives.hpp"
#include "kith/build.hpp"
#include "lang/erl_parse.hpp"
#include "stdlib/library_source.hpp"
#include "stdlib/natives.hpp"

namespace kith {

namespace {

struct evaluating_node {
  evaluating_node() : evaluator(*kernel.node.core) {
    detail::add_stdlib_natives(kernel.node.core->natives);
    detail::add_log_natives(kernel.node.core->natives);
    eval::add_spawn_natives(kernel.node.core->natives);
    evaluator.add_source(library);
    kernel.state.code = &evaluator;
  }
  detail::kernel_node kernel;
  eval::library_source library;
  eval::evaluator evaluator;
};

process evaluate(ctx self, std::string text, std::string* answer) {
  const lang::parsed forms = lang::parse_exprs(text);
  if (!forms.ok()) {
    *answer = to_string(forms.error);
    co_return;
  }
  eval::evaluator& on = eval::evaluator_here();
  eval::machine m(on.code(), *self.block());
  const std::vector<term> arguments{forms.value, map(), atom("none")};
  m.start(atom("kith_eval"), atom("exprs"), arguments);
  const eval::pause how = co_await on.drive(self, &m, self.self());
  if (how == eval::pause::finished) {
    *answer = to_string(m.result()[1], format::tp);
  } else {
    const eval::exception& e = m.thrown();
    const char* const kind = e.kind == exception_class::error  ? "error "
                             : e.kind == exception_class::exit ? "exit "
                                                               : "throw ";
    *answer = kind + to_string(e.reason);
  }
}

std::string value_of(evaluating_node& node, const std::string& text) {
  std::string answer = "nothing";
  if (!node.kernel.run(evaluate, text, &answer)) {
    answer += " (not ended)";
  }
  return answer;
}

struct row {
  const char* text;
  const char* answer;
};

}  // namespace

TEST_CASE("evaluate: expressions have the values that they have in Erlang") {
  const row rows[] = {
      {"1 + 2 * 3.", "7"},
      {"X = 1, Y = X + 1, {X, Y}.", "{1,2}"},
      {"{A, [B | C]} = {1, [2, 3, 4]}, [A, B, C].", "[1,2,[3,4]]"},
      {"{ok, X} = {error, 1}.", "error {badmatch,{error,1}}"},
      {"case {a, 2} of {b, _} -> no; {a, X} when X > 1 -> {yes, X} end.", "{yes,2}"},
      {"case 3 of 1 -> a; 2 -> b end.", "error {case_clause,3}"},
      {"if 1 > 2 -> a; true -> b end.", "b"},
      {"if false -> a end.", "error if_clause"},
      {"F = fun(N) -> N * 2 end, F(21).", "42"},
      {"F = fun F(0) -> 1; F(N) -> N * F(N - 1) end, F(20).", "2432902008176640000"},
      {"F = fun Fib(N) when N < 2 -> N; Fib(N) -> Fib(N - 1) + Fib(N - 2) end, F(15).", "610"},
      {"X = 3, F = fun(Y) -> X + Y end, F(4).", "7"},
      {"(fun(X) -> X end)(1, 2).", "error {badarity,{#Fun<erl_eval.42.3316493>,[1,2]}}"},
      {"[X * X || X <- [1, 2, 3, 4], X rem 2 == 0].", "[4,16]"},
      {"[{X, Y} || X <- [1, 2], Y <- [a, b]].", "[{1,a},{1,b},{2,a},{2,b}]"},
      {"[X || {ok, X} <- [{ok, 1}, error, {ok, 2}]].", "[1,2]"},
      {"[X || X <- [1 | 2]].", "error {bad_generator,2}"},
      {"<< <<(X + 1)>> || <<X>> <= <<1, 2, 3>> >>.", "<<2,3,4>>"},
      {"[X || <<X:4>> <= <<16#ab, 16#cd>>].", "\"\\n\\v\\f\\r\""},
      {"<<A:16, B/binary>> = <<1, 2, 3, 4>>, {A, B}.", "{258,<<3,4>>}"},
      {"<<N, S:N/binary, R/bits>> = <<2, $a, $b, 7:3>>, {S, R}.", "{<<\"ab\">>,<<7:3>>}"},
      {"<<X:32/little-signed>> = <<254, 255, 255, 255>>, X.", "-2"},
      {"<<X/float>> = <<1.5/float>>, X.", "1.5"},
      {"<<X/utf8, _/bits>> = <<\"\xc3\xa9t\"/utf8>>, X.", "233"},
      {"<<1:3, 2:5>>.", "<<\"\\\"\">>"},
      {"<<\"abc\">>.", "<<\"abc\">>"},
      {"#{a := X} = #{a => 1, b => 2}, X.", "1"},
      {"M = #{a => 1}, M#{a := 2, b => 3}.", "#{a => 2,b => 3}"},
      {"case #{b => 1} of #{} -> ok end.", "ok"},
      {"case {x, #{b => 1}} of {x, #{}} -> ok end.", "ok"},
      {"M = #{a => 1}, M#{b := 2}.", "error {badkey,b}"},
      {"catch throw(x).", "x"},
      {"catch exit(x).", "{'EXIT',x}"},
      {"try error(a) catch error:R -> {caught, R} end.", "{caught,a}"},
      {"try 1 of X -> X + 1 catch _:_ -> no end.", "2"},
      {"try throw(a) catch error:_ -> no end.", "throw a"},
      {"try 1 after self() end.", "1"},
      {"try exit(z) catch C:R:S -> {C, R, is_list(S)} end.", "{exit,z,true}"},
      {"true andalso 1.", "1"},
      {"1 andalso true.", "error {badarg,1}"},
      {"false orelse b.", "b"},
      {"not true.", "false"},
      {"1 / 0.", "error badarith"},
      {"a + 1.", "error badarith"},
      {"[1, 2, 3] -- [2].", "[1,3]"},
      {"[1] ++ [2 | 3].", "[1,2|3]"},
      {"\"ab\" ++ X = \"abcd\", X.", "\"cd\""},
      {"length([1, 2, 3]).", "3"},
      {"length(a).", "error badarg"},
      {"lists:reverse([1, 2, 3]).", "[3,2,1]"},
      {"foo:bar(1).", "error undef"},
      {"apply(lists, reverse, [[1, 2]]).", "[2,1]"},
      {"F = fun lists:reverse/1, F([1, 2]).", "[2,1]"},
      {"M = lists, M:reverse([a, b]).", "[b,a]"},
      {"X.", "error {unbound,'X'}"},
      {"case 1 of 1 -> X = a; 2 -> Y = b end, X.", "a"},
      {"case 1 of 1 -> X = a; 2 -> Y = b end, Y.", "error {unbound,'Y'}"},
      {"self() ! {hi, 1}, receive {hi, X} -> X after 1000 -> late end.", "1"},
      {"self() ! a, self() ! b, receive b -> ok end, receive X -> X end.", "a"},
      {"receive x -> 1 after 0 -> none end.", "none"},
      {"receive x -> 1 after 10 -> none end.", "none"},
      {"[X || X <- [1], X ! m].", "error badarg"},
      {"[X || X <- [1], begin m end].", "error {bad_filter,m}"},
      {"P = self(), spawn(fun() -> P ! {from, self()} end), receive {from, Q} -> is_pid(Q) end.",
       "true"},
      {"{P, R} = spawn_monitor(fun() -> exit(bye) end), receive {'DOWN', R, _, P, W} -> W end.",
       "bye"},
      {"X = 5, case 5 of X -> same; _ -> other end.", "same"},
      {"F = fun(X) when is_integer(X), X > 0 -> pos; (_) -> other end, {F(1), F(-1), F(a)}.",
       "{pos,other,other}"},
      {"F = fun(1) -> a end, F(2).", "error function_clause"},
      {"1 bsl 70.", "1180591620717411303424"},
      {"maybe_not.", "maybe_not"},
      {"X = begin Y = 2, Y * 2 end, {X, Y}.", "{4,2}"},
      {"L = fun L(0, A) -> A; L(N, A) -> L(N - 1, A + 1) end, L(1000000, 0).", "1000000"},
      {"L = fun L(0) -> 0; L(N) -> 1 + L(N - 1) end, L(1000000).", "1000000"},
  };
  evaluating_node node;
  for (const row& r : rows) {
    CHECK_MESSAGE(value_of(node, r.text) == r.answer, std::string(r.text));
  }
}

TEST_CASE("evaluate: spawn_request answers in messages, as its options say") {
  const row rows[] = {
      {"R = spawn_request(fun() -> ok end), receive {spawn_reply, R, ok, P} -> is_pid(P) end.",
       "true"},
      {"R = spawn_request(erlang, exit, [bye], [monitor]),"
       "receive {A, R, B, _} -> receive {C, R, D, _, E} -> {A, B, C, D, E} end end.",
       "{spawn_reply,ok,'DOWN',process,bye}"},
      {"R = spawn_request(fun() -> exit(bye) end, [{reply_tag, t}, {monitor, [{tag, d}]}]),"
       "receive {t, R, ok, P} -> receive {d, R, process, P, Why} -> Why end end.",
       "bye"},
      {"P = self(), _ = spawn_request(fun() -> P ! first end, [{reply, error_only}]),"
       "receive M -> M end.",
       "first"},
      {"R = spawn_request(fun() -> ok end, [{reply, success_only}, {nonsense, 1}]),"
       "receive M -> M after 0 -> is_reference(R) end.",
       "true"},
      {"R = spawn_request(node(), fun() -> ok end, [nonsense]),"
       "receive {spawn_reply, R, error, Why} -> Why end.",
       "badopt"},
      {"spawn_request(fun() -> ok end, [link | x]).", "error badarg"},
      {"spawn_request(erlang, node, [a | b], []).", "error badarg"},
      {"R = spawn_request(nobody@nowhere, erlang, node, [], [monitor]),"
       "receive {spawn_reply, R, error, Why} -> Why end.",
       "noconnection"},
      {"R = spawn_request(nobody@nowhere, erlang, node, [], [{reply_tag, t}]),"
       "receive {t, R, error, Why} -> Why end.",
       "noconnection"},
      {"spawn_request_abandon(make_ref()).", "false"},
      {"spawn_request_abandon(r).", "error badarg"},
  };
  evaluating_node node;
  for (const row& r : rows) {
    CHECK_MESSAGE(value_of(node, r.text) == r.answer, std::string(r.text));
  }
}

TEST_CASE("evaluate: without a logger of its own a node logs to its program, in lines") {
  evaluating_node node;
  const row rows[] = {
      {"logger:error(\"a ~p\", [b]).", "ok"},
      {"logger:notice(#{a => 1, b => \"text\"}).", "ok"},
      {"logger:info(\"hardly\").", "ok"},
      {"error_logger:warning_msg(\"not ~p\", [good]).", "ok"},
      {"logger:set_primary_config(level, debug).",
       "exit {noproc,{gen_server,call,[logger,{change_config,set,primary,level,debug},infinity]}}"},
      {"{P, R} = proc_lib:spawn_opt(erlang, exit, [oops], [monitor]),"
       "receive {'DOWN', R, _, P, W} -> W end.",
       "oops"},
  };
  for (const row& r : rows) {
    CHECK_MESSAGE(value_of(node, r.text) == r.answer, std::string(r.text));
  }
  const std::vector<std::string>& lines = node.kernel.node.log.lines;
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "a b");
  CHECK(lines[1] == "a: 1, b: text");
  CHECK(lines[2] == "not good");
  CHECK(lines[3].starts_with("crasher: initial call: erlang:exit/1, pid: <"));
  CHECK(lines[3].find("\n") == std::string::npos);
}

}  // namespace kith
