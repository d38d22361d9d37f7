// Building, matching and converting terms.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "kith/build.hpp"
#include "kith/clause.hpp"
#include "kith/pattern.hpp"
#include "kith/reflect.hpp"

using namespace kith;

namespace {

struct point {
  int x = 0;
  double y = 0;
};

const atom add("add");

void build_reply(benchmark::State& state) {
  std::int64_t n = 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(n);
    term t = tuple(atoms::ok, n, tuple(add, n));
    benchmark::DoNotOptimize(t);
  }
}

void build_with_large_term(benchmark::State& state) {
  const term large = list_of(std::vector<int>(100, 1));
  for (auto _ : state) {
    term t = tuple(atoms::ok, large);
    benchmark::DoNotOptimize(t);
  }
}

void build_list(benchmark::State& state) {
  const std::vector<int> numbers(static_cast<std::size_t>(state.range(0)), 7);
  for (auto _ : state) {
    term t = list_of(numbers);
    benchmark::DoNotOptimize(t);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void build_map(benchmark::State& state) {
  std::int64_t n = 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(n);
    term t = map(atoms::ok, n, atoms::error, n, add, n, atoms::yes, n);
    benchmark::DoNotOptimize(t);
  }
}

void build_string(benchmark::State& state) {
  const std::string text = "Hello, this is a string of some length";
  for (auto _ : state) {
    term t = tuple(text);
    benchmark::DoNotOptimize(t);
  }
}

void match_two_integers(benchmark::State& state) {
  const term t = tuple(atoms::ok, 7, tuple(add, 8));
  std::int64_t sum = 0;
  for (auto _ : state) {
    std::int64_t a = 0;
    std::int64_t b = 0;
    term_ref r = t;
    benchmark::DoNotOptimize(r);
    if (match(r, tuple(atoms::ok, bind(a), tuple(any, bind(b))))) {
      sum += a + b;
    }
  }
  benchmark::DoNotOptimize(sum);
}

void match_fourth_clause(benchmark::State& state) {
  const term t = tuple(add, 8);
  std::int64_t n = 0;
  const auto first = on(tuple(atoms::ok, bind(n)));
  const auto second = on(tuple(atoms::error, any));
  const auto third = on(tuple(add, an_atom));
  auto fourth = on(tuple(add, bind(n)));
  for (auto _ : state) {
    term_ref r = t;
    benchmark::DoNotOptimize(r);
    if (!first.match(r) && !second.match(r) && !third.match(r) && fourth.match(r)) {
      fourth.take(r);
    }
    benchmark::DoNotOptimize(n);
  }
}

void reflect_write(benchmark::State& state) {
  point p{1, 2};
  for (auto _ : state) {
    benchmark::DoNotOptimize(p);
    term t = to_term(p);
    benchmark::DoNotOptimize(t);
  }
}

void reflect_read(benchmark::State& state) {
  const term t = to_term(point{1, 2});
  for (auto _ : state) {
    term_ref r = t;
    benchmark::DoNotOptimize(r);
    point p;
    const bool ok = match(r, bind(p));
    benchmark::DoNotOptimize(ok);
    benchmark::DoNotOptimize(p);
  }
}

}  // namespace

BENCHMARK(build_reply)->Name("build.tuple/reply");
BENCHMARK(build_with_large_term)->Name("build.tuple/with_large_term");
BENCHMARK(build_list)->Name("build.list")->Arg(1)->Arg(10)->Arg(1000);
BENCHMARK(build_map)->Name("build.map/4");
BENCHMARK(build_string)->Name("build.string/38");
BENCHMARK(match_two_integers)->Name("pattern.match/two_integers");
BENCHMARK(match_fourth_clause)->Name("clause.match/fourth");
BENCHMARK(reflect_write)->Name("reflect.write/point");
BENCHMARK(reflect_read)->Name("reflect.read/point");
