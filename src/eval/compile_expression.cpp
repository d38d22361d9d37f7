// Expressions, but for those that have a file of their own.
#include "eval/function_compiler.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"

namespace kith::eval {

function_compiler::function_compiler(unit_builder& home, std::uint32_t function)
    : home_(home), function_(*home.home().functions[function]), code_(home.home(), function_),
      function_number_(static_cast<operand>(function)), outer_name_(function_.name.name()),
      outer_arity_(function_.arity) {
  for (std::uint32_t i = 0; i < function_.arity; ++i) {
    static_cast<void>(code_.variable());
  }
}

void function_compiler::finish() {
  for (const stub& s : stubs_) {
    code_.place(s.at);
    code_.line(s.line);
    raise(s.what, s.about);
  }
  code_.finish();
}

void function_compiler::refuse(term_ref e, term why) {
  throw bad_form(line_of(e), std::move(why));
}

void function_compiler::raise(failure what, operand about) {
  code_.emit({op::raise, static_cast<std::int32_t>(what), 0, about, 0, raises});
}

label function_compiler::raising(failure what, operand about, term_ref e) {
  const label at = code_.make_label();
  stubs_.push_back({at, what, about, line_of(e)});
  return at;
}

void function_compiler::finish_with(operand from, target to) {
  if (to.is_tail()) {
    code_.emit({op::ret, 0, 0, from, 0, raises});
  } else if (to.slot() != from) {
    code_.emit({op::move, 0, to.slot(), from, 0, raises});
  }
}

operand function_compiler::slot_for(target to) {
  return to.is_tail() ? code_.temporary() : to.slot();
}

operand function_compiler::value(term_ref e) {
  if (form_of(e) == form::variable) {
    return slot_of(e);
  }
  if (term constant = literal_of(e)) {
    return code_.constant(std::move(constant));
  }
  const operand slot = code_.temporary();
  expression(e, slot);
  return slot;
}

void function_compiler::effect(term_ref e) {
  const temporary_scope keep(code_);
  static_cast<void>(value(e));
}

void function_compiler::body(term_ref expressions, target to) {
  if (!expressions.is_cons()) {
    refuse(expressions, atoms::badarg);
  }
  for (; expressions.tail().is_cons(); expressions = expressions.tail()) {
    effect(expressions.head());
  }
  expression(expressions.head(), to);
}

operand function_compiler::values(term_ref expressions, std::size_t& count) {
  count = form_list(expressions).size();
  const operand first = code_.temporaries(count);
  operand at = first;
  for (const term_ref e : form_list(expressions)) {
    const temporary_scope keep(code_);
    expression(e, at++);
  }
  return first;
}

void function_compiler::expression(term_ref e, target to) {
  if (term constant = literal_of(e)) {
    finish_with(code_.constant(std::move(constant)), to);
    return;
  }
  const temporary_scope keep(code_);
  switch (form_of(e)) {
  case form::variable: variable_use(e, to); return;
  case form::cons: list(e, to); return;
  case form::tuple: {
    std::size_t n = 0;
    const operand first = values(part(e, 2), n);
    const operand slot = slot_for(to);
    code_.emit({op::make_tuple, static_cast<std::int32_t>(n), slot, 0, first, raises});
    finish_with(slot, to);
    return;
  }
  case form::map: map(e, to); return;
  case form::bin: bits(e, to); return;
  case form::block: body(part(e, 2), to); return;
  case form::case_: case_expression(e, to); return;
  case form::if_: if_expression(e, to); return;
  case form::receive: receive_expression(e, to); return;
  case form::try_: try_expression(e, to); return;
  case form::catch_: catch_expression(e, to); return;
  case form::fun:
  case form::named_fun: fun(e, to); return;
  case form::call: call(e, to); return;
  case form::match: match(e, to); return;
  case form::op: operation_of(e, to); return;
  case form::list_comprehension: comprehension(e, to, false); return;
  case form::bits_comprehension: comprehension(e, to, true); return;
  case form::maybe: maybe_expression(e, to); return;
  case form::maybe_match: maybe_match(e, to); return;
  case form::record:
    refuse(e, tuple(atom("undefined_record"), part(e, e.tuple_size() == 4 ? 2 : 3)));
  case form::remote: refuse(e, tuple(atom("badexpr"), atom(":")));
  default: refuse(e, tuple(atom("badexpr"), e));
  }
}

operand function_compiler::slot_of(term_ref var) {
  const atom name = part(var, 2).as_atom();
  const variable* known = scope_.find(name);
  if (known == nullptr) {
    if (!in_shell()) {
      refuse(var, tuple(atom("unbound_var"), name));
    }
    const label unbound = raising(failure::unbound, code_.constant(name), var);
    code_.emit({op::jump, 0, 0, 0, 0, unbound});
    return code_.temporary();
  }
  if (known->is == variable::state::maybe) {
    if (!in_shell()) {
      refuse(var, tuple(atom("unsafe_var"), name));
    }
    const label unbound = raising(failure::unbound, code_.constant(name), var);
    code_.emit({op::test_set, 0, 0, known->slot, 0, unbound});
  }
  return known->slot;
}

void function_compiler::variable_use(term_ref e, target to) {
  finish_with(slot_of(e), to);
}

void function_compiler::list(term_ref e, target to) {
  std::size_t n = 0;
  term_ref tail = e;
  for (; form_of(tail) == form::cons; tail = part(tail, 3)) {
    ++n;
  }
  const operand first = code_.temporaries(n);
  operand at = first;
  for (term_ref cell = e; form_of(cell) == form::cons; cell = part(cell, 3)) {
    const temporary_scope keep(code_);
    expression(part(cell, 2), at++);
  }
  const operand rest = value(tail);
  const operand slot = slot_for(to);
  code_.emit({op::make_list, static_cast<std::int32_t>(n), slot, rest, first, raises});
  finish_with(slot, to);
}

void function_compiler::map(term_ref e, target to) {
  const bool is_update = e.tuple_size() == 4;
  const term_ref fields = part(e, is_update ? 3 : 2);
  operand result = is_update ? value(part(e, 2)) : code_.constant(kith::map());
  const std::size_t count = form_list(fields).size();
  const operand first = code_.temporaries(2 * count);
  operand at = first;
  for (const term_ref field : form_list(fields)) {
    const temporary_scope keep(code_);
    expression(part(field, 2), at++);
    expression(part(field, 3), at++);
  }
  code_.line(line_of(e));
  const operand slot = slot_for(to);
  // One instruction for each run of fields of a kind; none at all must be a map nevertheless.
  at = first;
  term_ref rest = fields;
  do {
    const bool is_exact = rest.is_cons() && part(rest.head(), 0).is(atom("map_field_exact"));
    std::int32_t n = 0;
    for (; rest.is_cons() && part(rest.head(), 0).is(atom("map_field_exact")) == is_exact;
         rest = rest.tail()) {
      ++n;
    }
    code_.emit({is_exact ? op::update_map : op::make_map, 2 * n, slot, result, at, guard_fail_});
    result = slot;
    at += 2 * n;
  } while (rest.is_cons());
  finish_with(slot, to);
}

namespace {

struct operator_name {
  const char* spelling;
  operation is;
};
constexpr operator_name binary_operators[] = {
    {"+", operation::add},        {"-", operation::subtract},       {"*", operation::multiply},
    {"/", operation::divide},     {"div", operation::div},          {"rem", operation::rem},
    {"band", operation::band},    {"bor", operation::bor},          {"bxor", operation::bxor},
    {"bsl", operation::bsl},      {"bsr", operation::bsr},          {"++", operation::append},
    {"--", operation::remove},    {"!", operation::send},           {"and", operation::and_},
    {"or", operation::or_},       {"xor", operation::xor_},         {"==", operation::equal},
    {"/=", operation::not_equal}, {"<", operation::less},           {"=<", operation::less_equal},
    {">", operation::greater},    {">=", operation::greater_equal}, {"=:=", operation::exact},
    {"=/=", operation::not_exact}};
constexpr operator_name unary_operators[] = {{"-", operation::negate},
                                             {"+", operation::plus},
                                             {"not", operation::not_},
                                             {"bnot", operation::bnot}};

template <std::size_t N>
const operator_name* find_operator(const operator_name (&all)[N], term_ref name) {
  if (name.is_atom()) {
    for (const operator_name& one : all) {
      if (name.as_atom().name() == one.spelling) {
        return &one;
      }
    }
  }
  return nullptr;
}

}  // namespace

void function_compiler::operation_of(term_ref e, target to) {
  const term_ref name = part(e, 2);
  if (name.is(atom("andalso")) || name.is(atom("orelse"))) {
    logical(e, to);
    return;
  }
  const bool is_unary = e.tuple_size() == 4;
  const operator_name* known =
      is_unary ? find_operator(unary_operators, name) : find_operator(binary_operators, name);
  if (known == nullptr) {
    refuse(e, tuple(atom("badexpr"), e));
  }
  const operand left = value(part(e, 3));
  const operand right = is_unary ? 0 : value(part(e, 4));
  const operand slot = slot_for(to);
  code_.line(line_of(e));
  const auto n = static_cast<std::int32_t>(known->is);
  switch (known->is) {
  case operation::add: code_.emit({op::add, n, slot, left, right, guard_fail_}); break;
  case operation::subtract: code_.emit({op::subtract, n, slot, left, right, guard_fail_}); break;
  case operation::multiply: code_.emit({op::multiply, n, slot, left, right, guard_fail_}); break;
  default: code_.emit({is_unary ? op::operate1 : op::operate2, n, slot, left, right, guard_fail_});
  }
  finish_with(slot, to);
}

void function_compiler::logical(term_ref e, target to) {
  const bool is_and = part(e, 2).is(atom("andalso"));
  const label decided = code_.make_label();
  const label end = code_.make_label();
  const operand left = value(part(e, 3));
  code_.line(line_of(e));
  code_.emit({is_and ? op::branch_false : op::branch_true, 0, 0, left, guard_fail_, decided});
  const scope before = scope_;
  expression(part(e, 4), to);
  if (!to.is_tail()) {
    code_.emit({op::jump, 0, 0, 0, 0, end});
  }
  code_.place(decided);
  finish_with(code_.constant(!is_and), to);
  code_.place(end);
  scope_ = merge(before, {scope_, before});
}

void function_compiler::match(term_ref e, target to) {
  const term_ref p = part(e, 2);
  if (form_of(p) == form::variable && !part(p, 2).is(atom("_")) &&
      scope_.find(part(p, 2).as_atom()) == nullptr) {
    const atom name = part(p, 2).as_atom();
    const operand slot = slot_of_new(name);
    expression(part(e, 3), slot);
    scope_.bind(name, slot);
    finish_with(slot, to);
    return;
  }
  const operand v = value(part(e, 3));
  code_.line(line_of(e));
  pattern(p, v, raising(failure::badmatch, v, e));
  finish_with(v, to);
}

void function_compiler::catch_expression(term_ref e, target to) {
  const operand raised = code_.temporaries(3);
  const operand slot = slot_for(to);
  const label caught = code_.make_label();
  const label end = code_.make_label();
  const scope before = scope_;
  code_.emit({op::try_push, 0, raised, 0, 0, caught});
  expression(part(e, 2), slot);
  code_.emit({op::try_pop, 0, 0, 0, 0, raises});
  code_.emit({op::jump, 0, 0, 0, 0, end});
  code_.place(caught);
  code_.emit({op::caught, 0, slot, raised, 0, raises});
  code_.place(end);
  scope_ = merge(before, {scope_, before});
  finish_with(slot, to);
}

}  // namespace kith::eval
