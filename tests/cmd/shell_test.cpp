// kith with erl's flags: a node of its own.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using words = std::vector<std::string>;
using interop::child;
using interop::epmd_daemon;
using interop::erl_node;

constexpr const char* cookie = interop::the_cookie;

/// Whether the node answers an erl_call, within some time.
bool is_there(std::uint16_t epmd, const std::string& node) {
  for (int tries = 0; tries < 200; ++tries) {
    if (kith({"ping", node, "-c", cookie}, epmd_at(epmd)).status == 0) {
      return true;
    }
  }
  return false;
}

std::string called(std::uint16_t epmd, const std::string& node, const std::string& what) {
  return run({"erl_call", "-sname", node, "-c", cookie, "-a", what}, epmd_at(epmd)).out;
}

}  // namespace

TEST_CASE("shell: a node by flags is one of the cluster until init:stop") {
  const epmd_daemon epmd;
  const std::string port = std::to_string(interop::free_port());
  const temporary_file arguments(".args",
                                 "-sname dog@localhost # a dog\n-setcookie " + std::string(cookie));
  const temporary_file config(".config", "[{kernel,[{inet_dist_listen_min," + port +
                                             "},{inet_dist_listen_max," + port + "}]}].\n");
  child dog({KITH_COMMAND, "-noshell", "-args_file", arguments.path(), "-config", config.path()},
            epmd_at(epmd.port()));
  REQUIRE(is_there(epmd.port(), "dog@localhost"));
  CHECK(kith({"names"}, epmd_at(epmd.port())).out == "name dog at port " + port + "\n");
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  CHECK(cat.eval("net_adm:ping(dog@localhost)") == "pong");
  CHECK(called(epmd.port(), "dog@localhost", "erlang nodes []") == "[cat@localhost]");
  CHECK(cat.eval("rpc:call(dog@localhost, init, stop, [])") == "ok");
  CHECK(dog.ended());
}

TEST_CASE("shell: halt ends it with the status that is asked for") {
  const epmd_daemon epmd;
  child dog({"/bin/sh", "-c",
             "'" KITH_COMMAND "' -noinput -sname dog@localhost -setcookie " + std::string(cookie) +
                 "; echo status $?"},
            epmd_at(epmd.port()));
  REQUIRE(is_there(epmd.port(), "dog@localhost"));
  (void)called(epmd.port(), "dog@localhost", "erlang halt [7]");
  CHECK(dog.printed("status 7"));
}

TEST_CASE("shell: SIGTERM ends it cleanly") {
  const epmd_daemon epmd;
  child dog({"/bin/sh", "-c",
             "'" KITH_COMMAND "' -noinput -sname dog@localhost -setcookie " + std::string(cookie) +
                 " & echo pid $!; wait $!; echo status $?"},
            epmd_at(epmd.port()));
  REQUIRE(is_there(epmd.port(), "dog@localhost"));
  std::string line;
  REQUIRE(dog.next_line("pid ", line));
  ::kill(std::stoi(line), SIGTERM);
  CAPTURE(dog.output());
  CHECK(dog.printed("status 0"));
  CHECK(dog.output().find("SIGTERM received - shutting down") != std::string::npos);
}

TEST_CASE("shell: -detached returns when the node is up") {
  const epmd_daemon epmd;
  const outcome o =
      kith({"-detached", "-sname", "dog@localhost", "-setcookie", cookie}, epmd_at(epmd.port()));
  CHECK(o == outcome{0, "", ""});
  CHECK(called(epmd.port(), "dog@localhost", "erlang node") == "dog@localhost");
  // The name is taken now: the second is told before it is left alone.
  const outcome second =
      kith({"-detached", "-sname", "dog@localhost", "-setcookie", cookie}, epmd_at(epmd.port()));
  CHECK(second.status == 1);
  CHECK(second.err.find("runs on this machine already") != std::string::npos);
  CHECK(
      kith({"call", "-sname", "dog@localhost", "-c", cookie, "-q"}, epmd_at(epmd.port())).status ==
      0);
}

TEST_CASE("shell: a cookie for one peer lets that one in") {
  const epmd_daemon epmd;
  child dog({KITH_COMMAND, "-noshell", "-sname", "dog@localhost", "-setcookie", cookie,
             "-setcookie", "cat@localhost", "fish"},
            epmd_at(epmd.port()));
  REQUIRE(is_there(epmd.port(), "dog@localhost"));
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port(), .cookie = "fish"});
  CHECK(cat.eval("net_adm:ping(dog@localhost)") == "pong");
}

TEST_CASE("command: help, version and slips") {
  const outcome help = kith({"--help"});
  CHECK(help.status == 0);
  CHECK(help.err.empty());
  CHECK(kith({"help"}) == help);
  CHECK(kith({"--version"}).out == first_line(kith({"version"}).out) + "\n");
  CHECK(kith({"-version"}).out == kith({"--version"}).out);
  CHECK(kith({"nmaes"}).status == 64);
  CHECK(kith({"help", "nmaes"}).status == 64);
  for (const char* name :
       {"epmd", "names", "locks", "ping", "call", "attach", "doctor", "version", "help"}) {
    CAPTURE(name);
    CHECK(help.out.find("\n  " + std::string(name) + " ") != std::string::npos);
    const outcome own = kith({name, "--help"});
    CHECK(own.status == 0);
    CHECK(own.out.starts_with("usage: kith " + std::string(name)));
    CHECK(kith({"help", name}) == own);
    CHECK(kith({"help", "--man", name}).out.starts_with(".TH "));
    CHECK(kith({name, "--no-such-option"}).status == 64);
  }
}

TEST_CASE("command: bash completes subcommands, their options and flags") {
  const auto completed = [](const std::string& typed, int at) {
    return run({"bash", "-c",
                "eval \"$('" KITH_COMMAND "' help --complete bash)\"; COMP_WORDS=(" + typed +
                    "); COMP_CWORD=" + std::to_string(at) + "; _kith; echo \"${COMPREPLY[*]}\""})
        .out;
  };
  CHECK(completed("kith do", 1) == "doctor\n");
  CHECK(completed("kith -setc", 1) == "-setcookie\n");
  CHECK(completed("kith epmd -na", 2) == "-names\n");
  CHECK(completed("kith ping --c", 2) == "--cookie\n");
  CHECK(completed("kith -noshell -sna", 2) == "-sname\n");
  CHECK(kith({"help", "--complete", "zsh"}).out.starts_with("#compdef kith\n"));
  CHECK(kith({"help", "--complete", "fish"}).out.find("-o names") != std::string::npos);
  CHECK(kith({"help", "--complete", "csh"}).status == 64);
}

TEST_CASE("shell: a module that is loaded by its first call includes files beside it") {
  const temporary_file header(".hrl", "-define(ANSWER, 42).\n");
  const std::string name = std::filesystem::path(header.path()).filename().string();
  const std::string folder = std::filesystem::path(header.path()).parent_path().string();
  const temporary_file module(".erl", "");
  const std::string called = std::filesystem::path(module.path()).stem().string();
  module.write("-module('" + called + "').\n-export([answer/0]).\n-include(\"" + name +
               "\").\n-include_lib(\"kernel/include/logger.hrl\").\n"
               "answer() -> ?LOG_INFO(\"asked\"), ?ANSWER.\n");
  const outcome o = kith({"-noshell", "-pa", folder, "-eval",
                          "io:format(\"~p\", ['" + called + "':answer()]), halt()."});
  CHECK(o == outcome{0, "42", ""});
}

}  // namespace kith::cmd_test
