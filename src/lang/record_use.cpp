// Records made, read, updated and tested.
#include <algorithm>
#include <utility>

#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/record_pass.hpp"

namespace kith::lang {

namespace {

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

/// What a use gives for a field, `name = Value` or `_ = Value`, or no term.
term_ref given(term_ref uses, atom name) noexcept {
  term_ref wildcard;
  for (; uses.is_cons(); uses = uses.tail()) {
    const term_ref u = uses.head();
    if (is_node(u[2], atom("atom"), 3) && u[2][2].is(name)) {
      return u[3];
    }
    if (is_node(u[2], atom("var"), 3) && !wildcard) {
      wildcard = u[3];
    }
  }
  return wildcard;
}

/// Whether it certainly cannot be a record. OTP: erl_expand_records, not_a_tuple.
bool is_no_tuple(term_ref e) noexcept {
  for (const char* tag :
       {"atom", "integer", "float", "nil", "cons", "char", "string", "record_index", "bin", "op"}) {
    if (e[0].is(atom(tag))) {
      return true;
    }
  }
  return false;
}

/// The expression with every annotation the same, so that equal ones compare equal.
term without_places(term_ref e) {
  if (e.is_cons()) {
    std::vector<term> all;
    for (; e.is_cons(); e = e.tail()) {
      all.push_back(without_places(e.head()));
    }
    return list_of(all);
  }
  if (!e.is_tuple() || e.tuple_size() < 2 || !e[0].is_atom()) {
    return term(e);
  }
  std::vector<term> all = {term(e[0]), term(0)};
  for (std::size_t i = 2; i < e.tuple_size(); ++i) {
    all.push_back(without_places(e[i]));
  }
  return list_of(all);
}

}  // namespace

/// `#name{…}` as an expression, or as a pattern, where what is `absent` matches all.
word record_pass::make(term_ref e, rewrite one, const char* absent) {
  const atom name = e[2].as_atom();
  const fields* all = find(e, name);
  if (all == nullptr) {
    return heap::atom(atoms::error);
  }
  for (term_ref left = e[3]; left.is_cons(); left = left.tail()) {
    if (is_node(left.head()[2], atom("atom"), 3)) {
      place_of(name, left.head()[2], *all);
    }
  }
  const word where = anno(e);
  std::vector<word> elements = {atom_at(where, name)};
  for (const record_table::field& f : *all) {
    if (const term_ref value = given(e[3], f.name)) {
      elements.push_back((this->*one)(value));
    } else if (absent != nullptr) {
      elements.push_back(node(atom("var"), where, {heap::atom(atom(absent))}));
    } else if (!f.value) {
      elements.push_back(atom_at(where, atoms::undefined));
    } else {
      const word outer = std::exchange(anno_, where);
      elements.push_back(expression(f.value));
      anno_ = outer;
    }
  }
  return node(atom("tuple"), where, {heap_.list(elements)});
}

/// Where the field lies in the tuple, counted from 1, the name being the first.
std::size_t record_pass::place_of(atom name, term_ref field, const fields& all) {
  const atom wanted = field[2].as_atom();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const record_table::field& f) { return f.name == wanted; });
  if (found == all.end()) {
    complain(field[1], tuple(atom("undefined_field"), name, wanted));
    return 1;
  }
  return static_cast<std::size_t>(found - all.begin()) + 2;
}

word record_pass::index(term_ref e, atom name, term_ref field) {
  const fields* all = find(e, name);
  return number_at(anno(e), all == nullptr ? 1 : place_of(name, field, *all));
}

/// `R#name.field`: in a body, a case that raises {badrecord, R}.
word record_pass::read(term_ref e) {
  const atom name = e[3].as_atom();
  const fields* all = find(e, name);
  if (all == nullptr) {
    return heap::atom(atoms::error);
  }
  const std::size_t at = place_of(name, e[4], *all);
  const std::size_t size = all->size() + 1;
  const word where = anno(e[2]);
  if (in_guard_ || !options_.strict_tests) {
    return read_in_guard(e, where, at, size);
  }
  const word value = expression(e[2]);
  const word found = variable(where);
  std::vector<word> elements = {atom_at(where, name)};
  for (std::size_t i = 2; i <= size; ++i) {
    elements.push_back(i == at ? found : node(atom("var"), where, {heap::atom(atom("_"))}));
  }
  const word quiet = generated(where, e[2]);
  const word shape = node(atom("tuple"), quiet, {heap_.list(elements)});
  const word taken =
      node(atom("clause"), quiet, {heap_.list({shape}), detail::nil_word, heap_.list({found})});
  const word refused =
      node(atom("clause"), quiet,
           {heap_.list({found}), detail::nil_word, heap_.list({bad_record(quiet, found)})});
  return node(atom("case"), where, {value, heap_.list({taken, refused})});
}

word record_pass::read_in_guard(term_ref e, word where, std::size_t at, std::size_t size) {
  const word value = expression(e[2]);
  if (in_guard_ && options_.strict_tests) {
    read_.push_back({tuple(e[3], without_places(e[2])), e[3].as_atom(), value, size});
  }
  return remote_call(where, "element", {number_at(where, at), value});
}

