#include "lang/macro.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "kith/build.hpp"

namespace kith::lang {

namespace {

term arity_term(int arity) {
  return arity < 0 ? term(atom("none")) : term(arity);
}

/// What closes a bracket or a block that this token opens, or `other`.
symbol closing(std::span<const lexeme> tokens) {
  if (tokens[0].kind != lexeme_kind::symbol) {
    return symbol::other;
  }
  switch (tokens[0].mark) {
  case symbol::left_parenthesis: return symbol::right_parenthesis;
  case symbol::left_binary: return symbol::right_binary;
  case symbol::left_bracket: return symbol::right_bracket;
  case symbol::left_brace: return symbol::right_brace;
  case symbol::begin_:
  case symbol::if_:
  case symbol::case_:
  case symbol::receive:
  case symbol::try_:
  case symbol::cond: return symbol::end_;
  case symbol::fun: {
    const bool is_clause = (tokens.size() > 1 && tokens[1].is(symbol::left_parenthesis)) ||
                           (tokens.size() > 2 && tokens[1].kind == lexeme_kind::variable &&
                            tokens[2].is(symbol::left_parenthesis));
    return is_clause ? symbol::end_ : symbol::other;
  }
  default: return symbol::other;
  }
}

/// Tokens up to the comma or the parenthesis that ends an argument.
std::size_t argument_size(std::span<const lexeme> tokens) {
  std::vector<symbol> open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const lexeme& l = tokens[i];
    if (open.empty() && (l.is(symbol::comma) || l.is(symbol::right_parenthesis))) {
      return i;
    }
    if (const symbol end = closing(tokens.subspan(i)); end != symbol::other) {
      open.push_back(end);
    } else if (!open.empty() && l.is(open.back())) {
      open.pop_back();
    }
  }
  return tokens.size();
}

bool is_name(const lexeme& l) noexcept {
  return l.kind == lexeme_kind::atom || l.kind == lexeme_kind::variable;
}

macro_fault fault(const location& where, const char* what, atom name) {
  return {where, tuple(atom(what), name)};
}

}  // namespace

std::optional<macro_fault> count_arguments(std::span<const lexeme> tokens, const location& where,
                                           atom name, int& count) {
  count = -1;
  if (tokens.empty() || !tokens[0].is(symbol::left_parenthesis)) {
    return {};
  }
  const auto is = [&](std::size_t i, symbol s) { return i < tokens.size() && tokens[i].is(s); };
  count = 0;
  if (is(1, symbol::right_parenthesis)) {
    return {};
  }
  for (std::size_t at = 1;;) {
    if (count == 0 ? is(at, symbol::comma) : is(at, symbol::right_parenthesis)) {
      return fault(where, "arg_error", name);  // f(, a) and f(a, )
    }
    at += argument_size(tokens.subspan(at));
    ++count;
    if (at >= tokens.size()) {
      return fault(where, "arg_error", name);
    }
    if (tokens[at].is(symbol::right_parenthesis)) {
      return {};
    }
    ++at;
  }
}

const macro_table::macro* macro_table::find(atom name) const noexcept {
  const auto found = macros_.find(name.index());
  return found == macros_.end() ? nullptr : &found->second;
}

std::optional<macro_fault> macro_table::define(atom name, macro_definition definition) {
  uses found{definition.arity, {}};
  const std::span<const lexeme> body = definition.body;
  for (std::size_t i = 0; i + 1 < body.size(); ++i) {
    if (!body[i].is(symbol::question)) {
      continue;
    }
    if (body[i + 1].is(symbol::question)) {
      ++i;
    } else if (is_name(body[i + 1])) {
      const atom used = body[i + 1].value.as_atom();
      int arity = -1;
      if (auto wrong = count_arguments(body.subspan(i + 2), body[i + 1].where, used, arity)) {
        return wrong;
      }
      found.of.push_back({used, arity});
      ++i;
    }
  }
  // In the order of terms, in which OTP goes through them.
  std::sort(found.of.begin(), found.of.end(), [](const use& a, const use& b) {
    return a.name != b.name ? a.name < b.name
                            : static_cast<unsigned>(a.arity) < static_cast<unsigned>(b.arity);
  });
  macro& m = macros_[name.index()];
  m.definitions.insert(m.definitions.begin(), std::move(definition));
  auto& known = uses_[name.index()];
  known.insert(known.begin(), std::move(found));
  return {};
}

void macro_table::predefine(atom name, std::vector<lexeme> body) {
  macros_[name.index()] = {true, {{-1, {}, std::move(body)}}};
}

void macro_table::replace(atom name, macro_definition definition) {
  macros_[name.index()] = {false, {std::move(definition)}};
}

void macro_table::undef(atom name) {
  macros_.erase(name.index());
  uses_.erase(name.index());
}

bool macro_table::is_predefined(atom name) const noexcept {
  const macro* m = find(name);
  return m != nullptr && m->predefined;
}

