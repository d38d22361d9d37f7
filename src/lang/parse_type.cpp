// Types: -type, -opaque, -spec, -callback and the fields of records.
#include "lang/parser.hpp"

#include "lang/builtin_type.hpp"

namespace kith::lang {

/// {type, Anno, Tag, Rest}.
word parser::type_node(word anno, atom tag, word rest) {
  return heap_.tuple({heap::atom(atom("type")), anno, heap::atom(tag), rest});
}

/// `Name :: T` and `T | U`; what stands to the left waits in a list.
parser::part parser::top_type() {
  if (depth_ == nesting_max) {
    too_deep();
    return {};
  }
  const level deeper(depth_);
  struct waiting {
    part left;
    bool is_union;
  };
  std::vector<waiting> left;
  part whole;
  for (;;) {
    if (now().kind == lexeme_kind::variable && peek(1).is(symbol::colon_colon)) {
      left.push_back({leaf(), false});
      ++at_;
      continue;
    }
    whole = operators(grammar::type);
    if (!whole) {
      return {};
    }
    if (!accept(symbol::bar)) {
      break;
    }
    left.push_back({whole, true});
  }
  for (; !left.empty(); left.pop_back()) {
    const part p = left.back().left;
    const word where = first_anno(p);
    if (!left.back().is_union) {
      const word named = heap_.list({p.at, whole.at});
      whole = {heap_.tuple({heap::atom(atom("ann_type")), where, named}), p.first};
      continue;
    }
    const bool lifts = heap_.is_record(whole.at, atom("type"), 4) &&
                       heap_.element(whole.at, 2) == heap::atom(atom("union"));
    const word all =
        lifts ? heap_.cons(p.at, heap_.element(whole.at, 3)) : heap_.list({p.at, whole.at});
    whole = {type_node(where, atom("union"), all), p.first};
  }
  return whole;
}

word parser::top_types() {
  const std::size_t from = parts_.size();
  do {
    const part p = top_type();
    if (!p) {
      return 0;
    }
    parts_.push_back(p.at);
  } while (accept(symbol::comma));
  return list_of(from);
}

parser::part parser::type() {
  const std::uint32_t token = here();
  switch (now().kind) {
  case lexeme_kind::atom: return named_type();
  case lexeme_kind::variable:
  case lexeme_kind::integer:
  case lexeme_kind::character: return leaf();
  case lexeme_kind::symbol: break;
  default: unexpected(); return {};
  }
  const auto made = [&](const atom tag, word rest) {
    return part{type_node(anno(token), tag, rest), token};
  };
  switch (now().mark) {
  case symbol::left_parenthesis: {
    ++at_;
    const part inner = top_type();
    return inner && expect(symbol::right_parenthesis) ? inner : part{};
  }
  case symbol::left_bracket: {
    ++at_;
    if (accept(symbol::right_bracket)) {
      return made(atom("nil"), detail::nil_word);
    }
    const part inner = top_type();
    if (!inner) {
      return {};
    }
    const bool has_some = accept(symbol::comma);
    if ((has_some && !expect(symbol::ellipsis)) || !expect(symbol::right_bracket)) {
      return {};
    }
    return made(has_some ? atom("nonempty_list") : atom("list"), heap_.list({inner.at}));
  }
  case symbol::left_brace: {
    ++at_;
    word inner = detail::nil_word;
    if (!accept(symbol::right_brace)) {
      inner = top_types();
      if (inner == 0 || !expect(symbol::right_brace)) {
        return {};
      }
    }
    return made(atom("tuple"), inner);
  }
  case symbol::hash: return peek(1).is(symbol::left_brace) ? map_type() : record_type();
  case symbol::left_binary: return binary_type();
  case symbol::fun: {
    ++at_;
    if (!expect(symbol::left_parenthesis)) {
      return {};
    }
    if (accept(symbol::right_parenthesis)) {
      return made(atom("fun"), detail::nil_word);
    }
    const part inner = fun_type();
    return inner && expect(symbol::right_parenthesis) ? inner : part{};
  }
  default: unexpected(); return {};
  }
}

/// `name`, `name(T, …)` and `module:name(T, …)`.
parser::part parser::named_type() {
  const std::uint32_t token = here();
  const term& name = words_[at_].value;
  part p = leaf();
  const bool is_remote = accept(symbol::colon);
  part second;
  if (is_remote) {
    if (now().kind != lexeme_kind::atom) {
      unexpected();
      return {};
    }
    second = leaf();
  }
  if (!is(symbol::left_parenthesis)) {
    return is_remote && !unexpected() ? part{} : p;
  }
  ++at_;
  word given = detail::nil_word;
  if (!accept(symbol::right_parenthesis)) {
    given = top_types();
    if (given == 0 || !expect(symbol::right_parenthesis)) {
      return {};
    }
  }
  if (is_remote) {
    const word all = heap_.list({p.at, second.at, given});
    return {node(atom("remote_type"), token, {all}), token};
  }
  std::size_t arity = 0;
  for (word left = given; heap::is_cons(left); left = heap_.tail(left)) {
    ++arity;
  }
  if (arity == 0 && (name.is(atom("tuple")) || name.is(atom("map")))) {
    return {type_node(anno(token), name.as_atom(), heap::atom(atom("any"))), token};
  }
  const atom tag = is_builtin_type(name.as_atom(), arity) ? atom("type") : atom("user_type");
  return {node(tag, token, {heap_.embed(name), given}), token};
}

/// `(A, B) -> C` and `(...) -> C`.
parser::part parser::fun_type() {
  const std::uint32_t token = here();
  if (!expect(symbol::left_parenthesis)) {
    return {};
  }
  word given = 0;
  if (accept(symbol::ellipsis)) {
    given = node(atom("type"), token, {heap::atom(atom("any"))});
    if (!expect(symbol::right_parenthesis)) {
      return {};
    }
  } else {
    word all = detail::nil_word;
    if (!accept(symbol::right_parenthesis)) {
      all = top_types();
      if (all == 0 || !expect(symbol::right_parenthesis)) {
        return {};
      }
    }
    given = type_node(anno(token), atom("product"), all);
  }
  if (!expect(symbol::arrow)) {
    return {};
  }
  const part out = top_type();
  if (!out) {
    return {};
  }
  return {type_node(anno(token), atom("fun"), heap_.list({given, out.at})), token};
}

parser::part parser::map_type() {
  const std::uint32_t token = here();
  at_ += 2;
  const std::size_t from = parts_.size();
  if (!accept(symbol::right_brace)) {
    do {
      const part key = top_type();
      if (!key) {
        return {};
      }
      const bool is_optional = is(symbol::double_arrow);
      if (!is_optional && !is(symbol::colon_equal)) {
        unexpected();
        return {};
      }
      const std::uint32_t mark = here();
      ++at_;
      const part value = top_type();
      if (!value) {
        return {};
      }
      const atom tag = is_optional ? atom("map_field_assoc") : atom("map_field_exact");
      parts_.push_back(type_node(anno(mark), tag, heap_.list({key.at, value.at})));
    } while (accept(symbol::comma));
    if (!expect(symbol::right_brace)) {
      return {};
    }
  }
  return {type_node(anno(token), atom("map"), list_of(from)), token};
}

parser::part parser::record_type() {
  const std::uint32_t token = here();
  ++at_;
  if (now().kind != lexeme_kind::atom) {
    unexpected();
    return {};
  }
  const std::size_t from = parts_.size();
  parts_.push_back(leaf().at);
  if (!expect(symbol::left_brace)) {
    return {};
  }
  if (!accept(symbol::right_brace)) {
    do {
      if (now().kind != lexeme_kind::atom) {
        unexpected();
        return {};
      }
      const part name = leaf();
      const part value = expect(symbol::colon_colon) ? top_type() : part{};
      if (!value) {
        return {};
      }
      parts_.push_back(
          type_node(anno(name.first), atom("field_type"), heap_.list({name.at, value.at})));
    } while (accept(symbol::comma));
    if (!expect(symbol::right_brace)) {
      return {};
    }
  }
  return {type_node(anno(token), atom("record"), list_of(from)), token};
}

/// `<<_:8, _:_*16>>`.
parser::part parser::binary_type() {
  const std::uint32_t token = here();
  ++at_;
  // The zeros of what is left out know no more than the line.
  const auto zero = [&] {
    return heap_.tuple(
        {heap::atom(atom("integer")), heap_.embed(term(words_[token].where.line)), heap::small(0)});
  };
  word base = 0;
  word unit = 0;
  if (!is(symbol::right_binary)) {
    if (!unit_type(true, base, unit) ||
        (unit == 0 && accept(symbol::comma) && !unit_type(false, base, unit))) {
      return {};
    }
  }
  if (!expect(symbol::right_binary)) {
    return {};
  }
  base = base == 0 ? zero() : base;
  unit = unit == 0 ? zero() : unit;
  return {type_node(anno(token), atom("binary"), heap_.list({base, unit})), token};
}

/// `_:8`, if a base is allowed, or `_:_*8`.
bool parser::unit_type(bool base_allowed, word& base, word& unit) {
  std::uint32_t names[2] = {here(), here()};
  if (!expect(lexeme_kind::variable) || !expect(symbol::colon)) {
    return false;
  }
  const bool is_unit =
      now().kind == lexeme_kind::variable && (peek(1).is(symbol::star) || !base_allowed);
  if (!base_allowed && !is_unit) {
    return unexpected();
  }
  if (is_unit) {
    names[1] = here();
    ++at_;
    if (!expect(symbol::star)) {
      return false;
    }
  }
  const part value = operators(grammar::type);
  if (!value) {
    return false;
  }
  for (const std::uint32_t name : names) {
    if (!words_[name].value.is(atom("_"))) {
      return wrong(words_[name].where, "Bad binary type");
    }
  }
  (is_unit ? unit : base) = value.at;
  return true;
}

}  // namespace kith::lang
