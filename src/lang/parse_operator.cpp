// Operators, by precedence. Pending ones wait in a list, so that a chain of them takes no stack.
#include "lang/parser.hpp"

namespace kith::lang {

namespace {

constexpr std::uint16_t prefix_precedence = 600;

}  // namespace

/// Source: the tables of precedence in stdlib's erl_parse.yrl.
parser::binary parser::rank(grammar g, symbol s) noexcept {
  const bool is_type = g == grammar::type;
  switch (s) {
  case symbol::equal: return {std::uint16_t(is_type ? 0 : 100), associates::right};
  case symbol::exclamation:
    return {std::uint16_t(g == grammar::expression ? 100 : 0), associates::right};
  case symbol::orelse:
    return {std::uint16_t(g == grammar::expression ? 150 : 0), associates::right};
  case symbol::andalso:
    return {std::uint16_t(g == grammar::expression ? 160 : 0), associates::right};
  case symbol::equal_equal:
  case symbol::not_equal:
  case symbol::less_or_equal:
  case symbol::less:
  case symbol::greater_or_equal:
  case symbol::greater:
  case symbol::exactly_equal:
  case symbol::exactly_not_equal: return {std::uint16_t(is_type ? 0 : 200), associates::not_at_all};
  case symbol::dot_dot: return {std::uint16_t(is_type ? 200 : 0), associates::not_at_all};
  case symbol::plus_plus:
  case symbol::minus_minus: return {std::uint16_t(is_type ? 0 : 300), associates::right};
  case symbol::plus:
  case symbol::minus:
  case symbol::bor:
  case symbol::bxor:
  case symbol::bsl:
  case symbol::bsr:
  case symbol::or_:
  case symbol::xor_: return {400, associates::left};
  case symbol::slash:
  case symbol::star:
  case symbol::div:
  case symbol::rem:
  case symbol::band:
  case symbol::and_: return {500, associates::left};
  default: return {};
  }
}

bool parser::is_prefix(grammar g) const noexcept {
  if (now().kind != lexeme_kind::symbol) {
    return false;
  }
  switch (now().mark) {
  case symbol::plus:
  case symbol::minus:
  case symbol::bnot:
  case symbol::not_: return true;
  case symbol::catch_: return g == grammar::expression;
  default: return false;
  }
}

/// Operands and what joins them; `start` is the first operand if that has been read already.
parser::part parser::operators(grammar g, part start) {
  if (depth_ == nesting_max) {
    too_deep();
    return {};
  }
  const level deeper(depth_);
  const std::size_t base = pending_.size();
  for (part next = start;; next = {}) {
    while (!next && is_prefix(g)) {
      const std::uint16_t precedence = is(symbol::catch_) ? std::uint16_t{0} : prefix_precedence;
      pending_.push_back({{precedence, associates::right}, now().mark, here(), true});
      ++at_;
    }
    if (!next && !(next = operand_of(g))) {
      return {};
    }
    operands_.push_back(next);
    const binary found = now().kind == lexeme_kind::symbol ? rank(g, now().mark) : binary{};
    if (!reduce_until(g, found, base)) {
      return {};
    }
    if (found.precedence == 0) {
      const part whole = operands_.back();
      operands_.pop_back();
      return whole;
    }
    pending_.push_back({found, now().mark, here(), false});
    ++at_;
  }
}

/// Whether anything at all could go on like this behind an operand. OTP's parser asks that before
/// it completes an operator without associativity, and so before it complains of other things.
bool parser::may_follow(grammar g) const noexcept {
  if (now().kind != lexeme_kind::symbol) {
    return now().kind == lexeme_kind::dot;
  }
  switch (now().mark) {
  case symbol::right_parenthesis:
  case symbol::comma:
  case symbol::arrow:
  case symbol::right_brace:
  case symbol::right_bracket:
  case symbol::right_binary:
  case symbol::bar:
  case symbol::semicolon:
  case symbol::when:
  case symbol::double_arrow:
  case symbol::colon_equal: return true;
  case symbol::colon: return g == grammar::pattern;
  case symbol::bar_bar:
  case symbol::left_arrow:
  case symbol::colon_colon:
  case symbol::maybe_match:
  case symbol::after_:
  case symbol::catch_:
  case symbol::else_:
  case symbol::end_:
  case symbol::of: return g == grammar::expression;
  default: return false;
  }
}

/// Completes the operators that bind their right operand more strongly than the next one does.
bool parser::reduce_until(grammar g, binary next, std::size_t base) {
  while (pending_.size() > base) {
    const pending& last = pending_.back();
    if (next.precedence == 0 && last.rank.how == associates::not_at_all && !may_follow(g)) {
      return unexpected();
    }
    const bool is_equal = next.precedence != 0 && last.rank.precedence == next.precedence;
    if (is_equal && next.how == associates::not_at_all && !last.prefix) {
      return unexpected();
    }
    if (next.precedence != 0 &&
        (last.rank.precedence < next.precedence || (is_equal && next.how == associates::right))) {
      return true;
    }
    reduce();
  }
  return true;
}

void parser::reduce() {
  const pending op = pending_.back();
  pending_.pop_back();
  const part right = operands_.back();
  operands_.pop_back();
  const word name = heap::atom(category(op.mark));
  if (op.prefix) {
    const word made = op.mark == symbol::catch_ ? node(atom("catch"), op.at, {right.at})
                                                : node(atom("op"), op.at, {name, right.at});
    operands_.push_back({made, op.at});
    return;
  }
  part& left = operands_.back();
  switch (op.mark) {
  case symbol::equal:
    left.at = heap_.tuple({heap::atom(atom("match")), first_anno(left), left.at, right.at});
    break;
  case symbol::dot_dot:
    left.at = type_node(heap_.element(left.at, 1), atom("range"), heap_.list({left.at, right.at}));
    break;
  default: left.at = node(atom("op"), op.at, {name, left.at, right.at});
  }
}

}  // namespace kith::lang
