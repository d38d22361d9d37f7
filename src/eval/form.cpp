#include "eval/form.hpp"

#include <algorithm>
#include <unordered_map>

#include "eval/make.hpp"
#include "kith/map.hpp"
#include "term/arithmetic.hpp"

namespace kith::eval {

namespace {

const std::unordered_map<std::uint32_t, form>& forms() {
  static const std::unordered_map<std::uint32_t, form> all = [] {
    std::unordered_map<std::uint32_t, form> m;
    const auto add = [&m](const char* name, form is) { m.emplace(atom(name).index(), is); };
    add("var", form::variable);
    add("atom", form::atom);
    add("integer", form::integer);
    add("float", form::floating);
    add("char", form::character);
    add("string", form::string);
    add("nil", form::nil);
    add("cons", form::cons);
    add("tuple", form::tuple);
    add("map", form::map);
    add("bin", form::bin);
    add("block", form::block);
    add("case", form::case_);
    add("if", form::if_);
    add("receive", form::receive);
    add("try", form::try_);
    add("catch", form::catch_);
    add("fun", form::fun);
    add("named_fun", form::named_fun);
    add("call", form::call);
    add("remote", form::remote);
    add("match", form::match);
    add("op", form::op);
    add("lc", form::list_comprehension);
    add("bc", form::bits_comprehension);
    add("generate", form::generate);
    add("b_generate", form::bits_generate);
    add("maybe", form::maybe);
    add("maybe_match", form::maybe_match);
    add("value", form::value);
    add("record", form::record);
    add("record_field", form::record);
    add("record_index", form::record);
    return m;
  }();
  return all;
}

std::uint32_t line_of_annotation(term_ref anno) noexcept {
  if (anno.is_tuple(2) && anno.element(0).is_integer()) {
    anno = anno.element(0);
  }
  if (anno.is_integer() && anno.fits_int64()) {
    const std::int64_t line = anno.as_int();
    return line > 0 && line < INT32_MAX ? static_cast<std::uint32_t>(line) : 0;
  }
  for (; anno.is_cons(); anno = anno.tail()) {
    const term_ref item = anno.head();
    if (item.is_tuple(2) && item.element(0).is(atom("location"))) {
      return line_of_annotation(item.element(1));
    }
  }
  return 0;
}

enum class maps : std::uint8_t { are_constants, are_not };

term literal(term_ref e, int depth, maps how);
term literal_list(term_ref cons, int depth, maps how);

term literal_map(term_ref fields, int depth) {
  std::vector<term> parts;
  for (const term_ref field : form_list(fields)) {
    if (!part(field, 0).is(atom("map_field_assoc"))) {
      return {};
    }
    for (const std::size_t i : {std::size_t{2}, std::size_t{3}}) {
      parts.push_back(depth == 0 ? term() : literal(part(field, i), depth, maps::are_constants));
      if (!parts.back()) {
        return {};
      }
    }
  }
  std::vector<map_pair> pairs;
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    pairs.push_back({parts[i], parts[i + 1]});
  }
  return map_from_list(pairs);
}

term literal(term_ref e, int depth, maps how) {
  if (depth == 0) {
    return {};
  }
  switch (form_of(e)) {
  case form::atom:
  case form::integer:
  case form::floating:
  case form::character:
  case form::string:
  case form::value: return term(part(e, 2));
  case form::nil: return term::nil();
  case form::cons: return literal_list(e, depth, how);
  case form::tuple: {
    std::vector<term> elements;
    for (const term_ref element : form_list(part(e, 2))) {
      elements.push_back(literal(element, depth - 1, how));
      if (!elements.back()) {
        return {};
      }
    }
    return tuple_of_parts(elements);
  }
  case form::map:
    return how == maps::are_constants && e.tuple_size() == 3 ? literal_map(part(e, 2), depth - 1)
                                                             : term();
  case form::op: {  // -1 and +1
    if (e.tuple_size() != 4) {
      return {};
    }
    const form inner = form_of(part(e, 3));
    if (inner != form::integer && inner != form::floating && inner != form::character) {
      return {};
    }
    arithmetic::fault why{};
    return part(e, 2).is(atom("-"))   ? arithmetic::negate(part(part(e, 3), 2), why)
           : part(e, 2).is(atom("+")) ? term(part(part(e, 3), 2))
                                      : term();
  }
  default: return {};
  }
}

term literal_list(term_ref e, int depth, maps how) {
  std::vector<term> elements;
  for (; form_of(e) == form::cons; e = part(e, 3)) {
    elements.push_back(literal(part(e, 2), depth - 1, how));
    if (!elements.back()) {
      return {};
    }
  }
  const term tail = literal(e, depth - 1, how);
  return tail ? list_of_parts(elements, tail) : term();
}

/// Looks for variables, in the order in which they may be bound.
class variable_search {
 public:
  using names = std::vector<atom>;

  void fun(term_ref clauses, atom own_name) {
    for (const term_ref c : form_list(clauses)) {
      const std::size_t hidden = hidden_.size();
      if (own_name != atom()) {
        hidden_.push_back(own_name);
      }
      pattern_names(part(c, 2), hidden_);
      in_pattern(part(c, 2));
      list(part(c, 3));
      list(part(c, 4));
      hidden_.resize(hidden);
    }
  }
  [[nodiscard]] names take() { return std::move(found_); }

