// Conditions: -ifdef, -ifndef, -if, -elif, -else, -endif, and what lies between them.
#include <utility>

#include "kith/build.hpp"
#include "lang/constant.hpp"
#include "lang/epp.hpp"
#include "lang/token_shape.hpp"

namespace kith::lang {

static term illegal(const char* how, const char* what) {
  return tuple(atom("illegal"), how, atom(what));
}

/// A badly formed condition counts as one that does not hold.
preprocessor::reply preprocessor::ifdef(tokens rest, const lexeme& what, bool wanted) {
  const condition kind = wanted ? condition::ifdef : condition::ifndef;
  if (!has_shape(rest, "(n).")) {
    skipping_ = {kind};
    return fault(misfit(rest, "(n).", what).where,
                 tuple(atom("bad"), wanted ? atom("ifdef") : atom("ifndef")));
  }
  if (macros_.is_defined(rest[1].value.as_atom()) == wanted) {
    file().open.push_back(kind);
  } else {
    skipping_ = {kind};
  }
  return {};
}

/// -if, or an -elif that is reached.
preprocessor::reply preprocessor::if_(tokens rest, const lexeme& what) {
  skipping_ = {condition::if_};
  if (rest.empty() || !rest[0].is(symbol::left_parenthesis)) {
    return fault((rest.empty() ? what : rest[0]).where, tuple(atom("bad"), atom("if")));
  }
  std::vector<lexeme> all;
  if (auto wrong = macro_expander(macros_, {}).run(rest, all)) {
    return fault(std::move(*wrong));
  }
  const parsed test = parse_exprs(all);
  if (!test.ok()) {
    preprocessed out;
    out.what = preprocessed::kind::error;
    out.info = test.error;
    return out;
  }
  const auto is_known = [&](atom name) { return macros_.is_known(name); };
  switch (holds(test.value, is_known)) {
  case verdict::no_guard: return fault(what.where, tuple(atom("bad"), atom("if")));
  case verdict::no: return {};
  case verdict::yes: break;
  }
  skipping_.clear();
  file().open.push_back(condition::if_);
  return {};
}

preprocessor::reply preprocessor::else_(tokens rest, const lexeme& what) {
  if (!has_shape(rest, ".")) {
    return fault((rest.empty() ? what : rest[0]).where, tuple(atom("bad"), atom("else")));
  }
  auto& open = file().open;
  if (open.empty()) {
    return fault(what.where, illegal("unbalanced", "else"));
  }
  const bool repeats = open.back() == condition::else_;
  open.pop_back();
  skipping_ = {condition::else_};
  return repeats ? reply(fault(what.where, illegal("repeated", "else"))) : reply();
}

/// Behind a part that has been read: nothing of the rest is.
preprocessor::reply preprocessor::elif (const lexeme& what) {
  auto& open = file().open;
  if (open.empty()) {
    return fault(what.where, illegal("unbalanced", "elif"));
  }
  const bool is_late = open.back() == condition::else_;
  open.pop_back();
  skipping_ = {is_late ? condition::else_ : condition::elif};
  return is_late ? reply(fault(what.where, illegal("unbalanced", "elif"))) : reply();
}

preprocessor::reply preprocessor::endif(tokens rest, const lexeme& what) {
  if (!has_shape(rest, ".")) {
    return fault((rest.empty() ? what : rest[0]).where, tuple(atom("bad"), atom("endif")));
  }
  auto& open = file().open;
  if (open.empty()) {
    return fault(what.where, illegal("unbalanced", "endif"));
  }
  open.pop_back();
  return {};
}

/// Reads a form that does not count, but for the conditions that it may open or close.
preprocessor::reply preprocessor::skipped(std::vector<lexeme>& all) {
  switch (read(all)) {
  case lexer::outcome::failed: return {};
  case lexer::outcome::end: file().open = std::exchange(skipping_, {}); return {};
  case lexer::outcome::found: break;
  }
  if (all.size() < 2 || !all[0].is(symbol::minus)) {
    return {};
  }
  const lexeme& what = all[1];
  if (what.is_atom(atom("ifdef")) || what.is_atom(atom("ifndef"))) {
    skipping_.push_back(what.is_atom(atom("ifdef")) ? condition::ifdef : condition::ifndef);
  } else if (what.is(symbol::if_)) {
    skipping_.push_back(condition::if_);
  } else if (what.is_atom(atom("else")) || what.is(symbol::else_)) {
    return skip_else(what);
  } else if (what.is_atom(atom("elif"))) {
    return skip_elif(std::span(all).subspan(2), what);
  } else if (what.is_atom(atom("endif"))) {
    skipping_.pop_back();
  }
  return {};
}

preprocessor::reply preprocessor::skip_else(const lexeme& what) {
  if (skipping_.back() == condition::else_) {
    return fault(what.where, illegal("repeated", "else"));
  }
  if (skipping_.back() == condition::elif) {
    skipping_.back() = condition::else_;
  } else if (skipping_.size() == 1) {
    skipping_.clear();
    file().open.push_back(condition::else_);
  }
  return {};
}

preprocessor::reply preprocessor::skip_elif(tokens rest, const lexeme& what) {
  if (skipping_.back() == condition::else_) {
    return fault(what.where, atom("elif_after_else"));
  }
  return skipping_.size() == 1 ? if_(rest, what) : reply();
}

}  // namespace kith::lang