word record_pass::bad_record(word where, word value) {
  const word reason =
      node(atom("tuple"), where, {heap_.list({atom_at(where, atom("badrecord")), value})});
  return remote_call(where, "error", {reason});
}

/// `R#name{field = V}`. The new values come first, then the record, each once.
word record_pass::update(term_ref e) {
  const atom name = e[3].as_atom();
  const fields* all = find(e, name);
  if (all == nullptr) {
    return heap::atom(atoms::error);
  }
  const word where = anno(e[2]);
  std::vector<word> steps;
  std::vector<std::pair<atom, word>> changes;
  for (term_ref left = e[4]; left.is_cons(); left = left.tail()) {
    const term_ref u = left.head();
    if (!is_node(u[2], atom("atom"), 3)) {
      complain(u[1], tuple(atom("wildcard_in_update"), name));
      continue;
    }
    place_of(name, u[2], *all);
    word value = expression(u[3]);
    if (!is_node(u[3], atom("var"), 3) && !normalise(u[3])) {
      const word kept = variable(anno(u));
      steps.push_back(node(atom("match"), anno(u), {kept, value}));
      value = kept;
    }
    changes.emplace_back(u[2][2].as_atom(), value);
  }
  const word old = variable(where);
  steps.push_back(node(atom("match"), where, {old, expression(e[2])}));
  const bool is_little = !changes.empty() && 2 * changes.size() <= all->size();
  const word quiet = generated(where, e[2]);
  const auto [shape, made] = is_little && !options_.strict_updates
                                 ? update_some(where, name, old, *all, changes)
                                 : update_all(where, name, *all, changes);
  const word taken =
      node(atom("clause"), where, {heap_.list({shape}), detail::nil_word, heap_.list({made})});
  const word other = node(atom("var"), quiet, {heap::atom(atom("_"))});
  const word refused =
      node(atom("clause"), quiet,
           {heap_.list({other}), detail::nil_word, heap_.list({bad_record(quiet, old)})});
  steps.push_back(node(atom("case"), where, {old, heap_.list({taken, refused})}));
  return node(atom("block"), where, {heap_.list(steps)});
}

/// Many fields: the pattern of the old record, and the new one.
std::pair<word, word> record_pass::update_all(word where, atom name, const fields& all,
                                              const changed& changes) {
  std::vector<word> before = {atom_at(where, name)};
  std::vector<word> after = before;
  for (const record_table::field& f : all) {
    before.push_back(variable(where));
    const auto found = std::find_if(changes.begin(), changes.end(),
                                    [&](const auto& c) { return c.first == f.name; });
    after.push_back(found == changes.end() ? before.back() : found->second);
  }
  return {node(atom("tuple"), where, {heap_.list(before)}),
          node(atom("tuple"), where, {heap_.list(after)})};
}

/// Few fields: the pattern of any such record, and setelement/3 for each field.
std::pair<word, word> record_pass::update_some(word where, atom name, word old, const fields& all,
                                               const changed& changes) {
  std::vector<word> shape = {atom_at(where, name)};
  word made = old;
  for (std::size_t i = all.size(); i-- > 0;) {
    shape.push_back(node(atom("var"), where, {heap::atom(atom("_"))}));
    const auto found = std::find_if(changes.begin(), changes.end(),
                                    [&](const auto& c) { return c.first == all[i].name; });
    if (found != changes.end()) {
      made = remote_call(where, "setelement", {number_at(where, i + 2), made, found->second});
    }
  }
  return {node(atom("tuple"), where, {heap_.list(shape)}), made};
}

/// `is_record(V, name, Size)`.
word record_pass::test(word where, word value, atom name, std::size_t size) {
  return remote_call(where, "is_record", {value, atom_at(where, name), number_at(where, size)});
}

word record_pass::is_record(term_ref e, term_ref value, atom name) {
  const fields* all = find(e, name);
  const word where = anno(e);
  if (all == nullptr || (in_guard_ && is_no_tuple(value))) {
    return atom_at(where, atoms::false_);
  }
  const word v = expression(value);
  if (in_guard_) {
    return test(where, v, name, all->size() + 1);
  }
  const word kept = variable(where);
  const word bound = node(atom("match"), where, {kept, v});
  return node(atom("block"), where,
              {heap_.list({bound, test(where, kept, name, all->size() + 1)})});
}

/// record_info(size, name) and record_info(fields, name).
word record_pass::information(term_ref e, atom what, atom name) {
  const fields* all = find(e, name);
  const word where = anno(e);
  if (all == nullptr || what == atom("size")) {
    return number_at(where, all == nullptr ? 0 : all->size() + 1);
  }
  word names = node(atom("nil"), where, {});
  for (std::size_t i = all->size(); i-- > 0;) {
    names = node(atom("cons"), where, {atom_at(where, (*all)[i].name), names});
  }
  return names;
}

}  // namespace kith::lang
