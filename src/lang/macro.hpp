// Macros of the preprocessor: what they are, and what tokens become by them.
// OTP: stdlib, epp; Erlang Reference Manual, "Preprocessor".
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <span>
#include <vector>

#include "lang/lexeme.hpp"

namespace kith::lang {

/// Tokens that the macros of one form may become, all steps of the expansion counted: a few lines
/// of macros that use each other twice are a thousand million tokens.
inline constexpr std::size_t expansion_tokens_max = 1'000'000;

/// How deep macros without arguments may lie within each other's definitions.
inline constexpr std::size_t macro_depth_max = 500;

/// What is wrong, as the two outer parts of {Location, epp, What}.
struct macro_fault {
  location where;
  term what;
};

/// A definition, or one of several that differ by their number of arguments.
struct macro_definition {
  /// -1: without an argument list.
  int arity = -1;
  std::vector<atom> arguments;
  std::vector<lexeme> body;
};

class macro_table {
 public:
  /// Takes one more definition, and which macros it uses.
  std::optional<macro_fault> define(atom name, macro_definition definition);
  /// Of the preprocessor itself; such ones cannot be defined anew.
  void predefine(atom name, std::vector<lexeme> body);
  /// A predefined name that stands for nothing yet (?MODULE before -module).
  void reserve(atom name) { macros_[name.index()] = {true, {}}; }
  void undef(atom name);
  /// Replaces all definitions by one that a program may define anew.
  void replace(atom name, macro_definition definition);

  [[nodiscard]] bool is_predefined(atom name) const noexcept;
  [[nodiscard]] bool has(atom name, int arity) const noexcept;
  /// Whether -ifdef finds it.
  [[nodiscard]] bool is_defined(atom name) const noexcept;
  /// Whether defined(Name) in -if finds it, which a reserved name is, too.
  [[nodiscard]] bool is_known(atom name) const noexcept { return find(name) != nullptr; }

  /// The definition for so many arguments. Fails with {undefined, …} or {mismatch, …}.
  std::optional<macro_fault> choose(atom name, int arity, const location& where,
                                    const macro_definition*& chosen) const;
  /// Fails if the macro uses itself by whatever way.
  [[nodiscard]] std::optional<macro_fault> check_uses(atom name, int arity,
                                                      const location& where) const;

 private:
  struct macro {
    bool predefined = false;
    std::vector<macro_definition> definitions;  ///< the last defined first
  };
  struct use {
    atom name;
    int arity;
  };
  struct uses {
    int arity;
    std::vector<use> of;
  };

  [[nodiscard]] const macro* find(atom name) const noexcept;
  [[nodiscard]] std::span<const use> uses_of(use u) const noexcept;

  boost::unordered_flat_map<std::uint32_t, macro> macros_;
  boost::unordered_flat_map<std::uint32_t, std::vector<uses>> uses_;
};

/// How many arguments a call of a macro has, of which these tokens follow the name; -1 if they do
/// not start with a parenthesis. Fails with {arg_error, Name}.
std::optional<macro_fault> count_arguments(std::span<const lexeme> tokens, const location& where,
                                           atom name, int& count);

/// The tokens as a program would spell them, a blank between two. OTP: epp's `??Arg`.
[[nodiscard]] std::string spelled(std::span<const lexeme> tokens);

/// Tokens that are read from the front, where others can be put before them.
class token_queue {
 public:
  explicit token_queue(std::span<const lexeme> tokens) : all_(tokens.begin(), tokens.end()) {}

  [[nodiscard]] bool empty() const noexcept { return at_ == all_.size(); }
  [[nodiscard]] std::span<const lexeme> rest() const noexcept {
    return std::span(all_).subspan(at_);
  }
  lexeme take() { return std::move(all_[at_++]); }
  void drop(std::size_t n) noexcept { at_ += n; }
  /// Takes the place of what has been read, as far as that goes.
  void put_before(std::span<const lexeme> tokens);

 private:
  std::vector<lexeme> all_;
  std::size_t at_ = 0;
};

/// Expands the tokens of one form.
class macro_expander {
 public:
  /// `form`: the tokens of the form that ?FUNCTION_NAME is to be found in; empty: none.
  macro_expander(const macro_table& macros, std::span<const lexeme> form)
      : macros_(macros), form_(form) {}

  /// Fails with the fault.
  std::optional<macro_fault> run(std::span<const lexeme> tokens, std::vector<lexeme>& out);

 private:
  enum class naming : std::uint8_t { unknown, known, left_alone };
  using tokens = std::vector<lexeme>;

  std::optional<macro_fault> expand(token_queue input, tokens& out);
  std::optional<macro_fault> call(const lexeme& name, token_queue& input);
  std::optional<macro_fault> function_name(const lexeme& which, tokens& out);
  std::optional<macro_fault> find_function(const lexeme& which);
  void find_arity(std::span<const lexeme> tokens);

  const macro_table& macros_;
  std::span<const lexeme> form_;
  naming naming_ = naming::unknown;
  atom function_;
  int arity_ = 0;
  std::size_t made_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace kith::lang
