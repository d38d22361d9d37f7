#include "lang/record_pass.hpp"

#include <algorithm>
#include <utility>

#include "kith/build.hpp"
#include "lang/guard_shape.hpp"
#include "lang/lexeme.hpp"

namespace kith::lang {

namespace {

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

bool is_leaf(std::string_view tag) noexcept {
  return tag == "atom" || tag == "integer" || tag == "float" || tag == "char" || tag == "string" ||
         tag == "var" || tag == "nil";
}

/// Old names of type tests, which guards may still use. OTP: erl_expand_records, normalise_test.
bool is_old_test(std::string_view name, std::int64_t arity) noexcept {
  if (arity == 2) {
    return name == "record";
  }
  return arity == 1 &&
         (name == "atom" || name == "binary" || name == "float" || name == "function" ||
          name == "integer" || name == "list" || name == "number" || name == "pid" ||
          name == "port" || name == "reference" || name == "tuple");
}

}  // namespace

term record_pass::function(term_ref form) {
  const word clauses = list(form[4], &record_pass::expression);
  return heap_.finish(heap_.tuple({heap_.embed(form[0]), heap_.embed(form[1]), heap_.embed(form[2]),
                                   heap_.embed(form[3]), clauses}));
}

term record_pass::expressions(term_ref all) {
  return heap_.finish(list(all, &record_pass::expression));
}

word record_pass::at_depth(term_ref e, rewrite one) {
  if (depth_ == pass_depth_max) {
    complain(e[1], tuple(atom("nested_too_deeply"), pass_depth_max));
    return heap::atom(atoms::error);
  }
  if (anno_ != 0 && default_nodes_ == default_nodes_max) {
    return heap::atom(atoms::error);
  }
  if (anno_ != 0 && ++default_nodes_ == default_nodes_max) {
    complain(e[1], tuple(atom("too_large"), default_nodes_max));
  }
  ++depth_;
  const word made = (this->*one)(e);
  --depth_;
  return made;
}

word record_pass::expression(term_ref e) {
  return at_depth(e, &record_pass::expression_here);
}

word record_pass::pattern(term_ref e) {
  return at_depth(e, &record_pass::pattern_here);
}

word record_pass::expression_here(term_ref e) {
  const std::string_view tag = e[0].as_atom().name();
  if (is_leaf(tag)) {
    return leaf(e);
  }
  if (tag == "clause") {
    return clause(e);
  }
  if (tag == "call") {
    return call(e);
  }
  if (tag == "op") {
    return operation(e);
  }
  if (tag == "match" || tag == "maybe_match" || tag == "generate" || tag == "b_generate") {
    const word value = expression(e[3]);
    return node(e[0].as_atom(), anno(e), {pattern(e[2]), value});
  }
  if (tag == "lc" || tag == "bc") {
    return comprehension(e);
  }
  if (tag == "fun") {
    return fun(e);
  }
  if (tag == "bin_element") {
    return segment(e, &record_pass::expression);
  }
  if (tag == "record") {
    return e.tuple_size() == 4 ? make(e, &record_pass::expression, nullptr) : update(e);
  }
  if (tag == "record_index") {
    return index(e, e[2].as_atom(), e[3]);
  }
  return is_node(e, atom("record_field"), 5) ? read(e) : parts(e, &record_pass::expression);
}

word record_pass::pattern_here(term_ref e) {
  const std::string_view tag = e[0].as_atom().name();
  if (is_leaf(tag)) {
    return leaf(e);
  }
  if (tag == "map_field_exact") {
    const word key = expression(e[2]);
    return node(atom("map_field_exact"), anno(e), {key, pattern(e[3])});
  }
  if (tag == "bin_element") {
    return segment(e, &record_pass::pattern);
  }
  if (tag == "record") {
    return make(e, &record_pass::pattern, "_");
  }
  return tag == "record_index" ? index(e, e[2].as_atom(), e[3]) : parts(e, &record_pass::pattern);
}

// Nodes as they are, but for what lies in them.

word record_pass::leaf(term_ref e) {
  return e.tuple_size() == 2 ? node(e[0].as_atom(), anno(e), {})
                             : node(e[0].as_atom(), anno(e), {heap_.embed(e[2])});
}

word record_pass::part(term_ref e, rewrite one) {
  return e.is_cons() ? list(e, one) : e.is_tuple() ? (this->*one)(e) : heap_.embed(e);
}

word record_pass::parts(term_ref e, rewrite one) {
  // A long list is a chain of cells that lie in each other's last place.
  if (is_node(e, atom("cons"), 4)) {
    std::vector<std::pair<word, word>> cells;
    for (; is_node(e, atom("cons"), 4); e = e[3]) {
      const word where = anno(e);
      cells.emplace_back(where, (this->*one)(e[2]));
    }
    word tail = (this->*one)(e);
    for (; !cells.empty(); cells.pop_back()) {
      tail = node(atom("cons"), cells.back().first, {cells.back().second, tail});
    }
    return tail;
  }
  std::vector<word> all = {heap_.embed(e[0]), anno(e)};
  for (std::size_t i = 2; i < e.tuple_size(); ++i) {
    all.push_back(part(e[i], one));
  }
  return heap_.tuple(all);
}

word record_pass::list(term_ref all, rewrite one) {
  std::vector<word> made;
  for (; all.is_cons(); all = all.tail()) {
    made.push_back(part(all.head(), one));
  }
  return heap_.list(made);
}

word record_pass::segment(term_ref e, rewrite one) {
  const word value = (this->*one)(e[2]);
  const word size = e[3].is_tuple() ? expression(e[3]) : heap_.embed(e[3]);
  return node(atom("bin_element"), anno(e), {value, size, heap_.embed(e[4])});
}

word record_pass::clause(term_ref e) {
  const word head = list(e[2], &record_pass::pattern);
  const word tests = guard(e[3]);
  return node(atom("clause"), anno(e), {head, tests, list(e[4], &record_pass::expression)});
}

word record_pass::fun(term_ref e) {
  const term_ref what = e[2];
  if (!is_node(what, atom("clauses"), 2)) {
    return node(atom("fun"), anno(e), {heap_.embed(what)});
  }
  const word clauses = list(what[1], &record_pass::expression);
  return node(atom("fun"), anno(e), {heap_.tuple({heap_.embed(what[0]), clauses})});
}

/// A filter that could stand in a guard is a guard: what is no such record makes it false.
word record_pass::comprehension(term_ref e) {
  std::vector<word> qualifiers;
  for (term_ref left = e[3]; left.is_cons(); left = left.tail()) {
    const term_ref q = left.head();
    const bool is_generator = is_node(q, atom("generate"), 4) || is_node(q, atom("b_generate"), 4);
    qualifiers.push_back(!is_generator && is_guard_expression(q, is_guard_call_) ? guard_test(q)
                                                                                 : expression(q));
  }
  tested_.clear();
  const word all = heap_.list(qualifiers);
  return node(e[0].as_atom(), anno(e), {expression(e[2]), all});
}

word record_pass::operation(term_ref e) {
  const std::string_view op = e[2].as_atom().name();
  const bool is_boolean =
      op == "not" || op == "and" || op == "or" || op == "andalso" || op == "orelse";
  if (!in_guard_ || !is_boolean) {
    return parts(e, &record_pass::expression);
  }
  const word left = tested_operand(e[3]);
  if (e.tuple_size() == 4) {
    return node(atom("op"), anno(e), {heap_.embed(e[2]), left});
  }
  const std::vector<term> tested = tested_;
  const word right = tested_operand(e[4]);
  if (op == "andalso" || op == "orelse") {
    tested_ = tested;  // the right side may not be reached
  }
  return node(atom("op"), anno(e), {heap_.embed(e[2]), left, right});
}

word record_pass::call(term_ref e) {
  term_ref name = e[2];
  const term_ref given = e[3];
  const bool is_remote = is_node(name, atom("remote"), 4) && is_node(name[2], atom("atom"), 3) &&
                         name[2][2].is(atoms::erlang);
  const term_ref local = is_remote ? name[3] : name;
  if (!is_node(local, atom("atom"), 3) || given.list_length() != 2) {
    return parts(e, &record_pass::expression);
  }
  const term_ref first = given.head();
  const term_ref second = given.tail().head();
  const bool names_record = is_node(second, atom("atom"), 3);
  if (local[2].is(atom("is_record")) && names_record) {
    return is_record(e, first, second[2].as_atom());
  }
  if (!is_remote && local[2].is(atom("record_info")) && names_record &&
      is_node(first, atom("atom"), 3)) {
    return information(e, first[2].as_atom(), second[2].as_atom());
  }
  return parts(e, &record_pass::expression);
}

// Guards. A record that is read from is tested, once in a list of tests.

word record_pass::guard(term_ref alternatives) {
  std::vector<word> all;
  for (; alternatives.is_cons(); alternatives = alternatives.tail()) {
    std::vector<word> tests;
    for (term_ref left = alternatives.head(); left.is_cons(); left = left.tail()) {
      tests.push_back(guard_test(left.head()));
    }
    tested_.clear();
    all.push_back(heap_.list(tests));
  }
  return heap_.list(all);
}

word record_pass::guard_test(term_ref t) {
  in_guard_ = true;
  term renamed;
  if (is_node(t, atom("call"), 4) && is_node(t[2], atom("atom"), 3) &&
      is_old_test(t[2][2].as_atom().name(), t[3].list_length())) {
    const atom name("is_" + std::string(t[2][2].as_atom().name()));
    renamed = tuple(t[0], t[1], tuple(t[2][0], t[2][1], name), t[3]);
    t = renamed;
  }
  const word made = guarded(expression(t));
  in_guard_ = false;
  return made;
}

/// `(is_record(R, Name, Size) orelse fail) and Test`.
word record_pass::guarded(word test_word) {
  for (access& a : std::exchange(read_, {})) {
    if (std::find(tested_.begin(), tested_.end(), a.key) != tested_.end()) {
      continue;
    }
    tested_.push_back(a.key);
    const word where = heap_.element(a.record, 1);
    const word held = node(atom("op"), where,
                           {heap::atom(atom("orelse")), test(where, a.record, a.name, a.size),
                            atom_at(where, atom("fail"))});
    test_word = node(atom("op"), where, {heap::atom(atom("and")), held, test_word});
  }
  return test_word;
}

// Pieces.

word record_pass::node(atom tag, word where, std::initializer_list<word> rest) {
  word all[6] = {heap::atom(tag), where};
  std::size_t n = 2;
  for (const word w : rest) {
    all[n++] = w;
  }
  return heap_.tuple(std::span(all, n));
}

word record_pass::number_at(word where, std::size_t n) {
  return node(atom("integer"), where, {heap::small(static_cast<std::int64_t>(n))});
}

word record_pass::variable(word where) {
  const atom name("rec" + std::to_string(next_variable_++));
  return node(atom("var"), where, {heap::atom(name)});
}

word record_pass::remote_call(word where, const char* name, std::initializer_list<word> arguments) {
  const word function =
      node(atom("remote"), where, {atom_at(where, atoms::erlang), atom_at(where, atom(name))});
  return node(atom("call"), where, {function, heap_.list(arguments)});
}

/// What the compiler does not warn about.
word record_pass::generated(word where, term_ref e) {
  const word mark = heap_.tuple({heap::atom(atom("generated")), heap::atom(atoms::true_)});
  if (anno_ == 0 && e[1].is_cons()) {
    return heap_.cons(mark, where);
  }
  return heap_.list({mark, heap_.tuple({heap::atom(atom("location")), where})});
}

void record_pass::complain(term_ref anno, term what) {
  const term token = tuple(atom("dot"), anno);
  errors_.push_back(tuple(lexeme::from_term(token).where.to_term(), atom("erl_lint"), what));
}

const record_pass::fields* record_pass::find(term_ref e, atom name) {
  const fields* all = records_.find(name);
  if (all == nullptr) {
    complain(e[1], tuple(atom("undefined_record"), name));
  }
  return all;
}

}  // namespace kith::lang
