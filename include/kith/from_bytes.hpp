// C++ values straight from the bytes of a term, without making the term:
//
//   const result<point> p = from_bytes<point>(bytes);
//
// Takes and refuses what `binary_to_term` followed by `from_term` does, for all types that can be
// read out of terms (reflect.hpp), and for std::string_view as well: a binary whose bytes stay
// where they are, and as long as they do.
#pragma once

#include <string_view>

#include "kith/detail/bytes_compound.hpp"
#include "kith/etf.hpp"
#include "kith/reflect.hpp"

namespace kith {

/// The `T` that the bytes hold: a term in the external term format, as `term_to_binary` writes it.
/// Fails as `binary_to_term` does when they are no term, and as `from_term` does when it is none
/// for a `T`; the text also names the byte at which the part begins that is wrong. What is not read
/// (a map's keys that a struct has not) leaves no trace but its atoms.
template <class T>
  requires detail::has_codec<T>
[[nodiscard]] result<T> from_bytes(std::string_view bytes, const decode_limits& limits = {}) {
  detail::byte_reader from(bytes, limits);
  result<T> read{T{}};  // into its place, so that it is not copied
  if (!from.begin() || !detail::bytes_codec<T>::read(from, &read.value()) || !from.finish()) {
    read = from.take_failure();
  }
  return read;
}

}  // namespace kith
