// try … of … catch … after … end.
#include "eval/function_compiler.hpp"
#include "kith/build.hpp"

namespace kith::eval {

void function_compiler::try_expression(term_ref e, target to) {
  const term_ref after = part(e, 5);
  if (!after.is_cons()) {
    try_of(e, to);
    return;
  }
  const operand raised = code_.temporaries(3);
  const operand slot = slot_for(to);
  const label failed = code_.make_label();
  const label end = code_.make_label();
  code_.emit({op::try_push, 0, raised, 0, 0, failed});
  const scope before = scope_;
  try_of(e, slot);
  code_.emit({op::try_pop, 0, 0, 0, 0, raises});
  const scope done = scope_;
  after_body(after);
  code_.emit({op::jump, 0, 0, 0, 0, end});
  code_.place(failed);
  scope_ = before;
  after_body(after);
  code_.emit({op::reraise, 0, 0, raised, 0, raises});
  code_.place(end);
  scope_ = done;
  finish_with(slot, to);
}

void function_compiler::after_body(term_ref expressions) {
  const temporary_scope keep(code_);
  body(expressions, code_.temporary());
}

void function_compiler::try_of(term_ref e, target to) {
  const term_ref of = part(e, 3);
  const term_ref handlers = part(e, 4);
  const bool has_handlers = handlers.is_cons();
  const scope before = scope_;
  const operand raised = code_.temporaries(3);
  const operand v = of.is_cons() ? code_.temporary() : slot_for(to);
  const label failed = code_.make_label();
  const label end = code_.make_label();
  std::vector<scope> ways;
  if (has_handlers) {
    code_.emit({op::try_push, 0, raised, 0, 0, failed});
  }
  body(part(e, 2), v);
  if (has_handlers) {
    code_.emit({op::try_pop, 0, 0, 0, 0, raises});
  }
  if (of.is_cons()) {
    clauses(of, v, raising(failure::try_clause, v, e), to);
  } else {
    finish_with(v, to);
  }
  join(end, to, ways);
  if (has_handlers) {
    code_.place(failed);
    scope_ = before;
    handler(handlers, raised, to, ways, end);
  }
  code_.place(end);
  ways.push_back(before);  // what the body has bound may be missing
  scope_ = merge(before, ways);
}

/// Its clauses have the pattern {Class, Reason, Stack}, of which the last is a variable.
void function_compiler::handler(term_ref all, operand raised, target to, std::vector<scope>& ways,
                                label end) {
  const scope before = scope_;
  for (const term_ref c : form_list(all)) {
    const label next = code_.make_label();
    scope_ = before;
    const term_ref whole = part(c, 2).is_cons() ? part(c, 2).head() : term_ref();
    if (form_of(whole) != form::tuple || form_list(part(whole, 2)).size() != 3) {
      refuse(c, tuple(atom("illegal_pattern"), whole ? whole : c));
    }
    head(part(whole, 2), {raised, raised + 1, raised + 2}, part(c, 3), next);
    const scope tried = scope_;
    body(part(c, 4), to);
    join(end, to, ways);
    code_.place(next);
    scope_ = tried;
    unbind(before);
  }
  code_.emit({op::reraise, 0, 0, raised, 0, raises});
}

}  // namespace kith::eval
