// Files with directives and macros, right and wrong. They may include "one.hrl", "two.hrl",
// "sub/three.hrl", "self.hrl", "open.hrl".
#pragma once

#include <string_view>

namespace kith::testing {

struct epp_header {
  std::string_view name;
  std::string_view text;
};

// clang-format off
inline constexpr epp_header epp_headers[] = {
  {"one.hrl", "-define(ONE, 1).\n-record(one, {a, b = ?ONE}).\n"},
  {"two.hrl", "-include(\"one.hrl\").\n-ifndef(TWO).\n-define(TWO, two).\n-endif.\n"},
  {"sub/three.hrl", "-include(\"four.hrl\").\nthree() -> ?FILE.\n"},
  {"sub/four.hrl", "four() -> {?FILE, ?LINE}.\n"},
  {"self.hrl", "-include(\"self.hrl\").\n"},
  {"open.hrl", "-ifdef(NONE).\n-else.\n"},
};

inline constexpr std::string_view epp_corpus[] = {
  "-module(m).\nf() -> ok.\n", "", "\n\n", "f() -> ok", "f() -> ok.",
  // Own macros.
  "-module(m).\nf() -> {?MODULE, ?MODULE_STRING, ?FILE, ?LINE, ?MACHINE, ?OTP_RELEASE, ?BEAM}.\n",
  "f() -> ?MODULE.\n", "-module(a, [X]).\nf() -> ?MODULE.\n",
  "-module(a).\n-extends(b).\nf() -> {?BASE_MODULE, ?BASE_MODULE_STRING}.\n",
  "f(A, {B, C}) -> {?FUNCTION_NAME, ?FUNCTION_ARITY}.\n", "f() -> ?FUNCTION_ARITY.\n",
  "f([]) -> ?FUNCTION_ARITY.\n", "-foo(?FUNCTION_NAME).\n", "?FUNCTION_NAME() -> a.\n",
  "-define(N(X), {?FUNCTION_NAME, X}).\nf(A) -> ?N(1); f(B) -> ?N(?FUNCTION_ARITY).\n",
  "-define(H(X), f(X, Y) ->).\n?H(1) ?FUNCTION_ARITY.\n", "f(?UNDEF) -> ?FUNCTION_NAME.\n",
  // Defining.
  "-define(A, 1).\nf() -> ?A + ?A.\n", "-define(A(), 1).\nf() -> ?A().\n",
  "-define(A(X), X + X).\nf() -> ?A(g(1, 2)).\n",
  "-define(A(X, Y), {X, Y, ??X, ??Y}).\nf() -> ?A([1, 2], fun(X, Y) -> X end).\n",
  "-define(A(X), ??X ??X ??Z).\nf() -> ?A(a + \"b\" ++ 'C' ++ $d ++ 1.5 ++ X#r.y).\n",
  "-define(A, 1).\n-define(A(X), X).\n-define(A(X, Y), X - Y).\nf() -> {?A, ?A(1), ?A(1, 2)}.\n",
  "-define(A(X), X).\nf() -> ?A.\n", "-define(A(X), X).\nf() -> ?A(1, 2).\n",
  "-define(A, g).\nf() -> ?A(1, 2).\n", "-define(A, 1).\n-define(A, 2).\n",
  "-define(A(X), 1).\n-define(A(Y), 2).\n", "-define(LINE, 2).\n", "-define(MODULE, m).\n",
  "-define(a, 1).\nf() -> {?a}.\n", "-define('a b', 1).\nf() -> ?'a b'.\n",
  "-define(A, ).\nf() -> {?A}.\n", "-define(A).\n", "-define(A, 1.\n", "-define(A, 1\n",
  "-define.\n", "-define().\n", "-define(1, 2).\n", "-define(A(1), 2).\n",
  "-define(A(X, X), 2).\n", "-define(A(X Y), 2).\n", "-define(A(X,), 2).\n", "-define(A(X) 2).\n",
  "-define(A(X), 2.\n", "-define(A(X).\n", "-define(A(X", "-define(A(", "-define(A,", "-define(A",
  "-define(", "-define", "-define(A, (1)).\nf() -> ?A.\n", "-define(A, 1)).\nf() -> ?A.\n",
  "-define(A, ?B).\n-define(B, ?C).\n-define(C, 1).\nf() -> ?A.\n",
  "-define(A, ?B).\n-define(B, ?A).\nf() -> ?A.\n", "-define(A(X), ?A(X)).\nf() -> ?A(1).\n",
  "-define(A, ?B + ?C).\n-define(B, ?C).\n-define(C, ?D).\n-define(D, ?C).\nf() -> ?A.\n",
  "-define(A(X), ?B).\n-define(B, ?A).\nf() -> ?A(1).\n",
  "-define(A(X), ?B(X)).\n-define(B(X), X).\n-define(B(X, Y), ?A(X)).\nf() -> ?A(1).\n",
  "-define(A, 1).\n-undef(A).\nf() -> ?A.\n", "-undef(A).\n", "-undef().\n", "-undef(1).\n",
  "-undef(A, B).\n", "-undef(FILE).\nf() -> ?FILE.\n", "-undef.\n", "-undef(A\n",
  "-define(A(X), f(X)).\n?A(1) -> b.\n", "f() -> ?.\n", "f() -> ?1.\n", "f() -> ?(a).\n",
  "f() -> ?'case'.\n", "f() -> ?case.\n", "f() -> ??A.\n", "f() -> ?A(\n",
  "-define(A(X), X).\nf() -> ?A(.\n", "-define(A(X), X).\nf() -> ?A(1.\n",
  "-define(A(X), X).\nf() -> ?A().\n", "-define(A(X, Y), X).\nf() -> ?A(1,).\n",
  "-define(A(X, Y), X).\nf() -> ?A(,1).\n", "-define(A(X, Y, Z), X).\nf() -> ?A(1,,2).\n",
  ("-define(A(X), {X}).\nf() -> ?A(begin a, b end) + ?A(case X of a, b -> c end) + "
   "?A(<<1, 2>>) + ?A(fun F(X, Y) -> a end) + ?A(fun g/1).\n"),
  ("-define(A(X), {X}).\nf() -> ?A(try a, b catch c -> d end) + ?A(receive a -> b, "
   "c end) + ?A(if a -> b, c end) + ?A({a, [b, (c)]}).\n"),
  "-define(A(X), X).\nf() -> ?A({a, b).\n",
  "-define(A, ?B(1)).\n-define(B(X), {X}).\nf() -> ?A.\n",
  "-define(A, ?B).\n-define(B(X), {X}).\nf() -> ?A(1).\n",
  "-define(P(X), X).\n-define(Q(X), ?P(X) + ?P({X, X})).\nf() -> ?Q(?Q(1)).\n",
  "-define(A(X), X ! Y).\nf() -> ?A(g(\n  a,\n b)) = c.\n",
  ("-define(C(F, X), F(X) =\n  X).\nf() -> ?C(g,\n\n 1), case ?C(g, 2) of ?C(\nX, "
   "1) -> a; Y + ?C(f, g) -> b end.\n"),
  "-define(S(X), Y + X).\nf(X) -> ?S(\n\n 1) = a.\n",
  "-define(M, a:b).\nf() -> ?M(1) + ?M (2), [?M(1), ?M(\n2)].\n",
  "-define(E(X), error({?MODULE, ?LINE, X})).\n-module(m).\nf() ->\n  ?E(\n   ?LINE).\n",
  "-define(STR, \"a\" \"b\").\nf() -> ?STR \"c\" ?STR.\n", "-define(L, [a,\n  b]).\nf() ->\n?L.\n",
  "-define(T(X), try X catch _:{\n a, X} -> b end).\nf() -> ?T(\ng()).\n",
  "-define(T, _:_).\nf() -> try a catch ?T -> b; X:?LINE -> c end.\n",
  // Conditions.
  "-ifdef(A).\nf() -> a.\n-else.\nf() -> b.\n-endif.\n",
  "-define(A, 1).\n-ifdef(A).\nf() -> a.\n-else.\nf() -> b.\n-endif.\n",
  "-ifndef(A).\na().\n-endif.\nb() -> c.\n",
  ("-ifdef(A).\n-ifdef(B).\na() -> 1.\n-else.\na() -> 2.\n-endif.\n-else.\n-ifndef(B).\n"
   "a() -> 3.\n-else.\na() -> 4.\n-endif.\n-endif.\n"),
  "-ifdef(A).\n", "-ifdef(A).\n-else.\n", "-ifndef(A).\n-ifdef(B).\n",
  "-ifndef(A).\n-ifndef(B).\nf() -> a.\n", "-else.\n", "-endif.\n", "-elif(true).\n",
  "-ifdef.\n-endif.\n", "-ifdef().\n-else.\na() -> b.\n-endif.\n", "-ifdef(1).\n-endif.\n",
  "-ifdef(A, B).\n-endif.\n", "-ifndef().\n-endif.\n",
  "-ifdef(A).\n-else.\n-else.\nf() -> a.\n-endif.\ng() -> b.\n",
  "-ifndef(A).\n-else.\n-else.\nf() -> a.\n-endif.\ng() -> b.\n",
  "-ifndef(A).\n-else x.\n-endif y.\n-endif.\n",
  "-ifdef(MODULE).\na() -> b.\n-endif.\n-module(m).\n-ifdef(MODULE).\nc() -> d.\n-endif.\n",
  "-ifdef(FILE).\na() -> b.\n-endif.\n", "-if(true).\na() -> b.\n-else.\nc() -> d.\n-endif.\n",
  ("-if(false).\na() -> b.\n-elif(true).\nc() -> d.\n-elif(true).\ne() -> f.\n-else.\n"
   "g() -> h.\n-endif.\n"),
  ("-if(true).\na() -> b.\n-elif(true).\nc() -> d.\n-elif(true).\ne() -> f.\n-else.\n"
   "g() -> h.\n-endif.\n"),
  "-if(true).\na() -> b.\n-elif(false).\nc() -> d.\n-else.\ne() -> f.\n-endif.\n",
  "-if(?OTP_RELEASE >= 21).\na() -> b.\n-endif.\n",
  "-if(?OTP_RELEASE < 21 orelse defined(X)).\na() -> b.\n-endif.\n",
  "-define(X, 1).\n-if(defined(X) andalso ?X =:= 1).\na() -> b.\n-endif.\n",
  "-if(defined(MODULE)).\na() -> b.\n-endif.\n",
  "-if(defined('FILE') and not defined(foo)).\na() -> b.\n-endif.\n",
  "-if(defined(1)).\na() -> b.\n-endif.\n", "-if(defined(A, B)).\na() -> b.\n-endif.\n",
  "-if(1 + 2 * 3 =:= 7).\na() -> b.\n-endif.\n",
  ("-if(7 div 2 == 3 andalso 7 rem 2 == 1 andalso 1 / 2 == 0.5 andalso (1 bsl 3) - "
   "1 =:= 16#7 bor 2).\na() -> b.\n-endif.\n"),
  "-if({a, [1, 2 | c], \"x\"} =:= {a, [1, 2 | c], \"x\"}).\na() -> b.\n-endif.\n",
  ("-if(is_atom(a) and is_list([1]) and is_tuple({}) and is_integer(1) and is_float(1.0)).\n"
   "a() -> b.\n-endif.\n"),
  ("-if(length([a, b]) =:= 2 andalso element(1, {a}) =:= a andalso hd([x]) =:= x).\n"
   "a() -> b.\n-endif.\n"),
  "-if(foo(1)).\na() -> b.\n-endif.\n", "-if(X).\na() -> b.\n-endif.\n",
  "-if(1).\na() -> b.\n-endif.\n", "-if(a, b).\na() -> b.\n-endif.\n",
  "-if(case a of b -> c end).\na() -> b.\n-endif.\n", "-if(A = b).\na() -> b.\n-endif.\n",
  "-if(fun() -> a end).\na() -> b.\n-endif.\n", "-if(1 ++ 2).\na() -> b.\n-endif.\n",
  "-if(1 div 0 =:= 1).\na() -> b.\n-endif.\n", "-if(hd([])).\na() -> b.\n-endif.\n",
  "-if(not 1).\na() -> b.\n-endif.\n", "-if().\na() -> b.\n-endif.\n",
  "-if.\na() -> b.\n-endif.\n", "-if true.\na() -> b.\n-endif.\n",
  "-if(true.\na() -> b.\n-endif.\n", "-if(?UNDEF).\na() -> b.\n-endif.\n",
  "-if(1 +).\na() -> b.\n-else.\nc() -> d.\n-endif.\n",
  ("-if(false).\n-if(true).\n-elif(true).\n-else.\n-endif.\n-elif(x).\na() -> b.\n"
   "-else.\nc() -> d.\n-endif.\n"),
  "-if(false).\n-else.\n-elif(true).\n-endif.\n",
  "-ifdef(A).\n-else.\n-elif(true).\na() -> b.\n-endif.\n",
  "-ifdef(A).\n1.0e400 \"abc\n.\n-endif.\nf() -> a.\n",
  "-ifdef(A).\n?UNDEF.\n#$%^ ().\n-endif.\nf() -> a.\n", "-ifdef(A).\n'unterminated\n-endif.\n",
  // Files.
  "-include(\"one.hrl\").\nf() -> #one{a = ?ONE}.\n", "-include(\"two.hrl\").\nf() -> ?TWO.\n",
  "-include(\"sub/three.hrl\").\nf() -> ?FILE.\n", "-include(\"sub/\" \"three.hrl\").\n",
  "\n\n-include(\"one.hrl\"). f() -> ?LINE.\ng() -> ?LINE.\n",
  "-include(\"none.hrl\").\nf() -> a.\n", "-include_lib(\"none.hrl\").\nf() -> a.\n",
  "-include_lib(\"one.hrl\").\n", "-include_lib(\"no_such_app/include/x.hrl\").\n",
  "-include(\"self.hrl\").\n", "-include(\"open.hrl\").\nf() -> a.\n", "-include.\n",
  "-include().\n", "-include(one).\n", "-include(\"one.hrl\", x).\n", "-include(\"one.hrl\"\n",
  "-include_lib(a).\n", "-include(\"$NO_SUCH_VARIABLE/x.hrl\").\n",
  "-define(I, \"one.hrl\").\n-include(?I).\n",
  "-file(\"other.erl\", 10).\nf() -> {?FILE, ?LINE}.\n",
  "a() -> b.\n\n-file(\"x.yrl\", 100).\n\n-include(\"one.hrl\").\nf() -> {?FILE, ?LINE}.\n",
  "-file(\"x\", 5).\n-file(\"y\", 7).\nf() -> ?LINE.\n-include(\"one.hrl\").\ng() -> ?LINE.\n",
  "-file(\"a\" \"b\", 1).\n", "-file(a, 1).\n", "-file(\"a\").\n", "-file(\"a\", b).\n",
  "-define(L, 9).\n-file(?FILE, ?L).\nf() -> ?LINE.\n", "-file(?FUNCTION_NAME, 1).\n",
  "-file(?NONE, 1).\n", "-file(\"a\", 1", "-file\n.\n",
  // Messages.
  "-error(\"stop\").\n", "-warning({a, 1}).\nf() -> a.\n", "-error(X).\n", "-warning().\n",
  "-error.\n", "-error x.\n", "-define(M, \"msg\").\n-warning(?M).\n", "-warning(?NONE).\n",
  "-error(a, b).\n", "-warning(a\n",
  // Features.
  "-feature(maybe_expr, enable).\nf() -> maybe A ?= b else c -> d end.\n",
  "-feature(maybe_expr, disable).\nf() -> maybe.\n",
  "-feature(maybe_expr, enable).\n-feature(maybe_expr, disable).\nf() -> {maybe, else}.\n",
  "-feature(foo, enable).\n", "-feature(maybe_expr, on).\n", "-feature(maybe_expr).\n",
  "-feature.\n", "f() -> a.\n-feature(maybe_expr, enable).\n",
  "-export([]).\n-feature(maybe_expr, enable).\ng() -> maybe.\n",
  "-module(m).\n-define(A, 1).\n-feature(maybe_expr, enable).\nf() -> maybe a end.\n",
  "-undef(A).\n-feature(maybe_expr, enable).\n",
  ("-feature(maybe_expr, enable).\n-include(\"one.hrl\").\n-ifdef(A).\n-else.\nf() "
   "-> maybe a end.\n-endif.\n"),
  "-if(?FEATURE_AVAILABLE(maybe_expr)).\na() -> b.\n-endif.\n",
  "-if(?FEATURE_ENABLED(maybe_expr)).\na() -> b.\n-endif.\n",
  "-feature(maybe_expr, enable).\n-if(?FEATURE_ENABLED(maybe_expr)).\na() -> 'maybe'.\n-endif.\n",
  "f() -> {'maybe', 'else', maybe, else}.\n",
  "-if(?FEATURE_AVAILABLE(foo)).\na() -> b.\n-endif.\n",
  // What is wrong with the words.
  "f() -> 1.0e400.\ng() -> a.\n", "f() -> \"abc.\ng() -> a.\n", "f() -> 'abc.\ng() -> a.\n",
  "f() -> \xE2\x82\xAC + 1.\ng() -> a.\n", "f( -> a.\ng() -> b.\n",
  "%% coding: latin-1\nf() -> \"\xE4\".\n", "%% -*- coding: utf-8 -*-\nf() -> \"\xC3\xA4\".\n",
  "\n%% coding = Latin-1\nf() -> '\xFC'.\n", "%% encoding: latin-1x\nf() -> a.\n",
  "f() -> $\\xZ. a\ng() -> b.\n",
  ("-module(m).\n-foo(?MODULE).\n-bar({?LINE, ?FILE}).\n-record(r, {a = ?LINE}).\n"
   "-spec f(?MODULE) -> ?MODULE.\n"),
};
// clang-format on

}  // namespace kith::testing
