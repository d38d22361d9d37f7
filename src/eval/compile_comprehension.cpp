// Comprehensions: loops whose variables are their own.
#include "eval/function_compiler.hpp"
#include "kith/build.hpp"

namespace kith::eval {

namespace {

/// Whether the expression may stand in a guard, in which case a filter is one.
/// OTP: erl_lint:is_guard_test/1.
bool is_guard_form(term_ref e, bool (*is_local)(term_ref, const void*), const void* locals);

/// Of what a map or binary is made: a field {Tag, Anno, Key, Value}, a segment {bin_element, Anno,
/// Value, Size, Types}, whose size may be `default`.
bool are_guard_parts(term_ref parts, bool (*is_local)(term_ref, const void*), const void* locals) {
  for (const term_ref one : form_list(parts)) {
    for (std::size_t i = 2; i < 4; ++i) {
      if (!part(one, i).is_atom() && !is_guard_form(part(one, i), is_local, locals)) {
        return false;
      }
    }
  }
  return true;
}

bool is_guard_form(term_ref e, bool (*is_local)(term_ref, const void*), const void* locals) {
  switch (form_of(e)) {
  case form::variable:
  case form::atom:
  case form::integer:
  case form::floating:
  case form::character:
  case form::string:
  case form::nil:
  case form::value: return true;
  case form::cons:
  case form::op:
    if (form_of(e) == form::op && part(e, 2).is_atom()) {
      const std::string_view name = part(e, 2).as_atom().name();
      if (name == "!" || name == "++" || name == "--") {
        return false;
      }
    }
    for (std::size_t i = form_of(e) == form::op ? 3 : 2; i < e.tuple_size(); ++i) {
      if (!is_guard_form(e.element(i), is_local, locals)) {
        return false;
      }
    }
    return true;
  case form::tuple:
    for (const term_ref x : form_list(part(e, 2))) {
      if (!is_guard_form(x, is_local, locals)) {
        return false;
      }
    }
    return true;
  case form::map:
    return e.tuple_size() == 3 ? are_guard_parts(part(e, 2), is_local, locals)
                               : is_guard_form(part(e, 2), is_local, locals) &&
                                     are_guard_parts(part(e, 3), is_local, locals);
  case form::bin: return are_guard_parts(part(e, 2), is_local, locals);
  case form::call: {
    term_ref name = part(e, 2);
    if (form_of(name) == form::remote) {
      if (!part(part(name, 2), 2).is(atoms::erlang)) {
        return false;
      }
      name = part(name, 3);
    } else if (is_local(e, locals)) {
      return false;
    }
    if (form_of(name) != form::atom ||
        !is_guard_function(part(name, 2).as_atom(), form_list(part(e, 3)).size())) {
      return false;
    }
    for (const term_ref x : form_list(part(e, 3))) {
      if (!is_guard_form(x, is_local, locals)) {
        return false;
      }
    }
    return true;
  }
  default: return false;
  }
}

bool is_local_call(term_ref e, const void* of) {
  const auto& builder = *static_cast<const unit_builder*>(of);
  const term_ref name = part(part(e, 2), 2);
  return name.is_atom() &&
         builder.locals.contains(
             {name.as_atom().index(), static_cast<std::uint32_t>(form_list(part(e, 3)).size())});
}

}  // namespace

void function_compiler::comprehension(term_ref e, target to, bool of_bits) {
  ++home_.funs_named;  // in OTP it is a function, too
  ++home_.loops_named;
  const scope before = scope_;
  const auto slots = slots_;
  code_.emit({of_bits ? op::bits_start : op::gather, 0, 0, 0, 0, raises});
  qualifiers(part(e, 3), part(e, 2), of_bits);
  const operand slot = slot_for(to);
  code_.emit({of_bits ? op::bits_end : op::gather_list, 0, slot, 0, 0, raises});
  scope_ = before;
  slots_ = slots;
  finish_with(slot, to);
}

void function_compiler::qualifiers(term_ref rest, term_ref result, bool of_bits) {
  const temporary_scope keep(code_);
  if (!rest.is_cons()) {
    const operand v = value(result);
    if (of_bits) {
      bit_segment all;
      static_cast<void>(all.add("bits") && all.complete());
      code_.emit({op::bits_add, home_.segment(all), 0, v, no_size, raises});
    } else {
      code_.emit({op::gather_add, 0, 0, v, 0, raises});
    }
    return;
  }
  const term_ref q = rest.head();
  switch (form_of(q)) {
  case form::generate: list_generator(q, rest.tail(), result, of_bits); return;
  case form::bits_generate: bits_generator(q, rest.tail(), result, of_bits); return;
  default: filter(q, rest.tail(), result, of_bits);
  }
}

void function_compiler::list_generator(term_ref q, term_ref rest, term_ref result, bool of_bits) {
  const operand all = code_.temporary();
  const operand one = code_.temporary();
  expression(part(q, 3), all);
  const label loop = code_.make_label();
  const label end = code_.make_label();
  const scope before = scope_;
  shadow_pattern(part(q, 2));
  code_.place(loop);
  code_.emit({op::test_cons, 0, 0, all, 0, end});
  code_.emit({op::get_list, 0, one, all, all, raises});
  const std::size_t empty = code_.emit({op::clear, 0, code_.variables(), 0, 0, raises});
  pattern(part(q, 2), one, loop);
  qualifiers(rest, result, of_bits);
  code_.at(empty).n = in_shell() ? code_.variables() - code_.at(empty).a : 0;
  code_.emit({op::jump, 1, 0, 0, 0, loop});
  code_.place(end);
  code_.emit({op::test_exact, 0, 0, all, code_.constant(term::nil()),
              raising(failure::bad_generator, all, q)});
  scope_ = before;
}

void function_compiler::filter(term_ref q, term_ref rest, term_ref result, bool of_bits) {
  const label next = code_.make_label();
  if (is_guard_form(q, is_local_call, &home_)) {
    const label outer = std::exchange(guard_fail_, next);
    guard_test(q, next);
    guard_fail_ = outer;
  } else {
    const operand v = value(q);
    const label is_true = code_.make_label();
    code_.emit({op::test_not_exact, 0, 0, v, code_.constant(true), is_true});
    code_.emit(
        {op::test_exact, 0, 0, v, code_.constant(false), raising(failure::bad_filter, v, q)});
    code_.emit({op::jump, 0, 0, 0, 0, next});
    code_.place(is_true);
  }
  qualifiers(rest, result, of_bits);
  code_.place(next);
}

}  // namespace kith::eval
