// Terms in the making. An arena must know its size before the first word is written; a parser does
// not. Here nodes are written one behind the other as they come, and moved into one block at last.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "kith/term.hpp"

namespace kith::lang {

using detail::word;

/// A word of a heap is a term's word, but that instead of an address it holds a place in the heap:
/// of a node, of a list cell, or in the table of terms that lie elsewhere. Cells are kept apart
/// from nodes, because only these say by their header how they go on.
class heap {
 public:
  word tuple(std::initializer_list<word> elements) {
    return tuple(std::span(elements.begin(), elements.size()));
  }
  word tuple(std::span<const word> elements);
  word cons(word head, word tail);
  word list(std::initializer_list<word> elements) {
    return list(std::span(elements.begin(), elements.size()));
  }
  word list(std::span<const word> elements, word tail = detail::nil_word);
  /// A term that exists: small ones and lists of words are copied, others shared.
  word embed(term_ref t);
  /// The characters of valid UTF-8, as a list.
  word characters(std::string_view text);
  static word atom(kith::atom a) noexcept { return detail::atom_word(a.index()); }
  static word small(std::int64_t value) noexcept { return detail::small_word(value); }

  // Reading what has been written.
  [[nodiscard]] bool is_tuple(word w) const noexcept;
  [[nodiscard]] std::span<const word> elements(word tuple) const noexcept;
  [[nodiscard]] word element(word tuple, std::size_t i) const noexcept {
    return elements(tuple)[i];
  }
  /// Whether it is a tuple of that many elements, the first of them that atom.
  [[nodiscard]] bool is_record(word w, kith::atom tag, std::size_t arity) const noexcept;
  static bool is_cons(word w) noexcept { return detail::tag_of(w) == detail::tag::list; }
  [[nodiscard]] word head(word list) const noexcept { return cells_[place(list)]; }
  [[nodiscard]] word tail(word list) const noexcept { return cells_[place(list) + 1]; }

  /// The term, in one block; the heap is empty then. Whatever else had been written is part of the
  /// block, too.
  term finish(word root);
  void clear() noexcept;

 private:
  static std::size_t place(word w) noexcept { return static_cast<std::size_t>(w >> 3u); }
  static word at(std::size_t place, detail::tag kind) noexcept {
    return (static_cast<word>(place) << 3u) | static_cast<word>(kind);
  }
  word copy(term_ref t, std::uint64_t& left);
  word copy_list(term_ref t);
  struct moved;
  void move_nodes(word* to, const moved& there) const noexcept;

  std::vector<word> nodes_;
  std::vector<word> cells_;
  std::vector<term> away_;
};

}  // namespace kith::lang
