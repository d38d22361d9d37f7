// erl's command line: what the real one makes of it, and what we do.
#include <doctest/doctest.h>

#include <fstream>

#include "kith/build.hpp"
#include "kith/reflect.hpp"
#include "outcome.hpp"
#include "shell/command_line.hpp"

namespace kith::cmd_test {

namespace {

using words = std::vector<std::string>;

/// What init says in an erl that was started so, on two lines: flags (without those of the
/// installation) and plain arguments.
std::string said_by_erl(words arguments, const variables& environment) {
  arguments.insert(arguments.begin(),
                   {"erl", "-noshell", "-eval",
                    "io:setopts([{encoding, unicode}]), io:format(\"~0tp~n~0tp\", [[F || {N, _} = "
                    "F <- init:get_arguments(), not lists:member(N,"
                    " [root, bindir, progname, home, emu])], init:get_plain_arguments()]), halt().",
                    "--"});
  variables all = environment;
  all.emplace_back("LC_ALL", "C.UTF-8");
  return run(arguments, all).out;
}

std::string variable(const variables& environment, const char* name) {
  for (const auto& [key, value] : environment) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

std::string said_by_us(words arguments, const variables& environment) {
  arguments.insert(arguments.begin(), {"-noshell", "--"});
  shell::argument_file read = [](const std::string& path) -> result<std::string> {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto line =
      shell::scan_command_line(arguments,
                               {.otp25_flags = variable(environment, "ERL_OTP25_FLAGS"),
                                .aflags = variable(environment, "ERL_AFLAGS"),
                                .flags = variable(environment, "ERL_FLAGS"),
                                .zflags = variable(environment, "ERL_ZFLAGS")},
                               read);
  REQUIRE(line);
  std::vector<std::pair<atom, words>> flags;
  for (const shell::init_flag& f : line->flags) {
    flags.emplace_back(atom(f.name), f.values);
  }
  const term both = tuple(flags, line->plain);
  return to_string(both[0], format::tp) + "\n" + to_string(both[1], format::tp);
}

}  // namespace

TEST_CASE("flags: init knows the same flags and arguments as in erl") {
  const temporary_file inner(".args", "-baz 1\n#zip\n plain -- more");
  const temporary_file outer(".args",
                             "-foo bar # comment\n  \"a b\" c\\ d 'e\"f' g#h\n-bar -args_file " +
                                 inner.path() + "\n-z \\\\ \"\" q\\\nr\n");
  struct row {
    words arguments;
    variables environment;
  };
  const row rows[] = {
      {{"a", "b", "-foo", "x", "y", "--", "z", "+P", "2048", "-bar", "q"}, {}},
      {{"-foo", "x", "--", "y", "--", "z", "-foo", "w", "+A", "3", "k", "-foo"}, {}},
      {{"--foo", "--", "--", "a", "-", "b", "-1"}, {}},
      {{"-hidden", "-setcookie", "a", "b", "-noinput", "-kernel", "k", "{a,\"b\"}"}, {}},
      {{"-x", "y", "-extra", "1", "+P", "2", "-foo", "--"},
       {{"ERL_FLAGS", "-c d e \"f g\" \\x\\ y 'q r's"},
        {"ERL_AFLAGS", "-a 1 -- p"},
        {"ERL_ZFLAGS", "-z 3 -extra Z"},
        {"ERL_OTP25_FLAGS", "-o 4"}}},
      {{"-x", "--"}, {{"ERL_FLAGS", "f \"\" '' # 'un done"}, {"ERL_ZFLAGS", "z"}}},
      {{"-args_file", outer.path(), "-q", "v"}, {}},
      {{"-q", "-args_file", inner.path(), "-extra", "e"},
       {{"ERL_FLAGS", "-args_file " + outer.path()}}},
      {{"+S", "1:1", "s", "+sbt", "u",     "+Bd",    "+B",   "i",     "b", "+c",     "true",
        "c",  "+c",  "d", "+hms", "400",   "h",      "+MBe", "true",  "m", "+zdbbl", "3",
        "z",  "+W",  "w", "+Wi",  "x",     "+fnu",   "f",    "+SDio", "2", "+pc",    "unicode",
        "p",  "+rg", "2", "+sub", "false", "+ssrct", "+T",   "3"},
       {}},
      {{"-env", "KITH_TEST", "-x", "y", "-connect_all", "false", "-start_epmd", "true",
        "-proto_dist", "inet_tcp", "-mode", "embedded", "-pa", "/a", "/b"},
       {}},
      {{"-å", "ä", "ö"}, {}},
  };
  for (const row& r : rows) {
    CAPTURE(r.arguments.front());
    const variables environment = r.environment;
    // ERL_EPMD_PORT would show as a flag.
    ::unsetenv("ERL_EPMD_PORT");
    CHECK(said_by_us(r.arguments, environment) == said_by_erl(r.arguments, environment));
  }
}

TEST_CASE("flags: a wrong command line is refused in erl's words") {
  const words rows[] = {
      {"-sname"},      {"-name"},     {"-env", "A"},         {"-args_file"},
      {"-start_epmd"}, {"-configfd"}, {"-start_epmd", "no"}, {"-smp", "disable"},
      {"+sbt"},        {"+hms"},      {"-no_epmd"},          {"-args_file", "/no/such"},
  };
  for (const words& r : rows) {
    CAPTURE(r.front());
    words theirs = {"erl"};
    theirs.insert(theirs.end(), r.begin(), r.end());
    const outcome erl = run(theirs);
    const outcome ours = kith(r);
    CHECK(erl.status == 1);
    CHECK(ours.status == 1);
    // Which file could not be opened in which folder: erl alone says the folder.
    const std::string expected = first_line(erl.err);
    const auto at = expected.find("\" at \"");
    const std::string plain =
        at == std::string::npos
            ? expected
            : expected.substr(0, at + 1) + expected.substr(expected.rfind("\": ") + 1);
    CHECK(first_line(ours.err) == "kith: " + plain);
  }
}

TEST_CASE("flags: wrong numbers of the emulator are refused in its words") {
  for (const words& r : {words{"+P", "3"},
                         {"+Q", "x"},
                         {"+S", "1:2"},
                         {"+A", "2000"},
                         {"+zdbbl", "0"},
                         {"+W", "q"}}) {
    CAPTURE(r.front());
    words theirs = {"erl", "-noshell"};
    theirs.insert(theirs.end(), r.begin(), r.end());
    const outcome erl = run(theirs);
    CHECK(erl.status == 1);
    const outcome ours = kith(r);
    CHECK(ours.status == 1);
    CHECK(first_line(ours.err) == "kith: " + first_line(erl.err));
  }
}

TEST_CASE("flags: a wrong configuration is refused with OTP's reason, and status 78") {
  const temporary_file config(".config", "");
  for (const char* text : {"{a,b}.", "[{a,b}].", "[]. []."}) {
    config.write(text);
    const outcome erl =
        run({"erl", "-noshell", "-config", config.path()}, {{"ERL_CRASH_DUMP", "/dev/null"}});
    const outcome ours = kith({"-noshell", "-config", config.path()});
    CHECK(ours.status == 78);
    const std::string reason = first_line(ours.err).substr(std::string("kith: ").size());
    CAPTURE(erl.out + erl.err);
    CHECK((erl.out + erl.err).find("(application_controller) (" + reason + ")") !=
          std::string::npos);
  }
}

}  // namespace kith::cmd_test
