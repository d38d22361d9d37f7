#include "eval/emitter.hpp"

#include <algorithm>

#include "eval/last_use.hpp"

namespace kith::eval {

void emitter::line(std::uint32_t number) {
  if (number != 0 && (function_.places.empty() || function_.places.back().line != number)) {
    function_.places.push_back({static_cast<std::uint32_t>(size()), number});
  }
}

operand emitter::temporaries(std::size_t count) {
  const operand first = temporaries_;
  temporaries_ += static_cast<operand>(count);
  temporaries_max_ = std::max(temporaries_max_, temporaries_);
  return first;
}

operand emitter::constant(term value) {
  const term_ref t = value;
  // Immediate ones are looked for; others are rarely the same.
  const bool is_immediate = t.tag() != detail::tag::boxed && t.tag() != detail::tag::list;
  if (is_immediate) {
    for (std::size_t i = 0; i < unit_.constants.size() && i < 256; ++i) {
      if (unit_.constants[i].ref().raw() == t.raw()) {
        return ~static_cast<operand>(i);
      }
    }
  }
  unit_.constants.push_back(std::move(value));
  return ~static_cast<operand>(unit_.constants.size() - 1);
}

void emitter::finish() {
  const auto slot = [this](std::int32_t& field) {
    if (field >= first_temporary) {
      field = field - first_temporary + variables_;
    }
  };
  for (instruction& i : function_.code) {
    slot(i.a);
    slot(i.b);
    slot(i.c);
    if (i.fail != raises) {
      i.fail = labels_[static_cast<std::size_t>(i.fail)];
    }
    if (i.what == op::branch_false || i.what == op::branch_true) {
      i.c = i.c == raises ? raises : labels_[static_cast<std::size_t>(i.c)];
    }
  }
  function_.slots = static_cast<std::uint32_t>(variables_ + temporaries_max_ - first_temporary);
  find_last_uses(function_);
}

}  // namespace kith::eval