bool macro_table::has(atom name, int arity) const noexcept {
  const macro* m = find(name);
  return m != nullptr && std::any_of(m->definitions.begin(), m->definitions.end(),
                                     [&](const macro_definition& d) { return d.arity == arity; });
}

bool macro_table::is_defined(atom name) const noexcept {
  const macro* m = find(name);
  return m != nullptr && !m->definitions.empty();
}

std::optional<macro_fault> macro_table::choose(atom name, int arity, const location& where,
                                               const macro_definition*& chosen) const {
  const macro* m = find(name);
  if (m == nullptr || m->definitions.empty()) {
    return macro_fault{where, tuple(atom("undefined"), name, arity_term(arity))};
  }
  const auto& all = m->definitions;
  if (m->predefined || (all.size() == 1 && all[0].arity < 0)) {
    chosen = &all[0];
    return {};
  }
  for (const macro_definition& d : all) {
    if (d.arity == arity) {
      chosen = &d;
      return {};
    }
  }
  return fault(where, "mismatch", name);
}

std::span<const macro_table::use> macro_table::uses_of(use u) const noexcept {
  const auto found = uses_.find(u.name.index());
  if (found == uses_.end()) {
    return {};
  }
  for (const int arity : {u.arity, -1}) {
    for (const uses& one : found->second) {
      if (one.arity == arity) {
        return one.of;
      }
    }
  }
  return {};
}

std::optional<macro_fault> macro_table::check_uses(atom name, int arity,
                                                   const location& where) const {
  struct level {
    use of;
    std::size_t next;
  };
  const auto key = [](use u) {
    return (std::uint64_t{u.name.index()} << 32u) | static_cast<std::uint32_t>(u.arity);
  };
  std::vector<level> path = {{{name, arity}, 0}};
  boost::unordered_flat_set<std::uint64_t> on_path = {key(path[0].of)};
  boost::unordered_flat_set<std::uint64_t> done;
  while (!path.empty()) {
    level& last = path.back();
    const auto below = uses_of(last.of);
    if (last.next == below.size()) {
      on_path.erase(key(last.of));
      done.insert(key(last.of));
      path.pop_back();
      continue;
    }
    const use u = below[last.next++];
    if (on_path.contains(key(u))) {
      return macro_fault{where, tuple(atom("circular"), u.name, arity_term(u.arity))};
    }
    if (!done.contains(key(u))) {
      on_path.insert(key(u));
      path.push_back({u, 0});
    }
  }
  return {};
}

void token_queue::put_before(std::span<const lexeme> tokens) {
  if (tokens.size() > at_) {
    // As much room again as there are tokens, so that they are not moved each time.
    const std::size_t room = tokens.size() + (all_.size() - at_);
    all_.insert(all_.begin() + static_cast<std::ptrdiff_t>(at_), room, lexeme());
    at_ += room;
  }
  at_ -= tokens.size();
  std::copy(tokens.begin(), tokens.end(), all_.begin() + static_cast<std::ptrdiff_t>(at_));
}

namespace {

using tokens = std::vector<lexeme>;

lexeme at_place_of(const lexeme& l, const lexeme& place) {
  lexeme out = l;
  out.where = place.where;
  out.annotation = place.annotation;
  return out;
}

/// The body with the arguments in it. What stands before the first argument has the place of the
/// call, what follows an argument the place of that one's last token.
tokens instance(const macro_definition& m, const lexeme& call, const std::vector<tokens>& given) {
  tokens out;
  lexeme place = call;
  const auto argument = [&](const lexeme& l) -> const tokens* {
    for (std::size_t i = m.arguments.size(); i-- > 0;) {
      if (l.kind == lexeme_kind::variable && l.value.is(m.arguments[i])) {
        return &given[i];
      }
    }
    return nullptr;
  };
  for (std::size_t i = 0; i < m.body.size(); ++i) {
    const bool is_spelling = i + 2 < m.body.size() && m.body[i].is(symbol::question) &&
                             m.body[i + 1].is(symbol::question) &&
                             m.body[i + 2].kind == lexeme_kind::variable;
    i += is_spelling ? 2 : 0;
    const tokens* value = argument(m.body[i]);
    if (value == nullptr) {
      out.push_back(at_place_of(m.body[i], place));
    } else if (is_spelling) {
      lexeme text;
      text.kind = lexeme_kind::string;
      text.value = spelled(*value);
      out.push_back(at_place_of(text, place));
    } else {
      out.insert(out.end(), value->begin(), value->end());
      place = out.back();
    }
  }
  return out;
}

}  // namespace

std::optional<macro_fault> macro_expander::run(std::span<const lexeme> from,
                                               std::vector<lexeme>& out) {
  return expand(token_queue(from), out);
}

