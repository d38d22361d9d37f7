#include "term/local_node.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <map>

#include "base/mutex.hpp"

namespace kith {

namespace {

/// Identities are read by every thread that prints or sends a pid, so each is one atomic word:
/// creation:32 (high) and the name's place in the atom table. Freed indexes wait in a ring.
struct node_table {
  std::array<std::atomic<std::uint64_t>, local_nodes_max> identities{};
  mutex lock;
  std::uint32_t never_used KITH_GUARDED_BY(lock) = 0;
  std::array<std::uint16_t, local_nodes_max> freed KITH_GUARDED_BY(lock) = {};
  std::uint32_t freed_first KITH_GUARDED_BY(lock) = 0;
  std::uint32_t freed_count KITH_GUARDED_BY(lock) = 0;
  std::array<std::atomic<bool>, local_nodes_max> has_kept{};
};

constinit node_table nodes;

/// Of the few nodes that have changed their names.
struct kept_table {
  mutex lock;
  std::map<std::uint32_t, std::deque<std::uint64_t>> identities KITH_GUARDED_BY(lock);
};

kept_table& kept() {
  static kept_table table;
  return table;
}

std::uint64_t packed(local_node identity) noexcept {
  return (std::uint64_t{identity.creation} << 32u) | std::uint64_t{identity.name.index()};
}

void set(std::uint32_t index, local_node identity) noexcept {
  // release: pairs with the acquire in local_node_at, so that the atom's text is seen there.
  nodes.identities[index].store(packed(identity), std::memory_order_release);
}

std::uint32_t take_index() {
  const scoped_lock hold(nodes.lock);
  if (nodes.never_used < local_nodes_max) {
    return nodes.never_used++;
  }
  KITH_ASSERT(nodes.freed_count > 0);
  const std::uint32_t index = nodes.freed[nodes.freed_first];
  nodes.freed_first = (nodes.freed_first + 1) % local_nodes_max;
  --nodes.freed_count;
  return index;
}

}  // namespace

std::uint32_t add_local_node(local_node identity) {
  const std::uint32_t index = take_index();
  set(index, identity);
  return index;
}

void rename_local_node(std::uint32_t index, local_node identity) {
  KITH_ASSERT(index < local_nodes_max);
  set(index, identity);
}

void keep_local_node(std::uint32_t index) {
  KITH_ASSERT(index < local_nodes_max);
  const scoped_lock hold(kept().lock);
  std::deque<std::uint64_t>& all = kept().identities[index];
  all.push_back(nodes.identities[index].load(std::memory_order_acquire));
  if (all.size() > kept_identities_max) {
    all.pop_front();
  }
  // release: pairs with the acquire in is_local_node.
  nodes.has_kept[index].store(true, std::memory_order_release);
}

bool is_local_node(std::uint32_t index, local_node identity) noexcept {
  const std::uint64_t asked = packed(identity);
  if (nodes.identities[index].load(std::memory_order_acquire) == asked) {
    return true;
  }
  if (!nodes.has_kept[index].load(std::memory_order_acquire)) {
    return false;
  }
  const scoped_lock hold(kept().lock);
  const auto& all = kept().identities[index];
  return std::find(all.begin(), all.end(), asked) != all.end();
}

void remove_local_node(std::uint32_t index) {
  KITH_ASSERT(index < local_nodes_max);
  if (nodes.has_kept[index].exchange(false, std::memory_order_acq_rel)) {
    const scoped_lock hold(kept().lock);
    kept().identities.erase(index);
  }
  const scoped_lock hold(nodes.lock);
  KITH_ASSERT(nodes.freed_count < local_nodes_max);
  nodes.freed[(nodes.freed_first + nodes.freed_count) % local_nodes_max] =
      static_cast<std::uint16_t>(index);
  ++nodes.freed_count;
}

local_node local_node_at(std::uint32_t index) noexcept {
  KITH_ASSERT(index < local_nodes_max);
  const std::uint64_t packed = nodes.identities[index].load(std::memory_order_acquire);
  return {atom::from_index(static_cast<std::uint32_t>(packed)),
          static_cast<std::uint32_t>(packed >> 32u)};
}

}  // namespace kith
