// Integers of any size: comparing, printing and reading them. In a term they are nodes of kind
// big_pos and big_neg (word.hpp), never used for what fits a word.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kith/arena.hpp"
#include "kith/term.hpp"

namespace kith {

/// The most digits that integers are printed with or read from: past some hundred thousand the
/// work is noticeable, and a peer chooses how much of it we do.
inline constexpr std::size_t integer_digits_max = 1'000'000;

/// An integer's sign and magnitude, its limbs (64 bits, least significant first) where they lie.
class integer_view {
 public:
  explicit integer_view(term_ref t) noexcept;
  integer_view(const integer_view&) = delete;
  integer_view& operator=(const integer_view&) = delete;

  [[nodiscard]] bool negative() const noexcept { return negative_; }
  /// No limb for 0; the last is never 0.
  [[nodiscard]] std::span<const std::uint64_t> limbs() const noexcept { return {at_, count_}; }

 private:
  std::uint64_t small_ = 0;
  const std::uint64_t* at_ = nullptr;
  std::size_t count_ = 0;
  bool negative_ = false;
};

[[nodiscard]] std::strong_ordering compare_integers(const integer_view& a,
                                                    const integer_view& b) noexcept;
/// Exact, however large the integer: the float is a number too, not a neighbourhood.
[[nodiscard]] std::strong_ordering compare_with_float(const integer_view& a, double b) noexcept;
/// The nearest double. False when there is none (past 2^1024).
[[nodiscard]] bool to_double(const integer_view& a, double& out) noexcept;

/// Limbs without the zero ones at the end.
[[nodiscard]] std::span<const std::uint64_t> trim(std::span<const std::uint64_t> limbs) noexcept;
/// Words of the node that holds that many trimmed limbs; 0 when a word itself does.
[[nodiscard]] std::uint64_t size_limbs(bool negative,
                                       std::span<const std::uint64_t> limbs) noexcept;
detail::word integer_in(arena& a, bool negative, std::span<const std::uint64_t> limbs) noexcept;

[[nodiscard]] term make_integer(bool negative, std::span<const std::uint64_t> limbs);

/// Digits in a base of 2 to 36, with '-' if negative, letters in capitals, as
/// `integer_to_list/2`. Fails with errc::limit past `integer_digits_max`.
[[nodiscard]] result<std::string> to_digits(term_ref integer, int base = 10);
/// Reads digits, letters of either case; '+' or '-' may go before.
/// Fails with errc::bad_input (not such digits) or errc::limit (`integer_digits_max`).
[[nodiscard]] result<term> from_digits(std::string_view digits, int base = 10);

}  // namespace kith
