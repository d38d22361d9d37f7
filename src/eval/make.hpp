// Terms of parts that lie side by side.
#pragma once

#include <span>
#include <vector>

#include "kith/arena.hpp"

namespace kith::eval {

[[nodiscard]] inline std::uint64_t words_of(std::span<const term> parts) noexcept {
  std::uint64_t words = 0;
  for (const term& part : parts) {
    words += embed_words(part);
  }
  return words;
}

[[nodiscard]] inline term tuple_of_parts(std::span<const term> elements) {
  arena a(1 + elements.size() + words_of(elements));
  detail::word* node = a.take(1 + elements.size());
  node[0] = detail::header(detail::kind::tuple, elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    node[1 + i] = a.embed(elements[i]);
  }
  return a.finish(detail::boxed_word(node));
}

/// The elements of a list, up to where it ends.
[[nodiscard]] inline std::vector<term> elements_of(term_ref list) {
  std::vector<term> all;
  for (; list.is_cons(); list = list.tail()) {
    all.emplace_back(list.head());
  }
  return all;
}

/// `[A, B, … | Tail]`.
[[nodiscard]] inline term list_of_parts(std::span<const term> elements, term_ref tail) {
  if (elements.empty()) {
    return term(tail);
  }
  arena a(2 * elements.size() + words_of(elements) + embed_words(tail));
  detail::word* cells = a.take(2 * elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    cells[2 * i] = a.embed(elements[i]);
    cells[2 * i + 1] = detail::list_word(cells + 2 * i + 2);
  }
  cells[2 * elements.size() - 1] = a.embed(tail);
  return a.finish(detail::list_word(cells));
}

}  // namespace kith::eval
