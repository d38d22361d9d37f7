#include "stdlib/match_spec.hpp"

#include <algorithm>

#include "base/small_stack.hpp"
#include "kith/map.hpp"
#include "stdlib/match_expression.hpp"

namespace kith::detail {

bool is_match_variable(term_ref t, std::optional<std::uint32_t>& number) {
  number.reset();
  if (!t.is_atom()) {
    return false;
  }
  const std::string_view name = t.as_atom().name();
  if (name == "_") {
    return true;
  }
  constexpr std::size_t digits_max = 9;
  if (name.size() < 2 || name.size() > digits_max || name[0] != '$') {
    return false;
  }
  std::uint32_t n = 0;
  for (const char c : name.substr(1)) {
    if (c < '0' || c > '9') {
      return false;
    }
    n = n * 10 + static_cast<std::uint32_t>(c - '0');
  }
  number = n;
  return true;
}

bool match_bindings::bind(std::uint32_t number, term_ref value) {
  const auto at = std::lower_bound(all_.begin(), all_.end(), number,
                                   [](const binding& b, std::uint32_t n) { return b.number < n; });
  if (at != all_.end() && at->number == number) {
    return at->value == value;
  }
  all_.insert(at, {number, value});
  return true;
}

term_ref match_bindings::get(std::uint32_t number) const noexcept {
  for (const binding& b : all_) {
    if (b.number == number) {
      return b.value;
    }
  }
  return {};
}

std::vector<term_ref> match_bindings::values() const {
  std::vector<term_ref> values;
  for (const binding& b : all_) {
    values.push_back(b.value);
  }
  return values;
}

bool match_pattern(term_ref pattern, term_ref value, match_bindings& bound) {
  struct pair {
    term_ref pattern;
    term_ref value;
  };
  small_stack<pair, 16> rest;
  std::optional<std::uint32_t> number;
  rest.push({pattern, value});
  while (!rest.empty()) {
    const auto [p, v] = rest.pop();
    if (is_match_variable(p, number)) {
      if (number && !bound.bind(*number, v)) {
        return false;
      }
    } else if (p.is_cons()) {
      if (!v.is_cons()) {
        return false;
      }
      rest.push({p.tail(), v.tail()});
      rest.push({p.head(), v.head()});
    } else if (p.is_tuple()) {
      if (!v.is_tuple(p.arity())) {
        return false;
      }
      for (std::size_t i = p.arity(); i-- > 0;) {
        rest.push({p[i], v[i]});
      }
    } else if (p.is_map()) {
      if (!v.is_map()) {
        return false;
      }
      for (const auto& [key, wanted] : map_pairs(p)) {
        const term_ref there = v.map_get(key);
        if (!there) {
          return false;
        }
        rest.push({wanted, there});
      }
    } else if (p != v) {
      return false;
    }
  }
  return true;
}

namespace {

/// Whether variables are in a pattern.
bool has_variables(term_ref pattern) {
  small_stack<term_ref, 16> rest;
  std::optional<std::uint32_t> number;
  rest.push(pattern);
  while (!rest.empty()) {
    const term_ref p = rest.pop();
    if (is_match_variable(p, number)) {
      return true;
    }
    if (p.is_cons()) {
      rest.push(p.tail());
      rest.push(p.head());
    } else if (p.is_tuple()) {
      for (std::size_t i = 0; i < p.arity(); ++i) {
        rest.push(p[i]);
      }
    } else if (p.is_map()) {
      for (const auto& [key, value] : map_pairs(p)) {
        rest.push(value);
      }
    }
  }
  return false;
}

/// Binds the variables of a head to themselves, so that it is known which there are.
void bind_all(term_ref pattern, match_bindings& bound) {
  small_stack<term_ref, 16> rest;
  std::optional<std::uint32_t> number;
  rest.push(pattern);
  while (!rest.empty()) {
    const term_ref p = rest.pop();
    if (is_match_variable(p, number)) {
      if (number) {
        static_cast<void>(bound.bind(*number, p));
      }
    } else if (p.is_cons()) {
      rest.push(p.tail());
      rest.push(p.head());
    } else if (p.is_tuple()) {
      for (std::size_t i = 0; i < p.arity(); ++i) {
        rest.push(p[i]);
      }
    } else if (p.is_map()) {
      for (const auto& [key, value] : map_pairs(p)) {
        rest.push(value);
      }
    }
  }
}

}  // namespace

term_ref key_of_pattern(term_ref pattern, std::size_t keypos) {
  if (!pattern.is_tuple() || pattern.arity() < keypos) {
    return {};
  }
  const term_ref key = pattern[keypos - 1];
  // Maps in a pattern match more than themselves.
  return key.is_map() || has_variables(key) ? term_ref() : key;
}

std::optional<match_spec> match_spec::read(term_ref spec, std::string& why) {
  match_spec out;
  for (; spec.is_cons(); spec = spec.tail()) {
    const term_ref c = spec.head();
    const bool shaped = c.is_tuple(3) && c[1].list_length() >= 0 && c[2].list_length() > 0;
    if (!shaped) {
      why = "Match spec is not a list of {Head, Guards, Body}.";
      return std::nullopt;
    }
    match_bindings bound;
    bind_all(c[0], bound);
    for (const term_ref part : {c[1], c[2]}) {
      for (term_ref at = part; at.is_cons(); at = at.tail()) {
        if (!check_expression(at.head(), bound, why)) {
          return std::nullopt;
        }
      }
    }
    out.clauses_.push_back({c[0], c[1], c[2]});
  }
  if (!spec.is_nil()) {
    why = "Match spec is not a list of {Head, Guards, Body}.";
    return std::nullopt;
  }
  return out;
}

term match_spec::run(term_ref object) const {
  match_bindings bound;
  for (const clause& c : clauses_) {
    bound.clear();
    if (!match_pattern(c.head, object, bound)) {
      continue;
    }
    const match_scope scope{object, bound};
    bool holds = true;
    for (term_ref g = c.guards; holds && g.is_cons(); g = g.tail()) {
      const term value = evaluate_expression(g.head(), scope);
      holds = value && value.is(atoms::true_);
    }
    if (!holds) {
      continue;
    }
    term value;
    for (term_ref b = c.body; b.is_cons(); b = b.tail()) {
      value = evaluate_expression(b.head(), scope);
    }
    return value ? value : term(atoms::EXIT);
  }
  return {};
}

}  // namespace kith::detail
