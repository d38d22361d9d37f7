// A unit in the making, and what its functions know of each other.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eval/code.hpp"
#include "eval/form.hpp"

namespace kith::eval {

/// Where code comes from decides what its names mean.
enum class origin : std::uint8_t {
  module,  ///< local functions are the module's; every variable is known when it is compiled
  shell    ///< local functions are for a handler; variables may be bound on some ways only
};

class unit_builder {
 public:
  unit_builder(atom module, origin from);

  [[nodiscard]] unit& home() noexcept { return *unit_; }
  [[nodiscard]] origin from() const noexcept { return origin_; }
  [[nodiscard]] std::shared_ptr<unit> take() noexcept { return std::move(unit_); }

  /// A new function of the unit, without code.
  std::uint32_t add_function(atom name, std::uint32_t arity);
  /// The number of the import; the same again for the same function.
  [[nodiscard]] operand import_of(atom module, atom name, std::size_t arity);
  [[nodiscard]] operand segment(const bit_segment& s);

  using name_arity = std::pair<std::uint32_t, std::uint32_t>;
  /// Functions of the module, by name and arity.
  std::map<name_arity, std::uint32_t> locals;
  /// What `-import` brings: name and arity to module.
  std::map<name_arity, atom> imported;
  /// Funs and comprehensions of the module's function that is being compiled, as far as they have
  /// names: inner funs come first, as in OTP.
  std::uint32_t funs_named = 0;
  /// Comprehensions and funs that name themselves are counted by themselves as well.
  std::uint32_t loops_named = 0;

 private:
  std::shared_ptr<unit> unit_;
  origin origin_;
  std::map<std::pair<std::uint32_t, name_arity>, operand> imports_;
};

/// Whether `name/arity` without a module means `erlang:name/arity`. OTP: erl_internal:bif/2.
[[nodiscard]] bool is_auto_imported(atom name, std::size_t arity);
/// Whether it may be called in a guard. OTP: erl_internal:guard_bif/2 and type_test/2.
[[nodiscard]] bool is_guard_function(atom name, std::size_t arity);

}  // namespace kith::eval
