// The items of process_info, of a process that the caller runs.
#pragma once

#include "runtime/process_block.hpp"

namespace kith::detail {

/// Whether it is an item, or a list of items.
[[nodiscard]] bool is_item(term_ref t);
[[nodiscard]] bool is_list_of_items(term_ref t);

/// `{Item, Value}`, or a list of them. A process without a name has `{registered_name, []}`.
[[nodiscard]] term info_of(const process_block& p, term_ref asked);

}  // namespace kith::detail
