// The registry of node names, epmd: Erlang's, and the one that a Kith node is where none runs.
#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "kith_side.hpp"
#include "ports.hpp"

namespace kith::interop {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string why_no_start(kith_options options) {
  try {
    const kith_side kith(std::move(options));
  } catch (const start_error& e) {
    return e.what();
  }
  return "it started";
}

std::string why_no_start(erl_options options) {
  try {
    const erl_node erl(std::move(options));
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "it started";
}

TEST_CASE("names: Kith registers with Erlang's epmd, and its name goes when it goes") {
  const epmd_daemon epmd;
  {
    const kith_side kith({.epmd = epmd.port()});
    const std::string names = epmd_names(epmd.port());
    CAPTURE(names);
    CHECK(holds(names, "name dog at port "));
  }
  erl_node erl({.epmd = epmd.port()});
  CHECK(erl.eval("Await(fun() -> [\"cat\"] =:= [N || {N, _} <- element(2, erl_epmd:names())] "
                 "end)") == "true");
}

TEST_CASE("names: Kith is the epmd where none runs, for Erlang too") {
  const std::uint16_t port = free_port();
  kith_side kith({.epmd = port});
  erl_node cat({.epmd = port});
  erl_node owl({.name = "owl@localhost", .epmd = port});
  const std::string names = epmd_names(port);
  CAPTURE(names);
  CHECK(holds(names, "epmd: up and running on port " + std::to_string(port) + " with data:"));
  CHECK(holds(names, "name dog at port "));
  CHECK(holds(names, "name cat at port "));
  CHECK(holds(names, "name owl at port "));
  CHECK(cat.eval("lists:sort([N || {N, _} <- element(2, erl_epmd:names())])") ==
        "[\"cat\",\"dog\",\"owl\"]");
  CHECK(cat.eval("net_adm:ping(dog@localhost)") == "pong");
  CHECK(cat.eval("net_adm:ping(owl@localhost)") == "pong");
  CHECK(kith.ping("owl@localhost"));
  owl.program().kill();
  CHECK(cat.eval("Await(fun() -> length(element(2, erl_epmd:names())) =:= 2 end)") == "true");
}

TEST_CASE("names: a name that is taken is refused, and the refusal says so") {
  SUBCASE("by Erlang's epmd") {
    const epmd_daemon epmd;
    const kith_side kith({.epmd = epmd.port()});
    const std::string kiths = why_no_start(kith_options{.epmd = epmd.port()});
    CAPTURE(kiths);
    CHECK(holds(kiths, "'dog': a node of that name runs on this machine already"));
    const std::string erls =
        why_no_start(erl_options{.name = "dog@localhost", .epmd = epmd.port()});
    CAPTURE(erls);
    CHECK(holds(erls, "in use"));
  }
  SUBCASE("by Kith's") {
    const std::uint16_t port = free_port();
    const kith_side kith({.epmd = port});
    const std::string kiths = why_no_start(kith_options{.epmd = port});
    CAPTURE(kiths);
    CHECK(holds(kiths, "'dog': a node of that name runs on this machine already"));
    const std::string erls = why_no_start(erl_options{.name = "dog@localhost", .epmd = port});
    CAPTURE(erls);
    CHECK(holds(erls, "in use"));
  }
}

TEST_CASE("names: when the node that is the epmd ends, another Kith node takes over, and Erlang "
          "registers anew") {
  const std::uint16_t port = free_port();
  auto first = std::make_unique<kith_side>(kith_options{.name = "ant@localhost", .epmd = port});
  kith_side second({.epmd = port});
  erl_node erl({.epmd = port});
  CHECK(erl.eval("net_adm:ping(dog@localhost)") == "pong");
  first.reset();
  CHECK(
      erl.eval("Await(fun() -> case erl_epmd:names() of {ok, L} -> lists:sort([N || {N, _} <- L]) "
               "=:= [\"cat\", \"dog\"]; _ -> false end end)") == "true");
  CHECK(erl.eval("nodes()") == "[dog@localhost]");
  CHECK(second.ping("cat@localhost"));
}

TEST_CASE("names: erl_call reaches a Kith node") {
  const epmd_daemon epmd;
  const kith_side kith({.epmd = epmd.port()});
  child asked({"erl_call", "-n", "dog@localhost", "-c", the_cookie, "-a", "erlang node"},
              {{"ERL_EPMD_PORT", std::to_string(epmd.port())}});
  const bool said = asked.printed("dog@localhost");
  INFO(asked.output());
  CHECK(said);
}

}  // namespace
}  // namespace kith::interop
