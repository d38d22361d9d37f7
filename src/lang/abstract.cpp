#include "lang/abstract.hpp"

#include <vector>

#include "kith/build.hpp"
#include "lang/heap.hpp"
#include "lang/parser.hpp"
#include "term/map_node.hpp"
#include "term/scan_utf8.hpp"

namespace kith::lang {

using detail::word;

namespace {

class abstraction {
 public:
  abstraction(term_ref anno, string_encoding strings) : strings_(strings) {
    anno_ = heap_.embed(anno);
  }

  term run(term_ref t) {
    const word root = constant(t);
    return root == 0 ? term() : heap_.finish(root);
  }

 private:
  word leaf(const atom tag, term_ref value) {
    return heap_.tuple({heap::atom(tag), anno_, heap_.embed(value)});
  }
  word constant(term_ref t);
  word deeper(term_ref t);
  word list(term_ref t);
  word tuple(term_ref t);
  word map(term_ref t);
  word bits(term_ref t);
  word function(term_ref t);
  [[nodiscard]] bool is_character(term_ref t) const noexcept;

  heap heap_;
  word anno_ = 0;
  string_encoding strings_;
  std::size_t depth_ = 0;
};

word abstraction::constant(term_ref t) {
  if (depth_ == nesting_max) {
    return 0;
  }
  ++depth_;
  const word made = deeper(t);
  --depth_;
  return made;
}

word abstraction::deeper(term_ref t) {
  switch (t.type()) {
  case term_type::integer: return leaf(atom("integer"), t);
  case term_type::floating: return leaf(atom("float"), t);
  case term_type::atom: return leaf(atom("atom"), t);
  case term_type::nil: return heap_.tuple({heap::atom(atom("nil")), anno_});
  case term_type::bitstring: return bits(t);
  case term_type::list: return list(t);
  case term_type::tuple: return tuple(t);
  case term_type::map: return map(t);
  case term_type::fun: return function(t);
  default: return 0;
  }
}

bool abstraction::is_character(term_ref t) const noexcept {
  if (t.tag() != detail::tag::small || t.as_int() < 0) {
    return false;
  }
  const std::int64_t c = t.as_int();
  return strings_ == string_encoding::latin1
             ? c < 256
             : c <= 0x10FFFF && is_text_char(static_cast<char32_t>(c));
}

/// A string if all of it are characters, else a chain of cells; the characters at its end are a
/// string then, as in OTP.
word abstraction::list(term_ref t) {
  std::vector<term_ref> all;
  for (; t.is_cons(); t = t.tail()) {
    all.push_back(t.head());
  }
  word tail = 0;
  if (t.is_nil() && strings_ != string_encoding::none) {
    word text = detail::nil_word;
    for (; !all.empty() && is_character(all.back()); all.pop_back()) {
      text = heap_.cons(all.back().raw(), text);
    }
    if (text != detail::nil_word) {
      tail = heap_.tuple({heap::atom(atom("string")), anno_, text});
    }
  }
  if (tail == 0) {
    tail = constant(t);
  }
  for (; tail != 0 && !all.empty(); all.pop_back()) {
    const word head = constant(all.back());
    tail = head == 0 ? 0 : heap_.tuple({heap::atom(atom("cons")), anno_, head, tail});
  }
  return tail;
}

word abstraction::tuple(term_ref t) {
  std::vector<word> all;
  for (std::size_t i = 0; i < t.tuple_size(); ++i) {
    all.push_back(constant(t[i]));
    if (all.back() == 0) {
      return 0;
    }
  }
  return heap_.tuple({heap::atom(atom("tuple")), anno_, heap_.list(all)});
}

word abstraction::map(term_ref t) {
  std::vector<word> all;
  for (detail::map_cursor c(t); !c.done(); c.next()) {
    const term_ref in(0, c.home());
    const word key = constant(in.inside(c.key()));
    const word value = key == 0 ? 0 : constant(in.inside(c.value()));
    if (value == 0) {
      return 0;
    }
    all.push_back(heap_.tuple({heap::atom(atom("map_field_assoc")), anno_, key, value}));
  }
  return heap_.tuple({heap::atom(atom("map")), anno_, heap_.list(all)});
}

word abstraction::bits(term_ref t) {
  const word absent = heap::atom(atom("default"));
  const std::string_view bytes = t.bit_bytes();
  const auto spare = static_cast<std::int64_t>(t.bit_size() % 8);
  std::vector<word> all;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool is_part = spare != 0 && i + 1 == bytes.size();
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const word value = leaf(atom("integer"), term(is_part ? byte >> (8 - spare) : byte));
    const word size = is_part ? leaf(atom("integer"), term(spare)) : absent;
    all.push_back(heap_.tuple({heap::atom(atom("bin_element")), anno_, value, size, absent}));
  }
  return heap_.tuple({heap::atom(atom("bin")), anno_, heap_.list(all)});
}

word abstraction::function(term_ref t) {
  if (detail::kind_of(*t.node()) != detail::kind::export_fun) {
    return 0;
  }
  const word module = leaf(atom("atom"), t.inside(t.node()[1]));
  const word name = leaf(atom("atom"), t.inside(t.node()[2]));
  const word arity = leaf(atom("integer"), t.inside(t.node()[3]));
  const word whole = heap_.tuple({heap::atom(atom("function")), module, name, arity});
  return heap_.tuple({heap::atom(atom("fun")), anno_, whole});
}

}  // namespace

term abstract(term_ref t, term_ref anno, string_encoding strings) {
  return abstraction(anno, strings).run(t);
}

}  // namespace kith::lang
