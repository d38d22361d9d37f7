// Module `erlang`: the process dictionary. Differs: its order is that in which keys came.

#include <vector>

#include "kernel/erlang_rows.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

using entries = std::vector<std::pair<term, term>>;

const entries& all_entries() {
  static const entries none;
  const process_block& p = current_process();
  return p.ties == nullptr ? none : p.ties->dictionary;
}

term pairs_of(const entries& all) {
  std::vector<term> pairs;
  for (const auto& [key, value] : all) {
    pairs.emplace_back(tuple(key, value));
  }
  return list_of(pairs);
}

term put_2(arguments a) {
  return put(a[0], a[1]);
}
term get_0(arguments) {
  return pairs_of(all_entries());
}
term get_1(arguments a) {
  return get(a[0]);
}
term erase_0(arguments) {
  process_block& p = current_process();
  return pairs_of(p.ties == nullptr ? entries() : std::exchange(p.ties->dictionary, {}));
}
term erase_1(arguments a) {
  return erase(a[0]);
}

term get_keys_0(arguments) {
  std::vector<term> keys;
  for (const auto& [key, value] : all_entries()) {
    keys.push_back(key);
  }
  return list_of(keys);
}
term get_keys_1(arguments a) {
  std::vector<term> keys;
  for (const auto& [key, value] : all_entries()) {
    if (value == a[0]) {
      keys.push_back(key);
    }
  }
  return list_of(keys);
}

}  // namespace

std::span<const native_row> erlang_dictionary_rows() {
  static constexpr native_row rows[] = {
      {"put", 2, put_2},           {"get", 0, get_0},     {"get", 1, get_1},
      {"erase", 0, erase_0},       {"erase", 1, erase_1}, {"get_keys", 0, get_keys_0},
      {"get_keys", 1, get_keys_1},
  };
  return rows;
}

}  // namespace kith::detail
