#include "kernel/log_relay.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"
#include "runtime/lone_node.hpp"

namespace kith::detail {

namespace {

std::vector<std::string> heard;

/// Keeps `count` messages, then ends.
process hears(ctx self, int count) {
  for (int i = 0; i < count; ++i) {
    const term m = co_await self.receive();
    heard.push_back(to_string(m));
  }
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "log relay: events before there is a logger, and after it has gone, go to the early log") {
  lone_node n;
  log_relay relay(n.log);
  relay.write(log_level::notice, "nonode@nohost", "", "early");
  CHECK(n.log.lines == std::vector<std::string>{"early"});
  heard.clear();
  const pid logger = n.spawn(hears, 1);
  relay.attach(*n.core, logger);
  relay.write(log_level::warning, "nonode@nohost", "", "in time");
  REQUIRE(n.sim.run_until([&] { return n.home->find(logger) == nullptr; }, 60_s));
  CHECK(n.log.lines.size() == 1);
  relay.write(log_level::notice, "nonode@nohost", "", "late");
  CHECK(n.log.lines == std::vector<std::string>{"early", "late"});
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].starts_with("{log,warning,\"~ts\",[<<\"in time\">>],#{"));
  CHECK(has(heard[0], "error_logger => #{emulator => true,tag => warning_msg}"));
  CHECK(has(heard[0], "time => "));
}

TEST_CASE("log relay: a crash is told in the words of OTP's emulator") {
  lone_node n;
  log_relay relay(n.log);
  heard.clear();
  const pid logger = n.spawn(hears, 3);
  relay.attach(*n.core, logger);
  const term reason = tuple(atom("oops"), term::nil());
  relay.crashed("nonode@nohost", logger, pid(), reason, "unused");
  relay.crashed("dog@alpha", logger, logger, reason, "unused");
  relay.write(log_level::error, "dog@alpha", "", "unused");
  REQUIRE(n.sim.run_until([&] { return n.home->find(logger) == nullptr; }, 60_s));
  REQUIRE(heard.size() == 3);
  const std::string who = to_string(term(logger));
  CHECK(heard[0].starts_with("{log,error,\"Error in process ~p with exit value:~n~p~n\",[" + who +
                             ",{oops,[]}],"));
  CHECK(has(heard[0], "pid => " + who));
  CHECK_FALSE(has(heard[0], "gl => "));
  CHECK(heard[1].starts_with(
      "{log,error,\"Error in process ~p on node ~p with exit value:~n~p~n\",[" + who +
      ",dog@alpha,{oops,[]}],"));
  CHECK(has(heard[1], "gl => " + who));
  CHECK(has(heard[2], "tag => error}"));
  CHECK(n.log.lines.empty());
}

}  // namespace kith::detail