std::optional<macro_fault> macro_expander::expand(token_queue input, tokens& out) {
  while (!input.empty()) {
    lexeme next = input.take();
    if (!next.is(symbol::question) || input.empty()) {
      out.push_back(std::move(next));
      continue;
    }
    const lexeme name = input.take();
    std::optional<macro_fault> wrong;
    if (!is_name(name)) {
      const term_ref text = name.annotation ? annotated_text(name.annotation) : term_ref();
      const term t = name.to_term();
      const term what = text ? term(cons('?' + 0, text))
                             : term(list('?' + 0, to_string(t[t.is_tuple(3) ? 2 : 0], format::tp)));
      return macro_fault{name.where, tuple(atom("call"), what)};
    }
    if (name.kind == lexeme_kind::variable && name.value.is(atom("LINE"))) {
      lexeme line = name;
      line.kind = lexeme_kind::integer;
      line.value = name.where.line;
      out.push_back(std::move(line));
    } else if (name.kind == lexeme_kind::variable &&
               (name.value.is(atom("FUNCTION_NAME")) || name.value.is(atom("FUNCTION_ARITY")))) {
      if (naming_ == naming::left_alone) {
        out.push_back(std::move(next));
        out.push_back(name);
      } else {
        wrong = function_name(name, out);
      }
    } else {
      wrong = call(name, input);
    }
    if (wrong) {
      return wrong;
    }
  }
  return {};
}

/// Puts what a macro stands for in the place of its call.
std::optional<macro_fault> macro_expander::call(const lexeme& name, token_queue& input) {
  const atom macro = name.value.as_atom();
  const std::span<const lexeme> rest = input.rest();
  int count = -1;
  if (auto wrong = count_arguments(rest, name.where, macro, count)) {
    return wrong;
  }
  const macro_definition* chosen = nullptr;
  if (auto wrong = macros_.choose(macro, count, name.where, chosen)) {
    return wrong;
  }
  if (auto wrong = macros_.check_uses(macro, chosen->arity, name.where)) {
    return wrong;
  }
  std::vector<tokens> given;
  if (chosen->arity >= 0) {
    std::size_t at = 1;
    for (int i = 0; i < count; ++i, ++at) {
      const std::size_t size = argument_size(rest.subspan(at));
      if (size == 0) {
        return fault(name.where, "mismatch", macro);
      }
      const auto start = rest.begin() + static_cast<std::ptrdiff_t>(at);
      given.emplace_back(start, start + static_cast<std::ptrdiff_t>(size));
      at += size;
    }
    input.drop(at + (count == 0 ? 1 : 0));
  }
  tokens made = instance(*chosen, name, given);
  made_ += made.size() + 1;
  if (made_ > expansion_tokens_max || depth_ == macro_depth_max) {
    return macro_fault{name.where, tuple(atom("depth"), "macro")};
  }
  if (chosen->arity < 0) {
    // Such a one is complete in itself: its last macro finds no arguments behind the call.
    tokens whole;
    ++depth_;
    auto wrong = expand(token_queue(made), whole);
    --depth_;
    if (wrong) {
      return wrong;
    }
    made = std::move(whole);
  }
  input.put_before(made);
  return {};
}

std::optional<macro_fault> macro_expander::function_name(const lexeme& which, tokens& out) {
  if (naming_ == naming::unknown) {
    if (auto wrong = find_function(which)) {
      return wrong;
    }
  }
  lexeme l = which;
  if (which.value.is(atom("FUNCTION_NAME"))) {
    l.kind = lexeme_kind::atom;
    l.value = function_;
  } else {
    l.kind = lexeme_kind::integer;
    l.value = arity_;
  }
  out.push_back(std::move(l));
  return {};
}

/// What the form defines, by its first tokens once all other macros are expanded.
std::optional<macro_fault> macro_expander::find_function(const lexeme& which) {
  macro_expander others(macros_, {});
  others.naming_ = naming::left_alone;
  tokens all;
  naming_ = naming::known;
  function_ = atom("_");
  arity_ = 0;
  if (others.run(form_, all)) {
    return {};  // the caller finds it, too
  }
  if (all.size() >= 2 && all[0].kind == lexeme_kind::atom && all[1].is(symbol::left_parenthesis)) {
    function_ = all[0].value.as_atom();
    find_arity(std::span(all).subspan(2));
    return {};
  }
  const bool begins = !all.empty() && all[0].is(symbol::question);
  return fault(which.where, begins ? "illegal_function_usage" : "illegal_function",
               which.value.as_atom());
}

void macro_expander::find_arity(std::span<const lexeme> from) {
  std::size_t level = 1;
  for (const lexeme& l : from) {
    const bool is_mark = l.kind == lexeme_kind::symbol;
    if (is_mark && l.mark == symbol::comma) {
      arity_ += level == 1 ? 1 : 0;
    } else if (is_mark && (l.mark == symbol::left_parenthesis || l.mark == symbol::left_brace ||
                           l.mark == symbol::left_bracket || l.mark == symbol::left_binary)) {
      ++level;
    } else if (is_mark && (l.mark == symbol::right_parenthesis || l.mark == symbol::right_brace ||
                           l.mark == symbol::right_bracket || l.mark == symbol::right_binary)) {
      if (--level == 0) {
        return;
      }
    } else if (arity_ == 0) {
      arity_ = 1;
    }
  }
}

}  // namespace kith::lang
