// Module `persistent_term`.

#include "stdlib/library_state.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"

namespace kith::detail {

namespace {

persistent_terms& kept() {
  return library_here().persistent;
}

term put_2(arguments a) {
  kept().put(a[0], a[1]);
  return atoms::ok;
}
term get_1(arguments a) {
  term value = kept().get(a[0]);
  return value ? value : (badarg(), term());
}
term get_2(arguments a) {
  term value = kept().get(a[0]);
  return value ? value : a[1];
}
term get_0(arguments) {
  std::vector<term> pairs;
  for (const auto& [key, value] : kept().all()) {
    pairs.push_back(tuple(key, value));
  }
  return list_of(pairs);
}
term erase_1(arguments a) {
  return kept().erase(a[0]);
}
/// Differs: the memory is that of what refers to the terms, since they are shared.
term info_0(arguments) {
  std::size_t count = 0;
  std::size_t words = 0;
  for (const auto& [key, value] : kept().all()) {
    ++count;
    words += embed_words(key) + embed_words(value);
  }
  return map(atom("count"), count, atom("memory"), words * sizeof(word));
}

constexpr native_row rows[] = {
    {"put", 2, put_2}, {"get", 0, get_0},     {"get", 1, get_1},
    {"get", 2, get_2}, {"erase", 1, erase_1}, {"info", 0, info_0},
};

}  // namespace

void add_persistent_term_natives(native_table& natives) {
  add_rows(natives, atom("persistent_term"), rows);
}

}  // namespace kith::detail
