#include "lang/epp.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/encoding.hpp"
#include "lang/path.hpp"
#include "lang/token_shape.hpp"

namespace kith::lang {

preprocessor::preprocessor(std::string text, epp_options options, source_files& files)
    : options_(std::move(options)), world_(files) {
  words_.quoted_text = true;
  words_.maybe_expr = options_.maybe_expr;
  if (options_.source_name.empty()) {
    options_.source_name = options_.name;
  }
  define_own();
  define_given();
  enter(std::move(text), options_.name);
  file().name = file().name_said = options_.source_name;
  waiting_.push_back(file_form(options_.source_name, options_.start, options_.start, false));
}

// Macros from the start.

static lexeme own_token(lexeme_kind kind, term value) {
  lexeme l;
  l.kind = kind;
  l.value = std::move(value);
  return l;
}

void preprocessor::define_own() {
  const auto constant = [&](const char* name, lexeme_kind kind, term value) {
    macros_.predefine(atom(name), {own_token(kind, std::move(value))});
  };
  for (const char* name : {"FUNCTION_NAME", "FUNCTION_ARITY", "MODULE", "MODULE_STRING",
                           "BASE_MODULE", "BASE_MODULE_STRING"}) {
    macros_.reserve(atom(name));
  }
  constant("LINE", lexeme_kind::integer, term(1));
  constant("FILE", lexeme_kind::string, term(options_.source_name));
  constant("MACHINE", lexeme_kind::atom, term(atom("BEAM")));
  constant("BEAM", lexeme_kind::atom, term(atoms::true_));
  constant("OTP_RELEASE", lexeme_kind::integer, term(25));
  define_features();
}

/// ?FEATURE_AVAILABLE(F) and ?FEATURE_ENABLED(F): ((F) == maybe_expr), or false.
void preprocessor::define_features() {
  const auto mark = [](symbol s) {
    lexeme l;
    l.kind = lexeme_kind::symbol;
    l.mark = s;
    return l;
  };
  const lexeme x = own_token(lexeme_kind::variable, atom("X"));
  const std::vector<lexeme> known = {mark(symbol::left_parenthesis),
                                     mark(symbol::left_parenthesis),
                                     x,
                                     mark(symbol::right_parenthesis),
                                     mark(symbol::equal_equal),
                                     own_token(lexeme_kind::atom, atom("maybe_expr")),
                                     mark(symbol::right_parenthesis)};
  const std::vector<lexeme> none = {own_token(lexeme_kind::atom, atoms::false_)};
  macros_.replace(atom("FEATURE_AVAILABLE"), {1, {atom("X")}, known});
  macros_.replace(atom("FEATURE_ENABLED"), {1, {atom("X")}, words_.maybe_expr ? known : none});
}

void preprocessor::define_given() {
  for (const predefined_macro& m : options_.macros) {
    std::vector<lexeme> body;
    const term said = abstract(m.value, term(0));
    if (!said || !tokens_from_term(tokens_of(said, term::nil()), body)) {
      refusal_ = tuple(atom("bad"), tuple(m.name, m.value));
      return;
    }
    if (m.redefine) {
      macros_.predefine(m.name, std::move(body));
    } else if (macros_.is_known(m.name)) {
      refusal_ =
          tuple(macros_.is_predefined(m.name) ? atom("redefine_predef") : atom("redefine"), m.name);
      return;
    } else {
      macros_.replace(m.name, {-1, {}, std::move(body)});
    }
  }
}

// Files.

std::string preprocessor::name_of(const std::string& name) const {
  return options_.deterministic ? base_name(name) : name;
}

void preprocessor::set_file(const std::string& name, const location& where) {
  lexeme l = own_token(lexeme_kind::string, term(name_of(name)));
  l.where = where;
  macros_.predefine(atom("FILE"), {std::move(l)});
}

bool preprocessor::enter(std::string bytes, std::string name) {
  const bool is_latin1 = says_latin1(bytes).value_or(options_.latin1);
  const location start = {1, options_.start.column == 0 ? 0u : 1u};
  files_.push_back(std::make_unique<source>(is_latin1 ? utf8_of_latin1(bytes) : std::move(bytes),
                                            files_.empty() ? options_.start : start, words_));
  file().directory = directory_name(name);
  file().name = file().name_said = std::move(name);
  return true;
}

/// `-file(Name, Line).`, as if the text had said so.
preprocessed preprocessor::file_form(const std::string& name, const location& line,
                                     const location& where, bool generated) {
  preprocessed out;
  out.what = preprocessed::kind::tokens;
  const auto add = [&](lexeme l) {
    l.where = where;
    if (generated) {
      l.annotation = list(tuple(atom("generated"), true), tuple(atom("location"), where.to_term()));
    }
    out.tokens.push_back(std::move(l));
  };
  const auto mark = [&](symbol s) {
    lexeme l;
    l.kind = lexeme_kind::symbol;
    l.mark = s;
    add(std::move(l));
  };
  mark(symbol::minus);
  add(own_token(lexeme_kind::atom, atom("file")));
  mark(symbol::left_parenthesis);
  add(own_token(lexeme_kind::string, term(name_of(name))));
  mark(symbol::comma);
  add(own_token(lexeme_kind::integer, term(line.line)));
  mark(symbol::right_parenthesis);
  add(lexeme());
  return out;
}

/// The end of a file, after complaints of conditions that it left open.
preprocessor::reply preprocessor::leave() {
  static constexpr const char* names[] = {"ifdef", "ifndef", "if", "elif", "else"};
  source& last = file();
  if (!last.open.empty()) {
    const auto innermost = static_cast<std::size_t>(last.open.back());
    last.open.pop_back();
    return fault(last.words.where(),
                 tuple(atom("illegal"), "unterminated", atom(names[innermost])));
  }
  if (files_.size() == 1) {
    preprocessed end;
    end.info = last.words.where().to_term();
    return end;
  }
  files_.pop_back();
  source& back = file();
  const location said = back.words.where();
  const location real = {said.line + back.delta, said.column};
  set_file(back.name_said, real);
  if (back.name_said != back.name) {
    waiting_.push_back(file_form(back.name_said, said, real, true));
  }
  return file_form(back.name, real, real, false);
}

// Forms.

preprocessed preprocessor::fault(const location& where, term what) {
  preprocessed out;
  out.what = preprocessed::kind::error;
  out.info = tuple(where.to_term(), atom("epp"), std::move(what));
  return out;
}

lexer::outcome preprocessor::read(std::vector<lexeme>& out) {
  out.clear();
  for (;;) {
    lexeme l;
    const auto found = file().words.next(l);
    if (found == lexer::outcome::end) {
      return out.empty() ? found : lexer::outcome::found;
    }
    if (found == lexer::outcome::failed) {
      return found;
    }
    out.push_back(std::move(l));
    if (out.back().kind == lexeme_kind::dot) {
      return lexer::outcome::found;
    }
  }
}

preprocessed preprocessor::next() {
  std::vector<lexeme> all;
  for (;;) {
    if (!waiting_.empty()) {
      preprocessed out = std::move(waiting_.front());
      waiting_.pop_front();
      return out;
    }
    if (reply r = skipping_.empty() ? form(all) : skipped(all)) {
      return std::move(*r);
    }
  }
}

preprocessor::reply preprocessor::form(std::vector<lexeme>& all) {
  switch (read(all)) {
  case lexer::outcome::failed: {
    preprocessed out;
    out.what = preprocessed::kind::error;
    out.info = file().words.failure();
    return out;
  }
  case lexer::outcome::end: return leave();
  case lexer::outcome::found: break;
  }
  bool is_one = false;
  if (all.size() >= 2 && all[0].is(symbol::minus)) {
    reply r = directive(all, is_one);
    if (is_one) {
      return r;
    }
  }
  return plain(all);
}

preprocessor::reply preprocessor::directive(tokens all, bool& is_one) {
  const lexeme& what = all[1];
  const tokens rest = all.subspan(2);
  is_one = true;
  if (what.is(symbol::if_)) {
    return if_(rest, what);
  }
  if (what.is(symbol::else_)) {
    return else_(rest, what);
  }
  const auto is = [&](const atom name) { return what.is_atom(name); };
  if (is(atom("define"))) {
    return define(rest, what);
  }
  if (is(atom("undef"))) {
    in_prefix_ = false;
    return undef(rest, what);
  }
  if (is(atom("error")) || is(atom("warning"))) {
    in_prefix_ = false;
    return said(rest, what);
  }
  if (is(atom("include")) || is(atom("include_lib"))) {
    return include(rest, what, is(atom("include_lib")));
  }
  if (is(atom("ifdef")) || is(atom("ifndef"))) {
    return ifdef(rest, what, is(atom("ifdef")));
  }
  if (is(atom("else"))) {
    return else_(rest, what);
  }
  if (is(atom("elif"))) {
    return elif (what);
  }
  if (is(atom("endif"))) {
    return endif(rest, what);
  }
  if (is(atom("feature"))) {
    return feature(rest, what);
  }
  if (is(atom("file"))) {
    return file_said(rest, what);
  }
  is_one = false;
  return {};
}

/// Any form but the preprocessor's own.
preprocessor::reply preprocessor::plain(tokens all) {
  preprocessed out;
  out.what = preprocessed::kind::tokens;
  if (auto wrong = macro_expander(macros_, all).run(all, out.tokens)) {
    return fault(std::move(*wrong));
  }
  static const atom early[] = {atom("module"), atom("feature"), atom("if"),
                               atom("else"),   atom("elif"),    atom("endif"),
                               atom("ifdef"),  atom("ifndef"),  atom("define"),
                               atom("undef"),  atom("include"), atom("include_lib")};
  if (!out.tokens.empty()) {
    const bool is_early = out.tokens.size() >= 2 && out.tokens[0].is(symbol::minus) &&
                          std::any_of(std::begin(early), std::end(early),
                                      [&](atom name) { return out.tokens[1].is_atom(name); });
    in_prefix_ = in_prefix_ && is_early;
  }
  note_module(out.tokens);
  return out;
}

/// ?MODULE is known from the attribute on.
void preprocessor::note_module(tokens all) {
  if (all.size() < 5 || !all[0].is(symbol::minus) || !all[2].is(symbol::left_parenthesis) ||
      all[3].kind != lexeme_kind::atom) {
    return;
  }
  const bool is_module = all[1].is_atom(atom("module"));
  const bool is_base = all[1].is_atom(atom("extends"));
  const bool closes = all[4].is(symbol::right_parenthesis);
  if (!(is_module && (closes || all[4].is(symbol::comma))) && !(is_base && closes)) {
    return;
  }
  lexeme text = own_token(lexeme_kind::string, term(all[3].value.as_atom().name()));
  macros_.predefine(is_module ? atom("MODULE") : atom("BASE_MODULE"), {all[3]});
  macros_.predefine(is_module ? atom("MODULE_STRING") : atom("BASE_MODULE_STRING"),
                    {std::move(text)});
}

term preprocessor::next_form() {
  preprocessed p = next();
  switch (p.what) {
  case preprocessed::kind::tokens: {
    parsed form = parse_form(p.tokens);
    return form.ok() ? std::move(form.value) : tuple(atoms::error, form.error);
  }
  case preprocessed::kind::error: return tuple(atoms::error, p.info);
  case preprocessed::kind::warning: return tuple(atom("warning"), p.info);
  case preprocessed::kind::end: break;
  }
  return tuple(atom("eof"), p.info);
}

std::vector<term> parse_file(std::string text, epp_options options, source_files& files) {
  preprocessor epp(std::move(text), std::move(options), files);
  std::vector<term> forms;
  do {
    forms.push_back(epp.next_form());
  } while (!forms.back().is_tuple(2) || !forms.back()[0].is(atom("eof")));
  return forms;
}

}  // namespace kith::lang
