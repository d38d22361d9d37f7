// Reading OTP's abstract format, where it lies. OTP: ERTS User's Guide, "The Abstract Format".
#pragma once

#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include "kith/term.hpp"

namespace kith::eval {

/// What an expression or a pattern is.
enum class form : std::uint8_t {
  unknown,
  variable,
  atom,
  integer,
  floating,
  character,
  string,
  nil,
  cons,
  tuple,
  map,
  bin,
  block,
  case_,
  if_,
  receive,
  try_,
  catch_,
  fun,
  named_fun,
  call,
  remote,
  match,
  op,
  list_comprehension,
  bits_comprehension,
  generate,
  bits_generate,
  maybe,
  maybe_match,
  value,  ///< {value, Anno, Term}: a term that has got into forms, as a shell's `v(1)`
  record
};

[[nodiscard]] form form_of(term_ref expression) noexcept;

/// The line of `{Tag, Anno, …}`; 0 when the annotation does not say.
[[nodiscard]] std::uint32_t line_of(term_ref form) noexcept;

/// Field `i` of a form, counted as its tuple's elements from 0; no term where there is none.
[[nodiscard]] inline term_ref part(term_ref form, std::size_t i) noexcept {
  return form.is_tuple() && i < form.tuple_size() ? form.element(i) : term_ref();
}

/// The elements of a list of forms, for a range-based for; ends where the list does.
class form_list {
 public:
  class iterator {
   public:
    explicit iterator(term_ref at) noexcept : at_(at) {}
    term_ref operator*() const { return at_.head(); }
    iterator& operator++() {
      at_ = at_.tail();
      return *this;
    }
    friend bool operator!=(const iterator& a, const iterator&) noexcept { return a.at_.is_cons(); }

   private:
    term_ref at_;
  };
  explicit form_list(term_ref list) noexcept : list_(list) {}
  [[nodiscard]] iterator begin() const noexcept { return iterator(list_); }
  [[nodiscard]] iterator end() const noexcept { return iterator(term_ref()); }
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t n = 0;
    for (term_ref at = list_; at.is_cons(); at = at.tail()) {
      ++n;
    }
    return n;
  }

 private:
  term_ref list_;
};

/// A form that is no form, or a limit of the machine: what `erl_lint` or the compiler would say.
class bad_form : public std::exception {
 public:
  bad_form(std::uint32_t line, term what) noexcept : line_(line), what_(std::move(what)) {}
  [[nodiscard]] std::uint32_t line() const noexcept { return line_; }
  /// The reason: an atom or tuple, as in `{error, {Line, erl_lint, Reason}}`.
  [[nodiscard]] const term& reason() const noexcept { return what_; }
  [[nodiscard]] const char* what() const noexcept override { return "bad form"; }

 private:
  std::uint32_t line_;
  term what_;
};

/// How deep forms may lie in each other; long lists are not deep.
inline constexpr int form_depth_max = 3000;
/// Throws bad_form if they lie deeper.
void check_depth(term_ref forms);

/// The value of a literal (an expression of constants, of any depth up to `literal_depth_max`), or
/// no term.
[[nodiscard]] term literal_of(term_ref expression);
/// The same of a pattern, in which a map is no constant: it matches larger ones.
[[nodiscard]] term literal_pattern_of(term_ref pattern);
inline constexpr int literal_depth_max = 1000;

/// The names of the variables that a fun takes from outside.
[[nodiscard]] std::vector<atom> free_variables(term_ref clauses, atom own_name);

}  // namespace kith::eval
