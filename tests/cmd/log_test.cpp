// What kith logs, beside erl: where the parameters of kernel say, and at the node of the group
// leader.
#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using words = std::vector<std::string>;
using interop::child;
using interop::epmd_daemon;

constexpr const char* cookie = interop::the_cookie;

/// Without ends of lines for a terminal, times, pids, what a process has used, and where in its own
/// text the library is.
std::string plain(std::string text) {
  const auto leave_out = [&](const char* what, const char* in_its_place) {
    text = std::regex_replace(text, std::regex(what), in_its_place);
  };
  leave_out("\r\n", "\n");
  leave_out("REPORT==== [^=]* ===", "REPORT====");
  leave_out("<[0-9]+\\.[0-9]+\\.[0-9]+>", "<pid>");
  leave_out("(heap_size|stack_size|reductions): [0-9]+", "$1");
  leave_out("\\{plain,\\[.*\\]\\}", "{plain,[]}");
  return text;
}

outcome of_both(bool ours, words flags, const std::string& program, const variables& more = {}) {
  words all = {ours ? KITH_COMMAND : "erl", "-noshell"};
  all.insert(all.end(), flags.begin(), flags.end());
  all.insert(all.end(), {"-eval", program});
  return run(all, more);
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("log: the parameters of kernel say what is logged, how and where, as erl's do") {
  const std::string program =
      "logger:error(\"grave ~p\", [x]), logger:notice(\"not so\"), logger:info(\"hardly\"), "
      "timer:sleep(100), io:format(\"~p~n~p~n~p~n\", [logger:get_primary_config(), "
      "logger:get_handler_ids(), logger:get_module_level()]), halt().";
  const std::string short_text =
      "{logger_formatter,#{template=>[level,\" \",msg,\" \",own,\"\\n\"]}}";
  const std::vector<words> cases = {
      {},
      {"-kernel", "logger_level", "error"},
      {"-kernel", "logger_level", "none"},
      {"-kernel", "logger", "[{handler,default,undefined}]"},
      {"-kernel", "error_logger", "silent"},
      {"-kernel", "error_logger", "false"},
      {"-kernel", "error_logger", "tty"},
      {"-kernel", "logger_metadata", "#{own=>7}", "logger",
       "[{handler,default,logger_std_h,#{formatter=>" + short_text + "}}]"},
      {"-kernel", "logger", "[{filters,stop,[]}]"},
      {"-kernel", "logger", "[{module_level,error,[a,b]}]"},
      {"-kernel", "logger", "[{handler,default,logger_std_h,#{level=>error}}]"},
      {"-kernel", "logger",
       "[{handler,default,undefined},{handler,other,logger_std_h,#{formatter=>" + short_text +
           "}}]"},
      {"-kernel", "logger_sasl_compatible", "true"},
  };
  for (const words& flags : cases) {
    CAPTURE(flags.empty() ? std::string() : flags.back());
    const outcome theirs = of_both(false, flags, program);
    const outcome ours = of_both(true, flags, program);
    CHECK(plain(ours.out) == plain(theirs.out));
    CHECK(plain(ours.err) == plain(theirs.err));
    CHECK(ours.status == theirs.status);
  }
}

TEST_CASE("log: into a file") {
  for (const bool ours : {false, true}) {
    const temporary_file file(".log", "");
    const outcome o = of_both(ours, {"-kernel", "error_logger", "{file,\"" + file.path() + "\"}"},
                              "logger:error(\"kept\"), spawn(fun() -> exit({fine,x}) end), "
                              "timer:sleep(100), logger_std_h:filesync(default), halt().");
    CHECK(o == outcome{0, "", ""});
    CHECK(plain(text_of(file.path())) == "=ERROR REPORT====\nkept\n");
  }
}

TEST_CASE("log: a configuration that is wrong is told, and there is no node") {
  const std::vector<words> cases = {{"logger_level", "loud"},
                                    {"logger", "[{bad}]"},
                                    {"logger", "[{filters,log,[x]}]"},
                                    {"logger_metadata", "x"},
                                    {"error_logger", "x"},
                                    {"logger", "[{handler,x,lists,#{}}]"},
                                    {"logger", "[{handler,default,logger_std_h,#{level=>x}}]"}};
  for (const words& wrong : cases) {
    words flags = {"-kernel"};
    flags.insert(flags.end(), wrong.begin(), wrong.end());
    CAPTURE(wrong[1]);
    const outcome ours = of_both(true, flags, "io:format(\"there\"), halt().");
    CHECK(ours.status == 1);
    CHECK(ours.out.find("there") == std::string::npos);
    const std::string said = plain(ours.err);
    CHECK(said.starts_with("=ERROR REPORT===="));
    // OTP goes on with the end of its applications; both begin with what is wrong. erl writes it
    // byte by byte while another of its threads ends the node, which may cut it short.
    outcome theirs;
    for (int attempt = 0; attempt < 5 && !plain(theirs.err).starts_with(said); ++attempt) {
      theirs = of_both(false, flags, "io:format(\"there\"), halt().");
      CHECK(theirs.status == 1);
    }
    CAPTURE(theirs.err);
    CHECK(plain(theirs.err).starts_with(said));
  }
  std::remove("erl_crash.dump");
}

TEST_CASE("log: what a process logs is logged at the node of its group leader") {
  const std::string program =
      "N = far@localhost, Again = fun F() -> case net_adm:ping(N) of pong -> ok; _ -> "
      "timer:sleep(50), F() end end, Again(), "
      "rpc:call(N, logger, error, [\"by ~p\", [rpc]]), timer:sleep(100), "
      "spawn(N, logger, warning, [[{a,1}]]), timer:sleep(100), "
      "spawn(N, erlang, error, [plain]), timer:sleep(100), "
      "spawn(N, proc_lib, spawn, [erlang, exit, [boom]]), timer:sleep(200), halt().";
  std::string expected;
  for (const auto& [near_is_ours, far_is_ours] : std::vector<std::pair<bool, bool>>{
           {false, false}, {true, false}, {false, true}, {true, true}}) {
    const epmd_daemon epmd;
    child far({far_is_ours ? KITH_COMMAND : "erl", "-noinput", "-sname", "far@localhost",
               "-setcookie", cookie},
              epmd_at(epmd.port()));
    const outcome near = of_both(near_is_ours, {"-sname", "near@localhost", "-setcookie", cookie},
                                 program, epmd_at(epmd.port()));
    CAPTURE(near.err);
    const std::string said = plain(near.out);
    if (expected.empty()) {
      expected = said;
      CHECK(said.find("=CRASH REPORT====") != std::string::npos);
    }
    CHECK(said == expected);
    CHECK(far.output().find("REPORT") == std::string::npos);
  }
}

TEST_CASE("log: what comes faster than it can be written is thrown away, and that is told") {
  // The device takes nothing until all has been logged.
  const outcome o =
      of_both(true, {},
              "Dev = spawn(fun() -> receive open -> ok end, (fun F(N, Told) -> receive "
              "{io_request, P, R, {put_chars, _, T}} -> P ! {io_reply, R, ok}, "
              "F(N + 1, case string:find(T, \"flushed\") of nomatch -> Told; L -> [L | Told] end); "
              "{count, P} -> P ! {counted, N, Told} end end)(0, []) end), "
              "ok = logger:set_handler_config(default, level, none), "
              "ok = logger:add_handler(slow, logger_std_h, #{config => #{type => {device, Dev}}}), "
              "[logger:error(\"event ~p\", [N]) || N <- lists:seq(1, 3000)], "
              "Dev ! open, ok = logger_std_h:filesync(slow), Dev ! {count, self()}, "
              "receive {counted, N, Told} -> io:format(\"~p ~ts\", [N < 20, Told]) end, "
              "gen_server:call(logger_std_h_slow, stop), timer:sleep(50), "
              "io:format(\"~p~n\", [logger:get_handler_ids()]), halt().");
  CHECK(o.err.empty());
  CHECK(o.out.starts_with("true flushed 299"));
  CHECK(o.out.ends_with(" log events\n[default]\n"));
}

TEST_CASE("log: the logger outlives messages and requests that it does not know") {
  const outcome o = of_both(
      true, {},
      "P = whereis(logger), Q = whereis(logger_proxy), "
      "[X ! M || X <- [P, Q], M <- [odd, {log}, {log, a, b, c}, {log, error, \"x\", 1}, "
      "{log, error, \"~p\", [], []}, {'$gen_call', {self(), make_ref()}, odd}, "
      "{'$gen_cast', x}]], "
      "timer:sleep(50), io:format(\"~p\", [{P =:= whereis(logger), Q =:= whereis(logger_proxy)}]), "
      "halt().");
  CHECK(o.out == "{true,true}");
}

}  // namespace kith::cmd_test
