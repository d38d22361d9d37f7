// Patterns. A part that is a new variable is read straight into the variable's slot.
#include "eval/function_compiler.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"

namespace kith::eval {

operand function_compiler::slot_of_new(atom name) {
  const auto [at, is_new] = slots_.try_emplace(name.index(), 0);
  if (is_new) {
    at->second = code_.variable();
  }
  return at->second;
}

void function_compiler::pattern(term_ref p, operand subject, label fail) {
  if (const term constant = literal_pattern_of(p)) {
    code_.emit({op::test_exact, 0, 0, subject, code_.constant(constant), fail});
    return;
  }
  switch (form_of(p)) {
  case form::variable: variable_pattern(p, subject, fail); return;
  case form::tuple: tuple_pattern(p, subject, fail); return;
  case form::cons: list_pattern(p, subject, fail); return;
  case form::map: map_pattern(p, subject, fail); return;
  case form::bin: bits_pattern(p, subject, fail); return;
  case form::match:
    pattern(part(p, 2), subject, fail);
    pattern(part(p, 3), subject, fail);
    return;
  case form::op:
    if (part(p, 2).is(atom("++"))) {
      append_pattern(p, subject, fail);
      return;
    }
    // An expression of constants.
    {
      const temporary_scope keep(code_);
      const label outer = std::exchange(guard_fail_, fail);
      code_.emit({op::test_exact, 0, 0, subject, value(p), fail});
      guard_fail_ = outer;
    }
    return;
  default: refuse(p, tuple(atom("illegal_pattern"), p));
  }
}

void function_compiler::variable_pattern(term_ref p, operand subject, label fail) {
  const atom name = part(p, 2).as_atom();
  if (name == atom("_")) {
    return;
  }
  const variable* known = scope_.find(name);
  if (known == nullptr) {
    const operand slot = slot_of_new(name);
    code_.emit({op::move, 0, slot, subject, 0, raises});
    scope_.bind(name, slot);
    return;
  }
  const operand slot = known->slot;
  if (known->is == variable::state::bound) {
    code_.emit({op::test_exact, 0, 0, subject, slot, fail});
    return;
  }
  if (!in_shell()) {
    refuse(p, tuple(atom("unsafe_var"), name));
  }
  const label is_empty = code_.make_label();
  const label end = code_.make_label();
  code_.emit({op::test_set, 0, 0, slot, 0, is_empty});
  code_.emit({op::test_exact, 0, 0, subject, slot, fail});
  code_.emit({op::jump, 0, 0, 0, 0, end});
  code_.place(is_empty);
  code_.emit({op::move, 0, slot, subject, 0, raises});
  code_.place(end);
  scope_.bind(name, slot);
}

/// `get` reads the part into its `a`.
void function_compiler::pattern_of_part(term_ref p, const instruction& get, label fail) {
  if (form_of(p) == form::variable) {
    const atom name = part(p, 2).as_atom();
    if (name == atom("_") && get.what == op::get_element) {
      return;
    }
    if (name != atom("_") && scope_.find(name) == nullptr) {
      instruction straight = get;
      straight.a = slot_of_new(name);
      code_.emit(straight);
      scope_.bind(name, straight.a);
      return;
    }
  }
  const temporary_scope keep(code_);
  instruction aside = get;
  aside.a = code_.temporary();
  code_.emit(aside);
  pattern(p, aside.a, fail);
}

void function_compiler::tuple_pattern(term_ref p, operand subject, label fail) {
  const term_ref elements = part(p, 2);
  const auto n = static_cast<std::int32_t>(form_list(elements).size());
  code_.emit({op::test_tuple, n, 0, subject, 0, fail});
  std::int32_t i = 0;
  for (const term_ref element : form_list(elements)) {
    pattern_of_part(element, {op::get_element, i++, 0, subject, 0, raises}, fail);
  }
}

void function_compiler::list_pattern(term_ref p, operand subject, label fail) {
  const temporary_scope keep(code_);
  operand rest = subject;
  operand next = code_.temporary();
  for (; form_of(p) == form::cons; p = part(p, 3)) {
    code_.emit({op::test_cons, 0, 0, rest, 0, fail});
    pattern_of_part(part(p, 2), {op::get_list, 0, 0, rest, next, raises}, fail);
    rest = next;
    // One slot for all the tails would be read and written at once by what tries the heads.
    next = code_.temporary();
  }
  pattern(p, rest, fail);
}

void function_compiler::map_pattern(term_ref p, operand subject, label fail) {
  code_.emit({op::test_map, 0, 0, subject, 0, fail});
  for (const term_ref field : form_list(part(p, 2))) {
    const temporary_scope keep(code_);
    const label outer = std::exchange(guard_fail_, fail);
    const operand key = value(part(field, 2));
    guard_fail_ = outer;
    pattern_of_part(part(field, 3), {op::get_map, 0, 0, subject, key, fail}, fail);
  }
}

/// `"prefix" ++ Rest`.
void function_compiler::append_pattern(term_ref p, operand subject, label fail) {
  term prefix = literal_of(part(p, 3));
  if (!prefix || !prefix.is_list()) {
    refuse(p, tuple(atom("illegal_pattern"), p));
  }
  const operand characters = code_.constant(std::move(prefix));
  pattern_of_part(part(p, 4), {op::get_prefix, 0, 0, subject, characters, fail}, fail);
}

void function_compiler::unbind(const scope& before) {
  for (const variable& v : scope_.all()) {
    // What the attempt has bound is what is seen now and was not before.
    if (in_shell() && !v.shadowed && before.find(v.name) == nullptr) {
      code_.emit({op::clear, 1, v.slot, 0, 0, raises});
    }
  }
}

}  // namespace kith::eval
