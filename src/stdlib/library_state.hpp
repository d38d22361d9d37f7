// What the library's native functions keep of a node, besides what is in their arguments.
#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/node_core.hpp"
#include "stdlib/atomic_arrays.hpp"
#include "stdlib/environment.hpp"
#include "stdlib/ets_tables.hpp"
#include "stdlib/held_files.hpp"
#include "stdlib/held_sockets.hpp"
#include "stdlib/persistent_terms.hpp"
#include "stdlib/regex_cache.hpp"

namespace kith::detail {

class library_state final : public node_part {
 public:
  explicit library_state(node_core& node);

  void process_ended(pid who) noexcept override;

  /// Wall-clock time less monotonic time, in nanoseconds, as it was when this was made.
  [[nodiscard]] std::int64_t time_offset_ns() const noexcept { return time_offset_ns_; }
  /// Microseconds of the wall clock, each time more than the last.
  [[nodiscard]] std::int64_t unique_now_us(std::int64_t now_us) noexcept;
  /// 1, 2, 3, …
  [[nodiscard]] std::uint64_t next_integer() noexcept {
    return integers_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  ets_tables tables;
  held_files files;
  held_sockets sockets;
  atomic_arrays arrays;
  environment variables;
  persistent_terms persistent;
  regex_cache regexes;

 private:
  std::int64_t time_offset_ns_;
  std::atomic<std::int64_t> last_now_us_{0};
  std::atomic<std::uint64_t> integers_{0};
};

/// Of the node of the process that runs.
[[nodiscard]] library_state& library_here();

}  // namespace kith::detail
