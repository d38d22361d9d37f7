// Funs made elsewhere (NEW_FUN_EXT): carried, compared, hashed and sent back, never called here.
//
// A node of kind `closure`, whose size is the number of free variables, by words after the header:
//
//   0      index:32 (high), arity:8 (low)
//   1, 2   uniq, the MD5 of the module, 16 bytes as on the wire
//   3      old index:32 (high), old uniq:32 (low)
//   4      the module, an atom
//   5      the process that made it, a pid
//   6 …    the free variables
//
// OTP: ERTS User's Guide, "External Term Format", NEW_FUN_EXT.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "kith/arena.hpp"
#include "kith/term.hpp"

namespace kith {

inline constexpr std::uint64_t closure_fixed_words = 6;

/// All that a closure is, apart from its free variables.
struct closure_identity {
  std::uint32_t index = 0;
  std::uint8_t arity = 0;
  std::array<char, 16> uniq{};
  std::uint32_t old_index = 0;
  std::uint32_t old_uniq = 0;
  atom module;
};

/// Reads a term whose node is of kind `closure`.
class closure_view {
 public:
  explicit closure_view(term_ref t) noexcept : t_(t), at_(t.node() + 1) {
    KITH_ASSERT(detail::kind_of(*t.node()) == detail::kind::closure);
  }
  [[nodiscard]] std::uint8_t arity() const noexcept { return static_cast<std::uint8_t>(at_[0]); }
  [[nodiscard]] std::uint32_t index() const noexcept {
    return static_cast<std::uint32_t>(at_[0] >> 32u);
  }
  [[nodiscard]] std::array<char, 16> uniq() const noexcept {
    std::array<char, 16> bytes{};
    std::memcpy(bytes.data(), at_ + 1, bytes.size());
    return bytes;
  }
  [[nodiscard]] std::uint32_t old_index() const noexcept {
    return static_cast<std::uint32_t>(at_[3] >> 32u);
  }
  [[nodiscard]] std::uint32_t old_uniq() const noexcept {
    return static_cast<std::uint32_t>(at_[3]);
  }
  [[nodiscard]] atom module() const noexcept {
    return atom::from_index(detail::atom_index(at_[4]));
  }
  [[nodiscard]] term_ref creator() const noexcept { return t_.inside(at_[5]); }
  [[nodiscard]] std::size_t free_count() const noexcept { return detail::size_of(*t_.node()); }
  [[nodiscard]] term_ref free_variable(std::size_t i) const noexcept {
    KITH_ASSERT(i < free_count());
    return t_.inside(at_[closure_fixed_words + i]);
  }

 private:
  term_ref t_;
  const detail::word* at_;
};

inline constexpr std::uint64_t size_closure(std::uint64_t free_variables) {
  return 1 + closure_fixed_words + free_variables;
}
/// A closure whose free variables the caller writes at `variables`; `creator` is a word of the
/// same arena.
inline detail::word closure_in(arena& a, const closure_identity& f, detail::word creator,
                               std::uint64_t free_variables, detail::word*& variables) noexcept {
  detail::word* n = a.take(size_closure(free_variables));
  n[0] = detail::header(detail::kind::closure, free_variables);
  n[1] = (detail::word{f.index} << 32u) | f.arity;
  std::memcpy(n + 2, f.uniq.data(), f.uniq.size());
  n[4] = (detail::word{f.old_index} << 32u) | f.old_uniq;
  n[5] = detail::atom_word(f.module.index());
  n[6] = creator;
  variables = n + 1 + closure_fixed_words;
  return detail::boxed_word(n);
}

}  // namespace kith
