// Guards: tests that fail instead of raising errors.
#include "eval/function_compiler.hpp"
#include "kith/build.hpp"

namespace kith::eval {

namespace {

struct comparison {
  const char* spelling;
  op test;
  bool swapped;
};
constexpr comparison comparisons[] = {
    {"=:=", op::test_exact, false},        {"=/=", op::test_not_exact, false},
    {"==", op::test_equal, false},         {"/=", op::test_not_equal, false},
    {"<", op::test_less, false},           {">", op::test_less, true},
    {">=", op::test_greater_equal, false}, {"=<", op::test_greater_equal, true}};

}  // namespace

void function_compiler::guard(term_ref alternatives, label fail) {
  for (; alternatives.is_cons(); alternatives = alternatives.tail()) {
    const bool is_last = !alternatives.tail().is_cons();
    const label next = is_last ? fail : code_.make_label();
    const label outer = std::exchange(guard_fail_, next);
    for (const term_ref test : form_list(alternatives.head())) {
      const temporary_scope keep(code_);
      guard_test(test, next);
    }
    guard_fail_ = outer;
    if (!is_last) {
      const label holds = code_.make_label();
      code_.emit({op::jump, 0, 0, 0, 0, holds});
      code_.place(next);
      guard(alternatives.tail(), fail);
      code_.place(holds);
      return;
    }
  }
}

void function_compiler::guard_test(term_ref e, label fail) {
  if (form_of(e) == form::atom && part(e, 2).is(atoms::true_)) {
    return;
  }
  if (form_of(e) == form::op && e.tuple_size() == 5) {
    if (part(e, 2).is(atom("andalso"))) {
      guard_test(part(e, 3), fail);
      guard_test(part(e, 4), fail);
      return;
    }
    if (comparison_test(e, fail)) {
      return;
    }
  }
  guard_value_test(e, fail);
}

bool function_compiler::comparison_test(term_ref e, label fail) {
  for (const comparison& c : comparisons) {
    if (part(e, 2).is_atom() && part(e, 2).as_atom().name() == c.spelling) {
      const operand left = value(part(e, 3));
      const operand right = value(part(e, 4));
      code_.emit({c.test, 0, 0, c.swapped ? right : left, c.swapped ? left : right, fail});
      return true;
    }
  }
  return false;
}

void function_compiler::guard_value_test(term_ref e, label fail) {
  code_.emit({op::test_true, 0, 0, value(e), 0, fail});
}

}  // namespace kith::eval
