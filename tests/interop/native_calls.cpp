#include "native_calls.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "kith/build.hpp"
#include "kith/etf.hpp"
#include "kith/process.hpp"
#include "runtime/raised.hpp"

namespace kith::testing {

namespace {

/// A list of `{Module, Function, Args}` in, a list of `{ok, Value}` and `{Class, Reason}` out.
constexpr std::string_view apply_all = R"erl(
  fun(<<Flat, Bin/binary>>) ->
    Returned = fun(V) when Flat =:= 1, is_list(V) -> lists:flatten(V); (V) -> V end,
    term_to_binary([try {ok, Returned(apply(M, F, Args))} catch Class:Reason -> {Class, Reason} end
                    || {M, F, Args} <- binary_to_term(Bin)])
  end
)erl";

term outcome_here(plain_function body, term_ref list) {
  std::vector<term> args;
  for (; list.is_cons(); list = list.tail()) {
    args.emplace_back(list.head());
  }
  try {
    return tuple(atoms::ok, body(args));
  } catch (...) {
    const detail::raised by = detail::raised_by(std::current_exception());
    return tuple(detail::word_of(by.kind()), by.reason());
  }
}

/// Equal, and the sign of a zero, too: `=:=` of OTP 25 does not tell -0.0 from 0.0.
bool alike(term_ref a, term_ref b) {
  return a == b && to_string(a, format::w) == to_string(b, format::w);
}

}  // namespace

native_calls::native_calls(erl_pipe& erl, const detail::native_table& natives,
                           std::size_t calls_max)
    : erl_(erl), natives_(natives), calls_max_(calls_max) {
  REQUIRE(erl_.define("apply_all", apply_all).ok());
}

std::vector<term> native_calls::arguments_of(const native_case& function) {
  std::vector<std::vector<term>> pools;
  std::size_t combinations = 1;
  for (const std::string_view text : function.pools) {
    const auto pool = parse_term(text);
    REQUIRE_MESSAGE(pool.ok(), (pool.ok() ? "" : pool.failure().text), " in ", std::string(text));
    auto& values = pools.emplace_back();
    for (term_ref at = *pool; at.is_cons(); at = at.tail()) {
      values.emplace_back(at.head());
    }
    combinations *= values.size();
  }
  const std::size_t calls = std::min(combinations, calls_max_);
  std::mt19937_64 random(seed_++);
  std::vector<term> all;
  for (std::size_t i = 0; i < calls; ++i) {
    std::size_t which = calls == combinations ? i : random() % combinations;
    std::vector<term> args;
    for (const auto& pool : pools) {
      args.push_back(pool[which % pool.size()]);
      which /= pool.size();
    }
    all.push_back(list_of(args));
  }
  return all;
}

void native_calls::compare(std::string_view module, const native_case& function) {
  CAPTURE(function.name);
  std::vector<term> calls;
  for (const term& args : arguments_of(function)) {
    calls.push_back(tuple(atom(module), atom(function.name), args));
  }
  compare_calls(calls, function.flat);
}

void native_calls::compare_in_order(std::string_view module, std::string_view calls) {
  const auto list = parse_term(calls);
  REQUIRE_MESSAGE(list.ok(), (list.ok() ? "" : list.failure().text));
  std::vector<term> all;
  for (term_ref at = *list; at.is_cons(); at = at.tail()) {
    all.push_back(tuple(atom(module), at.head()[0], at.head()[1]));
  }
  compare_calls(all, false);
}

void native_calls::compare_calls(const std::vector<term>& calls, bool flat) {
  const auto answer = erl_.call("apply_all", std::string(1, flat ? '\1' : '\0') +
                                                 term_to_binary(term(list_of(calls))));
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.failure().text));
  const auto there = binary_to_term(*answer);
  REQUIRE(there.ok());
  term_ref expected = *there;
  int differences = 0;
  for (const term& call : calls) {
    const auto arity = static_cast<std::uint32_t>(call[2].list_length());
    const detail::native_body body = natives_.find(call[0].as_atom(), call[1].as_atom(), arity);
    REQUIRE_MESSAGE(static_cast<bool>(body.plain), to_string(call));
    const term here = outcome_here(body.plain, call[2]);
    if (!alike(here, expected.head()) && ++differences <= 5) {
      CHECK_MESSAGE(false, to_string(call[0]), ":", to_string(call[1]), " of ",
                    to_string(call[2], format::tp), "\n  here  ", to_string(here, format::tp),
                    "\n  there ", to_string(expected.head(), format::tp));
    }
    expected = expected.tail();
  }
  CHECK(differences == 0);
}

}  // namespace kith::testing
