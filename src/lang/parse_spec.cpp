// Forms: -spec and -callback.
#include <utility>

#include "lang/parser.hpp"

namespace kith::lang {

/// `-spec name(T) -> U; …` and `-callback`.
word parser::specification(std::uint32_t kind) {
  const bool enclosed = accept(symbol::left_parenthesis);
  if (now().kind != lexeme_kind::atom) {
    unexpected();
    return 0;
  }
  word name = heap_.embed(words_[at_++].value);
  word module = 0;
  if (accept(symbol::colon)) {
    if (now().kind != lexeme_kind::atom) {
      unexpected();
      return 0;
    }
    module = std::exchange(name, heap_.embed(words_[at_++].value));
  }
  const std::size_t from = parts_.size();
  do {
    const word one = signature();
    if (one == 0) {
      return 0;
    }
    parts_.push_back(one);
  } while (accept(symbol::semicolon));
  if (enclosed && !expect(symbol::right_parenthesis)) {
    return 0;
  }
  word first = parts_[from];
  if (heap_.element(first, 2) == heap::atom(atom("bounded_fun"))) {
    first = heap_.head(heap_.element(first, 3));
  }
  const word product = heap_.head(heap_.element(first, 3));
  if (!heap_.is_record(product, atom("type"), 4)) {
    wrong(location_of(heap_.element(product, 1)), "bad spec");  // OTP crashes on `(...)`
    return 0;
  }
  std::int64_t arity = 0;
  for (word left = heap_.element(product, 3); heap::is_cons(left); left = heap_.tail(left)) {
    ++arity;
  }
  const word signatures = list_of(from);
  const word subject = module == 0 ? heap_.tuple({name, heap::small(arity)})
                                   : heap_.tuple({module, name, heap::small(arity)});
  return node(atom("attribute"), kind,
              {heap_.embed(words_[kind].value), heap_.tuple({subject, signatures})});
}

/// `(T) -> U when …`.
word parser::signature() {
  const part type = fun_type();
  if (!type || !accept(symbol::when)) {
    return type.at;
  }
  const std::size_t from = parts_.size();
  do {
    const word one = constraint();
    if (one == 0) {
      return 0;
    }
    parts_.push_back(one);
  } while (accept(symbol::comma));
  return type_node(anno(type.first), atom("bounded_fun"), heap_.list({type.at, list_of(from)}));
}

/// `V :: T`, or in the old way is_subtype(V, T).
word parser::constraint() {
  part variable;
  part type;
  if (now().kind == lexeme_kind::atom) {
    const std::uint32_t name = here();
    ++at_;
    if (!expect(symbol::left_parenthesis)) {
      return 0;
    }
    const std::size_t from = parts_.size();
    do {
      const part p = top_type();
      if (!p) {
        return 0;
      }
      parts_.push_back(p.at);
      (parts_.size() - from == 1 ? variable : type) = p;
    } while (accept(symbol::comma));
    const std::size_t count = parts_.size() - from;
    parts_.resize(from);
    if (!expect(symbol::right_parenthesis)) {
      return 0;
    }
    if (!words_[name].is_atom(atom("is_subtype")) || count != 2) {
      unsupported_constraint(name);
      return 0;
    }
    if (!heap_.is_record(variable.at, atom("var"), 3)) {
      wrong(first_location(variable.at), "bad type variable");
      return 0;
    }
  } else {
    if (now().kind != lexeme_kind::variable) {
      unexpected();
      return 0;
    }
    variable = leaf();
    type = expect(symbol::colon_colon) ? top_type() : part{};
    if (!type) {
      return 0;
    }
  }
  if (heap_.element(variable.at, 2) == heap::atom(atom("_"))) {
    wrong(words_[variable.first].where, "bad type variable");
    return 0;
  }
  const word where = first_anno(variable);
  const word relation =
      heap_.tuple({heap::atom(atom("atom")), where, heap::atom(atom("is_subtype"))});
  return type_node(where, atom("constraint"),
                   heap_.list({relation, heap_.list({variable.at, type.at})}));
}

}  // namespace kith::lang
