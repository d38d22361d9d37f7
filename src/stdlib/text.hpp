// Text as arguments and results of native functions.
#pragma once

#include <string>
#include <string_view>

#include "kith/term.hpp"

namespace kith::detail {

/// The characters 0..255 of a proper list as bytes; false for all else.
[[nodiscard]] bool read_latin1_list(term_ref list, std::string& out);
/// The characters of a proper list of code points in UTF-8; false for all else.
[[nodiscard]] bool read_text_list(term_ref list, std::string& out);

/// A list of the bytes, one integer each.
[[nodiscard]] term list_of_bytes(std::string_view bytes,
                                 term_ref tail = term_ref(nil_word, nullptr));

/// The bytes of nested lists of bytes and of binaries; a binary may be the tail. False for all
/// else.
[[nodiscard]] bool append_iodata(term_ref data, std::string& out);

/// Bytes of a binary as a binary of their own: large ones share the memory.
[[nodiscard]] term part_of(term_ref binary, std::uint64_t offset, std::uint64_t bytes);
/// What is behind so many bytes of a bitstring.
[[nodiscard]] term rest_of(term_ref bits, std::uint64_t offset);

}  // namespace kith::detail
