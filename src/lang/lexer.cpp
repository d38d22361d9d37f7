#include "lang/lexer.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "term/bigint.hpp"
#include "term/format_text.hpp"
#include "term/scan_utf8.hpp"

namespace kith::lang {

location lexer::locate(text_position at) const noexcept {
  location out;
  out.line = start_.line + static_cast<std::int64_t>(at.line) - 1;
  if (start_.column != 0) {
    out.column = at.line == 1 ? start_.column + at.column - 1 : at.column;
  }
  return out;
}

term lexer::annotate(location where, std::string_view text) const {
  const bool is_kept = options_.quoted_text && (text == "'maybe'" || text == "'else'");
  if (!options_.text && !is_kept) {
    return {};
  }
  return list(tuple(atom("text"), text), tuple(atom("location"), where.to_term()));
}

lexer::outcome lexer::next(lexeme& out) {
  if (!waiting_.empty()) {
    out = std::move(waiting_.back());
    waiting_.pop_back();
    return outcome::found;
  }
  no_atom_ = {};
  const std::size_t before = scanner_.offset();
  const text_position start = scanner_.where();
  auto scanned = scanner_.next();
  if (!scanned.ok()) {
    return outcome::failed;
  }
  token t = std::move(scanned).value();
  const bool at_end = t.kind == token_kind::end;
  const std::size_t from = at_end ? text_.size() : t.offset;
  if ((options_.white_space || options_.comments) && from != before) {
    gap(before, from, start);
  }
  if (waiting_.empty()) {
    return at_end ? outcome::end : convert(std::move(t), out);
  }
  if (!at_end) {
    lexeme word;
    if (convert(std::move(t), word) == outcome::failed) {
      waiting_.clear();
      return outcome::failed;
    }
    waiting_.push_back(std::move(word));
  }
  std::reverse(waiting_.begin(), waiting_.end());
  return next(out);
}

lexer::outcome lexer::convert(token t, lexeme& out) {
  out = {};
  out.where = locate(t.where);
  out.annotation = annotate(out.where, text_.substr(t.offset, t.size));
  switch (t.kind) {
  case token_kind::atom:
    if (options_.maybe_expr && text_[t.offset] != '\'' && (t.text == "maybe" || t.text == "else")) {
      out.kind = lexeme_kind::symbol;
      out.mark = t.text == "maybe" ? symbol::maybe_ : symbol::else_;
      return outcome::found;
    }
    [[fallthrough]];
  case token_kind::variable: {
    out.kind = t.kind == token_kind::atom ? lexeme_kind::atom : lexeme_kind::variable;
    const auto name = atom::intern(t.text);
    if (!name.ok()) {  // the table is full
      no_atom_ = tuple(out.where.to_term(), atom("erl_scan"), atoms::system_limit);
      return outcome::failed;
    }
    out.value = *name;
    return outcome::found;
  }
  case token_kind::integer:
    out.kind = lexeme_kind::integer;
    out.value = t.is_big ? from_digits(t.text, t.base).value() : term(t.number);
    return outcome::found;
  case token_kind::floating:
    out.kind = lexeme_kind::floating;
    out.value = t.real;
    return outcome::found;
  case token_kind::character:
    out.kind = lexeme_kind::character;
    out.value = t.number;
    return outcome::found;
  case token_kind::string:
    out.kind = lexeme_kind::string;
    out.value = t.text;
    return outcome::found;
  case token_kind::symbol:
    out.kind = lexeme_kind::symbol;
    out.mark = t.mark;
    if (t.mark == symbol::other) {
      out.value = atom(t.text);
    }
    return outcome::found;
  case token_kind::dot: out.kind = lexeme_kind::dot; return outcome::found;
  case token_kind::end: break;
  }
  return outcome::end;
}

term lexer::failure() const {
  if (no_atom_) {
    return no_atom_;
  }
  const scan_fault& f = scanner_.fault();
  const auto illegal = [](const char* what) { return term(tuple(atom("illegal"), atom(what))); };
  const auto open = [&](char quote) {
    return term(tuple(atom("string"), static_cast<int>(quote), f.text));
  };
  const auto descriptor = [&] {
    switch (f.what) {
    case scan_fault::kind::character: return illegal("character");
    case scan_fault::kind::atom: return illegal("atom");
    case scan_fault::kind::variable: return illegal("var");
    case scan_fault::kind::integer: return illegal("integer");
    case scan_fault::kind::floating: return illegal("float");
    case scan_fault::kind::base: {
      const auto base = from_digits(f.text);
      return base.ok() ? term(tuple(atom("base"), *base)) : illegal("integer");
    }
    case scan_fault::kind::cut_off: return term(atom("char"));
    case scan_fault::kind::open_string: return open('"');
    case scan_fault::kind::open_atom: return open('\'');
    }
    KITH_ASSERT(false);
  };
  return tuple(locate(f.where).to_term(), atom("erl_scan"), descriptor());
}

term scan_string(std::string_view text, location start, lexer_options options) {
  lexer words(text, start, options);
  std::vector<term> tokens;
  lexeme word;
  for (;;) {
    switch (words.next(word)) {
    case lexer::outcome::found: tokens.push_back(word.to_term()); break;
    case lexer::outcome::end: return tuple(atoms::ok, list_of(tokens), words.where().to_term());
    case lexer::outcome::failed:
      return tuple(atoms::error, words.failure(), words.where().to_term());
    }
  }
}

scanned_form scan_form(std::string_view text, bool at_eof, location start, lexer_options options) {
  lexer words(text, start, options);
  std::vector<term> tokens;
  lexeme word;
  scanned_form out;
  const auto done = [&](term result) {
    out.result = std::move(result);
    out.rest = words.offset();
  };
  for (;;) {
    switch (words.next(word)) {
    case lexer::outcome::found:
      tokens.push_back(word.to_term());
      if (word.kind != lexeme_kind::dot) {
        continue;
      }
      // At the end of the text the point may still be that of "1.5" or "..".
      out.more = !at_eof && words.offset() == text.size() && text.ends_with('.');
      done(tuple(atoms::ok, list_of(tokens), words.where().to_term()));
      return out;
    case lexer::outcome::failed:
      out.more = !at_eof && words.unfinished();
      done(tuple(atoms::error, words.failure(), words.where().to_term()));
      return out;
    case lexer::outcome::end:
      out.more = !at_eof;
      done(tokens.empty() ? term(tuple(atom("eof"), words.where().to_term()))
                          : term(tuple(atoms::ok, list_of(tokens), words.where().to_term())));
      return out;
    }
  }
}

std::string format_scan_error(term_ref descriptor) {
  std::string out;
  if (descriptor.is_tuple(3) && descriptor[0].is(atom("string"))) {
    const bool is_atom = descriptor[1] == term('\'' + 0);
    std::string head;
    if (descriptor[2].to_text(head)) {
      out = is_atom ? "unterminated atom starting with " : "unterminated string starting with ";
      append_quoted(out, head, is_atom ? '\'' : '"', true);
      return out;
    }
  }
  if (descriptor.is_tuple(2) && descriptor[0].is(atom("illegal"))) {
    return "illegal " + to_string(descriptor[1], format::w);
  }
  if (descriptor.is_tuple(2) && descriptor[0].is(atom("base"))) {
    return "illegal base '" + to_string(descriptor[1], format::w) + "'";
  }
  return descriptor.is(atom("char")) ? "unterminated character" : to_string(descriptor, format::w);
}

}  // namespace kith::lang
