#include "term/parse.hpp"

#include <utility>

#include "kith/assert.hpp"

namespace kith {

result<term> parse_term(std::string_view text) {
  term_parser parser(text);
  auto parsed = parser.next();
  if (!parsed.ok()) {
    return parsed;
  }
  if (auto stopped = parser.full_stop(true); !stopped.ok()) {
    return stopped.failure();
  }
  const auto ended = parser.at_end();
  if (!ended.ok()) {
    return ended.failure();
  }
  if (!*ended) {
    return parser.expected("the end of the text");
  }
  return parsed;
}

result<std::vector<term>> parse_terms(std::string_view text) {
  std::vector<term> terms;
  term_parser parser(text);
  for (;;) {
    const auto ended = parser.at_end();
    if (!ended.ok()) {
      return ended.failure();
    }
    if (*ended) {
      return terms;
    }
    auto parsed = parser.next();
    if (!parsed.ok()) {
      return parsed.failure();
    }
    if (auto stopped = parser.full_stop(false); !stopped.ok()) {
      return stopped.failure();
    }
    terms.push_back(std::move(parsed).value());
  }
}

error term_parser::expected(std::string_view what) const {
  return wrong(word_.where, "expected " + std::string(what) + ", found " + describe(word_));
}

error term_parser::wrong(text_position where, std::string_view what) {
  return {errc::bad_input, to_string(where) + ": " + std::string(what)};
}

result<void> term_parser::advance() {
  auto word = scanner_.next();
  if (!word.ok()) {
    return word.failure();
  }
  word_ = std::move(word).value();
  return {};
}

result<void> term_parser::start() {
  if (started_) {
    return {};
  }
  started_ = true;
  if (size_ > text_bytes_max) {
    return error{errc::limit, "line 1, column 1: a text of more than " +
                                  std::to_string(text_bytes_max) + " bytes (text_bytes_max)"};
  }
  return advance();
}

result<bool> term_parser::at_end() {
  if (auto started = start(); !started.ok()) {
    return started.failure();
  }
  return word_.kind == token_kind::end;
}

result<void> term_parser::full_stop(bool may_end) {
  if (word_.kind == token_kind::end && may_end) {
    return {};
  }
  if (word_.kind != token_kind::dot) {
    return expected("'.' behind the term");
  }
  return advance();
}

result<term> term_parser::next() {
  if (auto started = start(); !started.ok()) {
    return started.failure();
  }
  plan_ = {};
  stack_.clear();
  binaries_.clear();
  bits_ = 0;
  state now = state::before_term;
  do {
    const auto step = now == state::before_term ? before_term() : after_term();
    if (!step.ok()) {
      return step.failure();
    }
    now = *step;
  } while (now == state::before_term || !stack_.empty());
  return plan_.build();
}

// A term starts here.
result<term_parser::state> term_parser::before_term() {
  switch (word_.kind) {
  case token_kind::atom: plan_.atom(word_.text, word_.where); return end_leaf();
  case token_kind::string: return string();
  case token_kind::character:
  case token_kind::integer: plan_.integer(word_); return end_leaf();
  case token_kind::floating: plan_.floating(word_.real, word_.where); return end_leaf();
  case token_kind::variable: return wrong(word_.where, "a term has no variables: " + word_.text);
  case token_kind::symbol: break;
  default: return expected("a term");
  }
  switch (word_.mark) {
  case symbol::left_brace:
    return open_bracket(open::tuple, symbol::right_brace, term_plan::kind::tuple);
  case symbol::left_bracket:
    return open_bracket(open::list, symbol::right_bracket, term_plan::kind::nil);
  case symbol::left_binary: return open_binary();
  case symbol::hash: return open_map();
  case symbol::fun: return function();
  case symbol::left_parenthesis: return push(open::parenthesis);
  case symbol::minus:
  case symbol::plus: return sign();
  default: return expected("a term");
  }
}

// A term has just ended; what may follow is up to what it lies in.
result<term_parser::state> term_parser::after_term() {
  switch (stack_.back().what) {
  case open::tuple: return after_element();
  case open::list: return after_list_element();
  case open::tail: return after_tail();
  case open::map_key: return after_key();
  case open::map_value: return after_value();
  case open::parenthesis: return after_parenthesis();
  case open::sign: return after_sign();
  case open::segment: return after_segment_value();
  case open::segment_size: return after_segment_size();
  }
  KITH_ASSERT(false);
}

result<term_parser::state> term_parser::end_leaf() {
  if (auto moved = advance(); !moved.ok()) {
    return moved.failure();
  }
  return state::after_term;
}

result<term_parser::state> term_parser::push(open what) {
  if (stack_.size() == text_depth_max) {
    return error{errc::limit, to_string(word_.where) + ": terms lie more than " +
                                  std::to_string(text_depth_max) + " deep (text_depth_max)"};
  }
  stack_.push_back({what, word_.where});
  if (auto moved = advance(); !moved.ok()) {
    return moved.failure();
  }
  return state::before_term;
}

/// The current word ends what lies on top of the stack.
result<term_parser::state> term_parser::close(term_plan::kind whole, std::uint64_t parts) {
  plan_.compose(whole, parts, stack_.back().where);
  stack_.pop_back();
  return end_leaf();
}

/// The current word separates the parts of what lies on top of the stack.
result<term_parser::state> term_parser::go_on() {
  if (auto moved = advance(); !moved.ok()) {
    return moved.failure();
  }
  return state::before_term;
}

result<term_parser::state> term_parser::open_bracket(open what, symbol closing,
                                                     term_plan::kind empty) {
  if (auto pushed = push(what); !pushed.ok() || !word_.is(closing)) {
    return pushed;
  }
  return close(empty, 0);
}

result<term_parser::state> term_parser::after_element() {
  const std::uint64_t parts = ++stack_.back().parts;
  if (word_.is(symbol::comma)) {
    return go_on();
  }
  return word_.is(symbol::right_brace) ? close(term_plan::kind::tuple, parts)
                                       : expected("',' or '}' behind the element of a tuple");
}

result<term_parser::state> term_parser::after_list_element() {
  const std::uint64_t parts = ++stack_.back().parts;
  if (word_.is(symbol::bar)) {
    stack_.back().what = open::tail;
    return go_on();
  }
  if (word_.is(symbol::comma)) {
    return go_on();
  }
  return word_.is(symbol::right_bracket) ? close(term_plan::kind::list, parts)
                                         : expected("',', '|' or ']' behind the element of a list");
}

result<term_parser::state> term_parser::after_tail() {
  return word_.is(symbol::right_bracket)
             ? close(term_plan::kind::improper_list, stack_.back().parts + 1)
             : expected("']' behind the tail of a list");
}

result<term_parser::state> term_parser::open_map() {
  const text_position where = word_.where;
  if (auto moved = advance(); !moved.ok()) {
    return moved.failure();
  }
  if (word_.kind == token_kind::atom) {
    return wrong(where, "a term has no records, as this one of the name " + word_.text);
  }
  if (!word_.is(symbol::left_brace)) {
    return expected("'{' behind '#'");
  }
  return open_bracket(open::map_key, symbol::right_brace, term_plan::kind::map);
}

result<term_parser::state> term_parser::after_key() {
  if (!word_.is(symbol::double_arrow)) {
    return expected("'=>' behind the key of a map");
  }
  stack_.back().what = open::map_value;
  ++stack_.back().parts;
  return go_on();
}

result<term_parser::state> term_parser::after_value() {
  const std::uint64_t parts = ++stack_.back().parts;
  if (word_.is(symbol::comma)) {
    stack_.back().what = open::map_key;
    return go_on();
  }
  return word_.is(symbol::right_brace) ? close(term_plan::kind::map, parts)
                                       : expected("',' or '}' behind the value of a map");
}

result<term_parser::state> term_parser::after_parenthesis() {
  if (!word_.is(symbol::right_parenthesis)) {
    return expected("')'");
  }
  stack_.pop_back();
  return end_leaf();
}

result<term_parser::state> term_parser::sign() {
  const bool negative = word_.is(symbol::minus);
  auto pushed = push(open::sign);
  stack_.back().negative = negative;
  return pushed;
}

// A sign takes a number without one, maybe in parentheses, and nothing else.
result<term_parser::state> term_parser::after_sign() {
  const frame f = stack_.back();
  stack_.pop_back();
  term_plan::node& n = plan_.last();
  const bool is_number = n.what == term_plan::kind::integer || n.what == term_plan::kind::floating;
  if (!is_number || n.has_sign) {
    return wrong(f.where, std::string("expected a number without a sign behind '") +
                              (f.negative ? '-' : '+') + "'");
  }
  n.has_sign = true;
  n.negative = f.negative;
  n.real = f.negative ? -n.real : n.real;
  return state::after_term;
}

result<term_parser::state> term_parser::string() {
  const text_position where = word_.where;
  std::string characters = std::move(word_.text);
  auto moved = advance();
  for (; moved.ok() && word_.kind == token_kind::string; moved = advance()) {
    characters += word_.text;
  }
  if (!moved.ok()) {
    return moved.failure();
  }
  plan_.string(characters, where);
  return state::after_term;
}

// fun module:function/arity
result<term_parser::state> term_parser::function() {
  const text_position where = word_.where;
  const auto word = [&](bool fits, std::string_view what) -> result<void> {
    return fits ? result<void>() : expected(what);
  };
  auto moved = advance();
  if (moved.ok())
    moved = word(word_.kind == token_kind::atom, "a module's name behind 'fun'");
  if (moved.ok())
    plan_.atom(word_.text, word_.where), moved = advance();
  if (moved.ok())
    moved = word(word_.is(symbol::colon), "':' behind a fun's module");
  if (moved.ok())
    moved = advance();
  if (moved.ok())
    moved = word(word_.kind == token_kind::atom, "a function's name behind ':'");
  if (moved.ok())
    plan_.atom(word_.text, word_.where), moved = advance();
  if (moved.ok())
    moved = word(word_.is(symbol::slash), "'/' behind a fun's function");
  if (moved.ok())
    moved = advance();
  const bool is_arity = word_.kind == token_kind::integer && !word_.is_big && word_.number <= 255;
  if (moved.ok())
    moved = word(is_arity, "an arity of 0 to 255 behind '/'");
  if (!moved.ok()) {
    return moved.failure();
  }
  plan_.integer(word_);
  plan_.compose(term_plan::kind::function, 3, where);
  return end_leaf();
}

}  // namespace kith
