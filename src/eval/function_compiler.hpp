// Compiles one function: its clauses, and within them everything else. Its parts are in
// compile_*.cpp, by what they deal with.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eval/emitter.hpp"
#include "eval/form.hpp"
#include "eval/scope.hpp"
#include "eval/unit_builder.hpp"

namespace kith::eval {

/// Where a value goes: into a slot, or back to who called the function.
class target {
 public:
  static target tail() noexcept { return target(-1); }
  target(operand slot) noexcept : slot_(slot) {}  // NOLINT: a slot is where values go
  [[nodiscard]] bool is_tail() const noexcept { return slot_ < 0; }
  [[nodiscard]] operand slot() const noexcept { return slot_; }

 private:
  operand slot_;
};

class function_compiler {
 public:
  function_compiler(unit_builder& home, std::uint32_t function);

  /// The clauses of a function or fun, whose arguments are the first slots.
  void function_clauses(term_ref clauses);
  // Before the clauses of a fun:
  /// The fun itself lies behind the arguments: `own_name` is bound to it, `free` to its variables.
  void open_fun(atom own_name, const std::vector<atom>& free);
  /// The same for a fun that carries its forms: its variables lie in its bindings.
  void open_shell_fun(atom own_name, const std::vector<atom>& bound);
  /// A function of one argument, bindings, that evaluates expressions of a shell.
  void shell_expressions(term_ref expressions, const std::vector<atom>& bound);
  void finish();

 private:
  // ---- expressions (compile_expression.cpp) ----
  void expression(term_ref e, target to);
  [[nodiscard]] operand value(term_ref e);
  void effect(term_ref e);
  /// Expressions one after the other; the last one's value goes to `to`.
  void body(term_ref expressions, target to);
  /// The values side by side in new temporaries.
  [[nodiscard]] operand values(term_ref expressions, std::size_t& count);
  void finish_with(operand from, target to);
  /// A slot for a value that may end up there.
  [[nodiscard]] operand slot_for(target to);
  void variable_use(term_ref e, target to);
  [[nodiscard]] operand slot_of(term_ref var);
  void list(term_ref cons, target to);
  void map(term_ref e, target to);
  void operation_of(term_ref e, target to);
  void logical(term_ref e, target to);
  void match(term_ref e, target to);
  void catch_expression(term_ref e, target to);
  void raise(failure what, operand about);
  /// The same, from afar: where to go in order to raise it.
  [[nodiscard]] label raising(failure what, operand about, term_ref e);

  // ---- calls and funs (compile_call.cpp) ----
  void call(term_ref e, target to);
  void call_by_name(term_ref e, atom name, target to);
  void call_of_module(term_ref e, term_ref remote, target to);
  void call_of_fun(term_ref e, target to);
  void emit_call(op normal, op tail, std::size_t arity, operand base, operand what, target to);
  void remote_call(atom module, atom name, term_ref e, target to);
  void map_put_call(operand arguments, operand what, target to);
  void fun(term_ref e, target to);
  void fun_of_clauses(term_ref e, term_ref clauses, atom own_name, target to);
  void handled_call(term_ref e, atom name, target to);
  void bindings_into(operand slot);
  void fun_of_local(atom name, std::uint32_t arity, target to);
  [[nodiscard]] bool type_test_call(atom name, term_ref arguments, target to);

  // ---- clauses (compile_clauses.cpp) ----
  void case_expression(term_ref e, target to);
  void if_expression(term_ref e, target to);
  void receive_expression(term_ref e, target to);
  void maybe_expression(term_ref e, target to);
  void maybe_match(term_ref e, target to);
  /// Clauses of one pattern, tried on `subject`. Goes to `none` when none fits, past the last
  /// instruction otherwise.
  void clauses(term_ref all, operand subject, label none, target to);
  /// One clause's patterns and guard; else to `next`.
  void head(term_ref patterns, const std::vector<operand>& subjects, term_ref guard, label next);
  void join(label end, target to, std::vector<scope>& ways);

  // ---- try (compile_try.cpp) ----
  void try_expression(term_ref e, target to);
  void try_of(term_ref e, target to);
  void handler(term_ref clauses, operand raised, target to, std::vector<scope>& ways, label end);
  void after_body(term_ref expressions);

  // ---- patterns (compile_pattern.cpp) ----
  void pattern(term_ref p, operand subject, label fail);
  void pattern_of_part(term_ref p, const instruction& get, label fail);
  void variable_pattern(term_ref p, operand subject, label fail);
  void tuple_pattern(term_ref p, operand subject, label fail);
  void list_pattern(term_ref p, operand subject, label fail);
  void map_pattern(term_ref p, operand subject, label fail);
  void append_pattern(term_ref p, operand subject, label fail);
  [[nodiscard]] operand slot_of_new(atom name);
  /// Empties what a pattern that did not fit may have bound, where somebody could see it.
  void unbind(const scope& before);

  // ---- guards (compile_guard.cpp) ----
  /// To `fail` unless one of the alternatives holds.
  void guard(term_ref alternatives, label fail);
  void guard_test(term_ref e, label fail);
  bool comparison_test(term_ref e, label fail);
  void guard_value_test(term_ref e, label fail);

  // ---- bit syntax (compile_bits.cpp) ----
  void bits(term_ref e, target to);
  void bits_element(term_ref element);
  void bits_pattern(term_ref p, operand subject, label fail);
  void segment_pattern(term_ref element, operand cursor, label fail);
  struct segment_form {
    bit_segment segment;
    term_ref size;  ///< an expression, or no term
  };
  [[nodiscard]] segment_form segment_of(term_ref element) const;
  void string_segment(term_ref element, const segment_form& s, operand cursor, label fail);

  // ---- comprehensions (compile_comprehension.cpp) ----
  void comprehension(term_ref e, target to, bool of_bits);
  void qualifiers(term_ref rest, term_ref result, bool of_bits);
  void list_generator(term_ref q, term_ref rest, term_ref result, bool of_bits);
  void bits_generator(term_ref q, term_ref rest, term_ref result, bool of_bits);
  void filter(term_ref q, term_ref rest, term_ref result, bool of_bits);
  void shadow_pattern(term_ref p);

  [[nodiscard]] bool in_guard() const noexcept { return guard_fail_ != raises; }
  [[nodiscard]] bool in_shell() const noexcept { return home_.from() == origin::shell; }
  [[noreturn]] static void refuse(term_ref e, term why);

  unit_builder& home_;
  function& function_;
  emitter code_;
  scope scope_;
  /// The slot that a variable gets, whichever clause binds it.
  std::map<std::uint32_t, operand> slots_;
  label guard_fail_ = raises;  ///< where a guard goes when something in it fails
  label maybe_fail_ = raises;  ///< where the body of a `maybe` goes when `?=` does not match
  operand maybe_value_ = 0;
  operand function_number_;  ///< in its unit
  atom own_name_;            ///< of a named fun; undefined: it has none
  std::string outer_name_;   ///< of the function of the module that it lies in
  std::uint32_t outer_arity_ = 0;
  operand bindings_ = -1;  ///< of expressions of a shell: the slot of what was bound before
  operand handler_ = -1;   ///< in a shell: the slot of what handles local functions

  /// Where to go when something is wrong; their code stands at the end of the function's.
  struct stub {
    label at;
    failure what;
    operand about;
    std::uint32_t line;
  };
  std::vector<stub> stubs_;
};

}  // namespace kith::eval
