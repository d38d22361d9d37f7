// Writing a block whose size is known: count first (`size_*`), then fill. The two passes must
// agree; `finish` asserts it. Used by the builders, the decoder and the parser; in a program of
// your own, by a `codec` for a type that reflection does not fit.
#pragma once

#include <cstdint>
#include <cstring>

#include "kith/term.hpp"

namespace kith {

/// Words that embedding `t` in a block of another term takes: nothing for immediates; a copy for
/// what is small (at most `embed_copy_max` words and no xref inside), else an xref.
inline constexpr std::uint64_t embed_copy_max = 8;
[[nodiscard]] std::uint64_t embed_words(term_ref t) noexcept;

namespace detail {
/// Embeds a term in a block that is filled otherwise: `words`, which `embed_words` has counted, lie
/// at `at`. Returns the word that stands for it.
[[nodiscard]] word embed_at(block* home, word* at, std::uint64_t words, term_ref t) noexcept;
}  // namespace detail

/// Fills one block from its start to its end.
class arena {
 public:
  explicit arena(std::uint64_t words)
      : block_(words == 0 ? nullptr : detail::allocate(words)),
        next_(block_ == nullptr ? nullptr : block_->payload()), end_(next_ + words) {}
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;
  ~arena() { detail::release(block_); }

  [[nodiscard]] detail::block* home() const noexcept { return block_; }

  /// Room for `n` words, unwritten.
  detail::word* take(std::uint64_t n) noexcept {
    detail::word* at = next_;
    KITH_ASSERT(n <= static_cast<std::uint64_t>(end_ - next_));
    next_ += n;
    return at;
  }

  /// Embeds a term as `embed_words` has counted it; returns the word that stands for it.
  detail::word embed(term_ref t) noexcept {
    KITH_ASSERT(static_cast<bool>(t));
    const detail::tag kind = t.tag();
    return kind == detail::tag::boxed || kind == detail::tag::list || kind == detail::tag::away
               ? embed_node(t)
               : t.raw();
  }

  /// The finished term.
  term finish(detail::word root) noexcept {
    KITH_ASSERT(next_ == end_);
    detail::block* b = block_;
    block_ = nullptr;
    return term::adopt(root, b);
  }

  // Nodes. Each takes exactly the words that its size function says.
  static constexpr std::uint64_t size_binary(std::uint64_t bytes) { return 1 + (bytes + 7) / 8; }
  /// A node for a bitstring; the caller writes `bytes` at `data`. The padding is zeroed.
  detail::word binary(std::uint64_t bits, char*& data) noexcept {
    const std::uint64_t bytes = (bits + 7) / 8;
    detail::word* n = take(size_binary(bytes));
    n[0] = detail::header(detail::kind::binary, bits);
    if (bytes != 0) {
      n[(bytes + 7) / 8] = 0;
    }
    data = reinterpret_cast<char*>(n + 1);
    return detail::boxed_word(n);
  }
  static constexpr std::uint64_t size_float() { return 2; }
  detail::word floating(double d) noexcept {
    detail::word* n = take(2);
    n[0] = detail::header(detail::kind::floating, 1);
    std::memcpy(n + 1, &d, sizeof d);
    return detail::boxed_word(n);
  }
  static constexpr std::uint64_t size_pid(pid p) { return p.is_local() ? 0 : 3; }
  detail::word process(pid p) noexcept;
  static constexpr std::uint64_t size_reference(std::size_t words) { return 2 + (words + 1) / 2; }
  detail::word ref(const reference& r) noexcept;
  /// 0 for what fits a word.
  static constexpr std::uint64_t size_integer(bool negative, std::uint64_t magnitude) {
    return magnitude <= static_cast<std::uint64_t>(detail::small_max) + (negative ? 1 : 0) ? 0 : 2;
  }
  detail::word integer(bool negative, std::uint64_t magnitude) noexcept;
  static constexpr std::uint64_t size_port() { return 3; }
  detail::word port(atom node, std::uint32_t creation, std::uint64_t number) noexcept;
  static constexpr std::uint64_t size_function() { return 4; }
  /// `fun Module:Name/Arity`.
  detail::word function(atom module, atom name, std::uint8_t arity) noexcept;
  static constexpr std::uint64_t size_part_of_binary() { return 2 + detail::xref_words; }
  /// Bytes `offset` .. `offset + bytes` of a binary of another block, shared, not copied. `whole`
  /// is a node of kind `binary`, not itself a part of one.
  detail::word part_of_binary(term_ref whole, std::uint64_t offset, std::uint64_t bytes) noexcept;

 private:
  detail::word embed_node(term_ref t) noexcept;

  detail::block* block_;
  detail::word* next_;
  detail::word* end_;
};

}  // namespace kith
