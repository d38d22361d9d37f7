// Writing the code of one function: instructions, labels, slots.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/code.hpp"

namespace kith::eval {

/// A place in the code that need not be known yet.
using label = std::int32_t;

class emitter {
 public:
  emitter(unit& home, function& to) noexcept : unit_(home), function_(to) {}

  std::size_t emit(const instruction& i) {
    function_.code.push_back(i);
    return function_.code.size() - 1;
  }
  [[nodiscard]] instruction& at(std::size_t i) { return function_.code[i]; }
  [[nodiscard]] std::size_t size() const noexcept { return function_.code.size(); }

  [[nodiscard]] label make_label() {
    labels_.push_back(0);
    return static_cast<label>(labels_.size() - 1);
  }
  /// The next instruction is where `l` leads.
  void place(label l) { labels_[static_cast<std::size_t>(l)] = static_cast<std::int32_t>(size()); }
  /// What follows comes from this line of the source.
  void line(std::uint32_t number);

  /// A slot for a variable, never used again for another.
  [[nodiscard]] operand variable() noexcept { return variables_++; }
  [[nodiscard]] operand variables() const noexcept { return variables_; }
  /// Slots for what is on the way, side by side; given back in reverse order by `free_to`.
  [[nodiscard]] operand temporaries(std::size_t count);
  [[nodiscard]] operand temporary() { return temporaries(1); }
  [[nodiscard]] operand temporary_mark() const noexcept { return temporaries_; }
  void free_to(operand mark) noexcept { temporaries_ = mark; }

  [[nodiscard]] operand constant(term value);

  /// Puts the final numbers in place of labels and temporaries.
  void finish();

 private:
  /// Temporaries are numbered from here until it is known how many variables there are.
  static constexpr operand first_temporary = 1 << 28;

  unit& unit_;
  function& function_;
  std::vector<std::int32_t> labels_;
  operand variables_ = 0;
  operand temporaries_ = first_temporary;
  operand temporaries_max_ = first_temporary;
};

/// Gives temporaries back at the end of a scope.
class temporary_scope {
 public:
  explicit temporary_scope(emitter& of) noexcept : of_(of), mark_(of.temporary_mark()) {}
  temporary_scope(const temporary_scope&) = delete;
  temporary_scope& operator=(const temporary_scope&) = delete;
  ~temporary_scope() { of_.free_to(mark_); }

 private:
  emitter& of_;
  operand mark_;
};

}  // namespace kith::eval
