// -heart: what starts a node again when it is gone, beside OTP's.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "interop/child.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using interop::child;

constexpr const char* clients =
    "io:format(\"~p ~p ~p ~p ~p~n\", [heart:get_cmd(), heart:set_cmd(\"echo second\"), "
    "heart:get_cmd(), heart:clear_cmd(), heart:get_cmd()]), io:format(\"~p ~p ~p~n\", "
    "[heart:set_cmd(a), element(1, heart:set_cmd(lists:duplicate(3000, $a))), "
    "heart:set_cmd(\"\")]), io:format(\"~p~n\", [[heart:get_callback(), "
    "heart:set_callback(\"a\", b), heart:get_callback(), heart:set_callback(logger, "
    "unset_process_metadata), heart:get_callback(), heart:clear_callback(), heart:get_callback(), "
    "heart:get_options(), "
    "heart:set_options([x]), heart:set_options(a), heart:set_options([check_schedulers]), "
    "heart:get_options(), heart:set_options([]), heart:get_options()]]), init:stop().";

/// What the command of heart leaves behind.
class trace {
 public:
  trace() : file_(".trace", "") {}
  [[nodiscard]] std::string command(const std::string& text) const {
    return "echo " + text + " >> " + file_.path();
  }
  [[nodiscard]] std::string text() const {
    std::ifstream file(file_.path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Its lines in order: watchers run beside each other.
  [[nodiscard]] std::string sorted() const { return run({"sort", file_.path()}).out; }
  /// Waits until there is something.
  [[nodiscard]] std::string awaited() const {
    for (int tries = 0; tries < 2'000 && text().empty(); ++tries) {
      CHECK(run({"sleep", "0.01"}).status == 0);
    }
    return text();
  }

 private:
  temporary_file file_;
};

}  // namespace

TEST_CASE("heart: its functions answer as OTP's") {
  const variables environment = {{"HEART_COMMAND", "echo first"}};
  const outcome ours = kith({"-heart", "-noshell", "-eval", clients}, environment);
  CHECK(ours.status == 0);
  CHECK(ours.out == run({"erl", "-heart", "-noshell", "-eval", clients}, environment).out);
  CHECK(kith({"-noshell", "-eval", "{'EXIT', {badarg, _}} = (catch heart:get_cmd()), halt(5)."})
            .status == 5);
}

TEST_CASE(
    "heart: its command runs when the node halts, reboots or is killed, and not when it stops") {
  const trace t;
  const variables environment = {{"HEART_COMMAND", t.command("again")}};
  const auto ended = [&](const std::string& text) {
    return kith({"-heart", "-noshell", "-eval", text}, environment).status;
  };
  CHECK(ended("init:stop().") == 0);
  CHECK(ended("init:stop(4).") == 4);
  CHECK(ended("halt(3).") == 3);
  CHECK(t.awaited() == "again\n");
  CHECK(ended("init:reboot().") == 0);
  CHECK(ended("heart:set_cmd(\"" + t.command("other") + "\"), halt().") == 0);
  child node({KITH_COMMAND, "-heart", "-noshell", "-eval", "io:format(\"up ~s~n\", [os:getpid()])"},
             environment);
  std::string line;
  REQUIRE(node.next_line("up ", line));
  ::kill(std::stoi(line.substr(line.rfind(' ') + 1)), SIGKILL);
  for (int tries = 0; tries < 2'000 && t.text().size() < 24; ++tries) {
    CHECK(run({"sleep", "0.01"}).status == 0);
  }
  CHECK(t.sorted() == "again\nagain\nagain\nother\n");
}

TEST_CASE("heart: a callback that is not ok ends the node, and the command runs") {
  const std::pair<const char*, const char*> rows[] = {
      {"erlang, node", "{{badmatch,"}, {"no_such, function", "{undef,[{no_such,function,[],"}};
  for (const auto& [callback, reason] : rows) {
    const trace t;
    const variables environment = {{"HEART_COMMAND", t.command("again")},
                                   {"ERL_CRASH_DUMP", "/dev/null"}};
    const std::string text =
        "heart:set_callback(" + std::string(callback) + "), receive after infinity -> ok end.";
    const std::string said = "{\"Kernel pid terminated\",heart," + std::string(reason);
    const outcome ours = kith({"-heart", "-noshell", "-eval", text}, environment);
    CHECK(ours.status == 1);
    CHECK(ours.out.find(said) != std::string::npos);
    CHECK(t.awaited() == "again\n");
    const outcome erl = run({"erl", "-heart", "-noshell", "-eval", text}, environment);
    CHECK(erl.status == 1);
    CHECK(erl.out.find(said) != std::string::npos);
  }
}

TEST_CASE("heart: SIGTERM is no accident") {
  const trace t;
  child node({KITH_COMMAND, "-heart", "-noshell", "-eval", "io:format(\"up ~s~n\", [os:getpid()])"},
             {{"HEART_COMMAND", t.command("again")}});
  std::string line;
  REQUIRE(node.next_line("up ", line));
  ::kill(std::stoi(line.substr(line.rfind(' ') + 1)), SIGTERM);
  // The watcher has gone, too: it has the same output.
  CHECK(node.ended());
  CHECK(t.text().empty());
}

TEST_CASE("heart: a node that hangs is killed, and its command runs") {
  const trace t;
  child node({KITH_COMMAND, "-heart", "-noshell", "-eval", "io:format(\"up ~s~n\", [os:getpid()])"},
             {{"HEART_COMMAND", t.command("again")}, {"HEART_BEAT_TIMEOUT", "10"}});
  std::string line;
  REQUIRE(node.next_line("up ", line));
  ::kill(std::stoi(line.substr(line.rfind(' ') + 1)), SIGSTOP);
  CHECK(t.awaited() == "again\n");
  CHECK(node.ended());
}

}  // namespace kith::cmd_test
