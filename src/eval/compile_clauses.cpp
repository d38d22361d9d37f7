// What has clauses: functions, case, if, receive, maybe.
#include "eval/function_compiler.hpp"
#include "kith/build.hpp"

namespace kith::eval {

void function_compiler::shadow_pattern(term_ref p) {  // NOLINT: as deep as the pattern
  for (; form_of(p) == form::cons; p = part(p, 3)) {
    shadow_pattern(part(p, 2));
  }
  for (; p.is_cons(); p = p.tail()) {
    shadow_pattern(p.head());
  }
  if (!p.is_tuple() || p.tuple_size() == 0) {
    return;
  }
  if (form_of(p) == form::variable) {
    const atom name = part(p, 2).as_atom();
    scope_.shadow(name);
    slots_.erase(name.index());
  } else if (p.element(0).is(atom("bin_element"))) {
    shadow_pattern(part(p, 2));
  } else if (p.element(0).is(atom("map_field_exact"))) {
    shadow_pattern(part(p, 3));
  } else {
    for (std::size_t i = 2; i < p.tuple_size(); ++i) {
      shadow_pattern(p.element(i));
    }
  }
}

void function_compiler::function_clauses(term_ref all) {
  const scope outside = scope_;
  for (const term_ref c : form_list(all)) {
    if (form_list(part(c, 2)).size() != function_.arity) {
      refuse(c, atom("head_mismatch"));
    }
    const label next = code_.make_label();
    code_.line(line_of(c));
    scope_ = outside;
    shadow_pattern(part(c, 2));
    operand argument = 0;
    for (const term_ref p : form_list(part(c, 2))) {
      const bool is_new = form_of(p) == form::variable && !part(p, 2).is(atom("_")) &&
                          scope_.find(part(p, 2).as_atom()) == nullptr;
      if (is_new) {
        scope_.bind(part(p, 2).as_atom(), argument);
      } else {
        pattern(p, argument, next);
      }
      ++argument;
    }
    guard(part(c, 3), next);
    body(part(c, 4), target::tail());
    code_.place(next);
  }
  code_.emit({op::raise, static_cast<std::int32_t>(failure::function_clause), 0, 0, 0, raises});
}

void function_compiler::head(term_ref patterns, const std::vector<operand>& subjects,
                             term_ref guards, label next) {
  std::size_t i = 0;
  for (const term_ref p : form_list(patterns)) {
    if (i == subjects.size()) {
      refuse(p, atom("head_mismatch"));
    }
    pattern(p, subjects[i++], next);
  }
  guard(guards, next);
}

void function_compiler::join(label end, target to, std::vector<scope>& ways) {
  ways.push_back(scope_);
  if (!to.is_tail()) {
    code_.emit({op::jump, 0, 0, 0, 0, end});
  }
}

void function_compiler::clauses(term_ref all, operand subject, label none, target to) {
  const scope before = scope_;
  std::vector<scope> ways;
  const label end = code_.make_label();
  for (const term_ref c : form_list(all)) {
    const label next = code_.make_label();
    scope_ = before;
    head(part(c, 2), {subject}, part(c, 3), next);
    const scope tried = scope_;
    body(part(c, 4), to);
    join(end, to, ways);
    code_.place(next);
    scope_ = tried;
    unbind(before);
  }
  code_.emit({op::jump, 0, 0, 0, 0, none});
  code_.place(end);
  scope_ = merge(before, ways);
}

void function_compiler::case_expression(term_ref e, target to) {
  const operand subject = value(part(e, 2));
  clauses(part(e, 3), subject, raising(failure::case_clause, subject, e), to);
}

void function_compiler::if_expression(term_ref e, target to) {
  const scope before = scope_;
  std::vector<scope> ways;
  const label end = code_.make_label();
  for (const term_ref c : form_list(part(e, 2))) {
    const label next = code_.make_label();
    scope_ = before;
    guard(part(c, 3), next);
    body(part(c, 4), to);
    join(end, to, ways);
    code_.place(next);
  }
  code_.line(line_of(e));
  raise(failure::if_clause, 0);
  code_.place(end);
  scope_ = merge(before, ways);
}

void function_compiler::receive_expression(term_ref e, target to) {
  const bool has_after = e.tuple_size() == 5;
  const scope before = scope_;
  const operand limit = has_after ? value(part(e, 3)) : code_.constant(atoms::infinity);
  const scope waiting = scope_;
  const operand message = code_.temporary();
  const label timeout = code_.make_label();
  const label end = code_.make_label();
  std::vector<scope> ways;
  code_.line(line_of(e));
  code_.emit({op::receive, 0, message, limit, 0, timeout});
  for (const term_ref c : form_list(part(e, 2))) {
    const label next = code_.make_label();
    scope_ = waiting;
    head(part(c, 2), {message}, part(c, 3), next);
    code_.emit({op::accept, 0, 0, 0, 0, raises});
    const scope tried = scope_;
    body(part(c, 4), to);
    join(end, to, ways);
    code_.place(next);
    scope_ = tried;
    unbind(waiting);
  }
  code_.emit({op::reject, 0, 0, 0, 0, raises});
  code_.place(timeout);
  if (has_after) {
    scope_ = waiting;
    body(part(e, 4), to);
    join(end, to, ways);
  }
  code_.place(end);
  scope_ = merge(before, ways);
}

void function_compiler::maybe_match(term_ref e, target to) {
  if (maybe_fail_ == raises) {
    refuse(e, tuple(atom("badexpr"), e));
  }
  const temporary_scope keep(code_);
  const operand v = value(part(e, 3));
  const label no = code_.make_label();
  const label yes = code_.make_label();
  pattern(part(e, 2), v, no);
  code_.emit({op::jump, 0, 0, 0, 0, yes});
  code_.place(no);
  code_.emit({op::move, 0, maybe_value_, v, 0, raises});
  code_.emit({op::jump, 0, 0, 0, 0, maybe_fail_});
  code_.place(yes);
  finish_with(v, to);
}

void function_compiler::maybe_expression(term_ref e, target to) {
  const scope before = scope_;
  const label end = code_.make_label();
  const label otherwise = code_.make_label();
  const label outer = std::exchange(maybe_fail_, otherwise);
  const operand outer_value = std::exchange(maybe_value_, code_.temporary());
  const operand given = maybe_value_;
  body(part(e, 2), to);
  maybe_fail_ = outer;
  maybe_value_ = outer_value;
  std::vector<scope> ways;
  join(end, to, ways);
  code_.place(otherwise);
  scope_ = before;
  if (e.tuple_size() == 4) {
    const term_ref else_clauses = part(part(e, 3), 2);
    clauses(else_clauses, given, raising(failure::else_clause, given, e), to);
  } else {
    finish_with(given, to);
  }
  ways.push_back(scope_);
  code_.place(end);
  scope_ = merge(before, ways);
}

}  // namespace kith::eval
