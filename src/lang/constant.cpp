#include "lang/constant.hpp"

#include <cmath>
#include <optional>
#include <vector>

#include "kith/build.hpp"
#include "lang/abstract.hpp"
#include "lang/guard_shape.hpp"
#include "lang/heap.hpp"
#include "lang/parser.hpp"

namespace kith::lang {

namespace {

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

class test {
 public:
  explicit test(const std::function<bool(atom)>& is_known) : is_known_(is_known) {}

  /// The value, or no term if there is none.
  term value(term_ref e);

 private:
  term defined(term_ref arguments);
  term call(atom name, term_ref arguments);
  term operation(term_ref e);
  term both(term_ref e, bool decides);
  static term unary(atom op, term_ref a);
  static term arithmetic(std::string_view op, term_ref a, term_ref b);
  static term whole(std::string_view op, std::int64_t a, std::int64_t b);
  static term real(std::string_view op, double a, double b);
  static term type_test(std::string_view name, term_ref v);

  const std::function<bool(atom)>& is_known_;
  std::size_t depth_ = 0;
};

struct level {
  std::size_t& depth;
  explicit level(std::size_t& d) noexcept : depth(++d) {}
  level(const level&) = delete;
  level& operator=(const level&) = delete;
  ~level() { --depth; }
};

term test::value(term_ref e) {
  const level deeper(depth_);
  if (depth_ > nesting_max) {
    return {};
  }
  if (is_node(e, atom("op"), 4)) {
    const term v = value(e[3]);
    return v ? unary(e[2].as_atom(), v) : term();
  }
  if (is_node(e, atom("op"), 5)) {
    return operation(e);
  }
  if (is_node(e, atom("call"), 4) && is_node(e[2], atom("atom"), 3)) {
    return call(e[2][2].as_atom(), e[3]);
  }
  if (is_node(e, atom("tuple"), 3) || is_node(e, atom("cons"), 4)) {
    std::vector<term> parts;
    const bool is_tuple = e[0].is(atom("tuple"));
    term_ref left = is_tuple ? e[2] : e;
    while (is_tuple ? left.is_cons() : is_node(left, atom("cons"), 4)) {
      parts.push_back(value(is_tuple ? left.head() : left[2]));
      if (!parts.back()) {
        return {};
      }
      left = is_tuple ? left.tail() : left[3];
    }
    if (is_tuple) {
      heap h;
      std::vector<detail::word> words;
      for (const term& t : parts) {
        words.push_back(h.embed(t));
      }
      return h.finish(h.tuple(words));
    }
    term all = value(left);
    for (; all && !parts.empty(); parts.pop_back()) {
      all = cons(parts.back(), all);
    }
    return all;
  }
  return normalise(e);
}

term test::defined(term_ref arguments) {
  return arguments.list_length() == 1 ? term(is_known_(arguments.head()[2].as_atom())) : term();
}

term test::call(atom name, term_ref arguments) {
  std::vector<term> given;
  if (name == atom("defined")) {
    return defined(arguments);
  }
  for (; arguments.is_cons(); arguments = arguments.tail()) {
    given.push_back(value(arguments.head()));
    if (!given.back()) {
      return {};
    }
  }
  const std::string_view n = name.name();
  if (given.size() == 1) {
    const term& v = given[0];
    if (n == "length" && v.ref().list_length() >= 0) {
      return v.ref().list_length();
    }
    if (n == "tuple_size" && v.is_tuple()) {
      return v.tuple_size();
    }
    if (n == "map_size" && v.ref().is_map()) {
      return v.ref().map_size();
    }
    if (n == "byte_size" && v.ref().is_binary()) {
      return v.as_binary().size();
    }
    if (n == "hd" && v.ref().is_cons()) {
      return term(v.ref().head());
    }
    if (n == "tl" && v.ref().is_cons()) {
      return term(v.ref().tail());
    }
    if (n == "abs" && (v.is_integer() || v.is_float())) {
      return compare(v, term(0)) < 0 ? unary(atom("-"), v) : v;
    }
    if (n == "not" || !n.starts_with("is_")) {
      return {};
    }
    return type_test(n.substr(3), v);
  }
  if (n == "element" && given.size() == 2 && given[0].is_integer() && given[1].is_tuple() &&
      given[0].ref().fits_int64() && given[0].as_int() >= 1 &&
      given[0].as_int() <= static_cast<std::int64_t>(given[1].tuple_size())) {
    return term(given[1][static_cast<std::size_t>(given[0].as_int()) - 1]);
  }
  if (n == "is_map_key" && given.size() == 2 && given[1].ref().is_map()) {
    return static_cast<bool>(given[1].ref().map_get(given[0]));
  }
  return {};
}

term test::type_test(std::string_view name, term_ref v) {
  if (name == "atom")
    return v.is_atom();
  if (name == "integer")
    return v.is_integer();
  if (name == "float")
    return v.is_float();
  if (name == "number")
    return v.is_integer() || v.is_float();
  if (name == "boolean")
    return v.is(atoms::true_) || v.is(atoms::false_);
  if (name == "list")
    return v.is_list();
  if (name == "tuple")
    return v.is_tuple();
  if (name == "map")
    return v.is_map();
  if (name == "binary")
    return v.is_binary();
  if (name == "bitstring")
    return v.is_bitstring();
  if (name == "function")
    return v.is_fun();
  if (name == "pid" || name == "port" || name == "reference")
    return false;
  return {};
}

term test::operation(term_ref e) {
  const std::string_view op = e[2].as_atom().name();
  if (op == "andalso" || op == "orelse") {
    return both(e, op == "orelse");
  }
  const term a = value(e[3]);
  const term b = a ? value(e[4]) : term();
  if (!b) {
    return {};
  }
  if (op == "==")
    return compare(a, b) == 0;
  if (op == "/=")
    return compare(a, b) != 0;
  if (op == "=:=")
    return a == b;
  if (op == "=/=")
    return !(a == b);
  if (op == "<")
    return compare(a, b) < 0;
  if (op == "=<")
    return compare(a, b) <= 0;
  if (op == ">")
    return compare(a, b) > 0;
  if (op == ">=")
    return compare(a, b) >= 0;
  if (op == "and" || op == "or" || op == "xor") {
    const bool left = a.is(atoms::true_);
    const bool right = b.is(atoms::true_);
    if ((!left && !a.is(atoms::false_)) || (!right && !b.is(atoms::false_))) {
      return {};
    }
    return op == "and" ? left && right : op == "or" ? left || right : left != right;
  }
  return arithmetic(op, a, b);
}

/// andalso and orelse; `decides`: the value of the left side that makes the right one unasked.
term test::both(term_ref e, bool decides) {
  const term a = value(e[3]);
  if (!a || (!a.is(atoms::true_) && !a.is(atoms::false_))) {
    return {};
  }
  return a.is(atoms::true_) == decides ? a : value(e[4]);
}

term test::unary(atom op, term_ref a) {
  const std::string_view o = op.name();
  if (o == "not") {
    return a.is(atoms::true_) || a.is(atoms::false_) ? term(a.is(atoms::false_)) : term();
  }
  if (o == "bnot") {
    return a.is_integer() && a.fits_int64() ? term(~a.as_int()) : term();
  }
  if (a.is_float()) {
    return o == "-" ? term(-a.as_float()) : term(a);
  }
  if (!a.is_integer() || !a.fits_int64()) {
    return {};
  }
  return o == "-" ? whole("-", 0, a.as_int()) : term(a);
}

term test::arithmetic(std::string_view op, term_ref a, term_ref b) {
  const bool are_whole = a.is_integer() && b.is_integer();
  if (are_whole && op != "/") {
    return a.fits_int64() && b.fits_int64() ? whole(op, a.as_int(), b.as_int()) : term();
  }
  const auto number = [](term_ref t) -> std::optional<double> {
    if (t.is_float()) {
      return t.as_float();
    }
    return t.is_integer() && t.fits_int64() ? std::optional(static_cast<double>(t.as_int()))
                                            : std::nullopt;
  };
  const auto x = number(a);
  const auto y = number(b);
  return x && y ? real(op, *x, *y) : term();
}

term test::whole(std::string_view op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (op == "+")
    return __builtin_add_overflow(a, b, &out) ? term() : term(out);
  if (op == "-")
    return __builtin_sub_overflow(a, b, &out) ? term() : term(out);
  if (op == "*")
    return __builtin_mul_overflow(a, b, &out) ? term() : term(out);
  if (op == "band")
    return a & b;
  if (op == "bor")
    return a | b;
  if (op == "bxor")
    return a ^ b;
  if (op == "div" || op == "rem") {
    if (b == 0 || (b == -1 && a == INT64_MIN)) {
      return {};
    }
    return op == "div" ? a / b : a % b;
  }
  if (op != "bsl" && op != "bsr") {
    return {};
  }
  const std::int64_t left = op == "bsl" ? b : b == INT64_MIN ? 64 : -b;
  if (left <= 0) {
    return a >> (left < -63 ? 63 : -left);
  }
  if (left >= 62 || (a >> (62 - left)) != (a < 0 ? -1 : 0)) {
    return a == 0 ? term(0) : term();
  }
  return a * (std::int64_t{1} << left);
}

term test::real(std::string_view op, double a, double b) {
  const double out = op == "+"             ? a + b
                     : op == "-"           ? a - b
                     : op == "*"           ? a * b
                     : op == "/" && b != 0 ? a / b
                                           : HUGE_VAL;
  return std::isfinite(out) ? term(out) : term();
}

/// Whether each defined(…) names one thing.
bool are_names(term_ref e) {
  std::vector<term_ref> left = {e};
  while (!left.empty()) {
    const term_ref t = left.back();
    left.pop_back();
    if (t.is_cons()) {
      left.push_back(t.head());
      left.push_back(t.tail());
      continue;
    }
    if (!t.is_tuple()) {
      continue;
    }
    if (is_node(t, atom("call"), 4) && is_node(t[2], atom("atom"), 3) &&
        t[2][2].is(atom("defined")) && t[3].list_length() == 1) {
      const term_ref name = t[3].head();
      if (!is_node(name, atom("atom"), 3) && !is_node(name, atom("var"), 3)) {
        return false;
      }
      continue;
    }
    for (std::size_t i = 0; i < t.tuple_size(); ++i) {
      left.push_back(t[i]);
    }
  }
  return true;
}

}  // namespace

verdict holds(term_ref expressions, const std::function<bool(atom)>& is_known) {
  test t(is_known);
  if (expressions.list_length() != 1 || !are_names(expressions) ||
      !is_guard_expression(expressions.head(), [](atom, std::size_t) { return true; })) {
    return verdict::no_guard;
  }
  const term v = t.value(expressions.head());
  return v && v.is(atoms::true_) ? verdict::yes : verdict::no;
}

}  // namespace kith::lang
