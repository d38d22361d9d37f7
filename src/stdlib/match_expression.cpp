// An expression is evaluated by its own shape: `{Function, Arg, …}`, `{{A, B}}` for a tuple, lists
// and maps of expressions, `{const, Term}`, variables, and what stands for itself.

#include "stdlib/match_expression.hpp"

#include <algorithm>
#include <array>

#include "kith/map.hpp"
#include "otp/log.hpp"
#include "stdlib/erlang.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

/// Expressions within each other at most; a deeper one is refused.
constexpr int depth_max = 1'000;

/// The functions of module `erlang` that guards may call.
constexpr std::string_view guard_names[] = {"is_atom",
                                            "is_float",
                                            "is_integer",
                                            "is_list",
                                            "is_number",
                                            "is_pid",
                                            "is_port",
                                            "is_reference",
                                            "is_tuple",
                                            "is_map",
                                            "is_map_key",
                                            "is_binary",
                                            "is_bitstring",
                                            "is_boolean",
                                            "is_function",
                                            "is_record",
                                            "and",
                                            "or",
                                            "not",
                                            "xor",
                                            "abs",
                                            "element",
                                            "hd",
                                            "length",
                                            "map_get",
                                            "map_size",
                                            "round",
                                            "size",
                                            "tuple_size",
                                            "bit_size",
                                            "byte_size",
                                            "tl",
                                            "trunc",
                                            "float",
                                            "ceil",
                                            "floor",
                                            "binary_part",
                                            "+",
                                            "-",
                                            "*",
                                            "/",
                                            "div",
                                            "rem",
                                            "band",
                                            "bor",
                                            "bxor",
                                            "bnot",
                                            "bsl",
                                            "bsr",
                                            ">",
                                            ">=",
                                            "<",
                                            "=<",
                                            "=:=",
                                            "==",
                                            "=/=",
                                            "/=",
                                            "max",
                                            "min"};

plain_function find_in(std::span<const native_row> rows, std::string_view name,
                       std::uint32_t arity) {
  for (const native_row& row : rows) {
    if (row.arity == arity && row.name == name) {
      return row.body;
    }
  }
  return nullptr;
}

plain_function guard_function(atom name, std::uint32_t arity) {
  if (std::find(std::begin(guard_names), std::end(guard_names), name.name()) ==
      std::end(guard_names)) {
    return nullptr;
  }
  for (const auto& rows : {erlang_operator_rows(), erlang_type_rows(), erlang_tuple_rows(),
                           erlang_number_rows(), erlang_binary_rows()}) {
    if (const plain_function body = find_in(rows, name.name(), arity)) {
      return body;
    }
  }
  return nullptr;
}

bool is_lazy(term_ref name) {
  return name.is(atom("andalso")) || name.is(atom("orelse"));
}

bool is_self(term_ref t) {
  return t.is_tuple(1) && t[0].is(atom("self"));
}
bool is_node(term_ref t) {
  return t.is_tuple(1) && t[0].is(atom("node"));
}

class checker {
 public:
  checker(const match_bindings& bound, std::string& why) : bound_(bound), why_(why) {}

  bool check(term_ref e, int depth) {
    if (depth > depth_max) {
      return refuse("Expression is too deep.");
    }
    if (e.is_atom()) {
      return check_variable(e);
    }
    if (e.is_cons()) {
      for (; e.is_cons(); e = e.tail()) {
        if (!check(e.head(), depth + 1)) {
          return false;
        }
      }
      return check(e, depth + 1);
    }
    if (e.is_map()) {
      for (const auto& [key, value] : map_pairs(e)) {
        if (!check(value, depth + 1)) {
          return false;
        }
      }
      return true;
    }
    return !e.is_tuple() || check_tuple(e, depth);
  }

 private:
  bool refuse(std::string why) {
    why_ = std::move(why);
    return false;
  }

  bool check_variable(term_ref e) {
    std::optional<std::uint32_t> number;
    if (is_match_variable(e, number) && number && !bound_.get(*number)) {
      return refuse("Variable " + std::string(e.as_atom().name()) + " is unbound.");
    }
    return true;
  }

  bool check_tuple(term_ref e, int depth) {
    if (e.arity() == 0) {
      return true;
    }
    if (e.arity() == 1 && e[0].is_tuple()) {
      return check_elements(e[0], 0, depth);
    }
    if (e.is_tuple(2) && e[0].is(atom("const"))) {
      return true;
    }
    if (is_self(e) || is_node(e)) {
      return true;
    }
    if (!e[0].is_atom()) {
      return refuse("Function name is no atom.");
    }
    const auto arity = static_cast<std::uint32_t>(e.arity() - 1);
    const bool any_arity = is_lazy(e[0]) || e[0].is(atom("and")) || e[0].is(atom("or"));
    if (!(any_arity && arity > 0) && guard_function(e[0].as_atom(), arity) == nullptr) {
      return refuse("Function " + std::string(e[0].as_atom().name()) + "/" + std::to_string(arity) +
                    " does_not_exist.");
    }
    return check_elements(e, 1, depth);
  }

