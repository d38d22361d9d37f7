// The parts of module `lists`, by what they do.
#pragma once

#include <span>

#include "stdlib/native_rows.hpp"

namespace kith::detail {

[[nodiscard]] std::span<const native_row> lists_whole_rows();  ///< append, reverse, flatten, …
[[nodiscard]] std::span<const native_row> lists_part_rows();   ///< nth, sublist, member, …
[[nodiscard]] std::span<const native_row> lists_key_rows();    ///< keyfind, keydelete, …
[[nodiscard]] std::span<const native_row> lists_order_rows();  ///< sort, merge, max, …
[[nodiscard]] std::span<const native_row> lists_pair_rows();   ///< zip, unzip, …

/// `A ++ B` and `A -- B`, which are functions of module `erlang`, too.
[[nodiscard]] term append_lists(term_ref a, term_ref b);
[[nodiscard]] term subtract_lists(term_ref a, term_ref b);

}  // namespace kith::detail
