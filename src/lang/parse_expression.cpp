// Operands of expressions and patterns: literals, brackets, calls, maps and records.
#include "lang/parser.hpp"

#include "kith/build.hpp"

namespace kith::lang {

parser::part parser::operand_of(grammar g) {
  if (g == grammar::type) {
    return type();
  }
  operand kind = operand::most;
  const part p = most(g, kind);
  return p && g == grammar::expression ? suffixed(p, kind) : p;
}

/// The shortest whole: in the grammar's words an expr_max, or what starts with '#'.
parser::part parser::most(grammar g, operand& kind) {
  switch (now().kind) {
  case lexeme_kind::atom:
  case lexeme_kind::variable:
  case lexeme_kind::integer:
  case lexeme_kind::floating:
  case lexeme_kind::character: return leaf();
  case lexeme_kind::string: return strings();
  case lexeme_kind::symbol: break;
  default: unexpected(); return {};
  }
  switch (now().mark) {
  case symbol::left_bracket: return square();
  case symbol::left_brace: return tuple();
  case symbol::left_binary: return bits();
  case symbol::left_parenthesis: return parenthesis(g);
  case symbol::hash:
    if (kind == operand::complete) {
      break;
    }
    return hash({}, kind);
  default:
    if (g == grammar::expression) {
      return keyword();
    }
  }
  unexpected();
  return {};
}

parser::part parser::leaf() {
  const std::uint32_t token = here();
  const lexeme& l = words_[at_++];
  const atom tag = l.kind == lexeme_kind::atom       ? atom("atom")
                   : l.kind == lexeme_kind::variable ? atom("var")
                   : l.kind == lexeme_kind::integer  ? atom("integer")
                   : l.kind == lexeme_kind::floating ? atom("float")
                                                     : atom("char");
  return {node(tag, token, {heap_.embed(l.value)}), token};
}

parser::part parser::nil(std::uint32_t token) {
  return {node(atom("nil"), token, {}), token};
}

/// Adjacent strings are one.
parser::part parser::strings() {
  const std::uint32_t token = here();
  word characters = heap_.embed(now().value);
  if (peek(1).kind == lexeme_kind::string) {
    const std::size_t from = parts_.size();
    for (; now().kind == lexeme_kind::string; ++at_) {
      for (term_ref left = now().value; left.is_cons(); left = left.tail()) {
        parts_.push_back(heap_.embed(left.head()));
      }
    }
    characters = list_of(from);
  } else {
    ++at_;
  }
  return {node(atom("string"), token, {characters}), token};
}

parser::part parser::parenthesis(grammar g) {
  ++at_;
  const part inner = operators(g);
  return inner && expect(symbol::right_parenthesis) ? inner : part{};
}

/// Calls, remote names, updates and accesses behind an operand.
parser::part parser::suffixed(part p, operand kind) {
  if (kind == operand::most && is(symbol::colon)) {
    const std::uint32_t token = here();
    ++at_;
    operand bare = operand::complete;  // no '#' here
    const part name = most(grammar::expression, bare);
    if (!name) {
      return {};
    }
    p.at = node(atom("remote"), token, {p.at, name.at});
    return is(symbol::left_parenthesis) ? call(p) : p;
  }
  if (kind == operand::most && is(symbol::left_parenthesis)) {
    return call(p);
  }
  while (p && kind != operand::complete && is(symbol::hash)) {
    p = hash(p, kind);
  }
  return p;
}

parser::part parser::call(part function) {
  const word given = arguments(grammar::expression);
  if (given == 0) {
    return {};
  }
  const word where = first_anno(function);
  return {heap_.tuple({heap::atom(atom("call")), where, function.at, given}), function.first};
}

/// `(A, B)`.
word parser::arguments(grammar g) {
  if (!expect(symbol::left_parenthesis)) {
    return 0;
  }
  const std::size_t from = parts_.size();
  if (!accept(symbol::right_parenthesis)) {
    do {
      const part p = operators(g);
      if (!p) {
        return 0;
      }
      parts_.push_back(p.at);
    } while (accept(symbol::comma));
    if (!expect(symbol::right_parenthesis)) {
      return 0;
    }
  }
  return list_of(from);
}

bool parser::expressions_to(std::size_t& from) {
  from = parts_.size();
  do {
    const part p = expression();
    if (!p) {
      return false;
    }
    parts_.push_back(p.at);
  } while (accept(symbol::comma));
  return true;
}

word parser::expression_list() {
  std::size_t from = 0;
  return expressions_to(from) ? list_of(from) : 0;
}

parser::part parser::tuple() {
  const std::uint32_t token = here();
  ++at_;
  word elements = detail::nil_word;
  if (!accept(symbol::right_brace)) {
    elements = expression_list();
    if (elements == 0 || !expect(symbol::right_brace)) {
      return {};
    }
  }
  return {node(atom("tuple"), token, {elements}), token};
}

/// A list or a list comprehension.
parser::part parser::square() {
  const std::uint32_t open = here();
  ++at_;
  if (accept(symbol::right_bracket)) {
    return nil(open);
  }
  const part first = expression();
  if (!first) {
    return {};
  }
  if (accept(symbol::bar_bar)) {
    return comprehension(open, first, atom("lc"), symbol::right_bracket);
  }
  const std::size_t from = parts_.size();
  word anno_of_cell = anno(open);
  for (part p = first;;) {
    parts_.push_back(anno_of_cell);
    parts_.push_back(p.at);
    if (!accept(symbol::comma)) {
      break;
    }
    p = expression();
    if (!p) {
      return {};
    }
    anno_of_cell = first_anno(p);
  }
  part tail;
  if (accept(symbol::bar)) {
    tail = expression();
    if (!tail || !expect(symbol::right_bracket)) {
      return {};
    }
  } else if (expect(symbol::right_bracket)) {
    tail = nil(here() - 1);
  } else {
    return {};
  }
  for (; parts_.size() > from; parts_.resize(parts_.size() - 2)) {
    const word value = parts_.back();
    tail.at = heap_.tuple({heap::atom(atom("cons")), parts_[parts_.size() - 2], value, tail.at});
  }
  return {tail.at, open};
}

/// What stands behind the bars, and the node of it all.
parser::part parser::comprehension(std::uint32_t open, part value, atom tag, symbol close) {
  const std::size_t from = parts_.size();
  do {
    const part q = qualifier();
    if (!q) {
      return {};
    }
    parts_.push_back(q.at);
  } while (accept(symbol::comma));
  const word qualifiers = list_of(from);
  return expect(close) ? part{node(tag, open, {value.at, qualifiers}), open} : part{};
}

parser::part parser::qualifier() {
  part start;
  if (is(symbol::left_binary)) {
    const std::uint32_t open = here();
    start = bits();
    if (!start) {
      return {};
    }
    const bool is_binary = heap_.element(start.at, 0) == heap::atom(atom("bin"));
    if (is_binary && is(symbol::left_double_arrow)) {
      const std::uint32_t token = here();
      ++at_;
      const part from = expression();
      return from ? part{node(atom("b_generate"), token, {start.at, from.at}), open} : part{};
    }
    start = suffixed(start, operand::most);
    if (!start) {
      return {};
    }
  }
  const part p = expression(start);
  if (!p || !is(symbol::left_arrow)) {
    return p;
  }
  const std::uint32_t token = here();
  ++at_;
  const part from = expression();
  return from ? part{node(atom("generate"), token, {p.at, from.at}), p.first} : part{};
}

/// `#{…}`, `#name{…}` and `#name.field`, by themselves or behind an operand.
parser::part parser::hash(part base, operand& kind) {
  const std::uint32_t token = here();
  ++at_;
  const std::uint32_t first = base ? base.first : token;
  const bool may_be_map = !base || kind != operand::record;
  const bool may_be_record = !base || kind != operand::map;
  if (may_be_map && is(symbol::left_brace)) {
    kind = operand::map;
    const word fields = map_fields();
    if (fields == 0) {
      return {};
    }
    return {base ? node(atom("map"), token, {base.at, fields}) : node(atom("map"), token, {fields}),
            first};
  }
  if (!may_be_record || now().kind != lexeme_kind::atom) {
    unexpected();
    return {};
  }
  kind = operand::record;
  const word name = heap_.embed(words_[at_++].value);
  if (accept(symbol::point)) {
    if (now().kind != lexeme_kind::atom) {
      unexpected();
      return {};
    }
    const part name_of_field = leaf();
    return {base ? node(atom("record_field"), token, {base.at, name, name_of_field.at})
                 : node(atom("record_index"), token, {name, name_of_field.at}),
            first};
  }
  const word fields = record_fields();
  if (fields == 0) {
    return {};
  }
  return {base ? node(atom("record"), token, {base.at, name, fields})
               : node(atom("record"), token, {name, fields}),
          first};
}

word parser::map_fields() {
  ++at_;
  const std::size_t from = parts_.size();
  if (!accept(symbol::right_brace)) {
    do {
      const part key = expression();
      if (!key) {
        return 0;
      }
      const bool is_new = is(symbol::double_arrow);
      if (!is_new && !is(symbol::colon_equal)) {
        unexpected();
        return 0;
      }
      const std::uint32_t token = here();
      ++at_;
      const part value = expression();
      if (!value) {
        return 0;
      }
      const atom tag = is_new ? atom("map_field_assoc") : atom("map_field_exact");
      parts_.push_back(node(tag, token, {key.at, value.at}));
    } while (accept(symbol::comma));
    if (!expect(symbol::right_brace)) {
      return 0;
    }
  }
  return list_of(from);
}

word parser::record_fields() {
  if (!expect(symbol::left_brace)) {
    return 0;
  }
  const std::size_t from = parts_.size();
  if (!accept(symbol::right_brace)) {
    do {
      if (now().kind != lexeme_kind::atom && now().kind != lexeme_kind::variable) {
        unexpected();
        return 0;
      }
      const part name = leaf();
      if (!expect(symbol::equal)) {
        return 0;
      }
      const part value = expression();
      if (!value) {
        return 0;
      }
      parts_.push_back(node(atom("record_field"), name.first, {name.at, value.at}));
    } while (accept(symbol::comma));
    if (!expect(symbol::right_brace)) {
      return 0;
    }
  }
  return list_of(from);
}

}  // namespace kith::lang
