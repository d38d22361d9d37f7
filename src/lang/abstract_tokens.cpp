// Constants in abstract form as tokens.
#include <vector>

#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/lexeme.hpp"
#include "lang/parser.hpp"

namespace kith::lang {

namespace {

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

class spelling_out {
 public:
  /// False when it is no constant.
  bool add(term_ref e);
  [[nodiscard]] const std::vector<term>& tokens() const noexcept { return tokens_; }

 private:
  void mark(symbol s, term_ref anno) { tokens_.push_back(tuple(category(s), anno)); }
  bool list(term_ref e);
  bool parts(term_ref elements, term_ref anno);

  std::vector<term> tokens_;
  std::size_t depth_ = 0;
};

bool spelling_out::list(term_ref e) {
  mark(symbol::left_bracket, e[1]);
  for (;;) {
    if (!add(e[2])) {
      return false;
    }
    e = e[3];
    if (!is_node(e, atom("cons"), 4)) {
      break;
    }
    mark(symbol::comma, e[1]);
  }
  if (!is_node(e, atom("nil"), 2)) {
    if (!e.is_tuple() || e.tuple_size() < 2) {
      return false;
    }
    mark(symbol::bar, e[1]);
    if (!add(e)) {
      return false;
    }
  }
  mark(symbol::right_bracket, e[1]);
  return true;
}

/// `{A, B}`; commas and the last brace have the annotation of the element before them.
bool spelling_out::parts(term_ref elements, term_ref anno) {
  mark(symbol::left_brace, anno);
  for (bool first = true; elements.is_cons(); elements = elements.tail(), first = false) {
    if (!first) {
      mark(symbol::comma, anno);
    }
    if (!add(elements.head())) {
      return false;
    }
    anno = elements.head()[1];
  }
  mark(symbol::right_brace, anno);
  return elements.is_nil();
}

bool spelling_out::add(term_ref e) {
  if (depth_ == nesting_max || !e.is_tuple() || e.tuple_size() < 2 || !e[0].is_atom()) {
    return false;
  }
  struct level {
    std::size_t& depth;
    ~level() { --depth; }
  };
  const level deeper{++depth_};
  const std::string_view kind = e[0].as_atom().name();
  if (kind == "char" || kind == "integer" || kind == "float" || kind == "atom" || kind == "var" ||
      kind == "string") {
    tokens_.emplace_back(e);
    return e.is_tuple(3);
  }
  if (is_node(e, atom("nil"), 2)) {
    mark(symbol::left_bracket, e[1]);
    mark(symbol::right_bracket, e[1]);
    return true;
  }
  if (is_node(e, atom("cons"), 4)) {
    return list(e);
  }
  if (is_node(e, atom("tuple"), 3)) {
    return parts(e[2], e[1]);
  }
  if (is_node(e, atom("map"), 3)) {
    mark(symbol::hash, e[1]);
    return parts(e[2], e[1]);
  }
  if (is_node(e, atom("map_field_assoc"), 4) && add(e[2])) {
    mark(symbol::double_arrow, e[1]);
    return add(e[3]);
  }
  return false;
}

}  // namespace

term tokens_of(term_ref abstract, term_ref more) {
  spelling_out out;
  if (!out.add(abstract)) {
    return {};
  }
  term all(more);
  for (std::size_t i = out.tokens().size(); i-- > 0;) {
    all = cons(out.tokens()[i], all);
  }
  return all;
}

}  // namespace kith::lang
