// Records as the tuples that they are. OTP: stdlib, erl_expand_records.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <span>
#include <vector>

#include "kith/term.hpp"

namespace kith::lang {

/// What records of a module, or of a shell, look like.
class record_table {
 public:
  struct field {
    atom name;
    term value;  ///< what it is by default, an expression; no term: `undefined`
  };

  /// Takes the value of a -record attribute, {Name, Fields}, in the place of an older one of the
  /// name. False if it is none.
  bool define(term_ref declaration);
  void forget(atom name) { records_.erase(name.index()); }
  /// The fields in their order, or nullptr.
  [[nodiscard]] const std::vector<field>* find(atom name) const noexcept;

 private:
  boost::unordered_flat_map<std::uint32_t, std::vector<field>> records_;
};

struct record_options {
  bool strict_tests = true;     ///< no_strict_record_tests: an access asks only for a tuple
  bool strict_updates = false;  ///< strict_record_updates: an update never uses setelement/3
};

/// Expressions or forms without records, and what was wrong with them.
struct expanded {
  term value;
  /// {Location, erl_lint, {undefined_record, Name}} and {undefined_field, Name, Field}; if there is
  /// any, the value is not to be used.
  std::vector<term> errors;
};

/// A list of expressions without records. `next_variable`: the number of the first variable that
/// may be made ('rec0', …); it grows by those that are.
[[nodiscard]] expanded expand_records(term_ref expressions, const record_table& records,
                                      std::uint32_t& next_variable,
                                      const record_options& options = {});

/// A module's forms without records; -record attributes stay. Accesses of what is no such record
/// raise {badrecord, Term}. Differs from erl_expand_records:module/2: calls stay as they are
/// written (imported and automatically imported functions get no module), and tests of records in
/// guards stay tests instead of becoming patterns. What lies deeper than `pass_depth_max` is an
/// error, {nested_too_deeply, pass_depth_max}, and so are more than `default_nodes_max` nodes of
/// defaults, {too_large, default_nodes_max}.
[[nodiscard]] std::vector<term> expand_records(std::span<const term> forms,
                                               std::vector<term>& errors);

/// How deep the nodes of an expression may lie within each other here.
inline constexpr std::size_t pass_depth_max = 3000;

/// Nodes that the defaults of records may become in one form: records whose defaults are two of the
/// one before double with each.
inline constexpr std::size_t default_nodes_max = 1'000'000;

}  // namespace kith::lang
