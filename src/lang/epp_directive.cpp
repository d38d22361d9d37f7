// Directives that are no conditions: -define, -undef, -include, -file, -feature, -error.
#include "kith/build.hpp"
#include "lang/epp.hpp"
#include "lang/path.hpp"
#include "lang/token_shape.hpp"

namespace kith::lang {

static term badly_formed(const char* what) {
  return tuple(atom("bad"), atom(what));
}

preprocessor::reply preprocessor::define(tokens rest, const lexeme& what) {
  if (rest.size() < 2 || !has_shape(rest.first(2), "(n")) {
    return fault(misfit(rest, "(n", what).where, badly_formed("define"));
  }
  return define_macro(rest.subspan(2), rest[1], what);
}

/// Behind the name: its parameters, a comma, and the body up to the parenthesis at the end.
preprocessor::reply preprocessor::define_macro(tokens rest, const lexeme& name,
                                               const lexeme& what) {
  macro_definition m;
  const lexeme* last = rest.empty() ? &what : &rest[0];
  if (!rest.empty() && rest[0].is(symbol::left_parenthesis)) {
    m.arity = 0;
    rest = rest.subspan(1);
    while (!rest.empty() && (m.arity != 0 || !rest[0].is(symbol::right_parenthesis))) {
      if (m.arity != 0) {
        if (rest[0].is(symbol::right_parenthesis)) {
          break;
        }
        if (!rest[0].is(symbol::comma) || rest.size() < 2 ||
            rest[1].kind != lexeme_kind::variable) {
          return fault(rest[0].where, badly_formed("define"));
        }
        rest = rest.subspan(1);
      }
      if (rest[0].kind != lexeme_kind::variable) {
        return fault(rest[0].where, badly_formed("define"));
      }
      const atom parameter = rest[0].value.as_atom();
      for (const atom known : m.arguments) {
        if (known == parameter) {
          return fault(rest[0].where, tuple(atom("duplicated_argument"), parameter));
        }
      }
      m.arguments.push_back(parameter);
      ++m.arity;
      last = &rest[0];
      rest = rest.subspan(1);
    }
    if (rest.empty()) {
      return fault(last->where, badly_formed("define"));
    }
    last = &rest[0];
    rest = rest.subspan(1);
    if (rest.empty() || !rest[0].is(symbol::comma)) {
      return fault((rest.empty() ? *last : rest[0]).where, atom("missing_comma"));
    }
  } else if (rest.empty() || !rest[0].is(symbol::comma)) {
    return fault((rest.empty() ? what : rest[0]).where, badly_formed("define"));
  }
  last = &rest[0];
  rest = rest.subspan(1);
  while (!has_shape(rest, ").")) {
    if (rest.empty()) {
      return fault(last->where, atom("premature_end"));
    }
    if (rest.size() == 1 && rest[0].kind == lexeme_kind::dot) {
      return fault(rest[0].where, atom("missing_parenthesis"));
    }
    last = &rest[0];
    m.body.push_back(rest[0]);
    rest = rest.subspan(1);
  }
  const atom key = name.value.as_atom();
  if (macros_.is_predefined(key)) {
    return fault(name.where, tuple(atom("redefine_predef"), key));
  }
  if (macros_.has(key, m.arity)) {
    return fault(name.where, tuple(atom("redefine"), key));
  }
  if (auto wrong = macros_.define(key, std::move(m))) {
    return fault(std::move(*wrong));
  }
  return {};
}

preprocessor::reply preprocessor::undef(tokens rest, const lexeme& what) {
  if (!has_shape(rest, "(n).")) {
    return fault(misfit(rest, "(n).", what).where, badly_formed("undef"));
  }
  macros_.undef(rest[1].value.as_atom());
  return {};
}

/// -error(Term) and -warning(Term).
preprocessor::reply preprocessor::said(tokens rest, const lexeme& what) {
  const atom tag = what.value.as_atom();
  if (rest.empty() || !rest[0].is(symbol::left_parenthesis)) {
    return fault((rest.empty() ? what : rest[0]).where, tuple(atom("bad"), tag));
  }
  std::vector<lexeme> all;
  parsed constant;
  if (!macro_expander(macros_, {}).run(rest, all)) {
    constant = parse_term(all);
  }
  if (!constant.value) {
    return fault(what.where, tuple(atom("bad"), tag));
  }
  preprocessed out = fault(what.where, tuple(tag, constant.value));
  out.what = tag == atoms::error ? preprocessed::kind::error : preprocessed::kind::warning;
  return out;
}

preprocessor::reply preprocessor::feature(tokens rest, const lexeme& what) {
  const bool is_whole = has_shape(rest, "(a,a).");
  const bool enables = is_whole && rest[3].is_atom(atom("enable"));
  if (in_prefix_ && is_whole && (enables || rest[3].is_atom(atom("disable")))) {
    if (!rest[1].is_atom(atom("maybe_expr"))) {
      preprocessed out;
      out.what = preprocessed::kind::error;
      out.info = tuple(what.where.to_term(), atom("erl_features"),
                       tuple(atom("invalid_features"), list(rest[1].value)));
      return out;
    }
    words_.maybe_expr = enables;
    for (const auto& f : files_) {
      f->words.set_maybe_expr(enables);
    }
    define_features();
    return {};
  }
  if (!in_prefix_ && rest.size() >= 6 && has_shape(rest.first(6), "(a,a).")) {
    return fault(what.where, atom("ftr_after_prefix"));
  }
  return fault((rest.empty() ? what : rest[0]).where, badly_formed("feature"));
}

std::optional<std::string> preprocessor::find(const std::string& name, std::string& full) {
  if (name.starts_with('/')) {
    full = name;
    return world_.read(full);
  }
  full = join_path(file().directory, name);
  if (auto bytes = world_.read(full)) {
    return bytes;
  }
  for (const std::string& directory : options_.includes) {
    full = join_path(directory, name);
    if (auto bytes = world_.read(full)) {
      return bytes;
    }
  }
  return {};
}

preprocessor::reply preprocessor::include(tokens from, const lexeme& what, bool library) {
  const std::vector<lexeme> rest = join_strings(from);
  if (!has_shape(rest, "(s).")) {
    return fault(misfit(rest, "(s).", what).where,
                 badly_formed(library ? "include_lib" : "include"));
  }
  const lexeme& said = rest[1];
  if (files_.size() > include_depth_max) {
    return fault((library ? what : said).where,
                 tuple(atom("depth"), library ? "include_lib" : "include"));
  }
  std::string name;
  std::optional<std::string> bytes;
  std::string full;
  if (said.value.ref().to_text(name)) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    if (name.starts_with('$')) {
      if (const auto value = world_.variable(name.substr(1, slash - 1))) {
        name = *value + name.substr(slash);
      }
    }
    bytes = find(name, full);
    if (!bytes && library) {
      const std::size_t end = std::min(name.find('/'), name.size());
      if (const auto directory = world_.library(name.substr(0, end))) {
        full = *directory + name.substr(end);
        bytes = world_.read(full);
      }
    }
  }
  if (!bytes) {
    return fault(said.where, tuple(atom("include"), library ? atom("lib") : atom("file"), name));
  }
  enter(std::move(*bytes), full);
  const location start = file().words.where();
  set_file(full, start);
  return file_form(full, start, start, false);
}

/// -file("name", Line): what follows is called so.
preprocessor::reply preprocessor::file_said(tokens from, const lexeme& what) {
  std::vector<lexeme> all;
  if (auto wrong = macro_expander(macros_, {}).run(from, all)) {
    return fault(std::move(*wrong));
  }
  const std::vector<lexeme> rest = join_strings(all);
  std::string name;
  if (!has_shape(rest, "(s,i).") || !rest[1].value.ref().to_text(name) ||
      !rest[3].value.ref().fits_int64()) {
    return fault(misfit(rest, "(s,i).", what).where, badly_formed("file"));
  }
  const std::int64_t line = rest[3].value.as_int();
  source& here = file();
  set_file(name, {1, 0});
  here.name_said = name;
  here.delta += what.where.line - line;
  here.words.set_line(line + (here.words.where().line - what.where.line));
  return file_form(name, {line, 0}, what.where, true);
}

}  // namespace kith::lang
