#include "eval/bindings.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "kith/map.hpp"

namespace kith::eval {

namespace {

term with_pairs(term_ref pairs, std::span<const term> added) {
  struct pair {
    term name;
    term value;
  };
  std::vector<pair> all;
  for (; pairs.is_cons(); pairs = pairs.tail()) {
    if (pairs.head().is_tuple(2)) {
      all.push_back({term(pairs.head().element(0)), term(pairs.head().element(1))});
    }
  }
  for (std::size_t i = 0; i < added.size(); i += 2) {
    std::erase_if(all, [&](const pair& p) { return p.name == added[i]; });
    if (added[i + 1]) {
      all.push_back({added[i], added[i + 1]});
    }
  }
  std::sort(all.begin(), all.end(),
            [](const pair& a, const pair& b) { return compare(a.name, b.name) < 0; });
  std::vector<term> made;
  for (const pair& p : all) {
    made.push_back(tuple(p.name, p.value));
  }
  return list_of(made);
}

}  // namespace

namespace {

term_ref find_binding(term_ref bindings, term_ref name) noexcept {
  if (bindings.is_map()) {
    return bindings.map_get(name);
  }
  for (; bindings.is_cons(); bindings = bindings.tail()) {
    const term_ref pair = bindings.head();
    if (pair.is_tuple(2) && pair.element(0) == name) {
      return pair.element(1);
    }
  }
  return {};
}

}  // namespace

term binding_of(term_ref bindings, term_ref name) {
  return term(find_binding(bindings, name));
}

bool has_binding(term_ref bindings, term_ref name) noexcept {
  return static_cast<bool>(find_binding(bindings, name));
}

term with_bindings(term_ref bindings, std::span<const term> added) {
  if (!bindings.is_map()) {
    return with_pairs(bindings, added);
  }
  term all(bindings);
  for (std::size_t i = 0; i < added.size(); i += 2) {
    all = added[i + 1] ? map_put(all, added[i], added[i + 1]) : map_remove(all, added[i]);
  }
  return all;
}

std::vector<atom> names_bound(term_ref bindings) {
  std::vector<atom> names;
  if (bindings.is_map()) {
    for (const auto& [name, value] : map_pairs(bindings)) {
      if (name.is_atom()) {
        names.push_back(name.as_atom());
      }
    }
    return names;
  }
  for (; bindings.is_cons(); bindings = bindings.tail()) {
    if (bindings.head().is_tuple(2) && bindings.head().element(0).is_atom()) {
      names.push_back(bindings.head().element(0).as_atom());
    }
  }
  return names;
}

}  // namespace kith::eval
