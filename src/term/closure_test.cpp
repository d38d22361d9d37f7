#include "term/closure.hpp"

#include <doctest/doctest.h>

#include "term/sample_terms.hpp"

using namespace kith;

TEST_CASE("closure: what was written is read back") {
  closure_identity f;
  f.index = 0xFFFFFFFFu;
  f.arity = 255;
  f.uniq = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  f.old_index = 7;
  f.old_uniq = 0x80000001u;
  f.module = atom("shapes");
  const term t = sample::closure(f, {term(1), list(1, 2, 3, 4, 5, 6)});
  const closure_view v(t);
  CHECK(t.ref().is_fun());
  CHECK(v.index() == f.index);
  CHECK(v.arity() == f.arity);
  CHECK(v.uniq() == f.uniq);
  CHECK(v.old_index() == f.old_index);
  CHECK(v.old_uniq() == f.old_uniq);
  CHECK(v.module() == f.module);
  CHECK(v.creator().as_pid() == sample::external_pid("a@h", 5, 1, 1));
  REQUIRE(v.free_count() == 2);
  CHECK(v.free_variable(0) == term(1).ref());
  CHECK(v.free_variable(1).list_length() == 6);
  const term holder = tuple(t, atoms::ok);
  const term copy = compact(holder[0]);
  CHECK(copy == t);
  CHECK(closure_view(copy).creator() == v.creator());
}
