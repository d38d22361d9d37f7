// erl's command line: what the real one makes of it, and what we do.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "interop/ports.hpp"
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

TEST_CASE("flags: a node does what its flags say as erl does") {
  const interop::epmd_daemon epmd;
  variables environment = epmd_at(epmd.port());
  environment.insert(environment.end(), {{"LC_ALL", "C.UTF-8"}, {"ERL_CRASH_DUMP", "/dev/null"}});
  const temporary_file config(".config", "[{foo,[{bar,[1,2]}]},{kernel,[{net_ticktime,17}]}].\n");
  const temporary_file vm_args(".args",
                               "-sname cow@localhost # a cow\n-env COWS 'two of \\\nthem'");
  const std::string folder = config.path() + ".modules";
  std::filesystem::create_directory(folder);
  const auto says = [](const std::string& what) {
    return "io:format(\"~0p~n\", [" + what + "]), halt().";
  };
  const words named = {"-sname", "cow@localhost", "-setcookie", "aaaaaaaaaaaaaa"};
  const std::string names = says("{node(), erlang:get_cookie(), net_kernel:longnames()}");
  const std::string ticks =
      says("{application:get_env(kernel, net_ticktime), net_kernel:get_net_ticktime()}");
  const std::string own = says("{application:get_env(foo, bar), application:get_env(kernel, "
                               "net_ticktime), application:get_env(stdlib, shell_strings)}");
  struct row {
    words arguments;
    variables more = {};
  };
  const row rows[] = {
      {{"-sname", "cow@localhost", "-setcookie", "aaaaaaaaaaaaaa", "-eval", names}},
      {{"-name", "cow@127.0.0.1", "-setcookie", "aaaaaaaaaaaaaa", "-eval", names}},
      {{"-sname", "cow@localhost", "-nocookie", "-eval", names}},
      {{"-setcookie", "aaaaaaaaaaaaaa", "-eval", says("{node(), erlang:get_cookie()}")}},
      {{"-sname", "cow@localhost", "-setcookie", "aaaaaaaaaaaaaa", "-setcookie", "cat@localhost",
        "bbbbbbbbbbbbbb", "-eval",
        says("{erlang:get_cookie(), erlang:get_cookie(cat@localhost)}")}},
      {{"-sname", "cow@localhost", "-setcookie", "aaaaaaaaaaaaaa", "-hidden", "-proto_dist",
        "inet_tcp", "-connect_all", "true", "-eval", says("{node(), init:get_argument(hidden)}")}},
      {{"-sname", "cow@localhost", "-setcookie", "aaaaaaaaaaaaaa", "-kernel", "net_ticktime", "8",
        "-eval", ticks}},
      {{"-config", config.path(), "-eval", own}},
      {{"-config", config.path(), "-kernel", "net_ticktime", "9", "-stdlib", "shell_strings",
        "false", "-foo", "bar", "3", "-eval", own}},
      {{"-args_file", vm_args.path(), "-setcookie", "aaaaaaaaaaaaaa", "-eval",
        says("{node(), os:getenv(\"COWS\")}")}},
      {{"-env", "KITH_TEST", "b c", "-eval", says("os:getenv(\"KITH_TEST\")")}},
      {{"-s", "erlang", "halt"}},
      {{"-run", "io", "put_chars", "some text", "-s", "init", "stop"}},
      {{"-s", "io", "write", "a", "1", "B c", "-s", "init", "stop"}},
      {{"-eval", "io:format(one).", "-s", "io", "nl", "-eval", "io:format(two), halt(3)"}},
      {{"-pa", folder, "-pz", "/no/such", "-eval",
        says("lists:prefix(\"" + folder + "\", hd(code:get_path()))")}},
      {{"+pc", "unicode", "-eval", says("{io:printable_range(), [1024]}")}},
      {{"+S", "2:2", "-eval", says("erlang:system_info(schedulers)")}},
      {{"+zdbbl", "2048", "-eval", says("erlang:system_info(dist_buf_busy_limit)")}},
      {{"+P", "65536", "-eval", says("erlang:system_info(process_limit)")}},
      {{"-eval", says("init:get_plain_arguments()"), "-extra", "a", "-b", "--", "+c"}},
      {{"-eval", says("[init:get_argument(F) || F <- [foo, bar, zoo, otp]]")},
       {{"ERL_FLAGS", "-foo \"a b\""},
        {"ERL_AFLAGS", "-bar 1"},
        {"ERL_ZFLAGS", "-zoo z"},
        {"ERL_OTP25_FLAGS", "-otp 25"}}},
  };
  for (const row& r : rows) {
    CAPTURE(words(r.arguments));
    variables all = environment;
    all.insert(all.end(), r.more.begin(), r.more.end());
    words theirs = {"erl", "-noshell"};
    theirs.insert(theirs.end(), r.arguments.begin(), r.arguments.end());
    words ours = {"-noshell"};
    ours.insert(ours.end(), r.arguments.begin(), r.arguments.end());
    const outcome a = kith(ours, all);
    const outcome b = run(theirs, all);
    CHECK(a.out == b.out);
    CHECK(a.status == b.status);
  }
  std::filesystem::remove(folder);
}

