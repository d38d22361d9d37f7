// Module `maps`, but for what takes funs.

#include "kith/map.hpp"

#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"

namespace kith::detail {

namespace {

[[noreturn]] void badmap(term_ref t) {
  raise_error(tuple(atom("badmap"), t));
}
[[noreturn]] void badkey(term_ref key) {
  raise_error(tuple(atom("badkey"), key));
}
term_ref map_of(term_ref t) {
  return t.is_map() ? t : (badmap(t), t);
}

term get_2(arguments a) {
  const term_ref value = map_of(a[1]).map_get(a[0]);
  return value ? term(value) : (badkey(a[0]), term());
}
term get_3(arguments a) {
  const term_ref value = map_of(a[1]).map_get(a[0]);
  return value ? term(value) : a[2];
}
term find_2(arguments a) {
  const term_ref value = map_of(a[1]).map_get(a[0]);
  return value ? term(tuple(atoms::ok, value)) : term(atoms::error);
}
term is_key_2(arguments a) {
  return static_cast<bool>(map_of(a[1]).map_get(a[0]));
}
term put_3(arguments a) {
  return map_put(map_of(a[2]), a[0], a[1]);
}
term update_3(arguments a) {
  if (!map_of(a[2]).map_get(a[0])) {
    badkey(a[0]);
  }
  return map_put(a[2], a[0], a[1]);
}
term remove_2(arguments a) {
  return map_of(a[1]).map_get(a[0]) ? map_remove(a[1], a[0]) : a[1];
}
term take_2(arguments a) {
  const term_ref value = map_of(a[1]).map_get(a[0]);
  return value ? term(tuple(value, map_remove(a[1], a[0]))) : term(atoms::error);
}
term new_0(arguments) {
  return map();
}
term size_1(arguments a) {
  return term(map_of(a[0]).map_size());
}

std::vector<map_pair> pairs_of(term_ref map) {
  std::vector<map_pair> all;
  all.reserve(map.map_size());
  for (const auto& [key, value] : map_pairs(map)) {
    all.push_back({key, value});
  }
  return all;
}

term keys_1(arguments a) {
  term_refs all;
  for (const auto& [key, value] : map_pairs(map_of(a[0]))) {
    all.push_back(key);
  }
  return make_list(all);
}
term values_1(arguments a) {
  term_refs all;
  for (const auto& [key, value] : map_pairs(map_of(a[0]))) {
    all.push_back(value);
  }
  return make_list(all);
}

term to_list_1(arguments a) {
  const std::vector<map_pair> pairs = pairs_of(map_of(a[0]));
  const std::size_t n = pairs.size();
  if (n == 0) {
    return term::nil();
  }
  std::uint64_t words = std::uint64_t{n} * 5;
  for (const map_pair& p : pairs) {
    words += embed_words(p.key) + embed_words(p.value);
  }
  if (words > UINT32_MAX) {
    system_limit();
  }
  arena out(words);
  word* const at = out.take(5 * n);
  for (std::size_t i = 0; i < n; ++i) {
    word* const one = at + 5 * i;  // the cons, then the pair
    one[0] = boxed_word(one + 2);
    one[1] = i + 1 < n ? list_word(one + 5) : nil_word;
    one[2] = header(kind::tuple, 2);
    one[3] = out.embed(pairs[i].key);
    one[4] = out.embed(pairs[i].value);
  }
  return out.finish(list_word(at));
}

term from_list_1(arguments a) {
  std::vector<map_pair> pairs;
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    const term_ref pair = at.head();
    if (!pair.is_tuple(2)) {
      badarg();
    }
    pairs.push_back({pair[0], pair[1]});
  }
  return at.is_nil() ? map_from_list(pairs) : (badarg(), term());
}

term from_keys_2(arguments a) {
  std::vector<map_pair> pairs;
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    pairs.push_back({at.head(), a[1]});
  }
  return at.is_nil() ? map_from_list(pairs) : (badarg(), term());
}

term merge_2(arguments a) {
  const term_ref first = map_of(a[0]);
  const term_ref second = map_of(a[1]);
  if (first.map_size() == 0) {
    return a[1];
  }
  // A few go into a large map one by one, more in one go.
  constexpr std::size_t one_by_one = 16;
  if (second.map_size() < first.map_size() / one_by_one) {
    term result = a[0];
    for (const auto& [key, value] : map_pairs(second)) {
      result = map_put(result, key, value);
    }
    return result;
  }
  std::vector<map_pair> pairs = pairs_of(first);
  for (const auto& [key, value] : map_pairs(second)) {
    pairs.push_back({key, value});
  }
  return map_from_list(pairs);
}

