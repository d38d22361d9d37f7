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
  -1208925819614629174706176, a, '', true, "", "abc", [a, b | c], [[1, [2]], 3], {}, {a}, {a, 1,
    2.0},
  <<>>, <<"bin">>, <<1, 2:3>>, #{}, #{a => 1, 1 => b}, [1, 1.0, 2, 1], [{a, 1}, {b, 2}, {a, 3}]])";
constexpr const char* counts =
    "[0, 1, 2, 3, 5, 20, -1, 1.0, 2.0, a, 1208925819614629174706176, [], {}]";
constexpr const char* lists = R"([[], [a], [b, a], [a, b, c], [c, a, b, a], [1, 1.0, 2, 1.0, 1],
  [3, 1, 2, -5, 1208925819614629174706176, 2.5, 1], [a | b], [a, b | c], [a, b, c | d], a, {},
    "text",
  [[a], [b, [c, []], d], []], [{1}, {1.0}, {1}], [<<"x">>, "x", x, {x}, 1, #{}, 1.5],
  [[1, 3], [2, 4]], [[a] | b], [[a | b], [c]], [[a], b], [[], a], <<>>, #{}])";
constexpr const char* sorted = R"([[], [1], [1, 2, 3], [1.0, 2.0, 4], [a, b, "c"], [2, b], a])";
constexpr const char* keyed = R"([[], [a], [{a, 1}], [{a, 1}, {b, 2}], [{b, 2}, {a, 1}, {a, 0}],
  [{1, x}, {1.0, y}, {0, z}, {1, w}], [{a}, {b, 1}, b], [{b, 1}, {a, 2} | c], b,
  [{a, 2}, {a, 1}, {c, 1}, {b, 9}, {b, 3}], [{3, c}, {2, b}, {1, a}], [{x, {b}}, {y, {a}}]])";
constexpr const char* keys = "[a, b, c, 1, 1.0, 0, {a}, 2, x]";
constexpr const char* places = "[1, 2, 3, 0, -1, a, 1.0, 1208925819614629174706176]";
constexpr const char* tuples = "[{a, 1}, {z}, {1, 2, 3}, a, []]";
struct run_of_cases {
  std::string_view module;
  std::vector<native_case> cases;
  std::string_view in_order;  ///< calls after the cases; may be none
  erl_pipe* erl;
};

process run_cases(ctx, const run_of_cases* run) {
  detail::native_table natives;
  detail::add_stdlib_natives(natives);
  native_calls calls(*run->erl, natives);
  for (const native_case& c : run->cases) {
    calls.compare(run->module, c);
  }
  if (!run->in_order.empty()) {
    calls.compare_in_order(run->module, run->in_order);
  }
  co_return;
}

void compare_all(std::string_view module, std::vector<native_case> cases,
                 std::string_view in_order = {}) {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  const run_of_cases run{module, std::move(cases), in_order, &*erl};
  detail::lone_node node;
  CHECK(node.run(run_cases, &run));
  for (const std::string& line : node.log.lines) {
    CHECK_MESSAGE(false, line);
  }
}

}  // namespace

TEST_CASE("natives: module lists does what OTP's does") {
  compare_all(
      "lists",
      {
          {"append", {lists}},
          {"append", {lists, lists}},
          {"subtract", {lists, lists}},
          {"reverse", {lists}},
          {"reverse", {lists, anything}},
          {"member", {anything, lists}},
          {"keyfind", {keys, places, keyed}},
          {"keymember", {keys, places, keyed}},
          {"keysearch", {keys, places, keyed}},
          {"keydelete", {keys, places, keyed}},
          {"keyreplace", {keys, places, keyed, tuples}},
          {"keystore", {keys, places, keyed, tuples}},
          {"keytake", {keys, places, keyed}},
          {"sort", {lists}},
          {"usort", {lists}},
          {"keysort", {places, keyed}},
          {"ukeysort", {places, keyed}},
          {"merge", {lists}},
          {"merge", {sorted, sorted}},
          {"seq", {"[0, 1, 5, -3, a, 1.0, 1208925819614629174706179]", "[0, 1, 7, -3, a]"}},
          {"seq",
           {"[1152921504606846973, 1152921504606846976]",
            "[1152921504606846970, 1152921504606846978]"}},
          {"seq",
           {"[0, 1, 5, -3, a, 1.0, 1152921504606846976]",
            "[0, 1, 7, -3, a, 1208925819614629174706179]",
            "[0, a, 1.0, 1208925819614629174706176, -1208925819614629174706176]"}},
          {"seq", {"[0, 1, 5, -3]", "[0, 1, 7, -3]", "[1, 2, -1, -2]"}},
          {"flatten", {lists}},
          {"flatten", {lists, anything}},
          {"flatlength", {lists}},
          {"sum", {lists}},
          {"sum", {"[[1, 2.5], [1, a], [1 | 2], [1208925819614629174706176, -1, -5]]"}},
          {"max", {lists}},
          {"min", {lists}},
          {"last", {lists}},
          {"nth", {counts, lists}},
          {"nthtail", {counts, lists}},
          {"duplicate", {"[0, 1, 3, -1, a, 1.0, -1208925819614629174706176]", anything}},
          {"delete", {anything, lists}},
          {"zip", {lists, lists}},
          {"zip3", {lists, lists, lists}},
          {"unzip", {keyed}},
          {"unzip3", {"[[], [{1, 2, 3}, {a, b, c}], [{1, 2, 3}, {a, b}], [{1, 2, 3} | a], a]"}},
          {"sublist", {lists, counts}},
          {"sublist", {lists, counts, counts}},
          {"prefix", {lists, lists}},
          {"suffix", {lists, lists}},
          {"split", {counts, lists}},
          {"concat", {lists}},
          {"concat", {R"([[a, "b", 1, 2.5, []], [{}], ["a" | b], [a, "b" | "c"], ["a", [b | c]],
                         [[b | c], "a"], [1208925819614629174706176]])"}},
          {"droplast", {lists}},
      });
}

