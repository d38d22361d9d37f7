// What may be wrong with bytes that should be a term. The loops of the decoder pass these about;
// the sentence is made once, at the end.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kith/result.hpp"

namespace kith::etf {

enum class fault : std::uint8_t {
  none,
  truncated,
  unknown_tag,
  too_many_elements,
  not_an_atom,
  long_atom,
  not_utf8,
  no_such_reference,
  old_creation,
  no_pid,
  reference_words,
  reference_number,
  not_finite,
  no_float_text,
  last_bits,
  export_arity,
  fun_number,
  fun_creator,
  fun_variables,
  key_twice,
  // Limits.
  too_deep,
  long_integer,
  too_many_new_atoms,
  atom_table_full,
  too_large,
};

/// The error for what was found in the term that begins at byte `at`.
[[nodiscard]] error make_error(fault what, std::size_t at);

}  // namespace kith::etf