TEST_CASE("flags: features of the language are on in the shell and in -eval, as in erl") {
  const std::string eval =
      "io:format(\"~p~n\", [{maybe ok ?= ok, 1 end, erl_features:enabled(), "
      "erl_scan:string(\"else\") =:= {ok, [{'else', 1}], 1}, erl_scan:f_reserved_word('maybe'), "
      "erl_scan:reserved_word('else')}]), halt().";
  const std::string typed =
      "maybe ok ?= ok, 1 else _ -> 2 end.\n[maybe].\nerl_features:enabled().\n";
  const auto lines = [](const std::string& all) { return all.substr(all.find("1> ")); };
  for (const words& flags :
       {words{"-enable-feature", "maybe_expr"}, words{"-enable-feature", "all"},
        words{"-enable-feature", "maybe_expr", "-disable-feature", "all"}, words{"-x"}}) {
    CAPTURE(words(flags));
    words ours = flags;
    words theirs = flags;
    theirs.insert(theirs.begin(), "erl");
    CHECK(lines(kith(ours, {}, typed).out) == lines(run(theirs, {}, typed).out));
    ours.insert(ours.end(), {"-noshell", "-eval", eval});
    theirs.insert(theirs.end(), {"-noshell", "-eval", eval});
    const outcome a = kith(ours);
    const outcome b = run(theirs, {{"ERL_CRASH_DUMP", "/dev/null"}});
    CHECK(first_line(a.out) == first_line(b.out));
    CHECK(a.status == b.status);
  }
}

TEST_CASE("flags: what cannot be started ends the node in init's words") {
  for (const words& r : {words{"-run", "no_such_module"},
                         {"-s", "lists", "no_such_function"},
                         {"-s", "lists", "no_such_function", "a"},
                         {"-eval", "foo("},
                         {"-eval", "exit(why)"},
                         {"-eval", "throw(ball)"},
                         {"-eval", "1 = 2."}}) {
    CAPTURE(words(r));
    words theirs = {"erl", "-noshell"};
    theirs.insert(theirs.end(), r.begin(), r.end());
    words ours = {"-noshell"};
    ours.insert(ours.end(), r.begin(), r.end());
    const outcome erl = run(theirs, {{"ERL_CRASH_DUMP", "/dev/null"}});
    const outcome kith_ = kith(ours);
    CHECK(erl.status == 1);
    CHECK(kith_.status == 1);
    const std::regex line(R"(\{line,[0-9]+\})");
    CHECK(std::regex_replace(first_line(kith_.out), line, "") ==
          std::regex_replace(first_line(erl.out), line, ""));
  }
}

TEST_CASE("flags: what is not followed is named, and the node starts") {
  const std::pair<words, const char*> rows[] = {
      {{"-kernel", "no_such_key", "1"}, "kernel has no parameter 'no_such_key'"},
      {{"-proto_dist", "inet6_tcp"}, "only inet_tcp is there"},
      {{"-epmd_module", "other"}, "-epmd_module other: nodes are looked up at epmd"},
      {{"-enable-feature", "foo"}, "-enable-feature foo: there is no such feature"},
      {{"-kernel", "dist_nodelay", "false"}, "the parameter dist_nodelay of kernel"},
      {{"+Q", "2048"}, "+Q has no effect here: there are no ports"},
      {{"+S", "8:2"}, "+S: there are as many schedulers"},
      {{"+sbt", "db"}, "+sbt"},
  };
  const interop::epmd_daemon epmd;
  for (const auto& [flags, part] : rows) {
    CAPTURE(words(flags));
    words all = {"-noshell"};
    all.insert(all.end(), flags.begin(), flags.end());
    all.insert(all.end(), {"-eval", "halt(7)."});
    const outcome o = kith(all, epmd_at(epmd.port()));
    CHECK(o.status == 7);
    CHECK(o.err.find(part) != std::string::npos);
    CHECK(o.err.find("kith: warning: ") != std::string::npos);
  }
}

}  // namespace kith::cmd_test
