#include "lang/record.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lang/erl_parse.hpp"

using namespace kith;

namespace {

struct outcome {
  std::string last;
  std::string errors;
};

outcome last_form(std::string_view text) {
  std::vector<term> forms = lang::parse_forms(text, {1, 0});
  forms.pop_back();
  std::vector<term> errors;
  const auto out = lang::expand_records(forms, errors);
  outcome o{to_string(out.back()), {}};
  for (const term& e : errors) {
    o.errors += to_string(e) + '\n';
  }
  return o;
}

}  // namespace

TEST_CASE("record: one made is a tuple with its defaults in the place of the use") {
  CHECK(last_form("-record(r, {a, b = [x]}).\n\nf() -> #r{a = 1}.").last ==
        "{function,3,f,0,[{clause,3,[],[],[{tuple,3,[{atom,3,r},{integer,3,1},"
        "{cons,3,{atom,3,x},{nil,3}}]}]}]}");
}

TEST_CASE("record: a pattern asks only for what it names") {
  CHECK(last_form("-record(r, {a, b}).\nf(#r{b = B}) -> #r.b.").last ==
        "{function,2,f,1,[{clause,2,[{tuple,2,[{atom,2,r},{var,2,'_'},{var,2,'B'}]}],[],"
        "[{integer,2,3}]}]}");
}

TEST_CASE("record: a form without records stays the same term") {
  const std::vector<term> forms = lang::parse_forms("f(X) -> {X, g}.", {1, 0});
  std::vector<term> errors;
  CHECK(lang::expand_records(forms, errors)[0].ref().node() == forms[0].ref().node());
}

TEST_CASE("record: what is not defined is an error of the linter") {
  CHECK(last_form("f() -> #r{}.").errors == "{1,erl_lint,{undefined_record,r}}\n");
  CHECK(last_form("-record(r, {a}).\nf(X) -> X#r.b.").errors ==
        "{2,erl_lint,{undefined_field,r,b}}\n");
  CHECK(last_form("-record(r, {a}).\nf(X) when X#s.b -> X#r{c = 1}.").errors ==
        "{2,erl_lint,{undefined_record,s}}\n{2,erl_lint,{undefined_field,r,c}}\n");
}

TEST_CASE("record: expressions are expanded with a table, and count their variables on") {
  lang::record_table records;
  const auto forms = lang::parse_forms("-record(r, {a :: atom()}).", {1, 0});
  REQUIRE(records.define(forms[0][3]));
  std::uint32_t next = 7;
  const auto said = lang::parse_exprs("X#r.a.", {1, 0});
  const auto out = lang::expand_records(said.value, records, next);
  CHECK(out.errors.empty());
  CHECK(next == 8);
  CHECK(to_string(out.value).find("{tuple,[{generated,true},{location,1}],[{atom,1,r},"
                                  "{var,1,rec7}]}") != std::string::npos);
  records.forget(atom("r"));
  CHECK(lang::expand_records(said.value, records, next).errors.size() == 1);
}

TEST_CASE("record: defaults that need themselves, and what lies too deep, are errors") {
  CHECK(last_form("-record(r, {a = #r{}}).\nf() -> #r{}.").errors.find("nested_too_deeply") !=
        std::string::npos);
  std::string doubling = "-record(r0, {a}).\n";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "#r" + std::to_string(i - 1) + "{}";
    doubling += "-record(r" + std::to_string(i) + ", {a = " + below + ", b = " + below + "}).\n";
  }
  CHECK(last_form(doubling + "f() -> #r59{}.").errors.find("too_large") != std::string::npos);
  std::string text = "-record(r, {a}).\nf() -> ";
  for (int i = 0; i < 100'000; ++i) {
    text += "1 + ";
  }
  CHECK(last_form(text + "#r.a.").errors.find("nested_too_deeply") != std::string::npos);
}