namespace {

constexpr const char* integers =
    R"([0, 1, -1, 2, 3, 7, -7, 64, -64, 100, 1.0, 2.5, -2.5, 0.5, -0.0, a,
  1152921504606846975, -1152921504606846976, 1152921504606846976, 18446744073709551615,
  18446744073709551616, -18446744073709551616, 1208925819614629174706175,
  -1208925819614629174706177, 1.0e300, -1.0e-300, 9007199254740993])";
constexpr const char* shifts = "[0, 1, 3, 63, 64, 65, 200, -1, -3, -64, -200, 1.0, a]";
constexpr const char* floats =
    R"([0.0, -0.0, 1.0, 2.5, 0.5, 1.5, 3.5, -2.5, 0.1, 123.456, -123.456, 1.0e23,
  1.0e300, 1.0e-10, 1.0e-300, 99.995, 0.999999, 1.0e15, 123456789.987654321, 2.675, 1.005, a, 1])";
constexpr const char* float_options = R"([[], [short], [compact], [{decimals, 0}], [{decimals, 2}],
  [{decimals, 10}, compact], [{decimals, 2}, compact], [{scientific, 0}], [{scientific, 3}],
    [{scientific, 249}],
  [{scientific, 250}], [{decimals, 253}], [{decimals, 254}], [{decimals, -1}], [{decimals, a}],
    a, [a], [short | a],
  [{scientific, 3}, {decimals, 2}], [{decimals, 2}, short], [short, {decimals, 1}], [{decimals,
    30}],
  [{scientific, 4}, compact]])";
constexpr const char* number_texts =
    R"(["0", "1", "-1", "+7", "12a", "ff", "FF", "", "-", "+", "1.0", "1.5e3",
  "-1.5E-3", "1e5", ".5", "1.", "1.0e", "1.0e400", "1208925819614629174706176", " 1", "1 ",
    "zz", [49 | 50], a, [300],
  "00012", "-0", "-0.0", "0x10", "1.0e+5", "--1", [$1, a]])";
constexpr const char* number_binaries =
    R"([<<"0">>, <<"-1">>, <<"+7">>, <<"12a">>, <<"FF">>, <<>>, <<"1.0">>,
  <<"1.5e3">>, <<"1e5">>, <<"1.">>, <<"1.0e400">>, <<"1208925819614629174706176">>, "1", a,
    <<1:3>>])";
constexpr const char* bases = "[2, 10, 16, 36, 1, 37, a, 0, -2, 1.0]";
constexpr const char* atoms_and_more =
    R"([a, 'A b', '', true, 1, "a", <<"a">>, [], 'caf\x{e9}', '\x{3b1}'])";
constexpr const char* atom_texts =
    R"(["a", "A b", "", [945, 946], [233], [16#110000], [16#D800], [a], a, [97 | 98],
  <<"a">>, [-1]])";
constexpr const char* atom_binaries =
    R"([<<"a">>, <<"A b">>, <<>>, <<206, 177>>, <<233>>, <<255, 254>>, "a", a, <<1:3>>])";
constexpr const char* encodings = "[utf8, unicode, latin1, utf16, 1]";
constexpr const char* bits =
    R"([<<>>, <<"a">>, <<"abcdefghij">>, <<1:1>>, <<1, 2, 3:3>>, a, [1], [], <<255, 0, 128>>])";
constexpr const char* iodata =
    R"([[], [1, 2, 3], <<"bin">>, [<<"a">>, 98, ["c", [<<"d">>]] | <<"e">>], [256], [-1],
  [a], a, [1 | 2], [[[]]], [<<1:3>>], <<1:3>>, [<<1:3>>, <<2:5>>, 255, <<7:9>>], [1,
    <<1:7>> | <<1:1>>], 1,
  [<<1:3>>, "abc", <<5:4>>]])";

}  // namespace

TEST_CASE("natives: operators and type tests of module erlang do what OTP's do") {
  std::vector<native_case> cases;
  for (const char* name : {"+", "-", "*", "/", "div", "rem", "band", "bor", "bxor", "max", "min"}) {
    cases.push_back({name, {integers, integers}});
  }
  for (const char* name : {"bsl", "bsr"}) {
    cases.push_back({name, {integers, shifts}});
  }
  for (const char* name : {"+", "-", "bnot", "abs", "round", "trunc", "floor", "ceil", "float"}) {
    cases.push_back({name, {integers}});
    cases.push_back({name, {floats}});
  }
  for (const char* name :
       {"==", "/=", "=:=", "=/=", "<", "=<", ">", ">=", "max", "min", "and", "or", "xor"}) {
    cases.push_back({name, {anything, anything}});
  }
  for (const char* name : {"++", "--", "append", "subtract"}) {
    cases.push_back({name, {lists, lists}});
  }
  for (const char* name : {"and", "or", "xor"}) {
    cases.push_back({name, {"[true, false, a]", "[true, false, a]"}});
  }
  for (const char* name :
       {"not",           "is_atom",      "is_binary", "is_bitstring", "is_boolean", "is_float",
        "is_function",   "is_integer",   "is_list",   "is_map",       "is_number",  "is_pid",
        "is_port",       "is_reference", "is_tuple",  "tuple_size",   "size",       "byte_size",
        "bit_size",      "hd",           "tl",        "length",       "map_size",   "tuple_to_list",
        "list_to_tuple", "phash2"}) {
    cases.push_back({name, {anything}});
    cases.push_back({name, {bits}});
    cases.push_back({name, {"[true, false]"}});
  }
  cases.push_back(
      {"is_function", {"[a, fun lists:map/2]", "[0, 2, -1, a, 1208925819614629174706176]"}});
  cases.push_back({"is_record", {anything, anything}});
  cases.push_back(
      {"is_record", {anything, "[a, 1]", "[0, 1, 3, -1, a, 1208925819614629174706176]"}});
  compare_all("erlang", std::move(cases));
}

