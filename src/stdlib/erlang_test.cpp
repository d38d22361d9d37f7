#include <doctest/doctest.h>

#include "runtime/lone_node.hpp"
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
    CHECK(called("erlang", r.name, r.args) == r.result);
  }
}

term call(std::string_view name, const std::vector<term>& args = {}) {
  return call_native("erlang", name, args);
}

process tells_time(ctx) {
  const term first = call("monotonic_time");
  CHECK(compare(call("monotonic_time"), first) >= 0);
  CHECK(call("time_offset") == call("time_offset"));
  const term now = call("now");
  CHECK(compare(now, call("now")) < 0);
  const term one = call("unique_integer", {term(list(atom("positive"), atom("monotonic")))});
  const term two = call("unique_integer", {term(list(atom("positive")))});
  CHECK(compare(one, term(0)) > 0);
  CHECK(compare(one, two) < 0);
  CHECK(called("erlang", "unique_integer", "[[x]]") == "error:badarg");
  CHECK(compare(call("unique_integer"), term(0)) < 0);
  co_return;
}

process reads_names(ctx self) {
  const term me(self.self());
  CHECK(call("list_to_pid", {call("pid_to_list", {me})}) == me);
  const term ref(make_ref());
  CHECK(call("list_to_ref", {call("ref_to_list", {ref})}) == ref);
  CHECK(called("erlang", "list_to_pid", "[\"<0.1>\"]") == "error:badarg");
  CHECK(called("erlang", "list_to_pid", "[\"<0.1.x>\"]") == "error:badarg");
  CHECK(called("erlang", "list_to_ref", "[\"#Ref<0.>\"]") == "error:badarg");
  co_return;
}

}  // namespace

TEST_CASE("erlang: operators are functions, too") {
  check({
      {"+", "[1, 2.5]", "3.5"},
      {"div", "[7, 0]", "error:badarith"},
      {"bsl", "[1, 1208925819614629174706176]", "error:system_limit"},
      {"==", "[1, 1.0]", "true"},
      {"=:=", "[1, 1.0]", "false"},
      {"and", "[true, 1]", "error:badarg"},
      {"max", "[1, 1.0]", "1"},
      {"++", "[[a], b]", "[a|b]"},
  });
}

TEST_CASE("erlang: numbers become text, and text numbers") {
  check({
      {"float_to_list", "[0.5]", "\"5.00000000000000000000e-01\""},
      {"float_to_binary", "[99.995, [{decimals, 2}]]", "<<\"100.00\">>"},
      {"float_to_binary", "[2.5, [{decimals, 0}]]", "<<\"3\">>"},
      {"float_to_binary", "[2.5, [{decimals, 4}, compact]]", "<<\"2.5\">>"},
      {"float_to_binary", "[1.0e300, [{decimals, 1}]]", "error:badarg"},
      {"binary_to_float", "[<<\"1.5e3\">>]", "1.5e3"},
      {"binary_to_float", "[<<\"1e5\">>]", "error:badarg"},
      {"integer_to_binary", "[-255, 16]", "<<\"-FF\">>"},
      {"list_to_integer", "[\"zz\", 36]", "1295"},
      {"list_to_integer", "[\"12x\"]", "error:badarg"},
      {"round", "[-2.5]", "-3"},
      {"trunc", "[1.0e23]", "99999999999999991611392"},
  });
}

TEST_CASE("erlang: tuples, maps and binaries are taken apart") {
  check({
      {"setelement", "[2, {a, b}, x]", "{a,x}"},
      {"setelement", "[3, {a, b}, x]", "error:badarg"},
      {"make_tuple", "[3, a, [{2, b}]]", "{a,b,a}"},
      {"delete_element", "[1, {a, b}]", "{b}"},
      {"map_get", "[a, #{}]", "error:{badkey,a}"},
      {"map_get", "[a, x]", "error:{badmap,x}"},
      {"iolist_to_binary", "[[1, [<<2>>] | <<3>>]]", "<<1,2,3>>"},
      {"iolist_to_binary", "[[256]]", "error:badarg"},
      {"list_to_bitstring", "[[<<0:3>>, 255, <<1:5>>]]", "<<31,225>>"},
      {"split_binary", "[<<\"abc\">>, 1]", "{<<\"a\">>,<<\"bc\">>}"},
      {"binary_part", "[<<\"abc\">>, 3, -2]", "<<\"bc\">>"},
      {"binary_to_term", "[<<131, 97>>]", "error:badarg"},
      {"binary_to_term", "[<<131, 97, 7, 0>>, [used]]", "{7,3}"},
      {"md5", "[<<>>]", "<<212,29,140,217,143,0,178,4,233,128,9,152,236,248,66,126>>"},
  });
}

TEST_CASE("erlang: time goes forward, and numbers come once") {
  lone_node node;
  CHECK(node.run(tells_time));
  CHECK(node.log.lines.empty());
}

TEST_CASE("erlang: pids and references are found again by their text") {
  lone_node node;
  CHECK(node.run(reads_names));
  CHECK(node.log.lines.empty());
}
