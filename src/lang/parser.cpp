#include "lang/parser.hpp"

#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/words.hpp"

namespace kith::lang {

parser::parser(std::span<const lexeme> words) : words_(words), annos_(words.size()) {
  end_.kind = lexeme_kind::end;
  if (words.empty()) {
    end_.where = {999'999, 0};  // as OTP's parser generator says
    return;
  }
  end_.where = words.back().end();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto order = words[i - 1].where <=> words[i].where;
    const bool has_more = words[i - 1].annotation || words[i].annotation;
    monotonic_ = monotonic_ && (has_more ? order < 0 : order <= 0);
  }
}

term parser::finish(word root, bool ok) {
  if (!ok || root == 0) {
    heap_.clear();
    return {};
  }
  return heap_.finish(root);
}

term parser::form() {
  const word root = is(symbol::minus) ? attribute() : function();
  return finish(root, root != 0 && ended());
}

term parser::expressions() {
  const word root = lone_body();
  return finish(root, root != 0 && ended());
}

term parser::constant() {
  const word root = lone_body();
  if (root == 0 || !ended()) {
    return {};
  }
  const word more = heap_.tail(root);
  const location where = first_location(heap_.head(heap::is_cons(more) ? more : root));
  term said;
  if (!heap::is_cons(more)) {
    said = normalise(heap_.finish(heap_.head(root)));
  }
  if (!said) {
    wrong(where, "bad term");
  }
  return said;
}

/// A full stop and nothing behind it.
bool parser::ended() {
  return expect(lexeme_kind::dot) && (now().kind == lexeme_kind::end || unexpected());
}

bool parser::expect(lexeme_kind kind) {
  if (now().kind != kind) {
    return unexpected();
  }
  ++at_;
  return true;
}

bool parser::wrong(const location& where, term message) {
  if (!failure_) {
    failure_ = kith::tuple(where.to_term(), atom("erl_parse"), message);
  }
  return false;
}

bool parser::unexpected() {
  return wrong(now().where, term(list("syntax error before: ", described(now()))));
}

/// A message in the pieces that io_lib:format/2 leaves: the characters, and a string in their
/// midst.
static term pieces(std::string_view before, atom name, std::string_view after) {
  std::vector<term> out;
  for (const char c : before) {
    out.emplace_back(static_cast<int>(c));
  }
  out.emplace_back(to_string(term(name), format::tw));
  for (const char c : after) {
    out.emplace_back(static_cast<int>(c));
  }
  return kith::list_of(out);
}

bool parser::bad_declaration(const location& where, atom what) {
  return wrong(where, pieces("bad ", what, " declaration"));
}

bool parser::unsupported_constraint(std::uint32_t name) {
  const lexeme& l = words_[name];
  return wrong(l.where, pieces("unsupported constraint ", l.value.as_atom(), ""));
}

bool parser::too_deep() {
  return wrong(now().where, "nested too deeply (nesting_max)");
}

word parser::node(atom tag, std::uint32_t token, std::initializer_list<word> rest) {
  word all[6] = {heap::atom(tag), anno(token)};
  std::size_t n = 2;
  for (const word w : rest) {
    all[n++] = w;
  }
  return heap_.tuple(std::span(all, n));
}

/// The parts from `from` on, which are dropped, as a list.
word parser::list_of(std::size_t from) {
  const word out = heap_.list(std::span(parts_).subspan(from));
  parts_.resize(from);
  return out;
}

}  // namespace kith::lang