TEST_CASE("natives: conversions of module erlang do what OTP's do") {
  std::vector<native_case> cases = {
      {"integer_to_list", {integers}},
      {"integer_to_list", {integers, bases}},
      {"integer_to_binary", {integers}},
      {"integer_to_binary", {integers, bases}},
      {"list_to_integer", {number_texts}},
      {"list_to_integer", {number_texts, bases}},
      {"binary_to_integer", {number_binaries}},
      {"binary_to_integer", {number_binaries, bases}},
      {"list_to_float", {number_texts}},
      {"binary_to_float", {number_binaries}},
      {"float_to_list", {floats}},
      {"float_to_list", {floats, float_options}},
      {"float_to_binary", {floats}},
      {"float_to_binary", {floats, float_options}},
      {"atom_to_list", {atoms_and_more}},
      {"atom_to_binary", {atoms_and_more}},
      {"atom_to_binary", {atoms_and_more, encodings}},
      {"list_to_atom", {atom_texts}},
      {"list_to_existing_atom", {atom_texts}},
      {"binary_to_atom", {atom_binaries}},
      {"binary_to_atom", {atom_binaries, encodings}},
      {"binary_to_existing_atom", {atom_binaries}},
      {"binary_to_existing_atom", {atom_binaries, encodings}},
      {"iolist_to_binary", {iodata}},
      {"list_to_binary", {iodata}},
      {"iolist_size", {iodata}},
      {"list_to_bitstring", {iodata}},
      {"binary_to_list", {bits}},
      {"binary_to_list", {bits, counts, counts}},
      {"bitstring_to_list", {bits}},
      {"split_binary", {bits, counts}},
      {"binary_part",
       {bits, "[{0, 0}, {0, 1}, {1, -1}, {3, 4}, {10, -10}, {11, 0}, a, {a, 1}, {1, 2, 3}]"}},
      {"binary_part", {bits, "[0, 1, 10, 11, -1, a]", "[0, 1, -1, 10, -10, a]"}},
      {"md5", {iodata}},
      {"crc32", {iodata}},
      {"crc32", {"[0, 1, 4294967295, 4294967296, -1, a]", iodata}},
      {"adler32", {iodata}},
      {"adler32", {"[0, 1, 4294967295, 4294967296, -1, a]", iodata}},
      {"crc32_combine", {"[0, 77, a]", "[0, 99, -1]", "[0, 5, 1000, a]"}},
      {"adler32_combine", {"[0, 77, 65537, a]", "[0, 99, -1]", "[0, 5, 1000, a]"}},
      {"phash2", {anything, "[1, 2, 100, 4294967296, 4294967297, 0, a]"}},
      {"term_to_binary", {anything}},
      {"term_to_binary",
       {anything,
        "[[], [{minor_version, 1}], [{minor_version, 2}], [a], a, [{minor_version, 3}]]"}},
      {"binary_to_term",
       {"[<<131, 97, 1>>, <<131, 97, 1, 0>>, <<131>>, <<>>, a, <<131, 106>>, <<131, 97>>]"}},
      {"binary_to_term",
       {"[<<131, 97, 1>>, <<131, 97, 1, 0>>, <<131>>, <<131, 119, 3, 113, 57, 122>>]",
        "[[], [safe], [used], [safe, used], a, [a]]"}},
      {"convert_time_unit",
       {integers, "[second, millisecond, native, 7, 0, -1, a, seconds]",
        "[second, microsecond, nanosecond, 3, 0, perf_counter]"}},
      {"universaltime_to_posixtime",
       {"[{{1970,1,1},{0,0,0}}, {{2024,2,29},{23,59,59}}, {{2023,2,29},{0,0,0}}, a,"
        " {{2023,13,1},{0,0,0}}, {{2023,1,1},{24,0,0}}]"}},
      {"posixtime_to_universaltime", {"[0, 1, -1, 1709251199, a, 1.0]"}},
  };
  compare_all("erlang", std::move(cases));
}

TEST_CASE("natives: tuples and maps of module erlang are OTP's") {
  std::vector<native_case> cases = {
      {"element", {counts, anything}},
      {"setelement", {counts, anything, "[x, {y}]"}},
      {"insert_element", {counts, anything, "[x, {y}]"}},
      {"delete_element", {counts, anything}},
      {"append_element", {anything, "[x, {y}]"}},
      {"make_tuple", {"[0, 1, 3, -1, a, 16777216]", anything}},
      {"make_tuple",
       {"[0, 1, 3, -1, a]", "[x, {y}]",
        "[[], [{1, a}], [{3, a}, {3, b}], [{4, a}], [{0, a}], [a], a,"
        " [{1, a} | b]]"}},
      {"map_get", {anything, anything}},
      {"is_map_key", {anything, anything}},
  };
  compare_all("erlang", std::move(cases));
}

