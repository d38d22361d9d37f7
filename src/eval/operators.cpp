#include "eval/operators.hpp"

#include <set>

#include "eval/make.hpp"
#include "otp/gen.hpp"
#include "term/arithmetic.hpp"

namespace kith::eval {

namespace {

struct before {
  bool operator()(const term_ref& a, const term_ref& b) const noexcept {
    return compare_exact(a, b) < 0;
  }
};

bool is_true(term_ref t) {
  return t.is(atoms::true_);
}
bool is_boolean(term_ref t) {
  return t.is(atoms::true_) || t.is(atoms::false_);
}

term logical(operation what, term_ref a, term_ref b, term& reason) {
  if (!is_boolean(a) || !is_boolean(b)) {
    reason = atoms::badarg;
    return {};
  }
  switch (what) {
  case operation::and_: return is_true(a) && is_true(b);
  case operation::or_: return is_true(a) || is_true(b);
  default: return is_true(a) != is_true(b);
  }
}

term append(term_ref a, term_ref b, term& reason) {
  std::vector<term> parts;
  for (; a.is_cons(); a = a.tail()) {
    parts.emplace_back(a.head());
  }
  if (!a.is_nil()) {
    reason = atoms::badarg;
    return {};
  }
  return list_of_parts(parts, b);
}

/// `A -- B`: each element of B takes away the first that equals it.
term remove(term_ref a, term_ref b, term& reason) {
  if (a.list_length() < 0 || b.list_length() < 0) {
    reason = atoms::badarg;
    return {};
  }
  std::multiset<term_ref, before> gone;
  for (; b.is_cons(); b = b.tail()) {
    gone.insert(b.head());
  }
  std::vector<term> left;
  for (; a.is_cons(); a = a.tail()) {
    const auto found = gone.find(a.head());
    if (found == gone.end()) {
      left.emplace_back(a.head());
    } else {
      gone.erase(found);
    }
  }
  return list_of_parts(left, term::nil());
}

term compared(operation what, term_ref a, term_ref b) {
  switch (what) {
  case operation::equal: return compare(a, b) == 0;
  case operation::not_equal: return compare(a, b) != 0;
  case operation::less: return compare(a, b) < 0;
  case operation::less_equal: return compare(a, b) <= 0;
  case operation::greater: return compare(a, b) > 0;
  case operation::greater_equal: return compare(a, b) >= 0;
  case operation::exact: return a == b;
  default: return !(a == b);
  }
}

term number(operation what, term_ref a, term_ref b, arithmetic::fault& why) {
  switch (what) {
  case operation::add: return arithmetic::add(a, b, why);
  case operation::subtract: return arithmetic::subtract(a, b, why);
  case operation::multiply: return arithmetic::multiply(a, b, why);
  case operation::divide: return arithmetic::divide(a, b, why);
  case operation::div: return arithmetic::div(a, b, why);
  case operation::rem: return arithmetic::rem(a, b, why);
  case operation::band: return arithmetic::band(a, b, why);
  case operation::bor: return arithmetic::bor(a, b, why);
  case operation::bxor: return arithmetic::bxor(a, b, why);
  case operation::bsl: return arithmetic::bsl(a, b, why);
  case operation::bsr: return arithmetic::bsr(a, b, why);
  case operation::negate: return arithmetic::negate(a, why);
  case operation::plus: return arithmetic::plus(a, why);
  default: return arithmetic::bnot(a, why);
  }
}

term calculated(operation what, term_ref a, term_ref b, term& reason) {
  auto why = arithmetic::fault::none;
  term made = number(what, a, b, why);
  if (!made) {
    reason = why == arithmetic::fault::system_limit ? atoms::system_limit : atom("badarith");
  }
  return made;
}

term sent(term_ref to, term_ref message, term& reason) {
  const auto where = detail::destination_of(to);
  if (!where) {
    reason = atoms::badarg;
    return {};
  }
  try {
    send(*where, term(message));
  } catch (const exit_exception& e) {
    reason = e.reason();
    return {};
  }
  return term(message);
}

constexpr const char* names[] = {
    "+",   "-",  "*",  "/",   "div", "rem", "band", "bor", "bxor", "bsl",
    "bsr", "++", "--", "!",   "and", "or",  "xor",  "==",  "/=",   "<",
    "=<",  ">",  ">=", "=:=", "=/=", "-",   "+",    "not", "bnot"};

}  // namespace

term operate1(operation what, term_ref a, term& reason) {
  if (what == operation::not_) {
    if (!is_boolean(a)) {
      reason = atoms::badarg;
      return {};
    }
    return !is_true(a);
  }
  return calculated(what, a, a, reason);
}

term operate2(operation what, term_ref a, term_ref b, term& reason) {
  switch (what) {
  case operation::append: return append(a, b, reason);
  case operation::remove: return remove(a, b, reason);
  case operation::send: return sent(a, b, reason);
  case operation::and_:
  case operation::or_:
  case operation::xor_: return logical(what, a, b, reason);
  case operation::equal:
  case operation::not_equal:
  case operation::less:
  case operation::less_equal:
  case operation::greater:
  case operation::greater_equal:
  case operation::exact:
  case operation::not_exact: return compared(what, a, b);
  default: return calculated(what, a, b, reason);
  }
}

atom name_of(operation what) {
  return atom(names[static_cast<std::size_t>(what)]);
}

}  // namespace kith::eval
