// What the preprocessor's errors are called.
#include "lang/epp.hpp"

namespace kith::lang {

namespace {

bool is_pair(term_ref t, const atom tag) noexcept {
  return t.is_tuple(2) && t[0].is(tag);
}

std::string shown(term_ref t) {
  std::string out;
  if (t.is_atom()) {
    return std::string(t.as_atom().name());
  }
  return t.to_text(out) ? out : to_string(t, format::tp);
}

std::string of_two(term_ref t, std::string_view before, std::string_view after = {}) {
  return std::string(before) + shown(t[1]) + std::string(after);
}

/// `name` or `name/2`.
std::string name_and_arity(term_ref t) {
  return t[2].is(atom("none")) ? shown(t[1]) : shown(t[1]) + '/' + to_string(t[2], format::p);
}

std::string format_three(term_ref t) {
  if (t[0].is(atom("undefined"))) {
    return "undefined macro '" + name_and_arity(t) + "'";
  }
  if (t[0].is(atom("circular"))) {
    return "circular macro '" + name_and_arity(t) + "'";
  }
  if (t[0].is(atom("include"))) {
    return "can't find include " + shown(t[1]) + " \"" + shown(t[2]) + "\"";
  }
  if (t[0].is(atom("illegal"))) {
    return shown(t[1]) + " '-" + shown(t[2]) + "'";
  }
  return to_string(t, format::w);
}

}  // namespace

std::string format_epp_error(term_ref t) {
  if (t.is(atom("cannot_parse")))
    return "cannot parse file, giving up";
  if (t.is(atom("missing_parenthesis"))) {
    return "badly formed define: missing closing right parenthesis";
  }
  if (t.is(atom("missing_comma")))
    return "badly formed define: missing comma";
  if (t.is(atom("premature_end")))
    return "premature end";
  if (t.is(atom("elif_after_else")))
    return "'elif' following 'else'";
  if (t.is(atom("ftr_after_prefix"))) {
    return "feature directive not allowed after exports or record definitions";
  }
  if (is_pair(t, atom("bad")))
    return of_two(t, "badly formed '", "'");
  if (is_pair(t, atom("duplicated_argument")))
    return of_two(t, "argument '", "' already used");
  if (is_pair(t, atom("call")))
    return of_two(t, "illegal macro call '", "'");
  if (is_pair(t, atom("depth")))
    return of_two(t, "", " too deep");
  if (is_pair(t, atom("mismatch")))
    return of_two(t, "argument mismatch for macro '", "'");
  if (is_pair(t, atom("arg_error")))
    return of_two(t, "badly formed argument for macro '", "'");
  if (is_pair(t, atom("redefine")))
    return of_two(t, "redefining macro '", "'");
  if (is_pair(t, atom("redefine_predef"))) {
    return of_two(t, "redefining predefined macro '", "'");
  }
  if (is_pair(t, atom("illegal_function"))) {
    return of_two(t, "?", " can only be used within a function");
  }
  if (is_pair(t, atom("illegal_function_usage")))
    return of_two(t, "?", " must not begin a form");
  if (is_pair(t, atoms::error))
    return "-error(" + to_string(t[1], format::tp) + ").";
  if (is_pair(t, atom("warning")))
    return "-warning(" + to_string(t[1], format::tp) + ").";
  return t.is_tuple(3) ? format_three(t) : to_string(t, format::w);
}

}  // namespace kith::lang
