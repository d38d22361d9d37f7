// Forms: functions, and attributes with what each kind of them may hold.
#include <algorithm>
#include <utility>

#include "lang/parser.hpp"

#include "lang/abstract.hpp"

namespace kith::lang {

word parser::function() {
  std::vector<clause> all;
  const word clauses = named_clauses(all) ? checked(all) : 0;
  if (clauses == 0) {
    return 0;
  }
  const auto arity = heap::small(static_cast<std::int64_t>(all[0].arity));
  return node(atom("function"), all[0].at, {all[0].name, arity, clauses});
}

bool parser::named_clauses(std::vector<clause>& all) {
  do {
    clause c;
    c.at = here();
    if (!expect(lexeme_kind::atom)) {
      return false;
    }
    c.name = heap_.embed(words_[c.at].value);
    if (!function_clause(c)) {
      return false;
    }
    all.push_back(c);
  } while (accept(symbol::semicolon));
  return true;
}

/// Expressions are the body of a function f() in OTP's parser: what may follow them is another
/// clause of that, which is then found to be too much.
word parser::lone_body() {
  if (words_.empty()) {
    end_.where = {0, 0};
  }
  const word body = expression_list();
  const std::uint32_t next = here();
  if (body == 0 || !accept(symbol::semicolon)) {
    return body;
  }
  clause f;
  f.name = heap::atom(atom("f"));
  std::vector<clause> all = {f};
  if (named_clauses(all) && checked(all) != 0) {
    at_ = next;
    unexpected();
  }
  return 0;
}

word parser::attribute() {
  ++at_;
  const std::uint32_t name = here();
  if (!expect(lexeme_kind::atom)) {
    return 0;
  }
  if (words_[name].is_atom(atom("spec")) || words_[name].is_atom(atom("callback"))) {
    return specification(name);
  }
  // `-name(A, …)` encloses all values, or, as in `-name(A) + 1`, only a part of the first.
  bool enclosed = accept(symbol::left_parenthesis);
  part first = expression();
  if (first && enclosed && accept(symbol::right_parenthesis)) {
    enclosed = false;
    first = suffixed(first, operand::most);
    first = first ? expression(first) : part{};
  }
  if (!first) {
    return 0;
  }
  const auto closed = [&] { return !enclosed || expect(symbol::right_parenthesis); };
  if (accept(symbol::colon_colon)) {
    const part type = top_type();
    return type && closed() ? typed_definition(name, first, type.at) : 0;
  }
  std::vector<part> values = {first};
  if (accept(symbol::comma)) {
    part second;
    if (is(symbol::left_brace)) {
      const std::uint32_t open = here();
      std::vector<field> all;
      if (!fields(all)) {
        return 0;
      }
      const auto is_typed = [](const field& f) { return f.type != 0; };
      if (std::any_of(all.begin(), all.end(), is_typed)) {
        return closed() ? typed_record(name, first, all) : 0;
      }
      const std::size_t from = parts_.size();
      for (const field& f : all) {
        parts_.push_back(f.value.at);
      }
      second = suffixed({node(atom("tuple"), open, {list_of(from)}), open}, operand::most);
      if (!second) {
        return 0;
      }
    }
    do {
      const part p = expression(std::exchange(second, {}));
      if (!p) {
        return 0;
      }
      values.push_back(p);
    } while (accept(symbol::comma));
  } else if (enclosed) {
    unexpected();
    return 0;
  }
  return closed() ? plain(name, values) : 0;
}

/// `{A, B = 1, C :: integer()}`.
bool parser::fields(std::vector<field>& out) {
  ++at_;
  if (accept(symbol::right_brace)) {
    return true;
  }
  do {
    field f{expression(), 0};
    if (!f.value) {
      return false;
    }
    if (accept(symbol::colon_colon)) {
      f.type = top_type().at;
      if (f.type == 0) {
        return false;
      }
    }
    out.push_back(f);
  } while (accept(symbol::comma));
  return expect(symbol::right_brace);
}

word parser::typed_definition(std::uint32_t name, part subject, word type) {
  const lexeme& kind = words_[name];
  const bool defines = kind.is_atom(atom("type")) || kind.is_atom(atom("opaque"));
  const bool is_call = heap_.is_record(subject.at, atom("call"), 4);
  if (!defines || !is_call || !heap_.is_record(heap_.element(subject.at, 2), atom("atom"), 3)) {
    defines || kind.is_atom(atom("record")) ? bad_declaration(kind.where, kind.value.as_atom())
                                            : wrong(kind.where, "bad attribute");
    return 0;
  }
  const word given = heap_.element(subject.at, 3);
  const auto refuse = [&](bool wildcards) {
    for (word left = given; heap::is_cons(left); left = heap_.tail(left)) {
      const word p = heap_.head(left);
      const bool is_variable = heap_.is_record(p, atom("var"), 3);
      if (wildcards ? is_variable && heap_.element(p, 2) == heap::atom(atom("_")) : !is_variable) {
        return !wrong(wildcards ? location_of(heap_.element(p, 1)) : first_location(p),
                      "bad type variable");
      }
    }
    return false;
  };
  if (refuse(true) || refuse(false)) {
    return 0;
  }
  const word called = heap_.element(heap_.element(subject.at, 2), 2);
  return node(atom("attribute"), name,
              {heap_.embed(kind.value), heap_.tuple({called, type, given})});
}

word parser::typed_record(std::uint32_t name, part subject, std::span<const field> all) {
  const lexeme& kind = words_[name];
  if (!kind.is_atom(atom("record")) || !heap_.is_record(subject.at, atom("atom"), 3)) {
    const bool known =
        kind.is_atom(atom("record")) || kind.is_atom(atom("type")) || kind.is_atom(atom("opaque"));
    known ? bad_declaration(kind.where, kind.value.as_atom()) : wrong(kind.where, "bad attribute");
    return 0;
  }
  const word declared = record_declaration(all);
  return declared == 0 ? 0
                       : node(atom("attribute"), name,
                              {heap_.embed(kind.value),
                               heap_.tuple({heap_.element(subject.at, 2), declared})});
}

word parser::record_declaration(std::span<const field> all) {
  const std::size_t from = parts_.size();
  for (const field& f : all) {
    const word made = field_declaration(f);
    if (made == 0) {
      return 0;
    }
    parts_.push_back(made);
  }
  return list_of(from);
}

/// `name` or `name = Default`, and maybe a type.
word parser::field_declaration(const field& f) {
  const word tag = heap::atom(atom("record_field"));
  const word at = f.value.at;
  word made = 0;
  if (heap_.is_record(at, atom("atom"), 3)) {
    made = heap_.tuple({tag, heap_.element(at, 1), at});
  } else if (heap_.is_record(at, atom("match"), 4) &&
             heap_.is_record(heap_.element(at, 2), atom("atom"), 3)) {
    const word name = heap_.element(at, 2);
    made = heap_.tuple({tag, heap_.element(name, 1), name, heap_.element(at, 3)});
  } else {
    wrong(first_location(f.value.at), "bad record field");
    return 0;
  }
  return f.type == 0 ? made : heap_.tuple({heap::atom(atom("typed_record_field")), made, f.type});
}

/// The attributes whose values are expressions.
word parser::plain(std::uint32_t name, std::span<const part> values) {
  const atom kind = words_[name].value.as_atom();
  const bool starts_with_atom = heap_.is_record(values[0].at, atom("atom"), 3);
  word value = 0;
  std::size_t wrong_one = 0;  // of the values, the one that an error is about
  if (kind == atom("module")) {
    if (starts_with_atom && values.size() <= 2) {
      value = module(values);
      return value == 0 ? 0 : node(atom("attribute"), name, {heap::atom(kind), value});
    }
  } else if (kind == atom("export")) {
    if (values.size() == 1) {
      value = exports(values[0].at);
      return value == 0 ? 0 : node(atom("attribute"), name, {heap::atom(kind), value});
    }
    wrong_one = 1;
  } else if (kind == atom("import")) {
    if (starts_with_atom && values.size() == 2) {
      value = exports(values[1].at);
      return value == 0
                 ? 0
                 : node(atom("attribute"), name,
                        {heap::atom(kind), heap_.tuple({heap_.element(values[0].at, 2), value})});
    }
    wrong_one = values.size() == 1 ? 0 : 1;  // OTP crashes on a single one
  } else if (kind == atom("record")) {
    if (starts_with_atom && values.size() == 2) {
      value = record(values[1]);
      return value == 0
                 ? 0
                 : node(atom("attribute"), name,
                        {heap::atom(kind), heap_.tuple({heap_.element(values[0].at, 2), value})});
    }
  } else if (kind == atom("file")) {
    if (values.size() == 2 && heap_.is_record(values[0].at, atom("string"), 3) &&
        heap_.is_record(values[1].at, atom("integer"), 3)) {
      return node(atom("attribute"), name,
                  {heap::atom(kind),
                   heap_.tuple({heap_.element(values[0].at, 2), heap_.element(values[1].at, 2)})});
    }
  } else if (values.size() == 1) {
    return wild(name, values[0]);
  } else {
    wrong(first_location(values[1].at), "bad attribute");
    return 0;
  }
  bad_declaration(first_location(values[wrong_one].at), kind);
  return 0;
}

/// `-module(name)`, or with the variables that modules once took.
word parser::module(std::span<const part> values) {
  const word name = heap_.element(values[0].at, 2);
  if (values.size() == 1) {
    return name;
  }
  const std::size_t from = parts_.size();
  word left = values[1].at;
  for (; heap_.is_record(left, atom("cons"), 4); left = heap_.element(left, 3)) {
    if (!heap_.is_record(heap_.element(left, 2), atom("var"), 3)) {
      break;
    }
    parts_.push_back(heap_.element(heap_.element(left, 2), 2));
  }
  if (!heap_.is_record(left, atom("nil"), 2)) {
    wrong(first_location(left), "bad variable list");
    return 0;
  }
  return heap_.tuple({name, list_of(from)});
}

/// `[name/1, …]` as {name, 1}.
word parser::exports(word list) {
  const std::size_t from = parts_.size();
  for (; heap_.is_record(list, atom("cons"), 4); list = heap_.element(list, 3)) {
    const word one = heap_.element(list, 2);
    if (!heap_.is_record(one, atom("op"), 5) ||
        heap_.element(one, 2) != heap::atom(category(symbol::slash))) {
      break;
    }
    const word name = heap_.element(one, 3);
    const word arity = heap_.element(one, 4);
    if (!heap_.is_record(name, atom("atom"), 3)) {
      wrong(first_location(name), "bad function name");
      return 0;
    }
    if (!heap_.is_record(arity, atom("integer"), 3)) {
      wrong(first_location(arity), "bad function arity");
      return 0;
    }
    parts_.push_back(heap_.tuple({heap_.element(name, 2), heap_.element(arity, 2)}));
  }
  if (!heap_.is_record(list, atom("nil"), 2)) {
    wrong(first_location(list), "bad Name/Arity");
    return 0;
  }
  return list_of(from);
}

/// The fields of a record without types.
word parser::record(part declared) {
  if (!heap_.is_record(declared.at, atom("tuple"), 3)) {
    wrong(first_location(declared.at), "bad record declaration");
    return 0;
  }
  std::vector<field> all;
  for (word left = heap_.element(declared.at, 2); heap::is_cons(left); left = heap_.tail(left)) {
    all.push_back({{heap_.head(left), 0}, 0});
  }
  return record_declaration(all);
}

/// Any other attribute holds a constant, in which `name/1` stands for {name, 1}.
word parser::wild(std::uint32_t name, part value) {
  const location where = first_location(value.at);
  const term constant = normalise(heap_.finish(value.at), slashes::name_and_arity);
  std::fill(annos_.begin(), annos_.end(), 0);
  annotated_.clear();
  if (!constant) {
    wrong(where, "bad attribute");
    return 0;
  }
  return node(atom("attribute"), name, {heap_.embed(words_[name].value), heap_.embed(constant)});
}

}  // namespace kith::lang
