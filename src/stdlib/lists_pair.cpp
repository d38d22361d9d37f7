// Module `lists`: lists of pairs and triples, and lists of what stands at one place of them.

#include <array>

#include "stdlib/lists.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

/// `[{A, B, …}, …]` of lists that are equally long.
template <std::size_t N>
term zip(arguments lists) {
  std::array<term_refs, N> columns;
  for (std::size_t i = 0; i < N; ++i) {
    if (!gather(lists[i], columns[i]).is_nil() || columns[i].size() != columns[0].size()) {
      function_clause();
    }
  }
  const std::size_t rows = columns[0].size();
  std::uint64_t words = rows * (2 + 1 + N);
  for (const term_refs& column : columns) {
    for (const term_ref t : column) {
      words += embed_words(t);
    }
  }
  if (rows == 0) {
    return term::nil();
  }
  if (words > UINT32_MAX) {
    system_limit();
  }
  arena out(words);
  word* const conses = out.take(2 * rows);
  for (std::size_t row = 0; row < rows; ++row) {
    word* const node = out.take(1 + N);
    node[0] = header(kind::tuple, N);
    for (std::size_t i = 0; i < N; ++i) {
      node[1 + i] = out.embed(columns[i][row]);
    }
    conses[2 * row] = boxed_word(node);
    conses[2 * row + 1] = list_word(conses + 2 * row + 2);
  }
  conses[2 * rows - 1] = nil_word;
  return out.finish(list_word(conses));
}

template <std::size_t N>
std::array<term_refs, N> unzip(term_ref list) {
  std::array<term_refs, N> columns;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref row = list.head();
    if (!row.is_tuple(N)) {
      function_clause();
    }
    for (std::size_t i = 0; i < N; ++i) {
      columns[i].push_back(row.element(i));
    }
  }
  if (!list.is_nil()) {
    function_clause();
  }
  return columns;
}

term unzip_1(arguments a) {
  const auto columns = unzip<2>(a[0]);
  return tuple(make_list(columns[0]), make_list(columns[1]));
}

term unzip3_1(arguments a) {
  const auto columns = unzip<3>(a[0]);
  return tuple(make_list(columns[0]), make_list(columns[1]), make_list(columns[2]));
}

}  // namespace

std::span<const native_row> lists_pair_rows() {
  static constexpr native_row rows[] = {
      {"zip", 2, zip<2>}, {"zip3", 3, zip<3>}, {"unzip", 1, unzip_1}, {"unzip3", 1, unzip3_1}};
  return rows;
}

}  // namespace kith::detail
