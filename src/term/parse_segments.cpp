// The segments between << and >>.
#include <algorithm>
#include <span>
#include <utility>

#include "term/parse.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

result<term_parser::state> term_parser::open_binary() {
  binaries_.push_back({{}, {}, word_.where});
  auto pushed = push(open::segment);
  if (!pushed.ok() || !word_.is(symbol::right_binary)) {
    return pushed;
  }
  return close_binary();
}

result<term_parser::state> term_parser::close_binary() {
  plan_.binary(binaries_.back().done, binaries_.back().where);
  binaries_.pop_back();
  stack_.pop_back();
  return end_leaf();
}

result<term_parser::state> term_parser::after_segment_value() {
  bits& current = binaries_.back();
  current.segment = {};
  current.where = plan_.last().where;
  if (!word_.is(symbol::colon)) {
    return segment_types();
  }
  auto pushed = push(open::segment_size);
  if (pushed.ok() && (word_.is(symbol::minus) || word_.is(symbol::plus))) {
    return expected("the size of a segment");
  }
  return pushed;
}

result<term_parser::state> term_parser::after_segment_size() {
  stack_.pop_back();
  bit_segment& segment = binaries_.back().segment;
  const term_plan::node& n = plan_.last();
  using size = bit_segment::size;
  if (n.what == term_plan::kind::integer && (!n.negative || n.size == 0)) {
    const auto limbs = plan_.integer(n).limbs;
    segment.sized = size::number;
    segment.count = limbs.empty() ? 0 : limbs.size() == 1 ? limbs[0] : UINT64_MAX;
  } else if (n.what == term_plan::kind::atom && plan_.characters(n) == "all") {
    segment.sized = size::all;
  } else if (n.what == term_plan::kind::atom && plan_.characters(n) == "undefined") {
    segment.sized = size::undefined;
  } else {
    return wrong(n.where, "the size of a segment is an integer that is not negative");
  }
  plan_.drop_leaf();
  return segment_types();
}

// Behind value and size: '/' type '-' type …, and the end of the segment.
result<term_parser::state> term_parser::segment_types() {
  bit_segment& segment = binaries_.back().segment;
  bool more = word_.is(symbol::slash);
  while (more) {
    if (auto moved = advance(); !moved.ok()) {
      return moved.failure();
    }
    if (word_.kind != token_kind::atom) {
      return expected("a type of a segment");
    }
    const token type = word_;
    if (auto moved = advance(); !moved.ok()) {
      return moved.failure();
    }
    bool known = false;
    if (word_.is(symbol::colon)) {
      if (auto moved = advance(); !moved.ok()) {
        return moved.failure();
      }
      if (word_.kind != token_kind::integer) {
        return expected("a number of bits behind 'unit:'");
      }
      known = type.text == "unit" && !word_.is_big && segment.add_unit(word_.number);
      if (auto moved = advance(); !moved.ok()) {
        return moved.failure();
      }
    } else {
      known = segment.add(type.text);
    }
    if (!known) {
      return wrong(type.where,
                   "no type of a segment, or one that contradicts another: " + describe(type));
    }
    more = word_.is(symbol::minus);
  }
  return end_segment();
}

result<term_parser::state> term_parser::end_segment() {
  if (!word_.is(symbol::comma) && !word_.is(symbol::right_binary)) {
    return expected("',' or '>>' behind a segment");
  }
  const std::uint64_t before = binaries_.back().done.size();
  if (auto added = add_segment(); !added.ok()) {
    return added.failure();
  }
  bits_ += binaries_.back().done.size() - before;
  if (!word_.is(symbol::comma)) {
    return close_binary();
  }
  return go_on();
}

result<void> term_parser::add_segment() {
  bits& current = binaries_.back();
  bit_segment segment = current.segment;
  const term_plan::node n = plan_.last();
  if (n.what == term_plan::kind::string && segment.sized == bit_segment::size::absent &&
      !segment.has_types) {
    // Characters become bytes, whatever is above them.
    std::string bytes;
    const std::string_view characters = plan_.characters(n);
    for (std::size_t at = 0; at < characters.size();) {
      bytes.push_back(static_cast<char>(decode_utf8(characters, at) & 0xFFu));
    }
    current.done.add_bits(bytes, std::uint64_t{8} * bytes.size());
    plan_.drop_leaf();
    return {};
  }
  if (!segment.complete()) {
    return wrong(current.where, "the size and the types of the segment do not go together");
  }
  const std::uint64_t room = text_bits_max - std::min(bits_, text_bits_max);
  const std::uint64_t times = n.what == term_plan::kind::string ? n.size + 1 : 1;
  if (segment.sized == bit_segment::size::number && segment.count > room / segment.unit / times) {
    return error{errc::limit, to_string(current.where) + ": bitstrings of more than " +
                                  std::to_string(text_bits_max) + " bits (text_bits_max)"};
  }
  if (n.what == term_plan::kind::string) {
    return add_string(segment, n);
  }
  if (!term_plan::is_leaf(n.what) || !add_value(segment, n)) {
    return wrong(current.where, "the value does not fit the type or size of its segment");
  }
  plan_.drop_leaf();
  return {};
}

/// Each character is a segment. An empty string is checked as if it had one.
result<void> term_parser::add_string(const bit_segment& segment, const term_plan::node& n) {
  bits& current = binaries_.back();
  const std::string characters(plan_.characters(n));
  plan_.drop_leaf();
  bit_string none;
  std::size_t at = 0;
  do {
    const std::uint64_t c = characters.empty() ? 0 : decode_utf8(characters, at);
    const whole_number value{c == 0 ? std::span<const std::uint64_t>() : std::span(&c, 1), false};
    if (!(characters.empty() ? none : current.done).add_number(segment, value)) {
      return wrong(current.where, "a character does not fit the type or size of its segment");
    }
  } while (at < characters.size());
  return {};
}

bool term_parser::add_value(const bit_segment& segment, const term_plan::node& n) {
  bit_string& to = binaries_.back().done;
  switch (n.what) {
  case term_plan::kind::integer: return to.add_number(segment, plan_.integer(n));
  case term_plan::kind::floating:
    return segment.what == bit_segment::type::floating &&
           to.add_float(n.real, segment.bits(), segment.is_little());
  case term_plan::kind::binary: {
    const bool all = segment.sized == bit_segment::size::all;
    const std::uint64_t size = all ? n.size : segment.bits();
    if (segment.what != bit_segment::type::binary || size > n.size ||
        (all && n.size % segment.unit != 0)) {
      return false;
    }
    const std::string bytes(plan_.bytes(n));
    to.add_bits(bytes, size);
    return true;
  }
  default: return false;
  }
}

}  // namespace kith
