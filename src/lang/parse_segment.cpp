// <<…>> in expressions and patterns: segments, and binary comprehensions.
#include "lang/parser.hpp"

namespace kith::lang {

parser::part parser::bits() {
  if (depth_ == nesting_max) {
    too_deep();
    return {};
  }
  const level deeper(depth_);
  const std::uint32_t open = here();
  ++at_;
  const std::size_t from = parts_.size();
  if (!accept(symbol::right_binary)) {
    do {
      part value;
      bool plain = false;
      const word made = segment(value, plain);
      if (made == 0) {
        return {};
      }
      if (plain && parts_.size() == from && accept(symbol::bar_bar)) {
        return comprehension(open, value, atom("bc"), symbol::right_binary);
      }
      parts_.push_back(made);
    } while (accept(symbol::comma));
    if (!expect(symbol::right_binary)) {
      return {};
    }
  }
  return {node(atom("bin"), open, {list_of(from)}), open};
}

/// Value, size and types. `plain`: nothing but a value, so that it may be that of a comprehension.
word parser::segment(part& value, bool& plain) {
  const std::uint32_t start = here();
  const bool has_sign = is_prefix(grammar::pattern);
  at_ += has_sign ? 1 : 0;
  operand bare = operand::complete;  // no '#' here
  value = most(grammar::expression, bare);
  if (!value) {
    return 0;
  }
  if (has_sign) {
    const word name = heap::atom(category(words_[start].mark));
    value = {node(atom("op"), start, {name, value.at}), start};
  }
  const word absent = heap::atom(atom("default"));
  part size = {absent, 0};
  plain = !has_sign;
  if (accept(symbol::colon)) {
    plain = false;
    bare = operand::complete;
    size = most(grammar::expression, bare);
    if (!size) {
      return 0;
    }
  }
  word types = absent;
  if (accept(symbol::slash)) {
    plain = false;
    types = segment_types();
    if (types == 0) {
      return 0;
    }
  }
  const word where = first_anno(value);
  return heap_.tuple({heap::atom(atom("bin_element")), where, value.at, size.at, types});
}

/// `little-integer-unit:8`.
word parser::segment_types() {
  const std::size_t from = parts_.size();
  do {
    if (now().kind != lexeme_kind::atom) {
      unexpected();
      return 0;
    }
    const word name = heap_.embed(words_[at_++].value);
    if (!accept(symbol::colon)) {
      parts_.push_back(name);
      continue;
    }
    if (now().kind != lexeme_kind::integer) {
      unexpected();
      return 0;
    }
    parts_.push_back(heap_.tuple({name, heap_.embed(words_[at_++].value)}));
  } while (accept(symbol::minus));
  return list_of(from);
}

}  // namespace kith::lang
