#include "kith/blocking.hpp"

#include <doctest/doctest.h>

#include <string>

#include "runtime/lone_node.hpp"

namespace kith {
namespace {

using detail::lone_node;

std::string doubled(std::string text) {
  return text + text;
}
void does_nothing() {}
int fails(int code) {
  throw exit_exception(term(code));
}

TEST_CASE("blocking: a process waits for the value, others run meanwhile") {
  lone_node n;
  static std::string got;
  static bool other_ran;
  other_ran = false;
  CHECK(n.run([](ctx) -> process {
    spawn([](ctx) -> process {
      other_ran = true;
      co_return;
    });
    const std::string text = "ab";
    got = co_await blocking(doubled, text);
    co_await blocking(does_nothing);
    CHECK(other_ran);
  }));
  CHECK(got == "abab");
}

TEST_CASE("blocking: what the function throws is thrown where it was awaited") {
  lone_node n;
  static std::int64_t code;
  code = 0;
  CHECK(n.run([](ctx) -> process {
    try {
      co_await blocking(fails, 7);
    } catch (const exit_exception& e) {
      code = e.reason().as_int();
    }
  }));
  CHECK(code == 7);
}

TEST_CASE("blocking: a process may be killed while its job runs") {
  lone_node n;
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor([](ctx) -> process {
      const std::string text = "x";
      const std::string two = co_await blocking(doubled, text);
    });
    co_await self.yield();
    exit(child.who, atoms::kill);
    co_await self.receive(on(tuple(atoms::DOWN, child.monitor_ref, any, any, any)));
  }));
}

}  // namespace
}  // namespace kith
