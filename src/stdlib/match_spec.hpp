// Match specifications as tables use them: `[{Head, [Guard], [Result]}]`.
// OTP: ERTS User's Guide, "Match Specifications in Erlang", the part on ets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kith/term.hpp"

namespace kith::detail {

/// Whether a term is a variable of patterns: `'_'`, or `'$N'`, whose N is written to `number`.
[[nodiscard]] bool is_match_variable(term_ref t, std::optional<std::uint32_t>& number);

/// What the variables of a pattern stand for.
class match_bindings {
 public:
  void clear() noexcept { all_.clear(); }
  /// False when the variable stands for another term already.
  [[nodiscard]] bool bind(std::uint32_t number, term_ref value);
  /// No term when it stands for none.
  [[nodiscard]] term_ref get(std::uint32_t number) const noexcept;
  /// The values in the order of their variables: `'$$'`.
  [[nodiscard]] std::vector<term_ref> values() const;

 private:
  struct binding {
    std::uint32_t number;
    term_ref value;
  };
  std::vector<binding> all_;  ///< few, and sorted by number
};

/// Whether the pattern matches. What is bound then is of no use if it does not.
[[nodiscard]] bool match_pattern(term_ref pattern, term_ref value, match_bindings& bound);

/// The key that all matching objects have, if the pattern says it; else no term. `keypos` counts
/// from 1.
[[nodiscard]] term_ref key_of_pattern(term_ref pattern, std::size_t keypos);

class match_spec {
 public:
  /// Nothing, and a sentence in `why`, when the term is no match specification. Keeps no term:
  /// whoever has made it does.
  static std::optional<match_spec> read(term_ref spec, std::string& why);

  /// The value of the first clause whose head and guards are true; no term when there is none.
  /// A body that fails has the value 'EXIT'.
  [[nodiscard]] term run(term_ref object) const;

  /// The key that every match has (one clause); else no term.
  [[nodiscard]] term_ref key(std::size_t keypos) const {
    return clauses_.size() == 1 ? key_of_pattern(clauses_[0].head, keypos) : term_ref();
  }

 private:
  struct clause {
    term_ref head;
    term_ref guards;
    term_ref body;
  };
  std::vector<clause> clauses_;
};

}  // namespace kith::detail
