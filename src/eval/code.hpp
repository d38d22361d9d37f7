// What the compiler makes and the machine runs: units of functions of instructions.
//
// A function works on a frame of *slots*, each a term or empty: first its arguments, then (of a
// fun) the fun itself, then its variables, then what is on the way between instructions. An
// *operand* is a slot, or if negative the constant `~operand` of the unit.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kith/term.hpp"
#include "term/parse_bits.hpp"

namespace kith::eval {

using operand = std::int32_t;

/// What an instruction does with its fields `n`, `a`, `b`, `c` and `fail`. `a` is a slot that is
/// written unless said otherwise. `fail` is where to go on when the test fails; what raises an
/// error goes there instead if it is not `raises`, as in a guard.
enum class op : std::uint32_t {
  // Moving and control.
  move,   ///< a := b
  take,   ///< a := slot b, which becomes empty
  clear,  ///< empties n slots from a
  jump,   ///< to fail
  ret,    ///< returns b
  // Calls: n arguments lie at slots a …, which become empty. The result goes to slot c.
  call_local,    ///< of function b of the unit
  call_remote,   ///< of import b
  call_fun,      ///< of the fun b
  call_dynamic,  ///< of the module and function in slots a + n and a + n + 1
  tail_local,    ///< the same, and its result is this function's
  tail_remote,
  tail_fun,
  tail_dynamic,
  call_taken,  ///< call_fun of slot b, which becomes empty
  tail_taken,
  guard_call,  ///< c := import b, a function of guards; fail
  // Funs.
  make_fun,         ///< a := fun b of the unit with the values at slots c … c + n
  make_shell_fun,   ///< a := a fun that carries its forms: fun b of the unit, at c its handler of
                    ///< local functions, then n values or empty slots
  make_export_fun,  ///< a := fun M:F/A of the three slots at b
  load_free,        ///< a := free variable c of the fun b
  load_info,        ///< a := field c of what the fun b, which carries its forms, knows (fun_info)
  load_binding,     ///< a := what the variable of constant c is bound to in bindings b, or empty
  save_bindings,    ///< a := bindings b and the n pairs (name, value or empty) at slots c …
  // Tests, in patterns and guards: else to fail.
  test_set,        ///< b is not empty
  test_exact,      ///< b =:= c
  test_not_exact,  ///< b =/= c
  test_equal,      ///< b == c
  test_not_equal,
  test_less,           ///< b < c
  test_greater_equal,  ///< b >= c
  test_tuple,          ///< b is a tuple of n elements
  test_cons,
  test_map,
  test_true,  ///< b is the atom true
  test_type,  ///< b is of type n (type_test)
  // Taking apart.
  get_element,   ///< a := element n (from 0) of tuple b
  get_list,      ///< a := head, c := tail of cons b
  take_element,  ///< get_element of slot b, which becomes empty
  take_list,     ///< get_list of slot b, which becomes empty
  get_map,       ///< a := value of key c in map b, else to fail
  get_prefix,    ///< a := what follows the characters of constant c in list b, else to fail
  // Making. The parts lie in the n slots from c.
  make_tuple,         ///< a := {…}
  make_list,          ///< a := [… | b]
  make_map,           ///< a := #{K => V, …} of b with these pairs (b the empty map if new)
  update_map,         ///< the same of pairs whose keys must be there
  change_map,         ///< make_map of slot b, which becomes empty
  change_update_map,  ///< update_map of slot b, which becomes empty
  // Operators: a := b ? c; fail.
  add,
  subtract,
  multiply,
  operate2,    ///< operator n (an `operation`)
  operate1,    ///< operator n of b
  type_value,  ///< a := whether b is of type n
  // Control that looks at a truth value.
  branch_false,  ///< to fail if b is false; true goes on; else {badarg, b} or to guard label c
  branch_true,
  // Exceptions.
  try_push,  ///< what is raised goes to fail, with class, reason and stack at slots a …
  try_pop,
  caught,   ///< a := the value of `catch` for class, reason and stack at slots b …
  raise,    ///< the error n (a `failure`) about b
  reraise,  ///< class, reason and stack at slots b …
  // Receiving: each message is put into slot a and tried by the code that follows.
  receive,  ///< until accepted; after b milliseconds to fail (b: the atom infinity: never)
  accept,   ///< takes the message
  reject,   ///< next message, please
  // Comprehensions: what they gather lies beside the frame.
  gather,       ///< starts a list
  gather_add,   ///< b is its next element
  gather_list,  ///< a := the list
  // Bit syntax.
  bits_start,  ///< starts a bitstring
  bits_add,    ///< b, as segment n of the unit says, of c units; fail. It is the a-th
  bits_end,    ///< a := the bitstring
  match_bits,  ///< b is a bitstring, of which slots a (itself) and a + 1 (bits read) are a cursor
  match_segment,  ///< a := segment n at cursor b, of c units; else to fail
  match_skip,     ///< the same, forgetting the value
  match_end,      ///< nothing is left at cursor b
};

/// The type tests of guards.
enum class type_test : std::int32_t {
  atom,
  binary,
  bitstring,
  boolean,
  floating,
  function,
  integer,
  list,
  map,
  number,
  pid,
  port,
  reference,
  tuple
};

/// Operators that have no instruction of their own.
enum class operation : std::int32_t {
  add,
  subtract,
  multiply,
  divide,
  div,
  rem,
  band,
  bor,
  bxor,
  bsl,
  bsr,
  append,
  remove,
  send,
  and_,
  or_,
  xor_,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  exact,
  not_exact,
  negate,
  plus,
  not_,
  bnot
};

/// What a fun that carries its forms knows.
enum class fun_info : std::int32_t { bindings, local_handler };

/// Errors that the language itself raises.
enum class failure : std::int32_t {
  badmatch,         ///< {badmatch, V}
  case_clause,      ///< {case_clause, V}
  if_clause,        ///< if_clause
  try_clause,       ///< {try_clause, V}
  else_clause,      ///< {else_clause, V}
  function_clause,  ///< with the arguments at slot b …, n of the function
  bad_filter,       ///< {bad_filter, V}
  bad_generator,    ///< {bad_generator, V}
  unbound,          ///< {unbound, Name}
  undefined_fun     ///< undef, of {Name, Arity} in erl_eval
};

inline constexpr std::int32_t raises = -1;

/// In functions that evaluate a shell's expressions: the slot of what handles local functions.
/// (Funs of a shell know it themselves.) It is full at all times.
inline constexpr std::uint32_t handler_slot = 1;

struct instruction {
  op what;
  std::int32_t n = 0;
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int32_t c = 0;
  std::int32_t fail = raises;
};

/// In place of the operand for a segment's size: it has none of its own.
inline constexpr operand no_size = INT32_MIN;

struct unit;
struct export_entry;

struct function {
  atom name;
  std::uint32_t arity = 0;
  std::uint32_t slots = 0;  ///< of a frame, the arguments among them
  bool takes_fun = false;   ///< a fun, which comes in the slot behind the arguments
  const unit* home = nullptr;
  std::vector<instruction> code;

