// What process_flag/2 sets and has no effect here: it is remembered, with OTP's defaults, so that
// process_info tells of it.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith::detail {

struct process_flags {
  atom priority = atoms::normal;  ///< differs: all processes take turns
  atom message_queue_data{"on_heap"};
  atom error_handler{"error_handler"};
  std::int64_t min_heap_size = 233;  ///< words
  std::int64_t min_bin_vheap_size = 46'422;
  std::int64_t fullsweep_after = 65'535;
  std::int64_t save_calls = 0;
  bool sensitive = false;
  term max_heap_size;  ///< a map with size, kill and error_logger; none: no limit
};

/// `#{error_logger => true, kill => true, size => Words}`; of 0 words, which is no limit, OTP's
/// default. OTP: process_flag(max_heap_size, _).
[[nodiscard]] term max_heap_size_of(std::int64_t words);

/// The sizes that heaps of OTP have, in words, from 12 on. OTP: system_info(heap_sizes).
[[nodiscard]] term heap_sizes();
/// The first of them that is not below `words`.
[[nodiscard]] std::int64_t heap_size_from(std::int64_t words);

}  // namespace kith::detail