namespace {

constexpr const char* some_maps =
    R"([#{}, #{a => 1}, #{1 => a, 1.0 => b, a => c}, #{[] => {}, #{} => 1}, a, [], {}])";
constexpr const char* map_keys = "[a, 1, 1.0, [], #{}, x, {}]";
constexpr const char* map_key_lists = "[[], [a], [a, 1, x], [1 | a], a, [1.0, 1.0, 1]]";
constexpr const char* angles =
    R"([0, 1, -1, 0.5, -0.5, 2, 10, -10, 1.0e10, 1000, a, 1.0e308, 0.0, -0.0, []])";
constexpr const char* subjects =
    R"([<<>>, <<"a">>, <<"abcabcab">>, <<"hello world">>, <<",a,,b,">>, <<0, 255, 0>>,
  <<1:3>>, a, "abc"])";
constexpr const char* patterns =
    R"([<<"a">>, <<"ab">>, <<",">>, <<>>, [<<"ab">>, <<"abc">>], [<<"o">>, <<"l">>], [],
  [<<>>], a, [<<",">> | a], <<0>>, [<<"hello world!">>], <<1:3>>])";
constexpr const char* replacing =
    R"([[], [global], [{scope, {1, 3}}, global], [{scope, {20, 1}}], [{scope, a}],
  [{scope, {a, 1}}], [{insert_replaced, 0}], [{insert_replaced, [1, 2]}, global],
  [{insert_replaced, [3, 0, 1, 1]}],
  [{insert_replaced, 9}], [{insert_replaced, a}], [{insert_replaced, []}], [trim], a, [global | a],
  [{insert_replaced, [1 | a]}], [{insert_replaced, 1}, {insert_replaced, 0}]])";
constexpr const char* scopes =
    R"([[], [{scope, {0, 1}}], [{scope, {1, 3}}], [{scope, {3, -3}}], [{scope, {20, 1}}],
  [{scope, a}], a, [global], [trim], [global, trim], [global, trim_all], [trim_all], [x],
    [global | a],
  [{scope, {1, 4}}, global]])";

}  // namespace

TEST_CASE("natives: module maps does what OTP's does") {
  compare_all("maps", {
                          {"get", {map_keys, some_maps}},
                          {"get", {map_keys, some_maps, "[none]"}},
                          {"find", {map_keys, some_maps}},
                          {"is_key", {map_keys, some_maps}},
                          {"put", {map_keys, "[x, {y}]", some_maps}},
                          {"update", {map_keys, "[x, {y}]", some_maps}},
                          {"remove", {map_keys, some_maps}},
                          {"take", {map_keys, some_maps}},
                          {"merge", {some_maps, some_maps}},
                          {"intersect", {some_maps, some_maps}},
                          {"keys", {some_maps}},
                          {"values", {some_maps}},
                          {"to_list", {some_maps}},
                          {"from_list", {lists}},
                          {"from_list", {"[[{a, 1}, {b, 2}, {a, 3}], [{a, 1} | b], [{a, 1}, c]]"}},
                          {"from_keys", {map_key_lists, "[0, {a}]"}},
                          {"size", {some_maps}},
                          {"with", {map_key_lists, some_maps}},
                          {"without", {map_key_lists, some_maps}},
                          {"iterator", {some_maps}},
                          {"next", {"[none, {a, b, c}, a, [], [a | b], [-1 | #{}], [0 | #{}]]"}},
                      });
}

TEST_CASE("natives: module math does what OTP's does") {
  std::vector<native_case> cases;
  for (const char* name :
       {"sin",   "cos", "tan", "asin", "acos",  "atan", "sinh", "cosh", "tanh", "asinh", "acosh",
        "atanh", "exp", "log", "log2", "log10", "sqrt", "erf",  "erfc", "ceil", "floor"}) {
    cases.push_back({name, {angles}});
    cases.push_back({name, {integers}});
  }
  for (const char* name : {"pow", "atan2", "fmod"}) {
    cases.push_back({name, {angles, angles}});
  }
  cases.push_back({"pi", {}});
  compare_all("math", std::move(cases));
}

TEST_CASE("natives: module binary does what OTP's does") {
  compare_all(
      "binary",
      {
          {"at", {subjects, counts}},
          {"first", {subjects}},
          {"last", {subjects}},
          {"bin_to_list", {subjects}},
          {"bin_to_list", {subjects, "[{0, 1}, {1, -1}, {0, 20}, a, {a, 1}, {1, 2, 3}]"}},
          {"bin_to_list", {subjects, counts, counts}},
          {"list_to_bin", {iodata}},
          {"part", {subjects, "[{0, 1}, {1, -1}, {0, 20}, a, {a, 1}, {1, 2, 3}]"}},
          {"part", {subjects, counts, "[0, 1, -1, 3, a]"}},
          {"copy", {subjects}},
          {"copy", {subjects, "[0, 1, 3, -1, a]"}},
          {"decode_hex", {"[<<>>, <<\"00ff\">>, <<\"FFa\">>, <<\"zz\">>, a, \"00\"]"}},
          {"encode_hex", {subjects}},
          {"decode_unsigned", {subjects}},
          {"decode_unsigned", {subjects, "[big, little, a]"}},
          {"encode_unsigned", {integers}},
          {"encode_unsigned", {integers, "[big, little, a]"}},
          {"longest_common_prefix",
           {"[[<<\"abc\">>, <<\"abd\">>], [<<>>], [], a, [<<\"a\">>, b], [<<\"a\">> | b]]"}},
          {"longest_common_suffix",
           {"[[<<\"cba\">>, <<\"dba\">>], [<<>>], [], a, [<<\"a\">>, b], [<<\"a\">> | b]]"}},
          {"match", {subjects, patterns}},
          {"match", {subjects, patterns, scopes}},
          {"matches", {subjects, patterns}},
          {"matches", {subjects, patterns, scopes}},
          {"split", {subjects, patterns}},
          {"split", {subjects, patterns, scopes}},
          {"replace", {subjects, patterns, R"([<<>>, <<"X">>, <<"[-]">>, <<1:3>>, "X", a])"}},
          {"replace", {subjects, patterns, R"([<<>>, <<"[-]">>, a])", replacing}},
      });
}

