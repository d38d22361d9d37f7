#include "term/parse_plan.hpp"

#include "kith/assert.hpp"
#include "term/bigint.hpp"

namespace kith {

void term_plan::atom(std::string_view name, text_position where) {
  add(kind::atom, where, text_.size(), name.size());
  text_ += name;
}

void term_plan::integer(const token& t) {
  const std::size_t start = limbs_.size();
  if (t.is_big) {
    const auto value = from_digits(t.text, t.base);
    KITH_ASSERT(value.ok());  // the scanner lets no others through
    const integer_view view(*value);
    limbs_.insert(limbs_.end(), view.limbs().begin(), view.limbs().end());
  } else if (t.number != 0) {
    limbs_.push_back(t.number);
  }
  add(kind::integer, t.where, start, limbs_.size() - start);
}

void term_plan::floating(double value, text_position where) {
  add(kind::floating, where, 0, 0);
  last().real = value;
}

void term_plan::string(std::string_view characters, text_position where) {
  add(kind::string, where, text_.size(), characters.size());
  text_ += characters;
}

void term_plan::binary(const bit_string& bits, text_position where) {
  add(kind::binary, where, text_.size(), bits.size());
  text_ += bits.bytes();
}

void term_plan::compose(kind what, std::uint64_t parts, text_position where) {
  add(what, where, 0, parts);
}

void term_plan::drop_leaf() {
  const node& n = nodes_.back();
  KITH_ASSERT(is_leaf(n.what));
  if (n.what == kind::integer) {
    limbs_.resize(n.data);
  } else if (n.what <= kind::binary && n.what != kind::floating) {
    text_.resize(n.data);
  }
  nodes_.pop_back();
}

}  // namespace kith
