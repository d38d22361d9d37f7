#include <algorithm>
#include <utility>
#include <vector>

#include "kith/arena.hpp"
#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/heap.hpp"
#include "lang/parser.hpp"
#include "term/bigint.hpp"
#include "term/map.hpp"
#include "term/parse.hpp"
#include "term/parse_bits.hpp"

namespace kith::lang {

using detail::word;

namespace {

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

term negated(term_ref number) {
  if (number.is_float()) {
    return -number.as_float();
  }
  const integer_view n(number);
  return make_integer(!n.negative() && !n.limbs().empty(), n.limbs());
}

class normaliser {
 public:
  explicit normaliser(slashes how) noexcept : how_(how) {}

  term run(term_ref abstract) {
    const word root = constant(abstract);
    return root == 0 ? term() : heap_.finish(root);
  }

 private:
  word constant(term_ref e);
  word deeper(term_ref e);
  word list(term_ref e);
  word tuple(term_ref elements);
  word map(term_ref fields);
  word function(term_ref e);
  word number(term_ref op);
  word name_and_arity(term_ref op);
  word bits(term_ref segments);
  bool segment(term_ref element, bit_string& to);
  static bool describe(term_ref size, term_ref types, bit_segment& out);

  slashes how_;
  heap heap_;
  std::size_t depth_ = 0;
};

word normaliser::constant(term_ref e) {
  if (depth_ == nesting_max) {
    return 0;
  }
  ++depth_;
  const word made = deeper(e);
  --depth_;
  return made;
}

word normaliser::deeper(term_ref e) {
  if (is_node(e, atom("atom"), 3) || is_node(e, atom("integer"), 3) ||
      is_node(e, atom("char"), 3) || is_node(e, atom("float"), 3) ||
      is_node(e, atom("string"), 3)) {
    return heap_.embed(e[2]);
  }
  if (is_node(e, atom("nil"), 2)) {
    return detail::nil_word;
  }
  if (is_node(e, atom("cons"), 4)) {
    return list(e);
  }
  if (is_node(e, atom("tuple"), 3)) {
    return tuple(e[2]);
  }
  if (is_node(e, atom("map"), 3)) {
    return map(e[2]);
  }
  if (is_node(e, atom("bin"), 3)) {
    return bits(e[2]);
  }
  if (is_node(e, atom("fun"), 3)) {
    return function(e[2]);
  }
  if (is_node(e, atom("op"), 4)) {
    return number(e);
  }
  return how_ == slashes::name_and_arity ? name_and_arity(e) : 0;
}

word normaliser::list(term_ref e) {
  std::vector<word> elements;
  for (; is_node(e, atom("cons"), 4); e = e[3]) {
    const word head = constant(e[2]);
    if (head == 0) {
      return 0;
    }
    elements.push_back(head);
  }
  const word tail = constant(e);
  return tail == 0 ? 0 : heap_.list(elements, tail);
}

word normaliser::tuple(term_ref elements) {
  std::vector<word> all;
  for (; elements.is_cons(); elements = elements.tail()) {
    all.push_back(constant(elements.head()));
    if (all.back() == 0) {
      return 0;
    }
  }
  return elements.is_nil() ? heap_.tuple(all) : 0;
}

/// The keys are constants as they are: only their values may be `Name/Arity`.
word normaliser::map(term_ref fields) {
  std::vector<std::pair<term, term>> kept;
  std::vector<map_pair> pairs;
  for (; fields.is_cons(); fields = fields.tail()) {
    const term_ref f = fields.head();
    if (!is_node(f, atom("map_field_assoc"), 4)) {
      return 0;
    }
    normaliser key(slashes::are_wrong);
    normaliser value(how_);
    key.depth_ = value.depth_ = depth_;
    kept.emplace_back(key.run(f[2]), value.run(f[3]));
    if (!kept.back().first || !kept.back().second) {
      return 0;
    }
    pairs.push_back({kept.back().first, kept.back().second});
  }
  return heap_.embed(map_from_list(pairs));
}

word normaliser::function(term_ref e) {
  if (!is_node(e, atom("function"), 4)) {
    return 0;
  }
  const term_ref module = e[1];
  const term_ref name = e[2];
  const term_ref arity = e[3];
  if (!is_node(module, atom("atom"), 3) || !is_node(name, atom("atom"), 3) ||
      !is_node(arity, atom("integer"), 3) || !module[2].is_atom() || !name[2].is_atom() ||
      !arity[2].is_integer() || !arity[2].fits_int64() || arity[2].as_int() < 0 ||
      arity[2].as_int() > 255) {
    return 0;
  }
  arena a(arena::size_function());
  const word made = a.function(module[2].as_atom(), name[2].as_atom(),
                               static_cast<std::uint8_t>(arity[2].as_int()));
  return heap_.embed(a.finish(made));
}

word normaliser::number(term_ref op) {
  const term_ref operand = op[3];
  const bool is_number = is_node(operand, atom("char"), 3) ||
                         is_node(operand, atom("integer"), 3) || is_node(operand, atom("float"), 3);
  if (!is_number || (!operand[2].is_integer() && !operand[2].is_float())) {
    return 0;
  }
  if (op[2].is(atom("+"))) {
    return heap_.embed(operand[2]);
  }
  return op[2].is(atom("-")) ? heap_.embed(negated(operand[2])) : 0;
}

word normaliser::name_and_arity(term_ref op) {
  if (!is_node(op, atom("op"), 5) || !op[2].is(atom("/")) || !is_node(op[3], atom("atom"), 3) ||
      !is_node(op[4], atom("integer"), 3)) {
    return 0;
  }
  return heap_.tuple({heap_.embed(op[3][2]), heap_.embed(op[4][2])});
}

word normaliser::bits(term_ref segments) {
  bit_string all;
  for (; segments.is_cons(); segments = segments.tail()) {
    const term_ref s = segments.head();
    if (!is_node(s, atom("bin_element"), 5) || !segment(s, all)) {
      return 0;
    }
  }
  arena a(arena::size_binary(all.bytes().size()));
  char* data = nullptr;
  const word made = a.binary(all.size(), data);
  all.bytes().copy(data, all.bytes().size());
  return heap_.embed(a.finish(made));
}

bool normaliser::describe(term_ref size, term_ref types, bit_segment& out) {
  if (!size.is(atom("default"))) {
    if (is_node(size, atom("atom"), 3) && size[2].is(atom("all"))) {
      out.sized = bit_segment::size::all;
    } else if (is_node(size, atom("atom"), 3) && size[2].is(atom("undefined"))) {
      out.sized = bit_segment::size::undefined;
    } else {
      const term count = normalise(size);
      if (!count || !count.is_integer() || !count.ref().fits_int64() || count.as_int() < 0) {
        return false;
      }
      out.sized = bit_segment::size::number;
      out.count = static_cast<std::uint64_t>(count.as_int());
    }
  }
  if (!types.is(atom("default"))) {
    for (; types.is_cons(); types = types.tail()) {
      const term_ref t = types.head();
      const bool is_unit = t.is_tuple(2) && t[0].is(atom("unit")) && t[1].is_integer() &&
                           t[1].fits_int64() && t[1].as_int() > 0;
      if (!(is_unit ? out.add_unit(static_cast<std::uint64_t>(t[1].as_int()))
                    : t.is_atom() && out.add(t.as_atom().name()))) {
        return false;
      }
    }
  }
  return out.complete();
}

bool normaliser::segment(term_ref element, bit_string& to) {
  const term_ref value = element[2];
  bit_segment how;
  if (!describe(element[3], element[4], how)) {
    return false;
  }
  const auto fits = [&] {
    return how.sized != bit_segment::size::number || how.count == 0 ||
           how.bits() / how.count == how.unit;
  };
  if (!fits() || (how.sized == bit_segment::size::number &&
                  how.bits() > text_bits_max - std::min(text_bits_max, to.size()))) {
    return false;
  }
  if (is_node(value, atom("string"), 3)) {
    const bool is_plain = element[3].is(atom("default")) && element[4].is(atom("default"));
    for (term_ref left = value[2]; left.is_cons(); left = left.tail()) {
      const integer_view c(left.head());
      if (!to.add_number(how, {c.limbs(), false}) || to.size() > text_bits_max) {
        return false;
      }
    }
    bit_string none;
    return is_plain || !value[2].is_nil() || none.add_number(how, {});
  }
  const term v = normalise(value);
  if (!v) {
    return false;
  }
  if (v.is_integer()) {
    const integer_view n(v);
    return to.add_number(how, {n.limbs(), n.negative()});
  }
  if (v.is_float()) {
    return how.what == bit_segment::type::floating &&
           to.add_float(v.as_float(), how.bits(), how.is_little());
  }
  if (!v.ref().is_bitstring() || how.what != bit_segment::type::binary) {
    return false;
  }
  const bool all = how.sized == bit_segment::size::all;
  const std::uint64_t size = all ? v.ref().bit_size() : how.bits();
  if (size > v.ref().bit_size() || (all && size % how.unit != 0)) {
    return false;
  }
  to.add_bits(v.ref().bit_bytes(), size);
  return true;
}

}  // namespace

term normalise(term_ref abstract, slashes how) {
  return normaliser(how).run(abstract);
}

}  // namespace kith::lang
