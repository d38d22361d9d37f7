// The work of expand_records on one form or list of expressions.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "lang/heap.hpp"
#include "lang/record.hpp"

namespace kith::lang {

class record_pass {
 public:
  record_pass(const record_table& records, const record_options& options,
              std::uint32_t& next_variable, std::function<bool(atom, std::size_t)> is_guard_call)
      : records_(records), options_(options), next_variable_(next_variable),
        is_guard_call_(std::move(is_guard_call)) {}

  /// {function, …} without records.
  term function(term_ref form);
  term expressions(term_ref list);
  [[nodiscard]] std::vector<term>& errors() noexcept { return errors_; }

 private:
  using rewrite = word (record_pass::*)(term_ref);
  using fields = std::vector<record_table::field>;
  using changed = std::vector<std::pair<atom, word>>;
  /// A record that a guard reads from, which is to be tested before.
  struct access {
    term key;  ///< the name and the expression without annotations
    atom name;
    word record;
    std::size_t size;
  };

  word expression(term_ref e);
  word pattern(term_ref e);
  word at_depth(term_ref e, rewrite one);
  word expression_here(term_ref e);
  word pattern_here(term_ref e);
  word parts(term_ref e, rewrite one);
  word part(term_ref e, rewrite one);
  word list(term_ref all, rewrite one);
  word leaf(term_ref e);
  word segment(term_ref e, rewrite one);
  word clause(term_ref e);
  word fun(term_ref e);
  word comprehension(term_ref e);
  word operation(term_ref e);
  word call(term_ref e);

  word guard(term_ref alternatives);
  word guard_test(term_ref test);
  word guarded(word test);
  word tested_operand(term_ref e) { return guarded(expression(e)); }

  word make(term_ref e, rewrite one, const char* absent);
  word index(term_ref e, atom name, term_ref field);
  word read(term_ref e);
  word read_in_guard(term_ref e, word where, std::size_t at, std::size_t size);
  word update(term_ref e);
  /// The pattern that the old record must match, and the new one.
  std::pair<word, word> update_all(word where, atom name, const fields& all,
                                   const changed& changes);
  std::pair<word, word> update_some(word where, atom name, word old, const fields& all,
                                    const changed& changes);
  word test(word where, word value, atom name, std::size_t size);
  word is_record(term_ref e, term_ref value, atom name);
  word information(term_ref e, atom what, atom name);
  word bad_record(word where, word value);

  const fields* find(term_ref e, atom name);
  std::size_t place_of(atom name, term_ref field, const fields& all);
  void complain(term_ref anno, term what);
  word anno(term_ref e) { return anno_ != 0 ? anno_ : heap_.embed(e[1]); }
  word generated(word where, term_ref e);
  word variable(word where);
  word node(atom tag, word where, std::initializer_list<word> rest);
  word atom_at(word where, atom a) { return node(atom("atom"), where, {heap::atom(a)}); }
  word number_at(word where, std::size_t n);
  word remote_call(word where, const char* name, std::initializer_list<word> arguments);

  const record_table& records_;
  const record_options& options_;
  std::uint32_t& next_variable_;
  std::function<bool(atom, std::size_t)> is_guard_call_;
  heap heap_;
  std::vector<term> errors_;
  word anno_ = 0;  ///< of a default value's copy: that of the record's use
  bool in_guard_ = false;
  std::size_t depth_ = 0;
  std::size_t default_nodes_ = 0;
  std::vector<access> read_;  ///< in the test at hand, not tested yet
  std::vector<term> tested_;  ///< keys
};

}  // namespace kith::lang
