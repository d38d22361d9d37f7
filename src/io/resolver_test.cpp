#include "io/resolver.hpp"

#include <doctest/doctest.h>

#include "io/scripted_worker.hpp"

namespace kith::io {
namespace {

/// Resolves through the loop of a real worker, so without any name server for these names.
result<std::vector<address>> look_up(const std::string& name) {
  result<std::vector<address>> answer = error(errc::timed_out, "no answer");
  bool inside = true;
  scripted_worker worker(real_world(), [&](loop& mine) {
    inside = true;
    mine.resolve(name, [&](result<std::vector<address>> found) {
      CHECK_FALSE(inside);
      answer = std::move(found);
      worker.finish();
    });
    inside = false;
  });
  real_world().start(worker)->join();
  return answer;
}

}  // namespace

TEST_CASE("resolver: localhost is the loopback, IPv4 first") {
  const auto found = look_up("localhost");
  REQUIRE(found);
  CHECK(found->front() == address::loopback(0));
  for (const address& each : *found)
    CHECK(each.is_loopback());
}

TEST_CASE("resolver: a numeric address is its own answer") {
  const auto found = look_up("::1");
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->front().is_loopback());
  CHECK(found->front().to_string() == "[::1]:0");
}

TEST_CASE("resolver: the machine's own name has an address") {
  CHECK(look_up(real_world().host_name()));
}

TEST_CASE("resolver: a malformed name is not found") {
  const auto found = look_up("a..b");
  REQUIRE_FALSE(found);
  CHECK(found.failure().code == errc::not_found);
}

TEST_CASE("resolver: a loop that ends with lookups under way drops them") {
  bool called = false;
  scripted_worker worker(real_world(), [&](loop& mine) {
    for (int i = 0; i < 3; ++i) {
      mine.resolve("no-such-host.invalid", [&](result<std::vector<address>>) { called = true; });
    }
    mine.resolve("localhost", [&](result<std::vector<address>>) { called = true; });
    worker.finish();
  });
  real_world().start(worker)->join();
  CHECK_FALSE(called);
}

}  // namespace kith::io
