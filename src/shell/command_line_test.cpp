#include "shell/command_line.hpp"

#include <doctest/doctest.h>

#include <map>

namespace kith::shell {

namespace {

using words = std::vector<std::string>;
using kind = start_action::kind;

/// Files of arguments by name.
argument_file files(std::map<std::string, std::string> all) {
  return [all = std::move(all)](const std::string& path) -> result<std::string> {
    const auto at = all.find(path);
    if (at == all.end()) {
      return error(errc::not_found, "No such file or directory");
    }
    return at->second;
  };
}

result<command_line> scan(const words& arguments, const flag_variables& variables = {},
                          std::map<std::string, std::string> content = {}) {
  argument_file read = files(std::move(content));
  return scan_command_line(arguments, variables, read);
}

std::string why(const words& arguments, std::map<std::string, std::string> content = {}) {
  const auto scanned = scan(arguments, {}, std::move(content));
  return scanned ? "no failure" : scanned.failure().text;
}

}  // namespace

TEST_CASE("command_line: a flag has the values up to the next flag, what is left is plain") {
  struct row {
    words arguments;
    std::vector<init_flag> flags;
    words plain;
  };
  const row rows[] = {
      {{}, {}, {}},
      {{"a", "b", "-foo", "x", "y", "--", "z"}, {{"foo", {"x", "y"}}}, {"a", "b", "z"}},
      {{"-foo", "x", "-foo", "--", "y", "--", "-foo", "z"},
       {{"foo", {"x"}}, {"foo", {}}, {"foo", {"z"}}},
       {"y"}},
      {{"--foo", "--", "--", "a", "-", "b"}, {{"-foo", {}}, {"", {"b"}}}, {"a"}},
      {{"-x", "y", "-extra", "1", "-foo", "+P", "--"}, {{"x", {"y"}}}, {"1", "-foo", "+P", "--"}},
      {{"-noinput"}, {{"noshell", {}}, {"noinput", {}}}, {}},
      {{"-detached"}, {{"noshell", {}}, {"noinput", {}}}, {}},
      {{"-name", "-sname", "x"}, {{"name", {}}, {"sname", {"x"}}}, {}},
      {{"-env", "A", "b", "c"}, {}, {"c"}},
      {{"-foo", "x", "+P", "2048", "y"}, {{"foo", {"x", "y"}}}, {}},
  };
  for (const row& r : rows) {
    const auto scanned = scan(r.arguments);
    REQUIRE(scanned);
    CAPTURE(r.arguments.size());
    CHECK(scanned->flags == r.flags);
    CHECK(scanned->plain == r.plain);
  }
}

TEST_CASE("command_line: what is to be started keeps its order, and is no flag") {
  const auto scanned = scan({"-s", "m", "f", "a", "-eval", "x()", "-foo", "-run", "m2", "-eval"});
  REQUIRE(scanned);
  CHECK(scanned->starts == std::vector<start_action>{{kind::s, {"m", "f", "a"}},
                                                     {kind::eval, {"x()"}},
                                                     {kind::run, {"m2"}},
                                                     {kind::eval, {}}});
  CHECK(scanned->flags == std::vector<init_flag>{{"foo", {}}});
}

TEST_CASE("command_line: flags of the emulator take their values wherever they stand") {
  const auto scanned =
      scan({"+P",    "2048", "x", "+Bd",  "+B",   "i",  "+B",   "x",     "+c",   "+c",
            "false", "+hms", "5", "+MBe", "true", "+M", "+fnu", "+S2:1", "+dcg", "y"});
  REQUIRE(scanned);
  CHECK(scanned->emulator == std::vector<emulator_flag>{{"P", "2048"},
                                                        {"Bd"},
                                                        {"B", "i"},
                                                        {"B"},
                                                        {"c"},
                                                        {"c", "false"},
                                                        {"hms", "5"},
                                                        {"MBe", "true"},
                                                        {"M"},
                                                        {"fnu"},
                                                        {"S2:1"},
                                                        {"dcg"}});
  CHECK(scanned->plain == words{"x", "x", "y"});
}

TEST_CASE("command_line: variables stand around the arguments, each closed by --") {
  const flag_variables variables{.otp25_flags = "-o 4",
                                 .aflags = "-a 1 -extra A",
                                 .flags = "-c 'd e'",
                                 .zflags = "-z 3 -extra Z"};
  const auto scanned = scan({"-x", "y", "-extra", "1"}, variables);
  REQUIRE(scanned);
  CHECK(scanned->flags ==
        std::vector<init_flag>{
            {"o", {"4"}}, {"a", {"1"}}, {"x", {"y"}}, {"c", {"d e"}}, {"z", {"3"}}});
  CHECK(scanned->plain == words{"A", "--", "1", "Z", "--"});
  const auto ended = scan({"-x", "y"}, {.flags = "zz"});
  REQUIRE(ended);
  CHECK(ended->plain == words{"zz"});
}

TEST_CASE("command_line: a file of arguments stands for its words") {
  const auto scanned = scan(
      {"-args_file", "one", "-q"}, {},
      {{"one", "-foo bar # comment\n \"a b\" c\\ d\n-bar -args_file two"}, {"two", "-baz 1\n#"}});
  REQUIRE(scanned);
  CHECK(scanned->flags ==
        std::vector<init_flag>{
            {"foo", {"bar", "a b", "c d"}}, {"bar", {}}, {"baz", {"1"}}, {"q", {}}});
}

TEST_CASE("command_line: what is wrong is said as erl says it") {
  CHECK(why({"-sname"}) == "Missing argument(s) for '-sname'.");
  CHECK(why({"-env", "A"}) == "Missing argument(s) for '-env'.");
  CHECK(why({"-args_file"}) == "Missing argument(s) for '-args_file'.");
  CHECK(why({"+sbt"}) == "Missing argument(s) for '+sbt'.");
  CHECK(why({"-start_epmd", "foo"}) == "Expected boolean argument for '-start_epmd'.");
  CHECK(why({"-smp", "disable"}) == "Argument '-smp disable' not supported. Use \"+S 1\" instead.");
  CHECK(why({"-no_epmd"}) == "erlexec: Missing -proto_dist option, expected when using -no_epmd.");
  CHECK(why({"-no_epmd", "-proto_dist", "inet_tcp"}) == "no failure");
  CHECK(why({"-args_file", "none"}) ==
        "Failed to open arguments file \"none\": No such file or directory");
}

TEST_CASE("command_line: a file of arguments that names itself ends somewhere") {
  CHECK(why({"-args_file", "a"}, {{"a", "-args_file a"}}) ==
        "Arguments file \"a\" is named too deep within others (args_file_depth_max).");
}

TEST_CASE("command_line: values are found by their flag") {
  const auto scanned =
      scan({"-env", "A", "b", "-foo", "1", "2", "-foo", "3", "-foo", "-detached", "-version"});
  REQUIRE(scanned);
  CHECK(scanned->has("foo"));
  CHECK_FALSE(scanned->has("bar"));
  CHECK(scanned->get_argument("foo") == std::vector<words>{{"1", "2"}, {"3"}, {}});
  CHECK(scanned->last_value("foo") == "3");
  CHECK_FALSE(scanned->last_value("noshell"));
  CHECK(scanned->environment == std::vector<std::pair<std::string, std::string>>{{"A", "b"}});
  CHECK(scanned->detached);
  CHECK(scanned->version);
}

}  // namespace kith::shell
