// Blocks of terms: where they come from and how they go.
#include <cstdlib>

#include "base/slab.hpp"
#include "kith/word.hpp"

namespace kith::detail {

namespace {

constexpr std::size_t bytes_of(std::uint64_t words) noexcept {
  return sizeof(block) + static_cast<std::size_t>(words) * sizeof(word);
}

/// A dead block is chained through its first payload word. Nothing there is needed any more: it
/// may be the target of an xref, but not its owner or successor, which are what dying reads.
block*& next_dead(block* b) noexcept {
  return *reinterpret_cast<block**>(b->payload());
}

}  // namespace

block* allocate(std::uint64_t words) {
  KITH_ASSERT(words <= UINT32_MAX);
  void* memory = slab_allocate(bytes_of(words));
  auto* b = static_cast<block*>(memory);
  b->refs = 1;
  b->words = static_cast<std::uint32_t>(words);
  b->away = nullptr;
  return b;
}

void destroy(block* b) noexcept {
  block* dead = nullptr;
  while (b != nullptr) {
    for (const xref* x = b->away; x != nullptr; x = x->next) {
      block* owner = x->owner;
      // Acquire and release as in `release`.
      if (__atomic_load_n(&owner->refs, __ATOMIC_ACQUIRE) == 1 ||
          __atomic_fetch_sub(&owner->refs, 1u, __ATOMIC_ACQ_REL) == 1) {
        if (owner->away == nullptr) {
          slab_free(owner, bytes_of(owner->words));
        } else {
          next_dead(owner) = dead;
          dead = owner;
        }
      }
    }
    slab_free(b, bytes_of(b->words));
    b = dead;
    dead = b == nullptr ? nullptr : next_dead(b);
  }
}

}  // namespace kith::detail