TEST_CASE("natives: module ets does what OTP's does") {
  compare_all("ets", {}, R"([
    {new, [t, [ordered_set, named_table]]}, {new, [t, [named_table]]}, {new, [1, []]}, {new, [u,
    [foo]]},
    {new, [u, [{keypos, 0}]]}, {new, [u, a]}, {new, [u, [set | a]]},
    {insert, [t, [{1, 1}, {2, 4}, {3, 9}, {4, 16}, {5, 25}]]}, {insert, [t, {}]}, {insert, [t,
    [{9, a}, b]]},
    {insert, [t, []]}, {insert, [t, [{1, 1} | a]]}, {insert, [v, {1}]}, {insert, [17, {1}]},
    {lookup, [t, 2]}, {lookup, [t, 2.0]}, {lookup, [t, 9]}, {lookup, [x, 1]}, {member, [t,
    1.0]}, {member, [t, 7]},
    {lookup_element, [t, 2, 2]}, {lookup_element, [t, 2, 3]}, {lookup_element, [t, 7, 1]},
    {lookup_element, [t, 2, 0]},
    {first, [t]}, {last, [t]}, {next, [t, 2]}, {next, [t, 2.5]}, {next, [t, 5]}, {prev, [t, 1]},
    {prev, [t, 77]},
    {tab2list, [t]}, {slot, [t, 0]}, {slot, [t, 4]}, {slot, [t, 5]}, {slot, [t, 6]}, {slot, [t, a]},
    {match, [t, {'$2', '$1'}]}, {match, [t, {'_', '_'}]}, {match, [t, '$1']}, {match, [t, a]},
    {match, [t, {3, '$1'}]},
    {match, [t, {'$1', '$1'}]}, {match_object, [t, {'$1', '$1'}]}, {match_object, [t, {4, '_'}]},
    {match_object, [t, '_']}, {match_object, [t, {4}]},
    {select, [t, [{{'$1', '_'}, [{'>', '$1', 3}], ['$1']}]]}, {select, [t, [{{'$1', '_'}, [],
    [{'+', '$1', a}]}]]},
    {select, [t, [{{'$1', '_'}, [{foo, 1}], ['$1']}]]}, {select, [t, [{{'$1', '_'}, [], ['$3']}]]},
    {select, [t, [{{'$1', '$2'}, [], [{{'$1', {{'$2'}}}}]}]]}, {select, [t, [{{'$1', '$2'}, [],
    [{{'$1', {'$2'}}}]}]]},
    {select, [t, [{{'$1', '$2'}, [{'<', '$1', 3}], [[{{'$1'}}, '$2' | x], '$$']}]]},
    {select, [t, [{{'$1', '$2'}, [{'<', '$1', 3}], [[{{'$1'}}, '$2' | x]]}]]},
    {select, [t, [{{'$1', '$2'}, [{'=<', '$1', 2}], ['$_']}, {{'$1', '_'}, [{'is_integer',
    '$1'}], [{{other, '$1'}}]}]]},
    {select, [t, [{{'$1', '$2'}, [{'<', '$1', 3}], [#{a => '$1'}]}]]}, {select, [t, [{{'$1',
    '_'}, ['$1'], ['$1']}]]},
    {select, [t, [{{'$1', '$2'}, [{'andalso', {'<', '$1', 3}, true}], [{const, {'$1'}}]}]]},
    {select, [t, [{{'$1', '$2'}, [{'orelse', {'==', '$1', 1}, {'==', '$2', 16}}], ['$1']}]]},
    {select, [t, [{{'$1', '$2'}, [{'and', true, {'>', '$1', 1}, {'<', '$1', 4}}], ['$1']}]]},
    {select, [t, [{{'$1', '$2'}, [{'not', {'rem', '$1', 2}}], ['$1']}]]},
    {select, [t, [{{'$1', '$2'}, [{'==', {'rem', '$1', 2}, 0}], [{'element', 2, '$_'}]}]]},
    {select, [t, [{{'$1', '$2'}, [{'==', {'abs', a}, 0}], ['$1']}]]},
    {select, [t, [{{'$1', '$2'}, [], []}]]}, {select, [t, []]}, {select, [t, a]}, {select, [t,
    [{a, [], [true]}]]},
    {select, [t, [{'$1', [{is_tuple, '$1'}], [{size, '$1'}]}]]}, {select, [t, [{{'$1', '_'}, [],
    ['$1']}], 6]},
    {select, [t, [{{'$1', '_'}, [], ['$1']}], 0]}, {select, [t, [{{'$1', '_'}, [{'>', '$1', 9}],
    ['$1']}], 6]},
    {select, ['$end_of_table']}, {match, ['$end_of_table']}, {select, [a]},
    {select_reverse, [t, [{{'$1', '_'}, [], ['$1']}]]}, {select_count, [t, [{{'$1', '_'}, [],
    [{'>', '$1', 2}]}]]},
    {select_replace, [t, [{{'$1', '$2'}, [{'==', '$1', 4}], [{{'$1', x}}]}]]},
    {select_delete, [t, [{{'$1', '_'}, [{'==', '$1', 5}], [true]}]]}, {tab2list, [t]},
    {insert_new, [t, [{1, a}, {77, b}]]}, {insert_new, [t, {78, b}]}, {insert_new, [t, []]},
    {member, [t, 77]},
    {update_counter, [t, 4, {1, 1}]}, {update_counter, [t, 4, {2, 1}]}, {update_counter, [t, 1, 5]},
    {update_counter, [t, 3, [{2, 1}, {2, -1, 5, 0}, {2, 10, 15, 3}]]}, {update_counter, [t, 3,
    {2, -10, -5, 100}]},
    {update_counter, [t, 9, 1, {9, 0}]}, {update_counter, [t, 10, {2, 5}, {x, 0, z}]},
    {update_counter, [t, 11, {2, 5}]},
    {update_counter, [t, 12, {3, 5}, {x, 0}]}, {update_counter, [t, 1, []]}, {update_counter,
    [t, 1, a]},
    {update_element, [t, 3, {2, q}]}, {update_element, [t, 300, {2, q}]}, {update_element, [t,
    3, {1, q}]},
    {update_element, [t, 3, [{2, z}, {3, z}]]}, {update_element, [t, 3, []]}, {update_element,
    [t, 3, {0, q}]},
    {tab2list, [t]}, {info, [t, size]}, {info, [t, foo]}, {info, [x, size]}, {info, [x]}, {info,
    [t, type]},
    {info, [t, keypos]}, {info, [t, protection]}, {info, [t, named_table]}, {info, [t, fixed]},
    {info, [t, name]},
    {info, [t, heir]}, {info, [7]}, {safe_fixtable, [t, true]}, {info, [t, fixed]},
    {safe_fixtable, [t, false]},
    {safe_fixtable, [t, a]}, {info, [t, fixed]}, {info, [t, safe_fixed]},
    {take, [t, 1]}, {take, [t, 1]}, {delete, [t, 2]}, {delete, [t, 200]}, {delete_object, [t,
    {3, zz}]},
    {delete_object, [t, {10, 5, z}]}, {delete_object, [t, a]}, {tab2list, [t]}, {rename, [t,
    w]}, {rename, [t, w]},
    {first, [w]}, {delete_all_objects, [w]}, {first, [w]}, {setopts, [w, {heir, none}]},
    {setopts, [w, [{heir, a}]]},
    {whereis, [nothing]}, {whereis, [1]}, {delete, [w]}, {delete, [w]},
    {new, [b, [bag, named_table, private]]}, {insert, [b, [{a, 1}, {a, 2}, {a, 1}]]}, {lookup,
    [b, a]},
    {lookup_element, [b, a, 2]}, {update_counter, [b, a, 1]}, {update_element, [b, a, {2, 1}]},
    {insert_new, [b, [{a, 1}, {z, 2}]]}, {info, [b, size]}, {match_delete, [b, {a, 1}]},
    {tab2list, [b]},
    {select_replace, [b, [{'_', [], [{{x}}]}]]}, {match_delete, [b, '_']}, {first, [b]},
    {delete, [b]},
    {new, [d, [duplicate_bag, named_table, {keypos, 2}]]}, {insert, [d, [{a, 1}, {a, 2}, {a,
    1}]]}, {lookup, [d, 1]},
    {lookup_element, [d, 1, 1]}, {insert, [d, {1}]}, {delete_object, [d, {a, 1}]}, {tab2list,
    [d]}, {delete, [d]},
    {new, [s, [named_table, public, {write_concurrency, true}]]}, {insert, [s, {1, a}]},
    {insert, [s, {1.0, b}]},
    {lookup, [s, 1]}, {lookup, [s, 1.0]}, {next, [s, zzz]}, {prev, [s, zzz]}, {delete, [s,
    1.0]}, {tab2list, [s]},
    {next, [s, 1]}, {select, [s, [{{'$1', '$2'}, [], ['$2']}], 10]}, {insert, [s, {#{}, m}]},
    {match, [s, {#{}, '$1'}]}, {info, [s, memory_]}, {delete, [s]},
    {test_ms, [{1, 2}, [{{'$1', '$2'}, [], ['$2']}]]}, {test_ms, [{1, 2}, [{{'$1'}, [], ['$1']}]]},
    {test_ms, [a, [{{'$1'}, [], ['$1']}]]}, {test_ms, [{1}, [{{'$1'}, [], ['$2']}]]},
    {test_ms, [{1}, [{{'$1'}, [{foo, 1}], ['$1']}]]},
    {match_spec_run, [[{1}, {2}], a]}, {match_spec_compile, [a]}])");
}

TEST_CASE("natives: modules persistent_term and os do what OTP's do") {
  compare_all("persistent_term", {},
              R"([{get, [{kith, a}]}, {get, [{kith, a}, none]}, {put, [{kith, a}, [1, 2]]},
    {get, [{kith, a}]}, {put, [{kith, a}, 2]}, {get, [{kith, a}, none]}, {erase, [{kith, a}]},
    {erase, [{kith, a}]}])");
  compare_all(
      "os", {},
      R"([{getenv, ["KITH_NO_SUCH"]}, {getenv, ["KITH_NO_SUCH", x]}, {putenv, ["KITH_NO_SUCH",
    "a\x{3b1}"]},
    {getenv, ["KITH_NO_SUCH"]}, {unsetenv, ["KITH_NO_SUCH"]}, {getenv, ["KITH_NO_SUCH"]},
    {getenv, [a]}, {getenv, ["a=b"]},
    {putenv, ["a=b", "c"]}, {putenv, ["a", b]}, {putenv, ["", "b"]}, {unsetenv, [a]}, {type,
    []}, {version, []},
    {system_time, [a]}, {perf_counter, [0]}])");
}

TEST_CASE("natives: modules counters and atomics refuse what OTP's refuse") {
  compare_all("counters", {
                              {"new", {"[0, -1, a, 1.0]", "[[], [atomics], a]"}},
                              {"new", {"[3]", "[[x], a, [atomics | b]]"}},
                              {"get", {anything, counts}},
                              {"add", {anything, counts, "[1, a]"}},
                              {"info", {anything}},
                          });
  compare_all("atomics", {
                             {"new", {"[0, -1, a, 1.0]", "[[], [{signed, true}], a]"}},
                             {"new", {"[3]", "[[x], a, [{signed, 1}], [{signed, true} | b]]"}},
                             {"get", {anything, counts}},
                             {"exchange", {anything, counts, "[1, a]"}},
                             {"info", {anything}},
                         });
}

TEST_CASE("natives: module unicode does what OTP's does") {
  constexpr const char* texts =
      R"([[], "abc", [945, 946], <<"abc">>, <<206, 177>>, <<206>>, [<<206>>, <<177>>],
    [<<206>>, 177], [<<206>>, a], <<255>>, [<<"a", 255>>, "b"], [["x", <<"a", 255, 1>>], "b"],
    [16#D800], [16#110000, 1],
    [-1], [a], a, [$a | <<"b">>], [$a | b], [["a", ["b" | <<206>>]]], ["a", <<226, 130>>],
    [1208925819614629174706176],
    [233, 256], <<233>>, <<0, 65>>, <<65, 0>>, <<216, 0>>, <<216, 0, 220, 0>>, <<0, 0, 0, 65>>,
    <<65, 0, 0, 0>>, <<0, 0, 0>>,
    [101, 769], [16#FB01, 16#212B], <<"e", 204, 129>>, <<237, 160, 128>>, <<244, 144, 128,
    128>>, <<224, 128>>, <<1:3>>])";
  constexpr const char* narrow = "[latin1, unicode, utf8, x]";
  constexpr const char* valid = R"([[], "abc", [945, 946], [$a | [[16#1F600]]], [16#FFFF]])";
  constexpr const char* wide =
      R"([<<>>, <<0, 65>>, <<65, 0>>, <<216, 0, 220, 0>>, <<0, 216, 0, 220>>, <<0, 0, 0, 65>>,
    <<65, 0, 0, 0>>, [<<0, 65>>, 66]])";
  constexpr const char* from =
      R"([latin1, unicode, utf8, utf16, {utf16, little}, {utf16, big}, utf32, {utf32, little},
    x, {utf16, x}])";
  std::vector<native_case> cases = {
      {"characters_to_list", {texts}},
      {"characters_to_list", {texts, narrow}},
      {"characters_to_list", {wide, from}},
      {"characters_to_binary", {texts}},
      {"characters_to_binary", {texts, narrow}},
      {"characters_to_binary", {texts, narrow, narrow}},
      {"characters_to_binary", {valid, "[unicode]", from}},
      {"characters_to_binary",
       {wide, "[utf16, {utf16, little}]", "[utf8, utf16, {utf32, little}]"}},
      {"bom_to_encoding",
       {"[<<>>, <<239, 187, 191, 65>>, <<254, 255>>, <<255, 254>>, <<0, 0, 254, 255>>,"
        " <<255, 254, 0, 0>>, a]"}},
      {"encoding_to_bom", {from}},
  };
  constexpr const char* whole =
      R"([[], "abc", [101, 769], [16#FB01, 16#212B], <<"e", 204, 129>>, [16#1E9B, 16#323],
    [16#AC00], [16#1100, 16#1161], "caf\x{e9}", [[$a | <<"b">>], "c"]])";
  for (const char* name :
       {"characters_to_nfc_list", "characters_to_nfd_list", "characters_to_nfkc_list",
        "characters_to_nfkd_list", "characters_to_nfc_binary", "characters_to_nfd_binary",
        "characters_to_nfkc_binary", "characters_to_nfkd_binary"}) {
    cases.push_back({name, {whole}});
  }
  compare_all("unicode", std::move(cases));
}

