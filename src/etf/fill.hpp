// The second pass of decoding: writes the term into one block of the size that the first pass has
// found. All lengths are proved, so nothing here looks for the end of the bytes. What may still
// fail is a map with one key twice, and the making of atoms.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/small_stack.hpp"
#include "etf/atom_reader.hpp"
#include "etf/decode_options.hpp"
#include "etf/fault.hpp"
#include "kith/arena.hpp"

namespace kith::etf {

class filler {
 public:
  /// `carrier` is no term, or a binary that holds `bytes`, of which large parts may be shared.
  filler(std::string_view bytes, decoding& how, atom_reader& atoms, term_ref carrier,
         std::uint64_t words)
      : to_(words), begin_(bytes.data()), p_(begin_), end_(begin_ + bytes.size()), how_(how),
        atoms_(atoms), carrier_(carrier) {}

  /// Fills in the term that begins at byte `at`.
  [[nodiscard]] fault run(std::size_t at);
  /// What the failure is about, or behind the term.
  [[nodiscard]] std::size_t at() const noexcept { return static_cast<std::size_t>(p_ - begin_); }
  /// After success.
  [[nodiscard]] term take() noexcept;

 private:
  /// Where the next words go: `left` of them, `stride` apart: 1, or 2 for the heads of a list,
  /// whose tail is still to come.
  struct level {
    detail::word* slot;
    std::uint64_t left;
    std::uint64_t stride;
  };
  /// A map whose pairs lie above it on the stack. It shares the stack with levels.
  static constexpr std::uint64_t is_map = 0;

  /// A level begins in `now`, which goes on afterwards if it is not full.
  void open(level& now, const level& inner) noexcept {
    if (now.left != 0 || now.stride == 2) {
      outer_.push(now);
    }
    now = inner;
  }
  // Levels of so many parts, whose word goes to `slot`.
  void open_tuple(level& now, detail::word* slot, std::uint64_t n) noexcept;
  void open_list(level& now, detail::word* slot, std::uint64_t n) noexcept;
  void open_pairs(level& now, detail::word* slot, std::uint64_t n, const char* start);
  /// Leaves the levels that are full; false when there is none left, or nothing is to be saved.
  bool close(level& now, const char*& p) noexcept;
  bool seal(const level& map) noexcept;
  /// The first failure is the one that counts.
  void fail(fault what, const char* where) noexcept;

  // What `run` does not do by itself. Each stands behind the tag, at `p_`.
  detail::word other(tag t);
  /// An atom's place in the table.
  std::uint32_t name();
  std::uint32_t new_name();
  detail::word integer(bool large) noexcept;
  detail::word real_text() noexcept;
  /// An integer within a fun.
  std::int64_t number() noexcept;
  detail::word process(bool old);
  detail::word port(tag t);
  detail::word oldest_reference();
  detail::word reference_of_words(bool old);
  detail::word string() noexcept;
  detail::word bits(bool whole);
  detail::word apart(const char* data, std::uint64_t count);
  detail::word exported();
  /// Up to its free variables.
  detail::word closure();

  arena to_;
  const char* begin_;
  const char* p_;
  const char* end_;
  detail::word root_ = 0;
  level variables_{nullptr, 0, 1};  ///< of the fun that `closure` has just made
  fault fault_ = fault::none;
  const char* fault_at_ = nullptr;
  small_stack<level, 16> outer_;
  decoding& how_;
  atom_reader& atoms_;
  term_ref carrier_;
};

}  // namespace kith::etf
