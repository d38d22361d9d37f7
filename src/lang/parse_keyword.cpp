// Expressions that start with a word: begin, if, case, receive, fun, try, maybe.
#include "lang/parser.hpp"

namespace kith::lang {

parser::part parser::keyword() {
  switch (now().mark) {
  case symbol::begin_: return block();
  case symbol::if_: return if_();
  case symbol::case_: return case_();
  case symbol::receive: return receive_();
  case symbol::fun: return fun();
  case symbol::try_: return try_();
  case symbol::maybe_: return maybe_();
  default: unexpected(); return {};
  }
}

parser::part parser::block() {
  const std::uint32_t token = here();
  ++at_;
  const word inner = expression_list();
  return inner != 0 && expect(symbol::end_) ? part{node(atom("block"), token, {inner}), token}
                                            : part{};
}

/// `A, B; C`.
word parser::guard() {
  const std::size_t from = parts_.size();
  do {
    const word all = expression_list();
    if (all == 0) {
      return 0;
    }
    parts_.push_back(all);
  } while (accept(symbol::semicolon));
  return list_of(from);
}

word parser::optional_guard() {
  return accept(symbol::when) ? guard() : detail::nil_word;
}

/// `-> A, B`.
word parser::body() {
  return expect(symbol::arrow) ? expression_list() : 0;
}

parser::part parser::if_() {
  const std::uint32_t token = here();
  ++at_;
  const std::size_t from = parts_.size();
  do {
    // The annotation is that of the first test, which the guard does not keep.
    std::size_t tests = 0;
    const std::size_t alternatives = parts_.size();
    word where = 0;
    do {
      const part first = expression();
      if (!first) {
        return {};
      }
      where = where == 0 ? first_anno(first) : where;
      parts_.push_back(first.at);
      if (accept(symbol::comma)) {
        if (!expressions_to(tests)) {
          return {};
        }
        const word more = list_of(tests);
        parts_.back() = heap_.cons(parts_.back(), more);
      } else {
        parts_.back() = heap_.list({parts_.back()});
      }
    } while (accept(symbol::semicolon));
    const word tested = list_of(alternatives);
    const word then = body();
    if (then == 0) {
      return {};
    }
    parts_.push_back(
        heap_.tuple({heap::atom(atom("clause")), where, detail::nil_word, tested, then}));
  } while (accept(symbol::semicolon));
  const word clauses = list_of(from);
  return expect(symbol::end_) ? part{node(atom("if"), token, {clauses}), token} : part{};
}

/// Clauses of one pattern each.
word parser::choices() {
  const std::size_t from = parts_.size();
  do {
    const word made = choice();
    if (made == 0) {
      return 0;
    }
    parts_.push_back(made);
  } while (accept(symbol::semicolon));
  return list_of(from);
}

word parser::choice() {
  const part pattern = expression();
  if (!pattern) {
    return 0;
  }
  const word where = first_anno(pattern);
  const word tested = optional_guard();
  const word then = tested == 0 ? 0 : body();
  if (then == 0) {
    return 0;
  }
  return heap_.tuple({heap::atom(atom("clause")), where, heap_.list({pattern.at}), tested, then});
}

parser::part parser::case_() {
  const std::uint32_t token = here();
  ++at_;
  const part value = expression();
  if (!value || !expect(symbol::of)) {
    return {};
  }
  const word clauses = choices();
  return clauses != 0 && expect(symbol::end_)
             ? part{node(atom("case"), token, {value.at, clauses}), token}
             : part{};
}

parser::part parser::receive_() {
  const std::uint32_t token = here();
  ++at_;
  const word clauses = is(symbol::after_) ? detail::nil_word : choices();
  if (clauses == 0) {
    return {};
  }
  if (clauses != detail::nil_word && accept(symbol::end_)) {
    return {node(atom("receive"), token, {clauses}), token};
  }
  if (!expect(symbol::after_)) {
    return {};
  }
  const part limit = expression();
  const word then = limit ? body() : 0;
  return then != 0 && expect(symbol::end_)
             ? part{node(atom("receive"), token, {clauses, limit.at, then}), token}
             : part{};
}

parser::part parser::fun() {
  const bool is_name = peek(1).kind == lexeme_kind::atom ||
                       (peek(1).kind == lexeme_kind::variable && peek(2).is(symbol::colon));
  return is_name ? fun_name() : fun_clauses();
}

/// `fun name/1` and `fun module:name/1`, of which any part may be a variable.
parser::part parser::fun_name() {
  const std::uint32_t token = here();
  ++at_;
  const lexeme& name = now();
  const auto named = [&](word a, word b, word c = 0) {
    const word tag = heap::atom(atom("function"));
    const word what = c == 0 ? heap_.tuple({tag, a, b}) : heap_.tuple({tag, a, b, c});
    return part{node(atom("fun"), token, {what}), token};
  };
  const part first = leaf();
  if (name.kind == lexeme_kind::atom && accept(symbol::slash)) {
    if (now().kind != lexeme_kind::integer) {
      unexpected();
      return {};
    }
    const word arity = heap_.embed(words_[at_++].value);
    return named(heap_.embed(name.value), arity);
  }
  if (!expect(symbol::colon)) {
    return {};
  }
  if (now().kind != lexeme_kind::atom && now().kind != lexeme_kind::variable) {
    unexpected();
    return {};
  }
  const part second = leaf();
  if (!expect(symbol::slash)) {
    return {};
  }
  if (now().kind != lexeme_kind::integer && now().kind != lexeme_kind::variable) {
    unexpected();
    return {};
  }
  const part third = leaf();
  return named(first.at, second.at, third.at);
}

parser::part parser::fun_clauses() {
  const std::uint32_t token = here();
  ++at_;
  std::vector<clause> all;
  do {
    clause c;
    c.name = heap::atom(atom("fun"));
    c.at = here();
    if (now().kind == lexeme_kind::variable) {
      c.name = heap_.embed(words_[at_++].value);
    }
    if (!function_clause(c)) {
      return {};
    }
    all.push_back(c);
  } while (accept(symbol::semicolon));
  if (!expect(symbol::end_)) {
    return {};
  }
  const word clauses = checked(all);
  if (clauses == 0) {
    return {};
  }
  if (all[0].name != heap::atom(atom("fun"))) {
    return {node(atom("named_fun"), token, {all[0].name, clauses}), token};
  }
  return {node(atom("fun"), token, {heap_.tuple({heap::atom(atom("clauses")), clauses})}), token};
}

/// Arguments, guard and body.
bool parser::function_clause(clause& out) {
  out.arguments = arguments(grammar::pattern);
  if (out.arguments == 0) {
    return false;
  }
  for (word left = out.arguments; heap::is_cons(left); left = heap_.tail(left)) {
    ++out.arity;
  }
  out.guard = optional_guard();
  out.body = out.guard == 0 ? 0 : body();
  return out.body != 0;
}

/// All must have the name and the arity of the first.
word parser::checked(std::span<const clause> clauses) {
  const std::size_t from = parts_.size();
  for (const clause& c : clauses) {
    if (c.name != clauses[0].name || c.arity != clauses[0].arity) {
      wrong(words_[c.at].where, "head mismatch");
      return 0;
    }
    parts_.push_back(node(atom("clause"), c.at, {c.arguments, c.guard, c.body}));
  }
  return list_of(from);
}

parser::part parser::try_() {
  const std::uint32_t token = here();
  ++at_;
  const word tried = expression_list();
  const word clauses = tried == 0 ? 0 : accept(symbol::of) ? choices() : detail::nil_word;
  if (clauses == 0) {
    return {};
  }
  word handlers = detail::nil_word;
  word last = detail::nil_word;
  const bool catches = accept(symbol::catch_);
  if (catches) {
    const std::size_t from = parts_.size();
    do {
      const word made = try_clause();
      if (made == 0) {
        return {};
      }
      parts_.push_back(made);
    } while (accept(symbol::semicolon));
    handlers = list_of(from);
  }
  if (!catches || is(symbol::after_)) {
    last = expect(symbol::after_) ? expression_list() : 0;
  }
  return last != 0 && expect(symbol::end_)
             ? part{node(atom("try"), token, {tried, clauses, handlers, last}), token}
             : part{};
}

/// `Class:Reason:Stack when … -> …`; the pattern of its clause is {Class, Reason, Stack}.
word parser::try_clause() {
  const bool has_class = (now().kind == lexeme_kind::atom || now().kind == lexeme_kind::variable) &&
                         peek(1).is(symbol::colon);
  part kind;
  if (has_class) {
    kind = leaf();
    ++at_;
  }
  const part reason = operators(grammar::pattern);
  if (!reason) {
    return 0;
  }
  const word where = has_class ? anno(kind.first) : first_anno(reason);
  word stack = 0;
  if (has_class && accept(symbol::colon)) {
    if (now().kind != lexeme_kind::variable) {
      unexpected();
      return 0;
    }
    stack = leaf().at;
  }
  const word tested = optional_guard();
  const word then = tested == 0 ? 0 : body();
  if (then == 0) {
    return 0;
  }
  if (!has_class) {
    kind.at = heap_.tuple({heap::atom(atom("atom")), where, heap::atom(atoms::throw_)});
  }
  if (stack == 0) {
    stack = heap_.tuple({heap::atom(atom("var")), last_anno(reason), heap::atom(atom("_"))});
  }
  const word caught =
      heap_.tuple({heap::atom(atom("tuple")), where, heap_.list({kind.at, reason.at, stack})});
  return heap_.tuple({heap::atom(atom("clause")), where, heap_.list({caught}), tested, then});
}

parser::part parser::maybe_() {
  const std::uint32_t token = here();
  ++at_;
  const std::size_t from = parts_.size();
  do {
    part p = expression();
    if (!p) {
      return {};
    }
    if (is(symbol::maybe_match)) {
      const std::uint32_t match = here();
      ++at_;
      const part value = expression();
      if (!value) {
        return {};
      }
      p.at = node(atom("maybe_match"), match, {p.at, value.at});
    }
    parts_.push_back(p.at);
  } while (accept(symbol::comma));
  const word inner = list_of(from);
  const std::uint32_t otherwise = here();
  if (!accept(symbol::else_)) {
    return expect(symbol::end_) ? part{node(atom("maybe"), token, {inner}), token} : part{};
  }
  const word clauses = choices();
  if (clauses == 0 || !expect(symbol::end_)) {
    return {};
  }
  const word choice = node(atom("else"), otherwise, {clauses});
  return {node(atom("maybe"), token, {inner, choice}), token};
}

}  // namespace kith::lang