 private:
  void use(atom name) {
    if (name != atom("_") && std::find(hidden_.begin(), hidden_.end(), name) == hidden_.end() &&
        std::find(found_.begin(), found_.end(), name) == found_.end()) {
      found_.push_back(name);
    }
  }
  void list(term_ref l) {
    for (; l.is_cons(); l = l.tail()) {
      expression(l.head());
    }
    if (l && !l.is_nil()) {
      expression(l);
    }
  }
  /// Everything in the term that looks like a variable, but for what funs and comprehensions bind.
  void expression(term_ref e) {  // NOLINT: as deep as the forms, which the parser has limited
    if (e.is_cons()) {
      list(e);
      return;
    }
    for (; form_of(e) == form::cons; e = part(e, 3)) {
      expression(part(e, 2));
    }
    switch (form_of(e)) {
    case form::variable: use(part(e, 2).as_atom()); return;
    case form::atom:
    case form::integer:
    case form::floating:
    case form::character:
    case form::string:
    case form::value: return;
    case form::fun:
      if (part(part(e, 2), 0).is(atom("clauses"))) {
        fun(part(part(e, 2), 1), atom());
        return;
      }
      break;
    case form::named_fun: fun(part(e, 3), part(e, 2).as_atom()); return;
    case form::list_comprehension:
    case form::bits_comprehension: comprehension(e); return;
    default: break;
    }
    for (std::size_t i = 2; e.is_tuple() && i < e.tuple_size(); ++i) {
      expression(e.element(i));
    }
  }
  void comprehension(term_ref e) {
    const std::size_t hidden = hidden_.size();
    for (const term_ref q : form_list(part(e, 3))) {
      const form is = form_of(q);
      if (is == form::generate || is == form::bits_generate) {
        expression(part(q, 3));
        in_pattern(part(q, 2));
        pattern_names(part(q, 2), hidden_);
      } else {
        expression(q);
      }
    }
    expression(part(e, 2));
    hidden_.resize(hidden);
  }
  /// The sizes of segments and the keys of maps in a pattern are expressions.
  void in_pattern(term_ref p) {
    if (p.is_cons()) {
      for (; p.is_cons(); p = p.tail()) {
        in_pattern(p.head());
      }
      return;
    }
    for (; form_of(p) == form::cons; p = part(p, 3)) {
      in_pattern(part(p, 2));
    }
    if (!p.is_tuple() || p.tuple_size() == 0) {
      return;
    }
    if (p.element(0).is(atom("bin_element"))) {
      if (part(p, 3).is_tuple()) {
        expression(part(p, 3));
      }
      return;
    }
    if (p.element(0).is(atom("map_field_exact"))) {
      expression(part(p, 2));
      in_pattern(part(p, 3));
      return;
    }
    for (std::size_t i = 2; i < p.tuple_size(); ++i) {
      in_pattern(p.element(i));
    }
  }
  static void pattern_names(term_ref p, names& to) {
    if (p.is_cons()) {
      for (; p.is_cons(); p = p.tail()) {
        pattern_names(p.head(), to);
      }
      return;
    }
    for (; form_of(p) == form::cons; p = part(p, 3)) {
      pattern_names(part(p, 2), to);
    }
    if (!p.is_tuple() || p.tuple_size() == 0) {
      return;
    }
    if (form_of(p) == form::variable) {
      to.push_back(part(p, 2).as_atom());
      return;
    }
    if (p.element(0).is(atom("bin_element"))) {
      pattern_names(part(p, 2), to);
      return;
    }
    if (p.element(0).is(atom("map_field_exact"))) {
      pattern_names(part(p, 3), to);
      return;
    }
    for (std::size_t i = 2; i < p.tuple_size(); ++i) {
      pattern_names(p.element(i), to);
    }
  }

  names found_;
  names hidden_;
};

bool is_shallow(term_ref t, int depth) {  // NOLINT: as deep as it allows
  if (depth == 0) {
    return false;
  }
  for (; form_of(t) == form::cons; t = part(t, 3)) {
    if (!is_shallow(part(t, 2), depth - 1)) {
      return false;
    }
  }
  for (; t.is_cons(); t = t.tail()) {
    if (!is_shallow(t.head(), depth - 1)) {
      return false;
    }
  }
  for (std::size_t i = 0; t.is_tuple() && i < t.tuple_size(); ++i) {
    if (form_of(t) != form::value && !is_shallow(t.element(i), depth - 1)) {
      return false;
    }
  }
  return true;
}

}  // namespace

form form_of(term_ref e) noexcept {
  if (!e.is_tuple() || e.tuple_size() < 2 || !e.element(0).is_atom()) {
    return form::unknown;
  }
  const auto found = forms().find(e.element(0).as_atom().index());
  return found == forms().end() ? form::unknown : found->second;
}

std::uint32_t line_of(term_ref f) noexcept {
  return line_of_annotation(part(f, 1));
}

term literal_of(term_ref e) {
  return literal(e, literal_depth_max, maps::are_constants);
}

term literal_pattern_of(term_ref p) {
  return literal(p, literal_depth_max, maps::are_not);
}

void check_depth(term_ref forms) {
  if (!is_shallow(forms, form_depth_max)) {
    throw bad_form(0, atoms::system_limit);
  }
}

std::vector<atom> free_variables(term_ref clauses, atom own_name) {
  variable_search search;
  search.fun(clauses, own_name);
  return search.take();
}

}  // namespace kith::eval
