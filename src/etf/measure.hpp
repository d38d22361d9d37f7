// The first pass of decoding: proves every length, count and name against the bytes that are there,
// and adds up the words that the term will take. Nothing is allocated for what is only claimed.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/small_stack.hpp"
#include "etf/atom_reader.hpp"
#include "etf/decode_options.hpp"
#include "etf/fault.hpp"

namespace kith::etf {

class measurer {
 public:
  measurer(std::string_view bytes, const decoding& how, atom_reader& atoms) noexcept
      : begin_(bytes.data()), p_(begin_), end_(begin_ + bytes.size()), how_(how), atoms_(atoms) {}

  /// Measures the term that begins at byte `at`.
  [[nodiscard]] fault run(std::size_t at) noexcept;

  /// Behind the term; after a failure, where the part begins that is wrong.
  [[nodiscard]] std::size_t at() const noexcept { return static_cast<std::size_t>(p_ - begin_); }
  /// Words of the block for it.
  [[nodiscard]] std::uint64_t words() const noexcept { return words_; }

 private:
  [[nodiscard]] std::uint64_t left() const noexcept {
    return static_cast<std::uint64_t>(end_ - p_);
  }
  /// Moves over so many bytes.
  [[nodiscard]] fault skip(std::uint64_t n) noexcept {
    if (n > left()) {
      return fault::truncated;
    }
    p_ += n;
    return fault::none;
  }

  /// A level of so many terms begins; each takes a byte at least.
  [[nodiscard]] fault open(std::uint64_t terms, std::uint64_t left,
                           std::uint64_t& missing) noexcept {
    if (terms > left) {
      return fault::too_many_elements;
    }
    if (outer_.size() >= how_.limits.depth_max) {
      return fault::too_deep;
    }
    outer_.push(missing);
    missing = terms;
    return fault::none;
  }

  /// The level of a tuple, a list or a map of that claim; adds up its words.
  [[nodiscard]] fault open(tag t, std::uint64_t n, std::uint64_t left, std::uint64_t& missing,
                           std::uint64_t& words) noexcept;
  /// The term is whole: it ends at `p` and takes `words` more.
  fault end_at(const char* p, std::uint64_t words) noexcept;

  // What `run` does not do by itself. Each stands behind the tag, at `p_`.
  fault other(tag t, std::uint64_t& missing) noexcept;
  fault atom_name() noexcept { return atoms_.measure(p_, end_); }
  fault integer(bool large) noexcept;
  fault real_text() noexcept;
  fault process(bool old) noexcept;
  fault port(std::uint64_t rest, bool old) noexcept;
  fault oldest_reference() noexcept;
  fault reference_of_words(bool old) noexcept;
  fault bits() noexcept;
  fault exported() noexcept;
  /// Up to its free variables, whose level begins.
  fault closure(std::uint64_t& missing) noexcept;

  const char* begin_;
  const char* p_;
  const char* end_;
  std::uint64_t words_ = 0;
  small_stack<std::uint64_t, 16> outer_;
  const decoding& how_;
  atom_reader& atoms_;
};

/// The integers in a fun and an exported fun: of at most 64 bits. Moves `p` behind it.
[[nodiscard]] fault read_integer(const char*& p, const char* end, std::int64_t& value) noexcept;

}  // namespace kith::etf
