// Terms without parts, as text; and what the printers need to know of those with parts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "term/format_line.hpp"

namespace kith {

/// Appends a leaf: all but tuples and maps with elements, and lists that are no strings; at depth 1
/// only what they look like: "{...}". Of binaries less is written the fewer the depth, and, unless
/// `chars` is negative, about so many characters at most.
/// Returns how many of the bytes take no column of their own (UTF-8; a column is a character).
std::size_t append_leaf(std::string& out, term_ref t, const format_rules& rules,
                        std::int64_t depth = -1, std::int64_t chars = -1);

/// Whether a list prints as "…".
[[nodiscard]] bool is_printable_list(term_ref t, const format_rules& rules) noexcept;

/// Appends key, value, key, … in term order of the keys. The emulator prints maps of more than 32
/// pairs in an order that depends on its internals; here it is always the keys'. Of a large map no
/// more than the first `count_max` pairs are appended, so that a few take no sorting of all.
void append_map_pairs(std::vector<term_ref>& to, term_ref map, std::size_t count_max = SIZE_MAX);

}  // namespace kith
