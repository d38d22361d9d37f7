// The external term format, both ways: a call to a gen_server, a map, a list of records.
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "etf/decode.hpp"
#include "etf/encode.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"

using namespace kith;

namespace {

const atom node("bench@localhost");

/// {'$gen_call', {Pid, Ref}, {get, <<"0123456789abcdef">>, 42}}
term call() {
  const std::vector<std::uint32_t> words = {12345, 678901, 2345678};
  return tuple(atoms::gen_call, tuple(pid::external(node, 5, 100, 0), reference(node, 5, words)),
               tuple(atom("get"), bin("0123456789abcdef"), 42));
}

/// #{<<"key-000001">> => 7919, …} of 1,000 pairs.
term large_map() {
  std::vector<term> keep;
  std::vector<map_pair> pairs;
  for (int i = 1; i <= 1000; ++i) {
    const std::string digits = std::to_string(i);
    keep.push_back(term::binary("key-" + std::string(6 - digits.size(), '0') + digits));
    keep.emplace_back(i * 7919);
  }
  for (std::size_t i = 0; i < keep.size(); i += 2) {
    pairs.push_back({keep[i], keep[i + 1]});
  }
  return map_from_list(pairs);
}

/// [{I, Atom, I * 0.5, "item-00001", I * 1000003}, …] of 10,000 records.
term records() {
  const std::vector<atom> kinds = {atom("alpha"), atom("beta"), atom("gamma"), atom("delta")};
  std::vector<term> all;
  for (std::int64_t i = 1; i <= 10'000; ++i) {
    all.push_back(tuple(i, kinds[static_cast<std::size_t>(i) % kinds.size()],
                        static_cast<double>(i) * 0.5, "item-00001", i * 1'000'003));
  }
  return list_of(all);
}

void decode(benchmark::State& state, term (*make)()) {
  std::string bytes;
  etf::encode(make(), {}, bytes);
  etf::decoder decoder({});
  for (auto _ : state) {
    std::size_t at = 0;
    auto t = decoder.decode(bytes, at);
    benchmark::DoNotOptimize(t);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void encode(benchmark::State& state, term (*make)()) {
  const term t = *binary_to_term(term_to_binary(make()));  // in one block, as a message comes
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    etf::encode(t, {}, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void binary_to_term_call(benchmark::State& state) {
  const std::string bytes = term_to_binary(call());
  for (auto _ : state) {
    auto t = binary_to_term(bytes);
    benchmark::DoNotOptimize(t);
  }
}
void term_to_binary_call(benchmark::State& state) {
  const term t = call();
  for (auto _ : state) {
    auto bytes = term_to_binary(t);
    benchmark::DoNotOptimize(bytes.data());
  }
}

}  // namespace

BENCHMARK_CAPTURE(decode, call, call)->Name("etf.decode/call");
BENCHMARK_CAPTURE(decode, map_1000, large_map)->Name("etf.decode/map_1000");
BENCHMARK_CAPTURE(decode, records_10000, records)->Name("etf.decode/records_10000");
BENCHMARK_CAPTURE(encode, call, call)->Name("etf.encode/call");
BENCHMARK_CAPTURE(encode, map_1000, large_map)->Name("etf.encode/map_1000");
BENCHMARK_CAPTURE(encode, records_10000, records)->Name("etf.encode/records_10000");
BENCHMARK(binary_to_term_call)->Name("etf.binary_to_term/call");
BENCHMARK(term_to_binary_call)->Name("etf.term_to_binary/call");
