// Atoms in the external term format, in both passes of decoding. The first pass finds those that
// exist and proves the names of the others; it makes none, so that bytes which turn out to be no
// term leave no atom behind. The second pass takes what the first has found, in the same order.
//
//   100 n:u16 latin1     115 n:u8 latin1     118 n:u16 utf8     119 n:u8 utf8     82 number:u8
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/small_stack.hpp"
#include "etf/bytes.hpp"
#include "etf/fault.hpp"
#include "etf/tags.hpp"
#include "kith/atom.hpp"

namespace kith::etf {

/// An atom that does not exist yet, where its place in the table would stand. No table is as large.
inline constexpr std::uint32_t new_atom = UINT32_MAX;

/// The head of an atom: what its tag and length say. `name` is not proved.
struct atom_head {
  const char* name;
  std::size_t bytes;
  bool latin1;
};
/// The head of an atom that has a name (not of ATOM_CACHE_REF), which is whole.
inline atom_head head_of_atom(const char* p) noexcept {
  switch (static_cast<tag>(*p)) {
  case tag::small_atom_utf8: return {p + 2, load_u8(p + 1), false};
  case tag::small_atom: return {p + 2, load_u8(p + 1), true};
  case tag::atom_utf8: return {p + 3, load_u16(p + 1), false};
  default: return {p + 3, load_u16(p + 1), true};
  }
}
constexpr bool is_atom_tag(tag t) noexcept {
  return t == tag::atom || t == tag::small_atom || t == tag::atom_utf8 ||
         t == tag::small_atom_utf8 || t == tag::atom_cache_ref;
}

/// The atom at `p`, which moves behind it: its place in the table, or `new_atom` with a name that
/// is proved. `cached` is what ATOM_CACHE_REF numbers stand for.
[[nodiscard]] fault find_atom(const char*& p, const char* end, std::span<const atom> cached,
                              std::uint32_t& index) noexcept;

class atom_reader {
 public:
  void start(std::span<const atom> cached) noexcept {
    cached_ = cached;
    found_.clear();
    next_ = 0;
  }

  /// First pass: the atom at `p`, which moves behind it. Notes what it is.
  [[nodiscard]] fault measure(const char*& p, const char* end) noexcept {
    std::uint32_t index = 0;
    const fault found = find_atom(p, end, cached_, index);
    found_.push(index);
    return found;
  }

  /// Which one the first pass noted last; `new_atom` if none of that name existed.
  [[nodiscard]] std::uint32_t last() noexcept { return found_.back(); }

  /// Second pass: moves over an atom. False: it must be made, by `make`.
  [[nodiscard]] bool take(const char*& p, atom& a) noexcept {
    const auto t = static_cast<tag>(*p);
    const std::uint32_t index = found_[next_++];
    if (t == tag::atom_cache_ref) {
      p += 2;
    } else {
      const atom_head head = head_of_atom(p);
      if (index == new_atom) {
        return false;
      }
      p = head.name + head.bytes;
    }
    a = atom::from_index(index);
    return true;
  }
  /// Makes the atom at `p`, unless an earlier one of this term has; counts `budget` down.
  [[nodiscard]] fault make(const char*& p, atom& a, std::uint32_t& budget);

 private:
  std::span<const atom> cached_;
  small_stack<std::uint32_t, 64> found_;
  std::size_t next_ = 0;
};

}  // namespace kith::etf