  struct place {
    std::uint32_t from;  ///< the first instruction
    std::uint32_t line;
  };
  std::vector<place> places;
  /// Of an instruction; 0: none is known.
  [[nodiscard]] std::uint32_t line_of(std::size_t at) const noexcept;
};

/// A function of another module, by name; looked up in the table of code when called.
struct import {
  atom module;
  atom name;
  std::uint32_t arity = 0;
  export_entry* entry = nullptr;
};

/// A fun that the unit makes.
struct fun_source {
  std::uint32_t function = 0;
  std::uint32_t free = 0;  ///< variables that it captures
  /// Of a fun that carries its forms: {Anno, Clauses, Name | none, [free variable]}.
  term forms;
};

/// Functions compiled together: a module, expressions of a shell, or the clauses of one fun.
/// Nothing in it changes once it has been compiled.
struct unit : std::enable_shared_from_this<unit> {
  atom module;
  /// Whether frames must keep it: a module's code stays as long as its node.
  bool is_passing = true;
  std::string file;            ///< as stack traces name it
  std::array<char, 16> md5{};  ///< of the source of a module
  std::vector<term> constants;
  std::vector<std::unique_ptr<function>> functions;
  std::vector<import> imports;
  std::vector<bit_segment> segments;
  std::vector<fun_source> funs;
  struct exported_function {
    atom name;
    std::uint32_t arity;
    std::uint32_t function;
  };
  std::vector<exported_function> exports;
  /// Null: it exports no such function.
  [[nodiscard]] const function* find(atom name, std::uint32_t arity) const noexcept;
  term attributes = term::nil();  ///< as module_info(attributes) lists them
  /// Of the clauses of a fun that carries its forms: the variables that may be bound outside, those
  /// that are and those that are not. The code is for such funs alone.
  std::vector<term> bound;
  std::vector<term> unbound;
};

using unit_ptr = std::shared_ptr<const unit>;

}  // namespace kith::eval
