#include "stdlib/lists.hpp"

#include "stdlib/natives.hpp"

namespace kith::detail {

void add_lists_natives(native_table& natives) {
  const atom m("lists");
  add_rows(natives, m, lists_whole_rows());
  add_rows(natives, m, lists_part_rows());
  add_rows(natives, m, lists_key_rows());
  add_rows(natives, m, lists_order_rows());
  add_rows(natives, m, lists_pair_rows());
}

}  // namespace kith::detail