term intersect_2(arguments a) {
  if (!a[0].is_map() || !a[1].is_map()) {
    badmap(a[0].is_map() ? a[1] : a[0]);
  }
  const bool first_is_small = a[0].ref().map_size() <= a[1].ref().map_size();
  const term_ref small = first_is_small ? a[0] : a[1];
  const term_ref large = first_is_small ? a[1] : a[0];
  std::vector<map_pair> pairs;
  for (const auto& [key, value] : map_pairs(small)) {
    if (const term_ref other = large.map_get(key)) {
      pairs.push_back({key, first_is_small ? other : value});
    }
  }
  return map_from_list(pairs);
}

/// What `with` and `without` say of arguments of a wrong type.
void check_keys(term_ref keys, term_ref map) {
  if (!keys.is_list() || !map.is_map()) {
    map.is_map() ? badarg() : badmap(map);
  }
}

term with_2(arguments a) {
  check_keys(a[0], a[1]);
  std::vector<map_pair> pairs;
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    if (const term_ref value = a[1].ref().map_get(at.head())) {
      pairs.push_back({at.head(), value});
    }
  }
  return at.is_nil() ? map_from_list(pairs) : (function_clause(), term());
}

term without_2(arguments a) {
  check_keys(a[0], a[1]);
  term result = a[1];
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    if (result.ref().map_get(at.head())) {
      result = map_remove(result, at.head());
    }
  }
  return at.is_nil() ? result : (function_clause(), term());
}

term iterator_1(arguments a) {
  return cons(0, map_of(a[0]));
}

/// Pairs are taken out several at a time, `{K, V, {K, V, … [Place | Map]}}`: `next` of what comes
/// third is then that itself. The place is the number of pairs that have been before.
term next_pairs(std::uint64_t place, term_ref map) {
  constexpr std::uint64_t pairs_at_once = 32;
  const std::uint64_t size = map.map_size();
  if (place >= size) {
    return atom("none");
  }
  const std::uint64_t count = std::min(pairs_at_once, size - place);
  const bool more = place + count < size;
  std::vector<map_pair> pairs;
  std::uint64_t words = more ? 2 + embed_words(map) : 0;
  map_leaf leaf{};
  for (std::uint64_t i = 0, at = 0; i < count; ++i, ++at) {
    if (i == 0 || at == leaf.count) {
      at = place + i;
      leaf = leaf_at(map, at);
    }
    const term_ref in(0, leaf.home);
    pairs.push_back({in.inside(leaf.pairs[2 * at]), in.inside(leaf.pairs[2 * at + 1])});
    words += 4 + embed_words(pairs.back().key) + embed_words(pairs.back().value);
  }
  arena out(words);
  word rest = atom_word(atom("none").index());
  if (more) {
    word* const c = out.take(2);
    c[0] = small_word(static_cast<std::int64_t>(place + count));
    c[1] = out.embed(map);
    rest = list_word(c);
  }
  for (std::size_t i = pairs.size(); i-- > 0;) {
    word* const t = out.take(4);
    t[0] = header(kind::tuple, 3);
    t[1] = out.embed(pairs[i].key);
    t[2] = out.embed(pairs[i].value);
    t[3] = rest;
    rest = boxed_word(t);
  }
  return out.finish(rest);
}

term next_1(arguments a) {
  const term_ref it = a[0];
  if (it.is_tuple(3) || it.is(atom("none"))) {
    return a[0];
  }
  if (!it.is_cons() || it.head().tag() != tag::small || it.head().as_int() < 0 ||
      !it.tail().is_map()) {
    badarg();
  }
  return next_pairs(static_cast<std::uint64_t>(it.head().as_int()), it.tail());
}

constexpr native_row rows[] = {
    {"get", 2, get_2},
    {"get", 3, get_3},
    {"find", 2, find_2},
    {"is_key", 2, is_key_2},
    {"put", 3, put_3},
    {"update", 3, update_3},
    {"remove", 2, remove_2},
    {"take", 2, take_2},
    {"new", 0, new_0},
    {"size", 1, size_1},
    {"keys", 1, keys_1},
    {"values", 1, values_1},
    {"to_list", 1, to_list_1},
    {"from_list", 1, from_list_1},
    {"from_keys", 2, from_keys_2},
    {"merge", 2, merge_2},
    {"intersect", 2, intersect_2},
    {"with", 2, with_2},
    {"without", 2, without_2},
    {"iterator", 1, iterator_1},
    {"next", 1, next_1},
};

}  // namespace

void add_maps_natives(native_table& natives) {
  add_rows(natives, atom("maps"), rows);
}

}  // namespace kith::detail
