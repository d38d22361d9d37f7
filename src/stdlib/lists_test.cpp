#include <doctest/doctest.h>

#include "stdlib/native_call.hpp"

using namespace kith;
using namespace kith::detail;

namespace {

struct row {
  std::string_view name;
  std::string_view args;
  std::string_view result;
};

void check(std::initializer_list<row> rows) {
  for (const row& r : rows) {
    CAPTURE(r.name);
    CAPTURE(r.args);
    CHECK(called("lists", r.name, r.args) == r.result);
  }
}

term one_to(std::int64_t n) {
  return call_native("lists", "seq", {term(1), term(n)});
}

}  // namespace

TEST_CASE("lists: lists are put together, turned and taken apart") {
  check({
      {"append", "[[a], b]", "[a|b]"},
      {"append", "[[[a], [], [b | c]]]", "[a,b|c]"},
      {"append", "[a, []]", "error:badarg"},
      {"append", "[[[a] | b]]", "error:function_clause"},
      {"subtract", "[[a, b, a, 1, 1.0], [a, 1.0]]", "[b,a,1]"},
      {"reverse", "[[1, 2, 3]]", "[3,2,1]"},
      {"reverse", "[[1, 2, 3], x]", "[3,2,1|x]"},
      {"reverse", "[[a, b | c]]", "error:badarg"},
      {"reverse", "[[a | c]]", "error:function_clause"},
      {"flatten", "[[[1, [2]], [], [[[3]]]]]", "[1,2,3]"},
      {"flatten", "[[[1 | 2]]]", "error:function_clause"},
      {"nth", "[2, [a, b]]", "b"},
      {"nth", "[3, [a, b]]", "error:function_clause"},
      {"nth", "[a, [a, b]]", "error:badarith"},
      {"split", "[1, [a, b]]", "{[a],[b]}"},
      {"split", "[3, [a, b]]", "error:badarg"},
      {"sublist", "[[a, b, c], 2, 5]", "[b,c]"},
      {"zip3", "[[1, 2], [a, b], [x, y]]", "[{1,a,x},{2,b,y}]"},
      {"zip", "[[1, 2], [a]]", "error:function_clause"},
      {"unzip", "[[{1, a}, {2, b}]]", "{[1,2],[a,b]}"},
      {"concat", "[[a, \"b\", 12]]", "\"ab12\""},
  });
}

TEST_CASE("lists: sorting is stable, and 1 equals 1.0") {
  check({
      {"sort", "[[2, 1.0, 1, a, \"s\", {}]]", "[1.0,1,2,a,{},\"s\"]"},
      {"sort", "[[3, -1, 2]]", "[-1,2,3]"},
      {"usort", "[[2, 1.0, 1, 2]]", "[1.0,2]"},
      {"keysort", "[1, [{b, 1}, {a, 2}, {b, 0}]]", "[{a,2},{b,1},{b,0}]"},
      {"keysort", "[2, [{b, 1}, {a}]]", "error:badarg"},
      {"ukeysort", "[1, [{b, 1}, {a, 2}, {b, 0}]]", "[{a,2},{b,1}]"},
      {"merge", "[[1, 3], [2, 3.0]]", "[1,2,3,3.0]"},
      {"max", "[[1, 1.0, 0]]", "1"},
      {"min", "[[]]", "error:function_clause"},
  });
}

TEST_CASE("lists: keys are found at a place of tuples") {
  check({
      {"keyfind", "[1.0, 2, [{a}, {a, 1}]]", "{a,1}"},
      {"keyfind", "[a, 0, []]", "error:badarg"},
      {"keydelete", "[a, 1, [x, {a, 1}, {a, 2}]]", "[x,{a,2}]"},
      {"keyreplace", "[a, 1, [{a, 1}], {b}]", "[{b}]"},
      {"keystore", "[a, 1, [{c, 1}], {b}]", "[{c,1},{b}]"},
      {"keytake", "[a, 1, [{c, 1}, {a, 2}]]", "{value,{a,2},[{c,1}]}"},
      {"keytake", "[a, 1, [{c, 1} | d]]", "error:function_clause"},
  });
}

TEST_CASE("lists: what is long or deep needs no stack") {
  constexpr std::int64_t n = 1'000'000;
  const term numbers = one_to(n);
  CHECK(numbers.ref().list_length() == n);
  const term turned = call_native("lists", "reverse", {numbers});
  CHECK(turned.ref().head() == term(n));
  CHECK(call_native("lists", "sort", {turned}) == numbers);
  CHECK(call_native("lists", "sum", {numbers}) == term(n * (n + 1) / 2));
  CHECK(call_native("lists", "subtract", {numbers, turned}) == term::nil());
  term nested = list(atoms::ok);
  for (int i = 0; i < 200'000; ++i) {
    nested = list(nested);
  }
  CHECK(call_native("lists", "flatten", {nested}) == term(list(atoms::ok)));
}

TEST_CASE("lists: sequences go past what fits a word, and never past memory") {
  check({
      {"seq", "[1152921504606846975, 1152921504606846977]",
       "[1152921504606846975,1152921504606846976,1152921504606846977]"},
      {"seq", "[5, 4]", "[]"},
      {"seq", "[5, 3]", "error:function_clause"},
      {"seq", "[5, 1, -2]", "[5,3,1]"},
      {"seq", "[5, 5, 0]", "[5]"},
      {"seq", "[5, 6, 0]", "error:badarg"},
      {"seq", "[1, 1208925819614629174706176]", "error:system_limit"},
      {"duplicate", "[1208925819614629174706176, a]", "error:system_limit"},
      {"duplicate", "[3, {a}]", "[{a},{a},{a}]"},
  });
}
