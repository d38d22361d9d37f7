// Calls, and funs.
#include <algorithm>

#include "eval/function_compiler.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"

namespace kith::eval {

namespace {

struct type_test_name {
  const char* name;
  type_test is;
};
constexpr type_test_name type_tests[] = {{"is_atom", type_test::atom},
                                         {"is_binary", type_test::binary},
                                         {"is_bitstring", type_test::bitstring},
                                         {"is_boolean", type_test::boolean},
                                         {"is_float", type_test::floating},
                                         {"is_function", type_test::function},
                                         {"is_integer", type_test::integer},
                                         {"is_list", type_test::list},
                                         {"is_map", type_test::map},
                                         {"is_number", type_test::number},
                                         {"is_pid", type_test::pid},
                                         {"is_port", type_test::port},
                                         {"is_reference", type_test::reference},
                                         {"is_tuple", type_test::tuple}};

}  // namespace

bool function_compiler::type_test_call(atom name, term_ref arguments, target to) {
  if (form_list(arguments).size() != 1) {
    return false;
  }
  for (const type_test_name& one : type_tests) {
    if (name.name() == one.name) {
      const operand v = value(arguments.head());
      const operand slot = slot_for(to);
      code_.emit({op::type_value, static_cast<std::int32_t>(one.is), slot, v, 0, raises});
      finish_with(slot, to);
      return true;
    }
  }
  return false;
}

void function_compiler::call(term_ref e, target to) {
  const term_ref callee = part(e, 2);
  switch (form_of(callee)) {
  case form::atom: call_by_name(e, part(callee, 2).as_atom(), to); return;
  case form::remote: call_of_module(e, callee, to); return;
  default:
    if (in_guard()) {
      refuse(e, atom("illegal_guard_expr"));
    }
    call_of_fun(e, to);
  }
}

void function_compiler::emit_call(op normal, op tail, std::size_t arity, operand base, operand what,
                                  target to) {
  const auto n = static_cast<std::int32_t>(arity);
  if (to.is_tail()) {
    code_.emit({tail, n, base, what, 0, raises});
  } else {
    code_.emit({normal, n, base, what, to.slot(), raises});
  }
}

void function_compiler::call_by_name(term_ref e, atom name, target to) {
  const term_ref arguments = part(e, 3);
  const std::size_t arity = form_list(arguments).size();
  const unit_builder::name_arity key(name.index(), static_cast<std::uint32_t>(arity));
  if (const auto local = home_.locals.find(key); local != home_.locals.end() && !in_guard()) {
    std::size_t n = 0;
    const operand base = values(arguments, n);
    code_.line(line_of(e));
    emit_call(op::call_local, op::tail_local, n, base, static_cast<operand>(local->second), to);
    return;
  }
  if (const auto from = home_.imported.find(key); from != home_.imported.end()) {
    remote_call(from->second, name, e, to);
    return;
  }
  if (is_auto_imported(name, arity)) {
    remote_call(atoms::erlang, name, e, to);
    return;
  }
  if (in_guard()) {
    refuse(e, atom("illegal_guard_expr"));
  }
  if (!in_shell()) {
    refuse(e, tuple(atom("undefined_function"), tuple(name, static_cast<std::int64_t>(arity))));
  }
  handled_call(e, name, to);
}

void function_compiler::call_of_module(term_ref e, term_ref remote, target to) {
  const term_ref module = part(remote, 2);
  const term_ref name = part(remote, 3);
  if (form_of(module) == form::atom && form_of(name) == form::atom) {
    remote_call(part(module, 2).as_atom(), part(name, 2).as_atom(), e, to);
    return;
  }
  if (in_guard()) {
    refuse(e, atom("illegal_guard_expr"));
  }
  const term_ref arguments = part(e, 3);
  const std::size_t arity = form_list(arguments).size();
  const operand base = code_.temporaries(arity + 2);
  const auto n = static_cast<operand>(arity);
  expression(module, base + n);
  expression(name, base + n + 1);
  operand at = base;
  for (const term_ref argument : form_list(arguments)) {
    const temporary_scope keep(code_);
    expression(argument, at++);
  }
  code_.line(line_of(e));
  emit_call(op::call_dynamic, op::tail_dynamic, arity, base, 0, to);
}

void function_compiler::remote_call(atom module, atom name, term_ref e, target to) {
  const term_ref arguments = part(e, 3);
  const bool is_guard =
      module == atoms::erlang && is_guard_function(name, form_list(arguments).size());
  if (is_guard && type_test_call(name, arguments, to)) {
    return;
  }
  std::size_t n = 0;
  const operand base = values(arguments, n);
  code_.line(line_of(e));
  const operand what = home_.import_of(module, name, n);
  if (!in_shell() && n == 3 && module == atom("maps") && name == atom("put")) {
    map_put_call(base, what, to);
    return;
  }
  if (is_guard || in_guard()) {
    const operand slot = slot_for(to);
    code_.emit({op::guard_call, static_cast<std::int32_t>(n), base, what, slot, guard_fail_});
    finish_with(slot, to);
    return;
  }
  emit_call(op::call_remote, op::tail_remote, n, base, what, to);
}

/// maps:put(K, V, M) as M#{K => V}, which changes a map that nobody else has; what is no map, the
/// function refuses.
void function_compiler::map_put_call(operand arguments, operand what, target to) {
  const operand slot = slot_for(to);
  const operand of = arguments + 2;
  const label no_map = code_.make_label();
  const label end = code_.make_label();
  code_.emit({op::test_map, 0, 0, of, 0, no_map});
  code_.emit({op::make_map, 2, slot, of, arguments, raises});
  code_.emit({op::jump, 0, 0, 0, 0, end});
  code_.place(no_map);
  code_.emit({op::call_remote, 3, arguments, what, slot, raises});
  code_.place(end);
  finish_with(slot, to);
}

void function_compiler::call_of_fun(term_ref e, target to) {
  const term_ref callee = part(e, 2);
  const term_ref arguments = part(e, 3);
  const std::size_t arity = form_list(arguments).size();
  // A named fun that calls itself.
  if (function_.takes_fun && own_name_ != atom() && arity == function_.arity &&
      form_of(callee) == form::variable && part(callee, 2).is(own_name_)) {
    const variable* self = scope_.find(own_name_);
    const auto own_slot = static_cast<operand>(function_.arity);
    if (self != nullptr && self->slot == own_slot) {
      const operand base = code_.temporaries(arity + 1);
      operand at = base;
      for (const term_ref argument : form_list(arguments)) {
        const temporary_scope keep(code_);
        expression(argument, at++);
      }
      code_.emit({op::move, 0, at, own_slot, 0, raises});
      code_.line(line_of(e));
      emit_call(op::call_local, op::tail_local, arity + 1, base, function_number_, to);
      return;
    }
  }
  const operand what = value(callee);
  std::size_t n = 0;
  const operand base = values(arguments, n);
  code_.line(line_of(e));
  emit_call(op::call_fun, op::tail_fun, n, base, what, to);
}

void function_compiler::bindings_into(operand slot) {
  std::vector<const variable*> seen;
  for (const variable& v : scope_.all()) {
    if (!v.shadowed) {
      seen.push_back(&v);
    }
  }
  const operand pairs = code_.temporaries(2 * seen.size());
  operand at = pairs;
  for (const variable* v : seen) {
    code_.emit({op::move, 0, at++, code_.constant(v->name), 0, raises});
    code_.emit({op::move, 0, at++, v->slot, 0, raises});
  }
  const operand before = bindings_ < 0 ? code_.constant(kith::map()) : bindings_;
  code_.emit(
      {op::save_bindings, static_cast<std::int32_t>(seen.size()), slot, before, pairs, raises});
}

/// A function that is not known here: what the local handler of `erl_eval` makes of it, which is
/// none, {value, F} (F takes name and arguments) or {eval, F} (F takes name, forms of the arguments
/// and bindings, and returns {value, Value, Bindings}). OTP: stdlib, erl_eval, "Local Function
/// Handler".
void function_compiler::handled_call(term_ref e, atom name, target to) {
  const term_ref arguments = part(e, 3);
  const label by_value = code_.make_label();
  const label unknown = code_.make_label();
  const label end = code_.make_label();
  const operand slot = slot_for(to);
  const operand handler = code_.temporaries(4);  // the fun, and its three arguments
  const operand first = handler + 1;
  const scope before = scope_;
  code_.emit({op::test_tuple, 2, 0, handler_, 0, unknown});
  code_.emit({op::get_element, 1, handler, handler_, 0, raises});
  code_.emit({op::get_element, 0, first, handler_, 0, raises});
  code_.emit({op::test_exact, 0, 0, first, code_.constant(atom("eval")), by_value});
  code_.emit({op::move, 0, first, code_.constant(name), 0, raises});
  code_.emit({op::move, 0, first + 1, code_.constant(term(arguments)), 0, raises});
  bindings_into(first + 2);
  code_.line(line_of(e));
  code_.emit({op::call_fun, 3, first, handler, handler, raises});
  code_.emit({op::test_tuple, 3, 0, handler, 0, raising(failure::badmatch, handler, e)});
  code_.emit({op::get_element, 2, first, handler, 0, raises});
  code_.emit({op::get_element, 1, slot, handler, 0, raises});
  if (bindings_ >= 0) {
    for (const variable& v : before.all()) {
      if (!v.shadowed) {
        code_.emit({op::load_binding, 0, v.slot, first, code_.constant(v.name), raises});
        scope_.bind(v.name, v.slot, variable::state::maybe);
      }
    }
    code_.emit({op::move, 0, bindings_, first, 0, raises});
  }
  const scope after = scope_;
  code_.emit({op::jump, 0, 0, 0, 0, end});
  code_.place(by_value);
  scope_ = before;
  std::size_t n = 0;
  const operand parts = values(arguments, n);
  code_.emit({op::move, 0, first, code_.constant(name), 0, raises});
  code_.emit({op::make_list, static_cast<std::int32_t>(n), first + 1, code_.constant(term::nil()),
              parts, raises});
  code_.emit({op::call_fun, 2, first, handler, slot, raises});
  code_.emit({op::jump, 0, 0, 0, 0, end});
  code_.place(unknown);
  code_.line(line_of(e));
  raise(failure::undefined_fun, code_.constant(tuple(name, static_cast<std::int64_t>(n))));
  code_.place(end);
  scope_ = merge(before, {after, scope_});
  finish_with(slot, to);
}

void function_compiler::fun(term_ref e, target to) {
  if (in_guard()) {
    refuse(e, atom("illegal_guard_expr"));
  }
  if (form_of(e) == form::named_fun) {
    fun_of_clauses(e, part(e, 3), part(e, 2).as_atom(), to);
    return;
  }
  const term_ref what = part(e, 2);
  if (part(what, 0).is(atom("clauses"))) {
    fun_of_clauses(e, part(what, 1), atom(), to);
    return;
  }
  if (what.is_tuple(3)) {
    fun_of_local(part(what, 1).as_atom(), static_cast<std::uint32_t>(part(what, 2).as_int()), to);
    return;
  }
  // fun M:F/A, whose parts are forms; older compilers wrote the atoms and the integer themselves.
  const operand parts = code_.temporaries(3);
  for (std::int32_t i = 0; i < 3; ++i) {
    const term_ref one = part(what, static_cast<std::size_t>(i) + 1);
    if (one.is_tuple()) {
      expression(one, parts + i);
    } else {
      code_.emit({op::move, 0, parts + i, code_.constant(term(one)), 0, raises});
    }
  }
  const operand slot = slot_for(to);
  code_.line(line_of(e));
  code_.emit({op::make_export_fun, 0, slot, parts, 0, raises});
  finish_with(slot, to);
}

void function_compiler::fun_of_local(atom name, std::uint32_t arity, target to) {
  const auto local = home_.locals.find({name.index(), arity});
  if (local == home_.locals.end()) {
    const auto from = home_.imported.find({name.index(), arity});
    const bool is_erlang = !in_shell() && is_auto_imported(name, arity);
    if (from == home_.imported.end() && !is_erlang) {
      if (!in_shell()) {
        throw bad_form(
            0, tuple(atom("undefined_function"), tuple(name, static_cast<std::int64_t>(arity))));
      }
      // As erl_eval, which does not know what to do either.
      raise(failure::undefined_fun, code_.constant(tuple(name, static_cast<std::int64_t>(arity))));
      finish_with(code_.constant(atoms::undefined), to);
      return;
    }
    const atom module = is_erlang ? atoms::erlang : from->second;
    const operand parts = code_.temporaries(3);
    code_.emit({op::move, 0, parts, code_.constant(module), 0, raises});
    code_.emit({op::move, 0, parts + 1, code_.constant(name), 0, raises});
    code_.emit(
        {op::move, 0, parts + 2, code_.constant(static_cast<std::int64_t>(arity)), 0, raises});
    const operand slot = slot_for(to);
    code_.emit({op::make_export_fun, 0, slot, parts, 0, raises});
    finish_with(slot, to);
    return;
  }
  // The same fun wherever it is named.
  auto& funs = home_.home().funs;
  const auto known = std::find_if(funs.begin(), funs.end(), [&](const fun_source& f) {
    return f.function == local->second && !f.forms;
  });
  const auto number = static_cast<operand>(known - funs.begin());
  if (known == funs.end()) {
    funs.push_back({local->second, 0, term()});
  }
  const operand slot = slot_for(to);
  code_.emit({op::make_fun, 0, slot, number, 0, raises});
  finish_with(slot, to);
}

void function_compiler::fun_of_clauses(term_ref e, term_ref all, atom own_name, target to) {
  if (!all.is_cons()) {
    refuse(e, atoms::badarg);
  }
  const std::size_t arity = form_list(part(all.head(), 2)).size();
  std::vector<atom> free;
  for (const atom name : free_variables(all, own_name)) {
    if (scope_.find(name) != nullptr) {
      free.push_back(name);
    }
  }
  const bool with_forms = in_shell();
  const std::size_t extra = with_forms ? 1 : 0;
  const operand captured = code_.temporaries(free.size() + extra);
  if (with_forms) {
    code_.emit({op::move, 0, captured, handler_, 0, raises});
  }
  operand at = captured + static_cast<operand>(extra);
  for (const atom name : free) {
    const variable* v = scope_.find(name);
    if (!with_forms && v->is == variable::state::maybe) {
      refuse(e, tuple(atom("unsafe_var"), name));
    }
    code_.emit({op::move, 0, at++, v->slot, 0, raises});
  }
  fun_source source;
  source.free = static_cast<std::uint32_t>(free.size());
  if (with_forms) {
    if (arity > 20) {  // as erl_eval
      refuse(e,
             tuple(atom("argument_limit"),
                   form_of(e) == form::named_fun ? term(e) : tuple(part(e, 0), part(e, 1), all)));
    }
    const std::vector<term> names(free.begin(), free.end());
    const term clauses_alone = compact(all);
    source.forms = tuple_of_parts(std::vector<term>{term(part(e, 1)), clauses_alone, own_name,
                                                    list_of_parts(names, term::nil()),
                                                    static_cast<std::int64_t>(arity)});
  } else {
    source.function = home_.add_function(own_name, static_cast<std::uint32_t>(arity));
    home_.home().functions[source.function]->takes_fun = true;
  }
  const auto number = static_cast<operand>(home_.home().funs.size());
  home_.home().funs.push_back(source);
  const operand slot = slot_for(to);
  code_.line(line_of(e));
  code_.emit({with_forms ? op::make_shell_fun : op::make_fun,
              static_cast<std::int32_t>(free.size()), slot, number, captured, raises});
  if (!with_forms) {
    function_compiler inner(home_, source.function);
    inner.outer_name_ = outer_name_;
    inner.outer_arity_ = outer_arity_;
    inner.open_fun(own_name, free);
    inner.function_clauses(all);
    inner.finish();
    const std::string shown = own_name == atom()
                                  ? "fun-" + std::to_string(home_.funs_named++)
                                  : std::string(own_name.name()) + "/" + std::to_string(arity) +
                                        "-" + std::to_string(home_.loops_named++);
    const std::string name =
        "-" + std::string(outer_name_) + "/" + std::to_string(outer_arity_) + "-" + shown + "-";
    home_.home().functions[source.function]->name = atom(std::string_view(name));
  }
  finish_with(slot, to);
}

void function_compiler::open_fun(atom own_name, const std::vector<atom>& free) {
  const operand self = code_.variable();
  for (std::size_t i = 0; i < free.size(); ++i) {
    const operand slot = code_.variable();
    scope_.bind(free[i], slot);
    code_.emit({op::load_free, 0, slot, self, static_cast<operand>(i), raises});
  }
  if (own_name != atom()) {
    scope_.shadow(own_name);
    scope_.bind(own_name, self);
    own_name_ = own_name;
  }
}

void function_compiler::open_shell_fun(atom own_name, const std::vector<atom>& bound) {
  const operand self = code_.variable();
  handler_ = code_.variable();
  code_.emit(
      {op::load_info, 0, handler_, self, static_cast<operand>(fun_info::local_handler), raises});
  if (!bound.empty()) {
    const operand bindings = code_.variable();
    code_.emit(
        {op::load_info, 0, bindings, self, static_cast<operand>(fun_info::bindings), raises});
    for (const atom name : bound) {
      const operand slot = code_.variable();
      scope_.bind(name, slot);
      code_.emit({op::load_binding, 0, slot, bindings, code_.constant(name), raises});
    }
  }
  if (own_name != atom()) {
    scope_.shadow(own_name);
    scope_.bind(own_name, self);
    own_name_ = own_name;
  }
}

void function_compiler::shell_expressions(term_ref expressions, const std::vector<atom>& bound) {
  bindings_ = 0;
  handler_ = handler_slot;
  for (const atom name : bound) {
    const operand slot = slot_of_new(name);
    scope_.bind(name, slot);
    code_.emit({op::load_binding, 0, slot, bindings_, code_.constant(name), raises});
  }
  const operand parts = code_.temporaries(3);
  body(expressions, parts + 1);
  code_.emit({op::move, 0, parts, code_.constant(atom("value")), 0, raises});
  bindings_into(parts + 2);
  code_.emit({op::make_tuple, 3, parts, 0, parts, raises});
  code_.emit({op::ret, 0, 0, parts, 0, raises});
}

}  // namespace kith::eval
