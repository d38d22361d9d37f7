// Funs as terms. A fun of a module names the module's version and holds its free variables; a fun
// of a shell carries its forms, as those that erl_eval makes, so that either can be sent to any
// node. OTP: ERTS User's Guide, "External Term Format", NEW_FUN_EXT; stdlib, erl_eval:fun_data/1.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "eval/code.hpp"
#include "kith/process.hpp"

namespace kith::eval {

/// A fun of a module: number `index` of the unit with that MD5.
[[nodiscard]] term module_fun(atom module, const std::array<char, 16>& md5, std::uint32_t index,
                              std::uint32_t arity, pid creator, std::span<const term> free);

/// A fun that carries its forms: `forms` is {Anno, Clauses, Name | undefined, Names, Arity}.
[[nodiscard]] term shell_fun(term_ref forms, term_ref local_handler, pid creator,
                             std::span<const term> values);

[[nodiscard]] term free_variable(term_ref fun, std::size_t i);
/// What a fun that carries its forms knows.
[[nodiscard]] term info_of(term_ref fun, fun_info what);

struct shell_fun_forms {
  term_ref clauses;  ///< none of funs of other kinds
  term_ref bindings;
  atom name;  ///< undefined: it has none
};
[[nodiscard]] shell_fun_forms forms_of(term_ref fun) noexcept;
/// Whether the code of a fun's clauses is for a fun with those bindings.
[[nodiscard]] bool binds_as(const unit& code, term_ref bindings) noexcept;

/// A fun of a module or of a shell.
[[nodiscard]] inline bool is_closure(term_ref t) noexcept {
  return t.tag() == detail::tag::boxed && detail::kind_of(*t.node()) == detail::kind::closure;
}

/// `fun M:F/A`, or nothing.
struct external_fun {
  atom module;
  atom name;
  std::uint32_t arity;
};
[[nodiscard]] std::optional<external_fun> external_fun_of(term_ref t) noexcept;

/// The module of a fun of any kind.
[[nodiscard]] atom module_of_fun(term_ref fun) noexcept;

/// The number of arguments that a fun takes; -1 of what is no fun.
[[nodiscard]] std::int64_t fun_arity(term_ref t) noexcept;

}  // namespace kith::eval
