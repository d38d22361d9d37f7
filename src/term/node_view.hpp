// Looking at nodes by their words alone, without the block they lie in: for walks that only read.
#pragma once

#include <cstdint>
#include <string_view>

#include "kith/term.hpp"

namespace kith::detail {

/// The word itself, or what it stands for in another block.
inline word resolve(word w) noexcept {
  return tag_of(w) == tag::away ? reinterpret_cast<const xref*>(pointer(w))->target : w;
}
/// A reading view of a word, good until the term that it is a part of goes.
inline term_ref view(word w) noexcept {
  return {resolve(w), nullptr};
}

/// Whether equal terms of this tag are equal words and nothing else is equal to them.
constexpr bool is_plain(word w) noexcept {
  const tag t = tag_of(w);
  return t == tag::small || t == tag::atom || t == tag::nil;
}

/// Who a pid, port or reference belongs to.
struct identity {
  atom node;
  std::uint32_t creation;

  friend bool operator==(identity, identity) = default;
};
inline identity identity_of(word packed) noexcept {
  return {atom::from_index(static_cast<std::uint32_t>(packed >> 32u)),
          static_cast<std::uint32_t>(packed)};
}

/// The terms that a node holds: `count` words at `at`. Nothing for nodes of bits, and for maps of
/// over 32 pairs, which have a cursor (map_node.hpp).
struct parts {
  const word* at;
  std::uint64_t count;
};
parts parts_of(const word* node) noexcept;

}  // namespace kith::detail
