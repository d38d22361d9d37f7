#pragma once

#include <optional>

#include "kith/arena.hpp"
#include "term/closure.hpp"

namespace kith::detail {

/// `fun Module:Name/Arity`.
struct named_fun {
  atom module;
  atom name;
  std::uint32_t arity = 0;
};

[[nodiscard]] inline term fun_term(atom module, atom name, std::uint8_t arity) {
  arena a(arena::size_function());
  const word root = a.function(module, name, arity);
  return a.finish(root);
}

/// Nothing for funs that have no name: closures of another node.
[[nodiscard]] inline std::optional<named_fun> named_fun_of(term_ref t) noexcept {
  if (t.tag() != tag::boxed || kind_of(*t.node()) != kind::export_fun) {
    return std::nullopt;
  }
  return named_fun{t.inside(t.node()[1]).as_atom(), t.inside(t.node()[2]).as_atom(),
                   static_cast<std::uint32_t>(small_value(t.node()[3]))};
}

/// Of what `is_fun` says of that it is one.
[[nodiscard]] inline std::uint64_t arity_of_fun(term_ref fun) noexcept {
  const word* n = fun.node();
  return kind_of(*n) == kind::export_fun ? static_cast<std::uint64_t>(small_value(n[3]))
                                         : closure_view(fun).arity();
}

/// The module that a closure was compiled in; nothing for what is none.
[[nodiscard]] inline std::optional<atom> closure_module(term_ref t) noexcept {
  if (t.tag() != tag::boxed || kind_of(*t.node()) != kind::closure) {
    return std::nullopt;
  }
  return closure_view(t).module();
}

}  // namespace kith::detail
