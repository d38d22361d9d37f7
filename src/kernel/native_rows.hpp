// What the files of native functions share: tables of them, how they fail, and how they read their
// arguments. Errors are those of OTP's functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kith/build.hpp"
#include "kith/native.hpp"
#include "runtime/native.hpp"

namespace kith::detail {

using arguments = std::span<const term>;

struct native_row {
  std::string_view name;
  std::uint32_t arity;
  plain_function body;
};

/// Of a function that waits. Its arguments come as a list.
struct waiting_row {
  std::string_view name;
  std::uint32_t arity;
  native_function body;
};

template <class Rows>
void add_rows(native_table& natives, atom module, const Rows& rows) {
  for (const auto& row : rows) {
    natives.add(module, atom(row.name), row.arity, row.body);
  }
}

/// The i-th of a list of arguments, from 0.
[[nodiscard]] inline term_ref argument(const term& args, std::size_t i) noexcept {
  term_ref at = args;
  for (; i > 0; --i) {
    at = at.tail();
  }
  return at.head();
}

[[noreturn]] inline void badarg() {
  raise_error(atoms::badarg);
}
[[noreturn]] inline void system_limit() {
  raise_error(atoms::system_limit);
}
/// What a function written in Erlang raises when no clause matches.
[[noreturn]] inline void function_clause() {
  raise_error(atom("function_clause"));
}
[[noreturn]] inline void notsup() {
  raise_error(atom("notsup"));
}

/// `true` or `false`; badarg for all else.
[[nodiscard]] inline bool boolean_of(term_ref t) {
  const bool yes = t.is(atoms::true_);
  return yes || t.is(atoms::false_) ? yes : (badarg(), false);
}
[[nodiscard]] inline atom atom_of(term_ref t) {
  return t.is_atom() ? t.as_atom() : (badarg(), atom());
}
[[nodiscard]] inline pid pid_of(term_ref t) {
  return t.is_pid() ? t.as_pid() : (badarg(), pid());
}
/// A process of the running process's node, as most functions want.
[[nodiscard]] inline pid local_pid_of(term_ref t) {
  const pid p = pid_of(t);
  return p.node() == node_name() ? p : (badarg(), p);
}
[[nodiscard]] inline reference reference_of(term_ref t) {
  return t.is_reference() ? t.as_reference() : (badarg(), reference());
}

/// Calls `each` with the elements of a proper list; badarg for all else.
template <class Each>
void for_each_of(term_ref list, Each each) {
  for (; list.is_cons(); list = list.tail()) {
    each(list.head());
  }
  if (!list.is_nil()) {
    badarg();
  }
}
/// Whether it is `{Name, _}`: an option with a value.
[[nodiscard]] inline bool is_option(term_ref t, atom name) noexcept {
  return t.is_tuple(2) && t[0].is(name);
}

}  // namespace kith::detail
