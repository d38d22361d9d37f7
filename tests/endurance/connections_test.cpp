// Ten thousand connections between two nodes that come and go, and ten thousand to a node's
// listener that never become any, leave nothing behind.

#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "dist/flags.hpp"
#include "interop/ports.hpp"
#include "memory.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

/// Lives on the other node: is linked and watched over each connection, and lives on.
process keeper(ctx self) {
  trap_exit(true);
  register_name(atom("keeper"), self);
  for (;;) {
    pid from;
    const std::size_t which = co_await self.receive(on(tuple(atom("tie"), bind(from))), on(any));
    if (which == 0) {
      link(from);
      const reference ignored = monitor(from);
      send(from, tuple(atom("tied"), self, ignored));
    }
  }
}

/// Of nodeup and nodedown, whether the other is up; they come by turns.
void follow(bool& up, const term& event) {
  const bool now = event[0].is(atoms::nodeup);
  expect(now != up, "came twice: " + to_string(event));
  up = now;
}

/// Connects, is tied in every way, and parts. Name servers that had still something to say may
/// connect anew by themselves, or see to it that a connection ends before its time.
task<void> connect_and_part(ctx self, atom other, std::int64_t times) {
  trap_exit(true);
  net_kernel::monitor_nodes(true, node_kind::all);
  bool is_up = false;
  for (std::int64_t i = 0; i < times; ++i) {
    const bool connected = co_await net_kernel::connect_node(self, other);
    expect(connected, "not connected");
    monitor_node(other, true);
    const reference watch = monitor({atom("keeper"), other});
    send({atom("keeper"), other}, tuple(atom("tie"), self));
    pid linked;
    const std::size_t answer =
        co_await self.receive(on(tuple(atom("tied"), bind(linked), any)),
                              on(tuple(atoms::DOWN, watch, any, any, atoms::noconnection)));
    disconnect_node(other);
    if (answer == 0) {
      co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, atoms::noconnection)));
      co_await self.receive(on(tuple(atoms::EXIT, linked, atoms::noconnection)));
    }
    co_await self.receive(on(tuple(atoms::nodedown, other)));
    for (bool more = true; more;) {
      term event;
      const std::size_t which = co_await self.receive(on(bind(event)), after(duration()));
      more = which == 0;
      // A link may have been made that the answer did not tell of in time.
      if (more && event.is_tuple(3) && !event[0].is(atoms::EXIT) && !event[0].is(atom("tied"))) {
        follow(is_up, event);
      }
    }
  }
  net_kernel::monitor_nodes(false);
}

process ready_when_registered(ctx self, std::shared_ptr<verdict> out) {
  while (!whereis(atom("keeper"))) {
    co_await self.receive(after(1_ms));
  }
  out->put({});
}

TEST_SUITE_BEGIN("memory");

void come_and_go_between(bool hidden) {
  node_options options = named(hidden ? "ah" : "a");
  options.hidden = hidden;
  node a(options);
  options.name = named(hidden ? "bh" : "b").name;
  node b(options);
  b.spawn(keeper);
  const auto ready = std::make_shared<verdict>();
  b.spawn(ready_when_registered, ready);
  REQUIRE(ready->wait(patience) == "");
  const std::uint32_t processes = settled_processes(a);
  const std::size_t open = descriptors();
  std::uint32_t atoms_before = 0;
  check_no_growth(share(5'000), [&](std::int64_t count) {
    CHECK(run(a, connect_and_part, b.name(), count) == "");
    if (atoms_before == 0) {
      atoms_before = atom::count();
    }
  });
  // One more connection may be up.
  CHECK(eventually([&] { return descriptors() <= open + 2; }));
  CHECK(eventually([&] { return a.core().home().table().count() <= processes; }));
  CHECK(atom::count() == atoms_before);
}

TEST_CASE("memory: connections between nodes that come and go leave nothing behind") {
  come_and_go_between(false);
}

TEST_CASE("memory: connections between hidden nodes that come and go leave nothing behind") {
  come_and_go_between(true);
}

/// What a stranger says before it hangs up.
std::string words_of(std::int64_t i) {
  switch (i % 6) {
  case 0: return {};
  case 1: return "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  case 2: return std::string(3'000, '\xff');
  case 3: return std::string("\0", 1);                              // half a length
  case 4: return std::string("\0\x64n", 3) + std::string(40, 'x');  // half a packet
  default: {
    // A name as it must be, and no answer to the challenge. ERTS, "Distribution Protocol":
    // 'N' flags:u64 creation:u32 length:u16 name
    const std::string name = "stranger" + std::to_string(i) + "@127.0.0.1";
    std::string packet = "N";
    for (int shift = 56; shift >= 0; shift -= 8) {
      packet += static_cast<char>(dist::offered_flags >> static_cast<unsigned>(shift));
    }
    packet += std::string("\0\0\0\7\0", 5) + static_cast<char>(name.size()) + name;
    return std::string({0, static_cast<char>(packet.size())}) + packet;
  }
  }
}

void come_and_go(std::uint16_t port, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const int s = interop::connect_to(port);
    REQUIRE(s >= 0);
    const std::string words = words_of(i);
    // The node may have hung up already.
    [[maybe_unused]] const auto sent = ::send(s, words.data(), words.size(), MSG_NOSIGNAL);
    if (i % 3 == 0) {
      const linger at_once{1, 0};
      ::setsockopt(s, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);  // goes by a reset
    }
    ::close(s);
  }
}

TEST_CASE("memory: strangers at the listener, with garbage or nothing, leave nothing behind") {
  node_options options = named("c");
  options.listen_port = interop::free_port();
  const node c(options);
  const std::size_t open = descriptors();
  std::uint32_t atoms_before = atom::count();
  check_no_growth(whole(10'000), [&](std::int64_t count) {
    come_and_go(options.listen_port, count);
    CHECK(eventually([&] { return descriptors() <= open; }));
  });
  CHECK(atom::count() == atoms_before);
  // And it is still there for others.
  node d(named("d"));
  CHECK(d.connect(c.name().name()));
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