  bool check_elements(term_ref tuple, std::size_t from, int depth) {
    for (std::size_t i = from; i < tuple.arity(); ++i) {
      if (!check(tuple[i], depth + 1)) {
        return false;
      }
    }
    return true;
  }

  const match_bindings& bound_;
  std::string& why_;
};

class evaluator {
 public:
  explicit evaluator(const match_scope& scope) : scope_(scope) {}

  /// Recurses as deep as `checker` lets expressions be.
  term value(term_ref e) {  // NOLINT(misc-no-recursion)
    if (e.is_atom()) {
      return of_atom(e);
    }
    if (e.is_cons()) {
      return of_list(e);
    }
    if (e.is_map()) {
      return of_map(e);
    }
    return e.is_tuple() && e.arity() > 0 ? of_tuple(e) : term(e);
  }

 private:
  term of_atom(term_ref e) {
    std::optional<std::uint32_t> number;
    if (is_match_variable(e, number) && number) {
      return term(scope_.bound.get(*number));
    }
    if (e.is(atom("$_"))) {
      return term(scope_.object);
    }
    return e.is(atom("$$")) ? make_list(scope_.bound.values()) : term(e);
  }

  term of_list(term_ref e) {
    std::vector<term> all;
    for (; e.is_cons(); e = e.tail()) {
      all.push_back(value(e.head()));
      if (!all.back()) {
        return {};
      }
    }
    const term tail = value(e);
    const term_refs refs(all.begin(), all.end());
    return tail ? make_list(refs, tail) : term();
  }

  term of_map(term_ref e) {
    std::vector<term> values;
    std::vector<map_pair> pairs;
    values.reserve(e.map_size());
    for (const auto& [key, v] : map_pairs(e)) {
      values.push_back(value(v));
      if (!values.back()) {
        return {};
      }
      pairs.push_back({key, values.back()});
    }
    return map_from_list(pairs);
  }

  term of_tuple(term_ref e) {
    if (e.arity() == 1 && e[0].is_tuple()) {
      std::vector<term> all;
      if (!elements(e[0], 0, all)) {
        return {};
      }
      const term_refs refs(all.begin(), all.end());
      return tuple_of(refs);
    }
    if (e.is_tuple(2) && e[0].is(atom("const"))) {
      return term(e[1]);
    }
    if (is_self(e)) {
      return term(self());
    }
    if (is_node(e)) {
      return node_name();
    }
    return is_lazy(e[0]) ? of_lazy(e) : of_call(e);
  }

  /// `andalso`, `orelse`: the first argument that decides.
  term of_lazy(term_ref e) {
    const bool stops_at = e[0].is(atom("orelse"));
    for (std::size_t i = 1; i < e.arity(); ++i) {
      const term v = value(e[i]);
      if (!v || (!v.is(atoms::true_) && !v.is(atoms::false_))) {
        return {};
      }
      if (v.is(atoms::true_) == stops_at) {
        return v;
      }
    }
    return !stops_at;
  }

  term of_call(term_ref e) {
    std::vector<term> args;
    if (!elements(e, 1, args)) {
      return {};
    }
    try {
      if (args.size() != 2 && (e[0].is(atom("and")) || e[0].is(atom("or")))) {
        return of_many(e[0].as_atom(), args);
      }
      return guard_function(e[0].as_atom(), static_cast<std::uint32_t>(args.size()))(args);
    } catch (const exit_exception&) {
      return {};
    }
  }

  static term of_many(atom name, const std::vector<term>& args) {
    const plain_function both = guard_function(name, 2);
    term result = args[0];
    for (const term& arg : args) {
      const std::array<term, 2> two{result, arg};
      result = both(two);
    }
    return result;
  }

  bool elements(term_ref tuple, std::size_t from, std::vector<term>& all) {
    for (std::size_t i = from; i < tuple.arity(); ++i) {
      all.push_back(value(tuple[i]));
      if (!all.back()) {
        return false;
      }
    }
    return true;
  }

  const match_scope& scope_;
};

}  // namespace

bool check_expression(term_ref expression, const match_bindings& bound, std::string& why) {
  return checker(bound, why).check(expression, 0);
}

term evaluate_expression(term_ref expression, const match_scope& scope) {
  return evaluator(scope).value(expression);
}

}  // namespace kith::detail
