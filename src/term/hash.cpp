#include "term/hash.hpp"

#include <cstring>

#include "base/small_stack.hpp"
#include "term/atom_table.hpp"
#include "term/closure.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

__extension__ using wide = unsigned __int128;

/// The folded product of wyhash: each bit of both depends on all of both.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const wide product = static_cast<wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64u);
}
std::uint64_t mix(std::uint64_t h, std::uint64_t x) noexcept {
  return fold(h ^ 0xa0761d6478bd642fu, x ^ 0xe7037ed1a0b428dbu) + (h ^ (x >> 32u));
}

template <class Block>
std::uint64_t block_at(const char* p) noexcept {
  Block b = 0;
  std::memcpy(&b, p, sizeof b);
  return b;
}

/// Bytes whose number is in `h` already. The last block may overlap the one before.
std::uint64_t hash_bytes(std::uint64_t h, std::string_view bytes) noexcept {
  const char* const p = bytes.data();
  const std::size_t n = bytes.size();
  if (n >= 8) {
    for (std::size_t i = 0; i + 8 < n; i += 8) {
      h = mix(h, block_at<std::uint64_t>(p + i));
    }
    return mix(h, block_at<std::uint64_t>(p + n - 8));
  }
  if (n >= 4) {
    return mix(h, block_at<std::uint32_t>(p) | (block_at<std::uint32_t>(p + n - 4) << 32u));
  }
  std::uint64_t few = 0;
  for (std::size_t i = 0; i < n; ++i) {
    few |= block_at<std::uint8_t>(p + i) << (8 * i);
  }
  return mix(h, few);
}

/// By the name, not by the place in the table, which depends on who came first.
std::uint64_t hash_atom(std::uint64_t h, atom a) noexcept {
  const atom_entry& e = entry_of(a);
  return mix(h, (std::uint64_t{e.table_hash} << 32u) | e.portable_hash);
}

std::uint64_t hash_identity(std::uint64_t h, identity i) noexcept {
  return mix(hash_atom(h, i.node), i.creation);
}

std::uint64_t hash_closure(std::uint64_t h, term_ref t) noexcept {
  const closure_view f(t);
  h = hash_atom(h, f.module());
  return mix(h, (std::uint64_t{f.old_index()} << 32u) | f.old_uniq());
}

/// A large map is hashed by its keys alone, whose hashes it has: a value could be anything large,
/// and a hash of maps in maps must not cost more than their size.
std::uint64_t hash_large_map(std::uint64_t h, term_ref t) noexcept {
  for (map_cursor c(t); !c.done(); c.next()) {
    h = mix(h, c.hash());
  }
  return h;
}

/// What a boxed node itself adds; its parts follow.
std::uint64_t hash_node(std::uint64_t h, term_ref t) noexcept {
  const word* n = t.node();
  const std::uint64_t size = size_of(*n);
  switch (kind_of(*n)) {
  case kind::tuple:
  case kind::flat_map: return mix(h, *n);
  case kind::closure: return hash_closure(mix(h, *n), t);
  case kind::big_pos:
  case kind::big_neg: {
    h = mix(h, *n);
    for (std::uint64_t i = 1; i <= size; ++i) {
      h = mix(h, n[i]);
    }
    return h;
  }
  case kind::floating: {
    const double d = t.as_float();
    return mix(mix(h, *n), d == 0.0 ? 0u : n[1]);
  }
  case kind::binary:
  case kind::sub_binary: return hash_bytes(mix(h, header(kind::binary, size)), t.bit_bytes());
  case kind::hash_map:
  case kind::trie_map: return hash_large_map(mix(h, header(kind::hash_map, size)), t);
  case kind::pid: break;
  case kind::port: return mix(hash_identity(mix(h, *n), identity_of(n[1])), n[2]);
  case kind::reference: {
    h = hash_identity(mix(h, static_cast<word>(kind::reference)), identity_of(n[1]));
    // Words that are zero at the end do not make another reference.
    std::uint64_t words = (size + 1) / 2;
    while (words > 1 && n[1 + words] == 0) {
      --words;
    }
    for (std::uint64_t i = 0; i < words; ++i) {
      h = mix(h, n[2 + i]);
    }
    return h;
  }
  case kind::export_fun:
    return mix(hash_atom(hash_atom(mix(h, *n), view(n[1]).as_atom()), view(n[2]).as_atom()), n[3]);
  }
  return h;
}

/// Without the node: a local pid's gets another name when the node does, and maps that have it as a
/// key go by the hash that it had.
std::uint64_t hash_pid(std::uint64_t h, pid p) noexcept {
  h = mix(h, static_cast<word>(kind::pid));
  return mix(h, (std::uint64_t{p.id()} << 32u) | p.serial());
}

}  // namespace

namespace {

constexpr std::uint64_t first_hash = 0x9e3779b97f4a7c15u;

std::uint64_t hash_all(term_ref t) noexcept {
  std::uint64_t h = first_hash;
  small_stack<parts, 16> rest;
  word w = t.raw();
  for (;;) {
    w = resolve(w);
    const term_ref now = view(w);
    switch (tag_of(w)) {
    case tag::atom: h = hash_atom(h, now.as_atom()); break;
    case tag::list:
      h = mix(h, static_cast<word>(tag::list));
      rest.push({pointer(w), 2});
      break;
    case tag::boxed:
      if (now.is_pid()) {
        h = hash_pid(h, now.as_pid());
        break;
      }
      h = hash_node(h, now);
      if (const parts p = parts_of(pointer(w)); p.count != 0) {
        rest.push(p);
      }
      break;
    case tag::pid: h = hash_pid(h, now.as_pid()); break;
    default: h = mix(h, w); break;
    }
    if (rest.empty()) {
      return h;
    }
    parts& next = rest.back();
    w = *next.at++;
    if (--next.count == 0) {
      rest.pop();
    }
  }
}

}  // namespace

std::uint64_t term_hash(term_ref t) noexcept {
  // What most keys are goes without a stack.
  if (t.tag() == tag::boxed && kind_of(*t.node()) == kind::binary) {
    const word* const n = t.node();
    const std::uint64_t bits = size_of(*n);
    const std::string_view bytes(reinterpret_cast<const char*>(n + 1), (bits + 7) / 8);
    return hash_bytes(mix(first_hash, header(kind::binary, bits)), bytes);
  }
  if (t.tag() == tag::atom) {
    return hash_atom(first_hash, t.as_atom());
  }
  return t.tag() == tag::small ? mix(first_hash, t.raw()) : hash_all(t);
}

}  // namespace kith
