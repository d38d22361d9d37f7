// Lists in one block, of elements that lie elsewhere.
#pragma once

#include <span>
#include <vector>

#include "kith/arena.hpp"

namespace kith::detail {

using term_refs = std::vector<term_ref>;

/// Appends the elements of a list. Returns what ends it: nil of a proper list.
term_ref gather(term_ref list, term_refs& into);

/// The list of these elements, the tail behind them. Elements and tail are kept alive by others.
/// Raises system_limit past 2^31 elements.
[[nodiscard]] term make_list(std::span<const term_ref> elements,
                             term_ref tail = term_ref(nil_word, nullptr));
/// The elements of a proper list from the last to the first, the tail behind them; no term when the
/// list is improper.
[[nodiscard]] term reversed_list(term_ref list, term_ref tail);
/// The tuple of these elements.
[[nodiscard]] term tuple_of(std::span<const term_ref> elements);
/// So many times one element.
[[nodiscard]] term make_repeated(std::uint64_t times, term_ref element);

}  // namespace kith::detail
