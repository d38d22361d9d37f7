// Terms for tests: one of each kind, and random ones.
#pragma once

#include <rapidcheck.h>

#include <string_view>
#include <vector>

#include "kith/build.hpp"
#include "kith/map.hpp"
#include "term/bigint.hpp"
#include "term/closure.hpp"
#include "term/local_node.hpp"

namespace kith::sample {

inline pid external_pid(std::string_view node, std::uint32_t creation, std::uint32_t id,
                        std::uint32_t serial) {
  return pid::external(atom(node), creation, id, serial);
}

inline term port(std::string_view node, std::uint32_t creation, std::uint64_t number) {
  arena a(arena::size_port());
  return a.finish(a.port(atom(node), creation, number));
}
inline term port(std::uint32_t creation, std::uint64_t number) {
  return port("a@h", creation, number);
}

inline reference ref(std::string_view node, std::uint32_t creation,
                     const std::vector<std::uint32_t>& words) {
  return reference(atom(node), creation, words);
}

inline term function(std::string_view module, std::string_view name, std::uint8_t arity) {
  arena a(arena::size_function());
  return a.finish(a.function(atom(module), atom(name), arity));
}

inline term closure(const closure_identity& f, const std::vector<term>& free = {}) {
  const pid creator = external_pid("a@h", 5, 1, 1);
  std::uint64_t words = size_closure(free.size()) + arena::size_pid(creator);
  for (const term& t : free) {
    words += embed_words(t);
  }
  arena a(words);
  detail::word* variables = nullptr;
  const detail::word made = closure_in(a, f, a.process(creator), free.size(), variables);
  for (std::size_t i = 0; i < free.size(); ++i) {
    variables[i] = a.embed(free[i]);
  }
  return a.finish(made);
}
inline term closure(std::uint32_t index) {
  closure_identity f;
  f.index = index;
  f.module = atom("m");
  return closure(f);
}

inline term bits(std::string_view bytes, std::uint64_t count) {
  arena a(arena::size_binary((count + 7) / 8));
  char* data = nullptr;
  const detail::word made = a.binary(count, data);
  std::memcpy(data, bytes.data(), (count + 7) / 8);
  return a.finish(made);
}

/// {{{…}}}, each in a block of its own: built by wrapping.
inline term nested_tuples(std::size_t depth) {
  term t = tuple();
  for (std::size_t i = 0; i < depth; ++i) {
    t = tuple(1, t, i % 2 == 0);
  }
  return t;
}
/// Maps whose keys are maps.
inline term nested_maps(std::size_t depth) {
  term t = map();
  for (std::size_t i = 0; i < depth; ++i) {
    t = map(t, 1);
  }
  return t;
}

inline term tuple_of(const std::vector<term>& parts) {
  std::uint64_t words = 1 + parts.size();
  for (const term& t : parts) {
    words += embed_words(t);
  }
  arena a(words);
  detail::word* n = a.take(1 + parts.size());
  n[0] = detail::header(detail::kind::tuple, parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    n[1 + i] = a.embed(parts[i]);
  }
  return a.finish(detail::boxed_word(n));
}

inline term list_from(const std::vector<term>& parts, term tail = term::nil()) {
  for (std::size_t i = parts.size(); i-- > 0;) {
    tail = cons(parts[i], tail);
  }
  return tail;
}

inline term map_of(const std::vector<term>& keys_and_values) {
  std::vector<map_pair> pairs;
  for (std::size_t i = 0; i + 1 < keys_and_values.size(); i += 2) {
    pairs.push_back({keys_and_values[i], keys_and_values[i + 1]});
  }
  return map_from_list(pairs);
}

/// Values drawn from few, so that equal ones are met often.
inline term any_leaf() {
  switch (*rc::gen::inRange(0, 13)) {
  case 0: return term(*rc::gen::inRange(-2, 3));
  case 1: return term(static_cast<double>(*rc::gen::inRange(-2, 3)) / 2);
  case 2: return term(atom(*rc::gen::element<std::string>("a", "b", "ok", "")));
  case 3: return term::nil();
  case 4: return term::binary(*rc::gen::element<std::string>("", "a", "ab"));
  case 5:
    return from_digits(*rc::gen::element<std::string>(
                           "18446744073709551616", "-18446744073709551616", "1152921504606846976"))
        .value();
  case 6: return term(18446744073709551616.0);
  case 7:
    return term(external_pid(*rc::gen::element<std::string>("a@h", "b@h"), 5,
                             *rc::gen::inRange(0u, 2u), *rc::gen::inRange(0u, 2u)));
  case 8: return term(ref("a@h", 5, {*rc::gen::inRange(0u, 2u), *rc::gen::inRange(0u, 2u)}));
  case 9: return port(5, *rc::gen::inRange(0u, 2u));
  case 10: return function("m", "f", *rc::gen::inRange<std::uint8_t>(0, 2));
  case 11: return closure(*rc::gen::inRange(0u, 2u));
  default: return bits("\xa0", *rc::gen::inRange<std::uint64_t>(3, 5));
  }
}

inline term any_term(int depth) {
  const int shape = depth == 0 ? 0 : *rc::gen::inRange(0, 6);
  if (shape < 2) {
    return any_leaf();
  }
  const std::size_t parts = *rc::gen::inRange<std::size_t>(0, 4);
  std::vector<term> below;
  for (std::size_t i = 0; i < parts; ++i) {
    below.push_back(any_term(depth - 1));
  }
  switch (shape) {
  case 2: return tuple_of(below);
  case 3: return list_from(below);
  case 4: return list_from(below, below.empty() ? term::nil() : any_leaf());
  default: break;
  }
  if (*rc::gen::inRange(0, 3) == 0) {  // a large one
    for (int i = 0; i < 33; ++i) {
      below.push_back(term(i));
      below.push_back(*rc::gen::inRange(0, 40) == 0 ? any_leaf() : term(0));
    }
  }
  return map_of(below);
}

/// The same term made in another way: wrapped, so that it lies in other blocks, and its maps put
/// together pair by pair.
inline term rebuilt(term_ref t) {
  std::vector<term> parts;
  switch (t.type()) {
  case term_type::tuple:
    for (std::size_t i = 0; i < t.tuple_size(); ++i) {
      parts.push_back(rebuilt(t[i]));
    }
    return tuple_of(parts);
  case term_type::list: return cons(rebuilt(t.head()), rebuilt(t.tail()));
  case term_type::map: {
    term m = map();
    for (const auto& [key, value] : map_pairs(t)) {
      m = map_put(m, rebuilt(key), rebuilt(value));
    }
    return m;
  }
  default: return compact(t);
  }
}

}  // namespace kith::sample
