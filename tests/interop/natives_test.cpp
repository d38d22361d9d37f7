// Native functions of the library: what they return and raise, against a real erl.
#include <doctest/doctest.h>

#include "native_calls.hpp"
#include "runtime/lone_node.hpp"
#include "stdlib/natives.hpp"

using namespace kith;
using kith::testing::erl_pipe;
using kith::testing::native_calls;
using kith::testing::native_case;

namespace {

// Pools of values. `anything` has something of each type.
constexpr const char* anything = R"([0, 1, -1, 2, 7, 1.0, -0.0, 2.5, 1208925819614629174706176,
  -1208925819614629174706176, a, '', true, "", "abc", [a, b | c], [[1, [2]], 3], {}, {a}, {a, 1, 2.0},
  <<>>, <<"bin">>, <<1, 2:3>>, #{}, #{a => 1, 1 => b}, [1, 1.0, 2, 1], [{a, 1}, {b, 2}, {a, 3}]])";
constexpr const char* counts =
    "[0, 1, 2, 3, 5, 20, -1, 1.0, 2.0, a, 1208925819614629174706176, [], {}]";
constexpr const char* lists = R"([[], [a], [b, a], [a, b, c], [c, a, b, a], [1, 1.0, 2, 1.0, 1],
  [3, 1, 2, -5, 1208925819614629174706176, 2.5, 1], [a | b], [a, b | c], [a, b, c | d], a, {}, "text",
  [[a], [b, [c, []], d], []], [{1}, {1.0}, {1}], [<<"x">>, "x", x, {x}, 1, #{}, 1.5],
  [[1, 3], [2, 4]], [[a] | b], [[a | b], [c]], [[a], b], [[], a], <<>>, #{}])";
constexpr const char* sorted = R"([[], [1], [1, 2, 3], [1.0, 2.0, 4], [a, b, "c"], [2, b], a])";
constexpr const char* keyed = R"([[], [a], [{a, 1}], [{a, 1}, {b, 2}], [{b, 2}, {a, 1}, {a, 0}],
  [{1, x}, {1.0, y}, {0, z}, {1, w}], [{a}, {b, 1}, b], [{b, 1}, {a, 2} | c], b,
  [{a, 2}, {a, 1}, {c, 1}, {b, 9}, {b, 3}], [{3, c}, {2, b}, {1, a}], [{x, {b}}, {y, {a}}]])";
constexpr const char* keys = "[a, b, c, 1, 1.0, 0, {a}, 2, x]";
constexpr const char* places = "[1, 2, 3, 0, -1, a, 1.0, 1208925819614629174706176]";
constexpr const char* tuples = "[{a, 1}, {z}, {1, 2, 3}, a, []]";
constexpr const char* numbers = R"([0, 1, -1, 2, 10, 3, 1.5, a, 1208925819614629174706176,
  1208925819614629174706178, -1208925819614629174706176, 1152921504606846975, 1152921504606846974])";

struct run_of_cases {
  std::vector<native_case> cases;
  erl_pipe* erl;
};

process run_cases(ctx, const run_of_cases* run) {
  detail::native_table natives;
  detail::add_stdlib_natives(natives);
  native_calls calls(*run->erl, natives);
  for (const native_case& c : run->cases) {
    calls.compare(c);
  }
  co_return;
}

void compare_all(std::vector<native_case> cases) {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  const run_of_cases run{std::move(cases), &*erl};
  detail::lone_node node;
  CHECK(node.run(run_cases, &run));
  for (const std::string& line : node.log.lines) {
    CHECK_MESSAGE(false, line);
  }
}

}  // namespace

TEST_CASE("natives: module lists does what OTP's does") {
  compare_all({
      {"lists:append", {lists}},
      {"lists:append", {lists, lists}},
      {"lists:subtract", {lists, lists}},
      {"lists:reverse", {lists}},
      {"lists:reverse", {lists, anything}},
      {"lists:member", {anything, lists}},
      {"lists:keyfind", {keys, places, keyed}},
      {"lists:keymember", {keys, places, keyed}},
      {"lists:keysearch", {keys, places, keyed}},
      {"lists:keydelete", {keys, places, keyed}},
      {"lists:keyreplace", {keys, places, keyed, tuples}},
      {"lists:keystore", {keys, places, keyed, tuples}},
      {"lists:keytake", {keys, places, keyed}},
      {"lists:sort", {lists}},
      {"lists:usort", {lists}},
      {"lists:keysort", {places, keyed}},
      {"lists:ukeysort", {places, keyed}},
      {"lists:merge", {lists}},
      {"lists:merge", {sorted, sorted}},
      {"lists:seq", {"[0, 1, 5, -3, a, 1.0, 1208925819614629174706179]", "[0, 1, 7, -3, a]"}},
      {"lists:seq",
       {"[1152921504606846973, 1152921504606846976]",
        "[1152921504606846970, 1152921504606846978]"}},
      {"lists:seq",
       {"[0, 1, 5, -3, a, 1.0, 1152921504606846976]", "[0, 1, 7, -3, a, 1208925819614629174706179]",
        "[0, a, 1.0, 1208925819614629174706176, -1208925819614629174706176]"}},
      {"lists:seq", {"[0, 1, 5, -3]", "[0, 1, 7, -3]", "[1, 2, -1, -2]"}},
      {"lists:flatten", {lists}},
      {"lists:flatten", {lists, anything}},
      {"lists:flatlength", {lists}},
      {"lists:sum", {lists}},
      {"lists:sum", {"[[1, 2.5], [1, a], [1 | 2], [1208925819614629174706176, -1, -5]]"}},
      {"lists:max", {lists}},
      {"lists:min", {lists}},
      {"lists:last", {lists}},
      {"lists:nth", {counts, lists}},
      {"lists:nthtail", {counts, lists}},
      {"lists:duplicate", {"[0, 1, 3, -1, a, 1.0, -1208925819614629174706176]", anything}},
      {"lists:delete", {anything, lists}},
      {"lists:zip", {lists, lists}},
      {"lists:zip3", {lists, lists, lists}},
      {"lists:unzip", {keyed}},
      {"lists:unzip3", {"[[], [{1, 2, 3}, {a, b, c}], [{1, 2, 3}, {a, b}], [{1, 2, 3} | a], a]"}},
      {"lists:sublist", {lists, counts}},
      {"lists:sublist", {lists, counts, counts}},
      {"lists:prefix", {lists, lists}},
      {"lists:suffix", {lists, lists}},
      {"lists:split", {counts, lists}},
      {"lists:concat", {lists}},
      {"lists:concat", {R"([[a, "b", 1, 2.5, []], [{}], ["a" | b], [a, "b" | "c"], ["a", [b | c]],
                         [[b | c], "a"], [1208925819614629174706176]])"}},
      {"lists:droplast", {lists}},
  });
}
