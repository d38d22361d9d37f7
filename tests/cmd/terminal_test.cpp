// The shell at a terminal: what is typed, and what is shown, beside erl's.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "pty_program.hpp"

namespace kith::cmd_test {

namespace {

using interop::child;
using interop::epmd_daemon;
using interop::erl_node;

constexpr const char* cookie = interop::the_cookie;

/// Keys, and what then stands left of the cursor; a line further if they end one.
struct step {
  std::string keys;
  std::string stands;
  std::size_t rows = 0;  ///< so many more lines are written before
};

/// What is shown from the first prompt on, of a program to which these steps are typed.
std::string shown(const std::string& program, const std::vector<step>& steps) {
  pty_program typed({program});
  CAPTURE(program);
  REQUIRE(typed.stands_at("1> "));
  for (const step& s : steps) {
    CAPTURE(s.keys);
    const bool ends_line = s.keys.ends_with('\r') || s.keys == "\x07";
    const std::size_t row = typed.row() + s.rows + (ends_line ? 1 : 0);
    typed.type(s.keys);
    const bool stands = typed.stands_at(s.stands, row);
    CAPTURE(typed.text());
    REQUIRE(stands);
  }
  const std::string all = std::regex_replace(typed.text(), std::regex("Eshell V[^ ]*"), "Eshell");
  return all.substr(all.find("1>"));
}

std::string same_as_erl(const std::vector<step>& steps) {
  std::string ours = shown(KITH_COMMAND, steps);
  CHECK(ours == shown("erl", steps));
  return ours;
}

/// Whether the node answers within some time.
bool is_there(std::uint16_t epmd, const std::string& node) {
  for (int tries = 0; tries < 200; ++tries) {
    if (kith({"ping", node, "-c", cookie}, epmd_at(epmd)).status == 0) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> named(const std::string& program, const std::string& name,
                               const std::vector<std::string>& more) {
  std::vector<std::string> words = {program, "-sname", name, "-setcookie", cookie};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("terminal: keys edit the line as in erl") {
  same_as_erl({{"x = atom.", "1> x = atom."},
               {"\x01", "1> "},                      // C-a
               {"\x1b[C\x1b[C\x1b[C", "1> x ="},     // right
               {"\x05", "1> x = atom."},             // C-e
               {"\x1b[D\x1b[D", "1> x = ato"},       // left
               {"\x0b", "1> x = ato"},               // C-k
               {"\x19", "1> x = atom."},             // C-y
               {"\x17", "1> x = "},                  // C-w
               {"\x15{one, two}", "1> {one, two}"},  // C-u
               {"\x1b\x62", "1> {one, "},            // M-b
               {"\x1b\x62", "1> {"},
               {"\x1b\x64", "1> {"},         // M-d
               {"1\x1b\x66", "1> {1, two"},  // M-f
               {"\x7f\x7f", "1> {1, t"},     // backspace
               {"\x05.", "1> {1, t}."},
               {"\r", "2> "},
               {"ab", "2> ab"},
               {"\x14", "2> ba"},  // C-t
               {".\r", "3> "},
               {"{a}. {b}.\r", "5> "},
               {"\"gr\xc3\xbc\xc3\x9f\".", "5> \"gr\xc3\xbc\xc3\x9f\"."},
               {"\x1b[D\x1b[D\x7f\x7fo", "5> \"gro"},
               {"\r", "6> "}});
}

TEST_CASE("terminal: older lines come back") {
  same_as_erl({{"first.\r", "2> "},
               {"second.\r", "3> "},
               {"\x1b[A", "3> second."},
               {"\x1b[A", "3> first."},
               {"\x1b[B", "3> second."},
               {"\x10", "3> first."},
               {"\r", "4> "}});
}

TEST_CASE("terminal: C-r finds an older line") {
  pty_program kith({KITH_COMMAND});
  REQUIRE(kith.stands_at("1> "));
  kith.type("{needle, 1}.\r");
  REQUIRE(kith.stands_at("2> "));
  kith.type("hay.\r");
  REQUIRE(kith.stands_at("3> "));
  kith.type("\x12needle");
  REQUIRE(kith.shows("3> {needle, 1}."));
  kith.type("\r");
  REQUIRE(kith.stands_at("4> "));
  CHECK(kith.text().find("{needle,1}\n4>") != std::string::npos);
}

TEST_CASE("terminal: Tab completes names of functions, and shows what there is") {
  same_as_erl({{"lists:sor\t", "1> lists:sort("},
               {"\x15lists:key\t", "1> lists:key"},
               {"\x15io:get_\t", "1> io:get_"},
               {"\x15", "1> "},
               {"no_such_module:x\t", "1> no_such_module:x"}});
}

TEST_CASE("terminal: what a process writes meanwhile is above the line") {
  same_as_erl(
      {{"P = spawn(fun() -> receive go -> io:format(\"one~ntwo~n\") end end), ok.\r", "2> "},
       {"timer:send_after(300, P, go), ok.\r", "3> "},
       {"typing", "3> typing"},
       {"", "3> typing", 2}});
  pty_program kith({KITH_COMMAND});
  REQUIRE(kith.stands_at("1> "));
  kith.type(
      "spawn(fun() -> timer:sleep(300), io:format(\"half \"), io:format(\"line~n\") end), ok.\r");
  REQUIRE(kith.stands_at("2> "));
  kith.type("it");
  REQUIRE(kith.shows("half line\n2> it"));
  kith.type("em.\r");
  REQUIRE(kith.shows("2> item.\nitem\n3>"));
}

TEST_CASE("terminal: passwords are not shown, lines for programs are, what comes early waits") {
  const std::string all = same_as_erl({{"{p, io:get_password()}.\r", ""},
                                       {"secret\x7f\r", "2> "},
                                       {"io:get_line(\"name? \").\r", "name? "},
                                       {"me\r", "3> "},
                                       {"timer:sleep(500).\rearly.\r", "5> "}});
  CHECK(all.find("{p,\"secre\"}") != std::string::npos);
}

TEST_CASE("terminal: C-g shows the commands for jobs") {
  same_as_erl({{"\x07", " --> "},
               {"h\r", " --> "},
               {"?\r", " --> "},
               {"j\r", " --> "},
               {"c 7\r", " --> "},
               {"r\r", " --> "},
               {"what\r", " --> "},
               {"'\r", " --> "},
               {"s\r", " --> "},
               {"j\r", " --> "},
               {"c\r", "1> "},
               {"second.\r", "2> "},
               {"\x07", " --> "},
               {"k 1\r", " --> "},
               {"j\r", " --> "}});
}

TEST_CASE("terminal: a command that never ends is interrupted, a job keeps its line") {
  same_as_erl({{"receive never -> ok end.\r", ""},
               {"\x07", " --> "},
               {"i\r", " --> "},
               {"c\r", "2> "},
               {"again.\r", "3> "}});
  pty_program kith({KITH_COMMAND});
  REQUIRE(kith.stands_at("1> "));
  kith.type("half");
  REQUIRE(kith.stands_at("1> half"));
  kith.type("\x07");
  REQUIRE(kith.stands_at(" --> "));
  kith.type("s\r");
  REQUIRE(kith.shows("--> s\n -->"));
  kith.type("c 1\r");
  REQUIRE(kith.stands_at("1> half"));
  kith.type("_a_word.\r");
  REQUIRE(kith.shows("\nhalf_a_word\n2>"));
  kith.type("\x07");
  REQUIRE(kith.stands_at(" --> "));
  kith.type("q\r");
  CHECK(kith.status() == 0);
}

TEST_CASE("terminal: C-c shows a menu, after which the line is edited on") {
  pty_program kith({KITH_COMMAND});
  REQUIRE(kith.stands_at("1> "));
  kith.type("line");
  REQUIRE(kith.stands_at("1> line"));
  kith.type("\x03");
  REQUIRE(kith.shows("BREAK: (a)bort (A)bort with dump (c)ontinue"));
  kith.type("nonsense\n");
  REQUIRE(kith.shows("Eh?"));
  kith.type("p\n");
  REQUIRE(kith.shows("Name: user_drv"));
  REQUIRE(kith.stands_at("1> line"));
  for (const auto& [key, part] :
       {std::pair{"i\n", "=processes\n"}, std::pair{"l\n", "\nuser_drv\n"},
        std::pair{"v\n", "Kith version "}, std::pair{"d\n", "=node:nonode@nohost"}}) {
    kith.type("\x03");
    REQUIRE(kith.stands_at(""));
    kith.type(key);
    REQUIRE(kith.shows(part));
    REQUIRE(kith.stands_at("1> line"));
  }
  kith.type("\x03");
  REQUIRE(kith.stands_at(""));
  kith.type("k\n");
  REQUIRE(kith.shows("(k)ill (n)ext (r)eturn:"));
  kith.type("r\n");
  REQUIRE(kith.stands_at("1> line"));
  kith.type(".\r");
  REQUIRE(kith.stands_at("2> "));
  kith.type("\x03");
  REQUIRE(kith.stands_at(""));
  kith.type("a\n");
  CHECK(kith.status() == 0);
}

TEST_CASE("terminal: C-d, q(), C-\\ and C-c twice end the node") {
  for (const char* end : {"\x04", "q().\r", "\x1c", "\x03"}) {
    CAPTURE(end);
    pty_program other({KITH_COMMAND});
    REQUIRE(other.stands_at("1> "));
    other.type(end);
    if (*end == '\x03') {
      REQUIRE(other.shows("BREAK"));
      other.type(end);
    }
    CHECK(other.status() == 0);
  }
}

TEST_CASE("terminal: its end leaves the terminal as it was") {
  for (const char* end : {"\x04", "q().\r", "halt().\r"}) {
    CAPTURE(end);
    pty_program shell({"sh", "-c", "stty -g | md5sum; '" KITH_COMMAND "'; echo; stty -g | md5sum"});
    REQUIRE(shell.stands_at("1> "));
    shell.type(end);
    REQUIRE(shell.status() == 0);
    const std::string all = shell.text();
    const std::string before = all.substr(0, all.find('\n'));
    const std::string after = all.substr(all.rfind('\n', all.size() - 2) + 1);
    CAPTURE(all);
    CHECK(before.size() > 30);
    CHECK(after == before + "\n");
  }
}

TEST_CASE("terminal: lines are kept over sessions where that is asked for") {
  const std::string folder = "/tmp/kith_test_history_" + std::to_string(::getpid());
  const std::vector<std::string> words = {KITH_COMMAND,         "-kernel",
                                          "shell_history",      "enabled",
                                          "shell_history_path", "\"" + folder + "\"",
                                          "shell_history_drop", "[\"q().\"]"};
  {
    pty_program kith(words);
    REQUIRE(kith.stands_at("1> "));
    kith.type("remembered.\rq().\r");
    REQUIRE(kith.status() == 0);
  }
  pty_program kith(words);
  REQUIRE(kith.stands_at("1> "));
  kith.type("\x1b[A");
  CHECK(kith.stands_at("1> remembered."));
  std::filesystem::remove_all(folder);
  pty_program plain({KITH_COMMAND});
  REQUIRE_MESSAGE(plain.stands_at("1> "), plain.text());
  plain.type("\x1b[Anothing.\r");
  REQUIRE(plain.stands_at("2> "));
  CHECK(plain.text().find("1> nothing.") != std::string::npos);
}

TEST_CASE("terminal: -remsh is a shell at another Kith, which its end leaves alone") {
  const epmd_daemon epmd;
  child cow(named(KITH_COMMAND, "cow@localhost", {"-noshell"}), epmd_at(epmd.port()));
  REQUIRE(is_there(epmd.port(), "cow@localhost"));
  pty_program dog(named(KITH_COMMAND, "dog@localhost", {"-remsh", "cow"}), epmd_at(epmd.port()));
  REQUIRE(dog.stands_at("(cow@localhost)1> "));
  dog.type("node().\r");
  REQUIRE(dog.stands_at("(cow@localhost)2> "));
  CHECK(dog.text().find("\ncow@localhost\n") != std::string::npos);
  dog.type("lists:sor\t");
  REQUIRE(dog.stands_at("(cow@localhost)2> lists:sort("));
  dog.type("\x15q().\r");
  REQUIRE(dog.shows("*** Shell process terminated! (^G to start new job) ***"));
  dog.type("\x07");
  REQUIRE(dog.stands_at(" --> "));
  dog.type("r cow@localhost\r");
  REQUIRE(dog.shows("--> r cow@localhost\n -->"));
  dog.type("c\r");
  REQUIRE(dog.stands_at("(cow@localhost)1> "));
  dog.type("\x04");
  REQUIRE(dog.shows("*** Leaving the shell of cow@localhost"));
  CHECK(kith({"ping", "cow@localhost", "-c", cookie}, epmd_at(epmd.port())).status == 0);
}

TEST_CASE("terminal: -remsh at a node of Erlang asks before q() stops it") {
  const epmd_daemon epmd;
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  pty_program dog(named(KITH_COMMAND, "dog@localhost", {"-remsh", "cat"}), epmd_at(epmd.port()));
  REQUIRE(dog.stands_at("(cat@localhost)1> "));
  dog.type("io:get_password().\rsecret\r");
  REQUIRE(dog.stands_at("(cat@localhost)2> "));
  CHECK(dog.text().find("\n\"secret\"\n") != std::string::npos);
  dog.type("lists:sor\t");
  REQUIRE(dog.stands_at("(cat@localhost)2> lists:sort("));
  dog.type("\x15q().\r");
  REQUIRE(dog.stands_at("q() stops the node cat@localhost. Stop it? (y/n) "));
  dog.type("n\r");
  REQUIRE(dog.stands_at("(cat@localhost)2> "));
  CHECK(cat.eval("node()") == "cat@localhost");
  dog.type("q().\r");
  REQUIRE(dog.stands_at("q() stops the node cat@localhost. Stop it? (y/n) "));
  dog.type("y\r");
  REQUIRE(dog.shows("*** ERROR: Shell process terminated! (^G to start new job) ***"));
  CHECK(cat.program().ended());
}

TEST_CASE("terminal: erl -remsh and iex --remsh have a shell at Kith") {
  const epmd_daemon epmd;
  pty_program cow(named(KITH_COMMAND, "cow@localhost", {}), epmd_at(epmd.port()));
  REQUIRE(cow.stands_at("(cow@localhost)1> "));
  pty_program elk(named("erl", "elk@localhost", {"-remsh", "cow@localhost"}), epmd_at(epmd.port()));
  REQUIRE(elk.stands_at("(cow@localhost)1> "));
  elk.type("{node(), lists:seq(1, 3)}.\r");
  REQUIRE(elk.stands_at("(cow@localhost)2> "));
  CHECK(elk.text().find("\n{cow@localhost,[1,2,3]}\n") != std::string::npos);
  elk.type("lists:sor\t");
  REQUIRE(elk.stands_at("(cow@localhost)2> lists:sort("));
  elk.type("\x15q().\r");
  REQUIRE(elk.shows("*** Shell process terminated! (^G to start new job) ***"));
  pty_program elf(
      {"iex", "--sname", "elf@localhost", "--cookie", cookie, "--remsh", "cow@localhost"},
      epmd_at(epmd.port()));
  REQUIRE(elf.stands_at("(cow@localhost)1> "));
  elf.type("{from, 1 + 1}.\r");
  REQUIRE(elf.stands_at("(cow@localhost)2> "));
  CHECK(elf.text().find("\n{from,2}\n") != std::string::npos);
  cow.type("still_here.\r");
  CHECK(cow.stands_at("(cow@localhost)2> "));
}

TEST_CASE("terminal: -remsh without a name gets one of the node that it goes to") {
  const epmd_daemon epmd;
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  for (const char* program : {KITH_COMMAND, "erl"}) {
    CAPTURE(program);
    pty_program elk({program, "-setcookie", cookie, "-remsh", "cat@localhost"},
                    epmd_at(epmd.port()));
    REQUIRE(elk.stands_at("(cat@localhost)1> "));
    elk.type("[_] = nodes(hidden), {node(), nodes()}.\r");
    REQUIRE(elk.stands_at("(cat@localhost)2> "));
    CHECK(elk.text().find("\n{cat@localhost,[]}\n") != std::string::npos);
    CHECK(cat.eval("Await(fun() -> nodes(hidden) =:= [] orelse erlang:disconnect_node(hd("
                   "nodes(hidden))), nodes(hidden) =:= [] end)") == "true");
  }
}

TEST_CASE("terminal: C-c and A write a crash dump, which OTP's viewer reads") {
  const temporary_file dump(".dump", "");
  const temporary_file viewer(".viewer", "");
  std::filesystem::remove(viewer.path());
  std::filesystem::create_directory(viewer.path());
  pty_program cow({KITH_COMMAND}, {{"ERL_CRASH_DUMP", dump.path()}});
  REQUIRE(cow.stands_at("1> "));
  cow.type("ets:new(of_cows, [named_table]), register(some_cow, self()).\r");
  REQUIRE(cow.stands_at("2> "));
  cow.type("\x03");
  REQUIRE(cow.stands_at(""));
  cow.type("D\n");
  REQUIRE(cow.shows("Name: of_cows\n"));
  REQUIRE(cow.stands_at("2> "));
  cow.type("\x03");
  REQUIRE(cow.stands_at(""));
  cow.type("A\n");
  REQUIRE(cow.shows("...done"));
  CHECK(cow.status() == 0);
  // Debian has the viewer as a source alone.
  const std::string source = "/usr/lib/erlang/lib/observer-*/src/";
  REQUIRE(run({"/bin/sh", "-c",
               "erlc -o " + viewer.path() + " " + source + "crashdump_viewer.erl " + source +
                   "cdv_bin_cb.erl " + source + "observer_lib.erl"})
              .status == 0);
  const outcome seen = run(
      {"erl", "-noshell", "-pa", viewer.path(), "-eval",
       "{ok, _} = crashdump_viewer:start_link(), ok = crashdump_viewer:read_file(\"" + dump.path() +
           "\"), Read = fun Read(F) -> case catch F() of {ok, X, _} -> X; _ -> "
           "timer:sleep(10), Read(F) end end, "
           "General = Read(fun crashdump_viewer:general_info/0), "
           "io:format(\"~p~n\", [element(3, General)]), "
           "Processes = Read(fun crashdump_viewer:processes/0), "
           "io:format(\"~p~n\", [[true || P <- Processes, element(3, P) =:= \"some_cow\"]]), "
           "Tables = Read(fun() -> crashdump_viewer:ets_tables(all) end), "
           "io:format(\"~p~n\", [[true || T <- Tables, lists:member(\"of_cows\", "
           "tuple_to_list(T))]]), halt()."});
  CHECK(seen.out.starts_with("\"Crash dump requested by user"));
  CHECK(seen.out.ends_with("\n[true]\n[true]\n"));
  std::filesystem::remove_all(viewer.path());
}

TEST_CASE("terminal: what C-c tells of many processes has an end") {
  pty_program kith({KITH_COMMAND});
  REQUIRE(kith.stands_at("1> "));
  kith.type("[spawn(timer, sleep, [infinity]) || _ <- lists:seq(1, 600)], ok.\r");
  REQUIRE(kith.stands_at("2> "));
  kith.type("\x03");
  REQUIRE(kith.stands_at(""));
  kith.type("p\n");
  REQUIRE(kith.shows("... and 1"));
  REQUIRE(kith.stands_at("2> "));
}

TEST_CASE("terminal: -remsh needs a node that is there") {
  const epmd_daemon epmd;
  pty_program dog(named(KITH_COMMAND, "dog@localhost", {"-remsh", "cow"}), epmd_at(epmd.port()));
  REQUIRE(dog.shows("*** ERROR: Shell process terminated! (^G to start new job) ***"));
  dog.type("\x07");
  REQUIRE(dog.stands_at(" --> "));
  dog.type("q\r");
  CHECK(dog.status() == 0);
}

}  // namespace kith::cmd_test
