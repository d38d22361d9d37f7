#include "corpora.hpp"

#include <cstdio>
#include <tuple>

#include <kith/etf.hpp>

using namespace kith;

namespace bench {

namespace {

std::string numbered(const char* form, std::int64_t i) {
  char text[32];
  std::snprintf(text, sizeof text, form, static_cast<int>(i));
  return text;
}

/// {'$gen_call', {Pid, Ref}, {get, <<"0123456789abcdef">>, 42}}
term control() {
  const reference ref = make_ref();
  return tuple(atoms::gen_call, tuple(self(), ref),
               tuple(atom("get"), bin("0123456789abcdef"), 42));
}

/// #{<<"key-000001">> => 7919, …}, 1000 pairs.
term map1000() {
  std::vector<term> keys;
  std::vector<term> values;
  std::vector<map_pair> pairs;
  for (std::int64_t i = 1; i <= 1000; ++i) {
    keys.push_back(term::binary(numbered("key-%06d", i)));
    values.emplace_back(i * 7919);
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    pairs.push_back({keys[i], values[i]});
  }
  return map_from_list(pairs);
}

/// [{I, Atom, I * 0.5, "item-00001", I * 1000003}, …], 10,000 of them.
term list10k() {
  const atom kinds[] = {atom("alpha"), atom("beta"), atom("gamma"), atom("delta")};
  std::vector<std::tuple<std::int64_t, atom, double, std::string, std::int64_t>> all;
  for (std::int64_t i = 1; i <= 10'000; ++i) {
    all.emplace_back(i, kinds[i % 4], static_cast<double>(i) * 0.5, numbered("item-%05d", i),
                     i * 1'000'003);
  }
  return list_of(all);
}

}  // namespace

term pattern_binary(std::int64_t size) {
  char* bytes = nullptr;
  const term made = term::binary(static_cast<std::size_t>(size), bytes);
  for (std::int64_t k = 0; k < size; ++k) {
    bytes[k] = static_cast<char>((((k % 65'536) + 1) * 167 + 13) % 256);
  }
  return made;
}

std::vector<corpus> corpora() {
  return {{"control", control()},
          {"map1000", map1000()},
          {"list10k", list10k()},
          {"bin1m", pattern_binary(1'048'576)}};
}

std::string encoded(term_ref t) {
  binary_options minor_version_2;
  minor_version_2.utf8_atoms = true;
  return term_to_binary(t, minor_version_2);
}

}  // namespace bench