TEST_CASE("natives: module unicode_util takes texts apart as OTP's does") {
  constexpr const char* texts =
      R"([[], <<>>, "ab", [101, 769, 98], <<"ab">>, <<101, 204, 129, 98>>, [[97], 98], ["", 97],
    [[[]]], <<255>>, [13, 10, 120], [223, 97], [16#1F468, 16#200D, 16#1F469, 97],
    [$a | <<"b">>], [16#FB01], <<97, 255>>,
    [233], [[101, 769]], [-1], [304], [16#1E9E], [16#345], [16#10D0], [16#1C4], [16#1C6],
    [16#149], [16#587], [16#3C2],
    [16#1F1E9, 16#1F1EA, 16#1F1EB], [16#AC00, 16#11A8], [16#1100, 16#1161], [16#212B], [9],
    [16#A0]])";
  std::vector<native_case> cases;
  for (const char* name : {"cp", "gc", "nfc", "nfd", "nfkc", "nfkd", "uppercase", "lowercase",
                           "titlecase", "casefold"}) {
    cases.push_back({name, {texts}});
  }
  cases.push_back({"whitespace", {}});
  cases.push_back({"is_whitespace", {"[9, 32, 160, 133, [13, 10], [13], a, 8206, 8232]"}});
  cases.push_back({"spec_version", {}});
  compare_all("unicode_util", std::move(cases));
}

TEST_CASE("natives: module base64 does what OTP's does") {
  constexpr const char* texts =
      R"([<<>>, <<"YQ==">>, <<"YWI=">>, <<"YWJj">>, "YWJj", <<" Y W\nJ j ">>, <<"YQ">>,
    <<"YWI">>, <<"Y">>,
    <<"YQ=">>, <<"Y$==">>, <<"YQ== ">>, <<"++//">>, "", [a], a, <<"YWJjZA==">>])";
  compare_all(
      "base64",
      {
          {"encode",
           {R"([<<>>, <<"a">>, <<"ab">>, <<"abc">>, "abcd", [255, 0], [256], [a], a, <<1:3>>])"}},
          {"encode_to_string", {R"([<<>>, <<"a">>, "ab", <<255, 254>>])"}},
          {"decode", {texts}},
          {"decode_to_string", {texts}},
          {"mime_decode",
           {R"([<<>>, <<"YQ==">>, <<"Y$Q=-=">>, <<"Y!WJj">>, "YWI=", <<"YWJjZA==">>])"}},
          {"mime_decode_to_string", {R"([<<>>, <<"YQ==">>, <<"Y$Q=-=">>, "YWI="])"}},
      });
}

TEST_CASE("natives: module io_lib writes what OTP's writes") {
  constexpr const char* formats =
      R"(["~w", "~p", "~s", "~ts", "~tp", "~tw", "~b", "~B", "~c", "~e", "~f", "~g", "~i",
    "~10w", "~-10w|", "~10.5w", "~.3w", "~5s|", "~-5s|", "~5.2s|", "~.2s|", "~10.3.xs",
    "~-8.3.xs|", "~5c", "~-5c|",
    "~5.3c|", "~16b", "~.16b", "~.16B", "~8.16.0b", "~-8.16.0b|", "~.2f", "~10.2f|", "~-10.2f|",
    "~.1e", "~.4e", "~12.4e|", "~.3g",
    "~.16#", "~.16+", "~#", "~+", "~0p", "~20p", "~lp", "~ltp", "a~~b", "~3~", "~n", "~3n", "~",
    "~q", "~5", "x", "",
    "~.37b", "~.1b", "~2b", "~0w", "~0s", "~0f", "~.0f", "~.*w", "~*w", "~-0w"])";
  constexpr const char* values =
      R"([[], [1], [-255], [a], ["abc"], ["caf\x{e9}"], [[945]], [<<"bin">>], [<<"caf", 233>>],
    [<<206, 177>>], [1.5], [-0.0], [1.0e100], [0.001], [123456.789], [1, 2], [[a | b]], [{a,
    "b", [1, 2]}], [#{a => 1}],
    ["a", $b], [['A b']], ['A b'], [65], [945], [[["x"], <<"y">> | <<"z">>]], [5, a], a, [a | b],
    [99.999], [0.05], [9.5]])";
  std::vector<native_case> cases = {
      {"format", {formats, values}, true},
      {"format",
       {R"(["~x", "~X", "~.16x", "~10.16x|", "~W", "~P", "~*w", "~*.*s|", "~.*b", "~*.*.*b"])",
        R"([[31, "0x"], [31, a], [-31, "0x"], [31, <<"p">>], [31, 1], [5, abc], ["abc", 20], [3,
    4, abc], [3, 2, "abc"],
                     [-6, abc], [8, 16, $0, 255], [1, 20], [[1, 2, 3, 4], 30], [{a, b, c, d},
    20], [16, 255]])"},
       true},
      {"format",
       {R"([a, <<"~w">>, "a", [$~, $w], 1, [a], <<255, "~w">>])", "[[], [1], [a, b]]"},
       true},
      {"write", {anything}, true},
      {"print", {anything}, true},
      {"write_atom", {atoms_and_more}, true},
      {"write_string", {R"(["abc", "a\"b\\", [945, 10], [7, 127, 233]])"}, true},
      {"write_string", {R"(["ab'c", [945, 39, 34]])", "[$', 34, 945, $b]"}, true},
      {"write_string_as_latin1", {R"(["ab'c", [945, 39, 34]])", "[$', 34, $b]"}, true},
      {"write_latin1_string", {R"(["ab'c", [233, 34], [955], a])"}, true},
      {"write_latin1_string", {R"(["ab'c", [233, 34], [955], a])", "[$', 34, $b]"}, true},
      {"write_char_as_latin1", {"[$a, 10, 32, 945, 233, 127, -1, a]"}, true},
      {"write_latin1_char", {"[$a, 10, 32, 945, 233, 127, -1, a]"}, true},
      {"write", {anything, "[-1, 0, 1, 2, 3, 5, [], [{depth, 2}], [{chars_limit, 9}]]"}, true},
      {"write", {anything, "[-1, 1, 3]", "[true, false, maybe]"}, true},
      {"print", {anything, "[1, 5]", "[0, 10, 80]", "[-1, 0, 1, 3]"}, true},
      {"format",
       {R"(["~p ~w", "~q"])", R"([["ab", [1]], [a]])", "[[], [{chars_limit, 6}], [a]]"},
       true},
      {"write_char", {"[$a, 10, 32, 945, 233, 127]"}, true},
      {"nl", {}},
      {"indentation", {R"(["abc", "a\nbc", "\ta", ""])", "[0, 3]"}},
  };
  for (const char* name :
       {"char_list", "latin1_char_list", "printable_list", "printable_latin1_list",
        "printable_unicode_list", "deep_char_list", "deep_latin1_char_list"}) {
    cases.push_back({name, {anything}});
    cases.push_back(
        {name,
         {R"([[945], [233], [7], [10], ["a", [98, [945]]], [16#D800], [1114112], [-1], "ab"])"}});
  }
  compare_all("io_lib", std::move(cases));
}
