#include "runtime/process_flags.hpp"

#include <vector>

#include "kith/build.hpp"

namespace kith::detail {

namespace {

const std::vector<std::int64_t>& sizes() {
  static const std::vector<std::int64_t> all = [] {
    // ERTS, "Erlang Garbage Collector": like Fibonacci's numbers, past a million 20 % more each.
    constexpr std::size_t slow_from = 23;
    constexpr std::size_t count = 137;
    std::vector<std::int64_t> made = {12, 38};
    while (made.size() < count) {
      const std::size_t n = made.size();
      made.push_back(n < slow_from ? made[n - 1] + made[n - 2] + 1 : made[n - 1] + made[n - 1] / 5);
    }
    return made;
  }();
  return all;
}

}  // namespace

term max_heap_size_of(std::int64_t words) {
  return map(atom("error_logger"), true, atoms::kill, true, atom("size"), words);
}

term heap_sizes() {
  return list_of(sizes());
}

std::int64_t heap_size_from(std::int64_t words) {
  for (const std::int64_t size : sizes()) {
    if (size >= words) {
      return size;
    }
  }
  return sizes().back();
}

}  // namespace kith::detail
