#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kith/result.hpp"
#include "kith/term.hpp"

namespace kith {

struct binary_options {
  /// zlib level 1 to 9; 0: not compressed. As in OTP what would grow is left as it is.
  int compressed = 0;
  /// Maps of over 32 pairs in order of their keys, so that equal terms give equal bytes everywhere.
  bool deterministic = false;
  /// All atoms in UTF-8, as minor version 2 writes them; else those of Latin-1 as OTP 25 does.
  bool utf8_atoms = false;
};

/// The term in the external term format, version byte and all. OTP: erlang:term_to_binary/1,2.
[[nodiscard]] std::string term_to_binary(term_ref t, binary_options options = {});
[[nodiscard]] inline std::string term_to_binary(const term& t, binary_options options = {}) {
  return term_to_binary(t.ref(), options);
}

/// What a decoder takes at most.
struct decode_limits {
  /// Tuples, lists, maps and funs within each other.
  std::uint32_t depth_max = 10'000;
  /// New atoms that one term may add to the program's table, which never shrinks.
  std::uint32_t new_atoms_max = 1'000'000;
  /// Bytes of one integer. By default OTP 25's own limit, one word less than 4 MiB.
  std::uint32_t integer_bytes_max = 4 * 1024 * 1024 - 8;
  /// Bytes that a compressed term may claim to unpack to; 0: none is taken.
  std::uint64_t unpacked_bytes_max = std::uint64_t{512} * 1024 * 1024;
};

/// The term that the bytes hold. Fails with errc::bad_input, naming the offset, when they are no
/// term or more than one; with errc::limit past a limit. What OTP 25 takes is taken, but for bytes
/// behind the term, references of no words, and exported funs of an arity past 255.
/// OTP: erlang:binary_to_term/1.
[[nodiscard]] result<term> binary_to_term(std::string_view bytes, const decode_limits& limits = {});

/// The same, but other bytes may follow: `used` becomes how many belong to the term.
/// OTP: the option `used` of binary_to_term/2.
[[nodiscard]] result<term> binary_to_term(std::string_view bytes, std::size_t& used,
                                          const decode_limits& limits = {});

}  // namespace kith
