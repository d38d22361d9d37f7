// How a term lies in memory; the public types of term.hpp read it inline. See
// docs/design/terms.md. Not for users' programs.
//
// A term is one 8-byte word. Its three low bits say what the rest is:
//
//   none   0   no term at all (the whole word is 0)
//   list   1   address of a cons: two words, head and tail
//   boxed  2   address of a node: a header word and what its kind says
//   away   3   address of an `xref` in the same block: the term lies in another block
//   small  4   a signed integer of 61 bits
//   atom   5   its place in the atom table
//   pid    6   a process of this program: node index:12 slot:24 generation:25, from low to high
//   nil    7   []
//
// Everything that is not in the word lies in a *block*: one allocation with one reference count,
// holding any number of nodes. Pointers within a block count nothing; an `xref` counts one in the
// block that it names. Blocks never change once a term has been made of them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kith/assert.hpp"

namespace kith::detail {

using word = std::uint64_t;

enum class tag : std::uint8_t { none, list, boxed, away, small, atom, pid, nil };

constexpr tag tag_of(word w) noexcept {
  return static_cast<tag>(w & 7u);
}
constexpr word nil_word = static_cast<word>(tag::nil);

inline constexpr std::int64_t small_max = (std::int64_t{1} << 60) - 1;
inline constexpr std::int64_t small_min = -(std::int64_t{1} << 60);
constexpr bool fits_small(std::int64_t v) noexcept {
  return v >= small_min && v <= small_max;
}
constexpr word small_word(std::int64_t v) noexcept {
  return (static_cast<word>(v) << 3u) | static_cast<word>(tag::small);
}
constexpr std::int64_t small_value(word w) noexcept {
  return static_cast<std::int64_t>(w) >> 3;
}
constexpr word atom_word(std::uint32_t index) noexcept {
  return (static_cast<word>(index) << 3u) | static_cast<word>(tag::atom);
}
constexpr std::uint32_t atom_index(word w) noexcept {
  return static_cast<std::uint32_t>(w >> 3u);
}

/// What a boxed node is; the low 6 bits of its header. The other 58 are the kind's `size`.
enum class kind : std::uint8_t {
  tuple,       ///< size: arity; then the elements
  big_pos,     ///< size: limbs; then 64-bit limbs, least significant first, the last not 0
  big_neg,     ///< the same, negative
  floating,    ///< size 1; then an IEEE double
  binary,      ///< size: bits; then the bytes, padded to a word; unused bits of the last byte are 0
  sub_binary,  ///< size: bits, a multiple of 8; then the byte offset, then the three words of an
               ///< xref to a `binary` of another block
  flat_map,    ///< size: pairs, at most 32; then key, value, key, … in term order of the keys
  hash_map,    ///< size: pairs, over 32; then what term/map_node.hpp says
  trie_map,    ///< size: pairs, over 32; then what term/map_node.hpp says
  pid,         ///< size 2; node atom:32 (high) creation:32 (low); id:32 (high) serial:32 (low)
  port,        ///< size 2; node and creation as above; the 64-bit number
  reference,   ///< size: 32-bit words of the number, 1 to 5; node and creation; the words, two
               ///< to a word, the first sent in the low half of the first
  export_fun,  ///< size 3; module, function (atom words), arity (small)
  closure,     ///< size: free variables; what term/closure.hpp says
};

constexpr word header(kind k, std::uint64_t size) noexcept {
  return (size << 6u) | static_cast<word>(k);
}
constexpr kind kind_of(word h) noexcept {
  return static_cast<kind>(h & 63u);
}
constexpr std::uint64_t size_of(word h) noexcept {
  return h >> 6u;
}

struct block;

/// A term of another block, seen from this one.
struct xref {
  word target;  ///< list or boxed, never away
  block* owner;
  xref* next;  ///< the next one of the same block, so that all can be released
};
inline constexpr std::size_t xref_words = sizeof(xref) / sizeof(word);

struct block {
  /// Owners, 1 when made. Relaxed to add; release to take away, acquire before freeing.
  /// (A plain integer and builtins: <atomic> would double what this header costs.)
  std::uint32_t refs;   ///< touched by `retain`, `release` and `allocate` alone
  std::uint32_t words;  ///< of the payload that follows this header
  xref* away;           ///< head of the chain of all xrefs that lie in this block

  word* payload() noexcept { return reinterpret_cast<word*>(this + 1); }
};

/// A block of `words` words, one owner, no xrefs, its payload not written yet.
/// `words` is at most 2^32-1 (32 GiB): callers prove their sizes first.
block* allocate(std::uint64_t words);
/// Frees the block and, without recursion, every block that only it kept alive.
void destroy(block* b) noexcept;

inline void retain(block* b) noexcept {
  if (b != nullptr) {
    __atomic_fetch_add(&b->refs, 1u, __ATOMIC_RELAXED);
  }
}
inline void release(block* b) noexcept {
  // A sole owner skips the read-modify-write: nobody else can add to the count meanwhile.
  if (b != nullptr && (__atomic_load_n(&b->refs, __ATOMIC_ACQUIRE) == 1 ||
                       __atomic_fetch_sub(&b->refs, 1u, __ATOMIC_ACQ_REL) == 1)) {
    destroy(b);
  }
}

inline word* pointer(word w) noexcept {
  return reinterpret_cast<word*>(w & ~word{7});
}
inline word list_word(const word* cons) noexcept {
  return reinterpret_cast<word>(cons) | static_cast<word>(tag::list);
}
inline word boxed_word(const word* node) noexcept {
  return reinterpret_cast<word>(node) | static_cast<word>(tag::boxed);
}
inline word away_word(const xref* x) noexcept {
  return reinterpret_cast<word>(x) | static_cast<word>(tag::away);
}

/// Links an xref that lies in `home` to `target` in `owner` and counts it.
inline word link_away(block* home, xref* x, word target, block* owner) noexcept {
  x->target = target;
  x->owner = owner;
  x->next = home->away;
  home->away = x;
  retain(owner);
  return away_word(x);
}

// Local pids.
inline constexpr unsigned pid_node_bits = 12;
inline constexpr unsigned pid_slot_bits = 24;
inline constexpr unsigned pid_generation_bits = 25;
constexpr word pid_word(std::uint32_t node, std::uint32_t slot, std::uint32_t generation) noexcept {
  return static_cast<word>(tag::pid) | (static_cast<word>(node) << 3u) |
         (static_cast<word>(slot) << (3u + pid_node_bits)) |
         (static_cast<word>(generation) << (3u + pid_node_bits + pid_slot_bits));
}
constexpr std::uint32_t pid_node(word w) noexcept {
  return static_cast<std::uint32_t>(w >> 3u) & ((1u << pid_node_bits) - 1);
}
constexpr std::uint32_t pid_slot(word w) noexcept {
  return static_cast<std::uint32_t>(w >> (3u + pid_node_bits)) & ((1u << pid_slot_bits) - 1);
}
constexpr std::uint32_t pid_generation(word w) noexcept {
  return static_cast<std::uint32_t>(w >> (3u + pid_node_bits + pid_slot_bits));
}

}  // namespace kith::detail
