#include "term/local_node.hpp"

#include <doctest/doctest.h>

namespace kith {

TEST_CASE("local_node: a node is the one that it was, as far as that is kept") {
  const local_node first{atom("nonode@nohost"), 0};
  const local_node second{atom("one@box"), 7};
  const std::uint32_t index = add_local_node(first);
  CHECK(is_local_node(index, first));
  CHECK_FALSE(is_local_node(index, second));
  rename_local_node(index, second);
  CHECK(is_local_node(index, second));
  CHECK_FALSE(is_local_node(index, first));
  keep_local_node(index);
  rename_local_node(index, first);
  CHECK(is_local_node(index, first));
  CHECK(is_local_node(index, second));
  CHECK_FALSE(is_local_node(index, {atom("one@box"), 8}));
  remove_local_node(index);
}

TEST_CASE("local_node: the oldest of many identities is forgotten, and all with the node") {
  const atom name("one@box");
  const std::uint32_t index = add_local_node({name, 4});
  for (std::uint32_t i = 0; i <= kept_identities_max; ++i) {
    keep_local_node(index);
    rename_local_node(index, {name, 5 + i});
  }
  CHECK_FALSE(is_local_node(index, {name, 4}));
  CHECK(is_local_node(index, {name, 5}));
  remove_local_node(index);
  CHECK_FALSE(is_local_node(index, {name, 5}));
}

}  // namespace kith
