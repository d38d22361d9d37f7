// Modules `erl_scan` and `erl_parse`, but for what takes funs or goes on where it stopped, which is
// in Erlang.
#include "kernel/fun.hpp"
#include "kernel/kernel_state.hpp"
#include "lang/abstract.hpp"
#include "lang/erl_parse.hpp"
#include "lang/lexer.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

lang::lexer_options default_options() {
  const kernel_state* kernel = kernel_here();
  lang::lexer_options o;
  o.maybe_expr = kernel != nullptr && kernel->maybe_expr;
  return o;
}

/// Scanner options. OTP: erl_scan:string/3.
lang::lexer_options options_of(term_ref options) {
  lang::lexer_options o = default_options();
  const term alone = options.is_list() ? term(options) : term(list(options));
  for (term_ref at = alone; at.is_cons(); at = at.tail()) {
    const term_ref one = at.head();
    if (one.is(atom("return"))) {
      o.white_space = true;
      o.comments = true;
    } else if (one.is(atom("return_white_spaces"))) {
      o.white_space = true;
    } else if (one.is(atom("return_comments"))) {
      o.comments = true;
    } else if (one.is(atom("text"))) {
      o.text = true;
    } else if (one.is_tuple(2) && one.element(0).is(atom("reserved_word_fun"))) {
      const auto words = named_fun_of(one.element(1));
      o.maybe_expr = o.maybe_expr || (words && words->name == atom("f_reserved_word"));
    }
  }
  return o;
}

lang::location location_of(term_ref t) {
  lang::location l;
  return lang::location::from_term(t, l) ? l : (badarg(), l);
}

std::string text_of(term_ref characters) {
  std::string text;
  return read_text_list(characters, text) ? text : (function_clause(), text);
}

term string_1(arguments a) {
  return lang::scan_string(text_of(a[0]), {1, 0}, default_options());
}
term string_2(arguments a) {
  return lang::scan_string(text_of(a[0]), location_of(a[1]), default_options());
}
term string_3(arguments a) {
  return lang::scan_string(text_of(a[0]), location_of(a[1]), options_of(a[2]));
}

/// kith_scan:form(Characters, AtEnd, Location, Options): `more`, or {done, Result, Rest}.
term form_4(arguments a) {
  const std::string text = text_of(a[0]);
  const lang::scanned_form form =
      lang::scan_form(text, a[1].is(atoms::true_), location_of(a[2]), options_of(a[3]));
  if (form.more) {
    return atom("more");
  }
  return tuple(atom("done"), form.result, term(std::string_view(text).substr(form.rest)));
}

term format_error_1(arguments a) {
  return lang::format_scan_error(a[0]);
}

term f_reserved_word_1(arguments a) {
  return a[0].is_atom() && reserved_word(a[0].as_atom().name()) != symbol::other;
}
/// Those of features that are on, too.
term reserved_word_1(arguments a) {
  if (default_options().maybe_expr && (a[0].is(atom("maybe")) || a[0].is(atom("else")))) {
    return atoms::true_;
  }
  return f_reserved_word_1(a);
}

std::vector<lang::lexeme> lexemes_of(term_ref tokens) {
  std::vector<lang::lexeme> all;
  return lang::tokens_from_term(tokens, all) ? std::move(all) : (function_clause(), std::move(all));
}

term parse_exprs_1(arguments a) {
  return lang::parse_exprs(lexemes_of(a[0])).to_term();
}
term parse_form_1(arguments a) {
  return lang::parse_form(lexemes_of(a[0])).to_term();
}
term parse_term_1(arguments a) {
  return lang::parse_term(lexemes_of(a[0])).to_term();
}
term format_parse_error_1(arguments a) {
  return lang::format_parse_error(a[0]);
}

term normalise_1(arguments a) {
  const term t = lang::normalise(a[0]);
  return t ? t : (raise_error(tuple(atoms::badarg, a[0])), t);
}
term abstract_1(arguments a) {
  const term t = lang::abstract(a[0], term(0));
  return t ? t : (function_clause(), t);
}
/// The second argument: a line, an annotation, or {location, _} and {encoding, _}.
term abstract_2(arguments a) {
  term where = 0;
  auto strings = lang::string_encoding::unicode;
  if (!a[1].is_list()) {
    where = a[1];
  }
  for (term_ref at = a[1].is_list() ? a[1].ref() : term_ref(); at.is_cons(); at = at.tail()) {
    const term_ref one = at.head();
    if (one.is_tuple(2) && one.element(0).is(atom("location"))) {
      where = term(one.element(1));
    } else if (one.is_tuple(2) && one.element(0).is(atom("encoding"))) {
      strings = one.element(1).is(atom("none"))    ? lang::string_encoding::none
                : one.element(1).is(atoms::latin1) ? lang::string_encoding::latin1
                                                   : lang::string_encoding::unicode;
    }
  }
  const term t = lang::abstract(a[0], where, strings);
  return t ? t : (function_clause(), t);
}
term tokens_1(arguments a) {
  const term t = lang::tokens_of(a[0], term::nil());
  return t ? t : (badarg(), t);
}
term tokens_2(arguments a) {
  const term t = lang::tokens_of(a[0], a[1]);
  return t ? t : (badarg(), t);
}

constexpr native_row scan_rows[] = {{"string", 1, string_1},
                                    {"string", 2, string_2},
                                    {"string", 3, string_3},
                                    {"format_error", 1, format_error_1},
                                    {"reserved_word", 1, reserved_word_1},
                                    {"f_reserved_word", 1, f_reserved_word_1}};
constexpr native_row parse_rows[] = {{"parse_exprs", 1, parse_exprs_1},
                                     {"parse_form", 1, parse_form_1},
                                     {"parse_term", 1, parse_term_1},
                                     {"format_error", 1, format_parse_error_1},
                                     {"normalise", 1, normalise_1},
                                     {"abstract", 1, abstract_1},
                                     {"abstract", 2, abstract_2},
                                     {"tokens", 1, tokens_1},
                                     {"tokens", 2, tokens_2}};

}  // namespace

void add_erl_scan_natives(native_table& natives) {
  add_rows(natives, atom("erl_scan"), scan_rows);
  natives.add(atom("kith_scan"), atom("form"), 4, form_4);
  add_rows(natives, atom("erl_parse"), parse_rows);
}

}  // namespace kith::detail
