// Records expanded here, run by a real erl: a module must do the same with its records and without.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "erl_pipe.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"
#include "kith/term.hpp"
#include "lang/erl_parse.hpp"
#include "lang/record.hpp"

using namespace kith;
using kith::testing::erl_pipe;

namespace {

/// Every function t/0 of the clauses below is run; the helpers keep the compiler from knowing.
constexpr std::string_view module_head = R"erl(
-module(kith_records).
-export([t/0]).
-record(p, {x, y = 2, z = {a, [1, "b"]}}).
-record(q, {p = #p{x = 1} :: #p{}, n :: integer(), f = fun(X) -> X + 1 end}).
-record(none, {}).
-record('odd name', {'a field' = self()}).
-record(wide, {a = 1, b = 2, c = 3, d = 4, e = 5, f = 6}).
id(X) -> X.
try_(F) -> try F() of V -> {ok, V} catch C:R -> {C, R} end.
)erl";

constexpr std::string_view bodies[] = {
    "#p{}",
    "#p{x = 1, z = 3}",
    "#p{_ = 7}",
    "#p{x = 1, _ = id(2)}",
    "(id(#q{}))#q.p",
    "((id(#q{}))#q.f)(1)",
    "{#p.x, #p.y, #q.f, #none{}}",
    "(#q{p = #p{x = [#p{}]}})#q.p#p.x",
    "(id(notuple))#p.x",
    "(id({p, 1}))#p.x",
    "(id({q, 1, 2, 3}))#p.x",
    "(id(#p{x = 5}))#p.x",
    "(id(#p{}))#p{x = 9}",
    "(id(#p{}))#p{x = 1, y = 2, z = 3}",
    "(id(#p{x = 4}))#p{}",
    "(id(no))#p{}",
    "(id(no))#p{x = 1}",
    "(id({p, 1, 2}))#p{x = 1, y = 2}",
    "(id(#wide{}))#wide{c = 30}",
    "(id(#wide{}))#wide{f = 60, a = id(10), b = 20}",
    "(id(#wide{}))#wide{f = 60, a = 10, b = 20, d = 40}",
    "begin put(k, 0), (id(#p{x = put(k, get(k) + 1)}))#p{y = put(k, get(k) + 1), x = get(k)} end",
    "(id(#p{x = #p{}}))#p{x = #q{n = #p{_ = []}}}",
    "is_record(id(#p{}), p)",
    "is_record(id({p, 1}), p)",
    "is_record(id(a), p)",
    "erlang:is_record(id(#p{}), p)",
    "is_record(id(#p{}), p, 4)",
    "is_record(id(#p{}), id(p))",
    "record_info(fields, p)",
    "record_info(size, q)",
    "record_info(fields, none)",
    "case id(#p{x = 1}) of #p{x = 2} -> two; #p{x = X, y = 2} -> X end",
    "case id(#p{x = 1}) of #p{_ = 1} -> all; #p{} -> some end",
    "case id({p, 1, 1, 1}) of #p{_ = 1} -> all; #p{} -> some end",
    "case id(#p{x = a}) of #p{} = R when R#p.x =:= a -> yes; _ -> no end",
    "case id(a) of R when R#p.x =:= a -> yes; _ -> no end",
    "case id(a) of R when R#p.x =:= a; is_atom(R) -> yes; _ -> no end",
    "case id(a) of R when is_atom(R) orelse R#p.x =:= a -> yes; _ -> no end",
    "case id(a) of R when R#p.x =:= a orelse is_atom(R) -> yes; _ -> no end",
    "case id(#p{x = 1}) of R when not (R#p.x =:= a) andalso R#p.y > 1 -> yes; _ -> no end",
    "case id(a) of R when not (R#p.x =:= a) -> yes; _ -> no end",
    "case id(#q{}) of R when R#q.p#p.x =:= 1, R#q.p#p.y =:= 2 -> yes; _ -> no end",
    "case id(#q{p = no}) of R when R#q.p#p.x =:= 1 -> yes; _ -> no end",
    "case id({q, 1}) of R when R#q.n =:= 1 -> yes; _ -> no end",
    "case id(#p{}) of R when is_record(R, p) -> yes; _ -> no end",
    "case id(#q{}) of R when is_record(R, p); is_record(R, q) -> yes; _ -> no end",
    "case id(#p{}) of R when record(R, p), tuple(R) -> yes; _ -> no end",
    "case id(1) of X when is_record(1, p) -> X; _ -> no end",
    "if #p.y =:= 3 -> three; true -> other end",
    "case id(#p{x = 2}) of R when element(R#p.x, R) =:= 2 -> yes; _ -> no end",
    "case id(#p{x = 2}) of R when {R#p.x, [R#p.y | R#p.z]} =:= {2, [2 | {a, [1, \"b\"]}]} -> yes "
    "end",
    "case id(#p{x = 2}) of R when #{a => R#p.x} =:= #{a => 2} -> yes; _ -> no end",
    "case id(#p{x = true}) of R when R#p.x -> yes; _ -> no end",
    "case id(#p{x = true}) of R when R#p.x and R#p.x or R#p.y =:= 1 -> yes; _ -> no end",
    "[X || #p{x = X} <- [#p{x = 1}, a, #q{}, #p{x = 2}]]",
    "[R || R <- [#p{x = 1}, a, #q{}, #p{x = 2}], R#p.x > 1]",
    "[R || R <- [#p{x = 1}, a], id(R#p.x) > 0]",
    "[R || R <- [#p{x = 1}, a, #p{x = 0}], R#p.x > 0, is_record(R, p), true]",
    "[R#p.x || R <- [#p{x = 1}, a]]",
    "[R#p{x = 3} || R <- [#p{x = 1}]]",
    "<< <<(R#p.x)>> || R <- [#p{x = 1}, #p{x = 2}], R#p.x =/= 1 >>",
    "[X || <<X:(#p.y)>> <= <<255>>]",
    "try id(#p{x = 1}) of #p{x = X} when X =:= 1 -> X catch _:_ -> c after id(#p{}) end",
    "try error(#p{x = 1}) catch error:#p{x = X} -> X end",
    "try throw(#p{x = 1}) catch #p{x = X} = R when R#p.y =:= 2 -> X end",
    "(fun(#p{x = X}) when X > 1 -> big; (R) when R#p.x =:= 1 -> R#p.y end)(#p{x = 1})",
    "(fun F(#p{x = 0} = R) -> R; F(R) -> F(R#p{x = R#p.x - 1}) end)(#p{x = 3})",
    "receive #p{x = X} -> X after (id(#p{}))#p.y -> (id(#p{}))#p.z end",
    "#{#p{} => #q.n, k => (id(#p{}))#p.y}",
    "begin M = #{#none{} => 1}, #{#none{} := V} = M, V end",
    "begin #p{x = A, y = B} = id(#p{x = 1}), [A | B] end",
    "begin #p{x = A} = id(no), A end",
    "(id(#'odd name'{}))#'odd name'.'a field' =:= self()",
    "<<(#p.x):8, ((id(#p{x = 7}))#p.x):(#p.y)>>",
    "catch (id(a))#p.x",
    "{#p{x = case id(1) of 1 -> #none{} end}, -(id(#p{}))#p.y}",
};

std::string module_of(std::string_view options) {
  std::string text(module_head);
  text += options;
  std::string all;
  for (std::size_t i = 0; i < std::size(bodies); ++i) {
    const std::string name = "t" + std::to_string(i);
    text += name + "() -> " + std::string(bodies[i]) + ".\n";
    all += (i == 0 ? "" : ", ") + ("try_(fun " + name + "/0)");
  }
  return text + "t() -> [" + all + "].\n";
}

/// Compiles forms and returns what t/0 does, pids and funs left out.
constexpr std::string_view run = R"erl(
  fun(Bin) ->
    case compile:forms(binary_to_term(Bin), [binary, return_errors, nowarn_obsolete_guard]) of
      {ok, Module, Code} ->
        {module, Module} = code:load_binary(Module, "x", Code),
        Hide = fun Hide(P) when is_pid(P) -> pid; Hide(F) when is_function(F) -> function;
                   Hide(T) when is_tuple(T) -> list_to_tuple(Hide(tuple_to_list(T)));
                   Hide([H | T]) -> [Hide(H) | Hide(T)]; Hide(Other) -> Other end,
        Result = Hide(Module:t()),
        code:purge(Module), code:delete(Module), code:purge(Module),
        term_to_binary(Result);
      Other -> term_to_binary({refused, Other})
    end
  end
)erl";

term run_there(erl_pipe& erl, const std::vector<term>& forms) {
  const auto bytes = erl.call("run", term_to_binary(list_of(forms)));
  REQUIRE_MESSAGE(bytes.ok(), (bytes.ok() ? "" : bytes.failure().text));
  return binary_to_term(*bytes).value();
}

}  // namespace

TEST_SUITE("lang") {
  TEST_CASE("record: a module without its records does what it did with them") {
    auto started = erl_pipe::start();
    REQUIRE_MESSAGE(started.ok(), "no erl: ", (started.ok() ? "" : started.failure().text));
    erl_pipe erl = std::move(started).value();
    REQUIRE(erl.define("run", run).ok());
    for (const std::string_view options :
         {"", "-compile([no_strict_record_tests]).\n", "-compile(strict_record_updates).\n"}) {
      INFO("options: ", std::string(options));
      const std::vector<term> forms = lang::parse_forms(module_of(options), {1, 1});
      std::vector<term> errors;
      const std::vector<term> plain = lang::expand_records(forms, errors);
      CHECK(errors.empty());
      const term expected = run_there(erl, forms);
      const term got = run_there(erl, plain);
      REQUIRE_MESSAGE(expected.is_list(), to_string(expected));
      REQUIRE_MESSAGE(got.is_list(), to_string(got));
      term_ref left = got;
      term_ref there = expected;
      for (const std::string_view body : bodies) {
        INFO("body: ", std::string(body));
        CHECK(to_string(left.head()) == to_string(there.head()));
        left = left.tail();
        there = there.tail();
      }
    }
  }
}
