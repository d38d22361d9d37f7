// Bitstrings as a text spells them: <<1, 2:3, "abc", "x"/utf8, 3.0/float-little>>.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kith {

/// How the value of a segment becomes bits: what stands behind ':' and '/'.
/// OTP: Erlang Reference Manual, "Bit Syntax Expressions"; stdlib, erl_bits:set_bit_type/2.
struct bit_segment {
  enum class type : std::uint8_t { absent, integer, floating, binary, utf8, utf16, utf32 };
  enum class size : std::uint8_t { absent, number, all, undefined };
  enum class order : std::uint8_t { absent, big, little, native };
  enum class sign : std::uint8_t { absent, is_signed, is_unsigned };

  type what = type::absent;
  size sized = size::absent;
  order endian = order::absent;
  sign signedness = sign::absent;
  bool has_types = false;   ///< anything behind '/'
  std::uint16_t unit = 0;   ///< 1..256; 0 when it is not said
  std::uint64_t count = 0;  ///< units

  /// Takes one word behind '/'. False if there is none of that name, or it contradicts another.
  bool add(std::string_view name);
  /// Takes `unit:N`.
  bool add_unit(std::uint64_t bits);
  /// Puts in what was left out. False if size, unit and type do not go together.
  bool complete();

  [[nodiscard]] std::uint64_t bits() const noexcept { return count * unit; }
  [[nodiscard]] bool is_little() const noexcept;
};

/// An integer of any size: the magnitude's limbs, the least significant first, and the sign.
struct whole_number {
  std::span<const std::uint64_t> limbs;
  bool negative = false;
};

/// Grows by segments. Functions that return bool append nothing when they return false.
class bit_string {
 public:
  [[nodiscard]] std::uint64_t size() const noexcept { return bits_; }
  /// The bytes; unused bits of the last are 0.
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

  /// The lowest `bits` bits in two's complement.
  void add_integer(whole_number value, std::uint64_t bits, bool little);
  /// 16, 32 or 64 bits of IEEE 754; false for other sizes.
  bool add_float(double value, std::uint64_t bits, bool little);
  /// A character in UTF-8, UTF-16 or UTF-32; false for what is no character.
  bool add_character(std::uint64_t c, bit_segment::type encoding, bool little);
  /// An integer as a segment of any type but binary; false if it does not fit that.
  bool add_number(const bit_segment& segment, whole_number value);
  /// The first `bits` bits of `from`, which has at least as many.
  void add_bits(std::string_view from, std::uint64_t bits);

 private:
  void add_byte(unsigned byte, unsigned bits);
  void add_bytes(std::string_view little_endian, bool little);

  std::string bytes_;
  std::uint64_t bits_ = 0;
};

}  // namespace kith
