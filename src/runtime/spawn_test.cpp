#include <doctest/doctest.h>

#include <array>

#include "kith/build.hpp"
#include "runtime/lone_node.hpp"
#include "runtime/process_block.hpp"
#include "runtime/signal.hpp"

namespace kith {
namespace {

using detail::lone_node;

TEST_CASE("spawn: a signal to a process that never began does not reach the next of its slot") {
  lone_node n;
  static bool ran;
  ran = false;
  detail::process_block* begun = detail::spawn_begin(n.core.get());
  const std::uint32_t slot = begun->slot;
  CHECK(n.home->deliver_or_free(
      begun->pid(), detail::make_peer_signal(detail::signal_kind::exit, pid(), atoms::kill)));
  detail::spawn_abandon(begun);
  const pid next = n.spawn([](ctx) -> process {
    ran = true;
    co_return;
  });
  CHECK(detail::pid_slot(next.local_word()) == slot);
  CHECK(n.sim.run_until([&] { return n.home->find(next) == nullptr; }, 60_s));
  CHECK(ran);
}

TEST_CASE("spawn: a pid that has not been given out yet names nobody") {
  lone_node n(1, {.schedulers = 1, .process_limit = 100});  // so few are not shelved
  const pid first = n.spawn([](ctx) -> process { co_return; });
  const auto slot = detail::pid_slot(first.local_word());
  CHECK(n.sim.run_until([&] { return n.home->find(first) == nullptr; }, 60_s));
  const std::uint32_t generation = detail::pid_generation(first.local_word()) + 1;
  const pid reused = pid::local(n.core->index(), slot, generation);
  const pid unused = pid::local(n.core->index(), slot + 1, 1);
  CHECK(n.home->find(reused) == nullptr);
  CHECK(n.home->find(unused) == nullptr);
  CHECK_FALSE(n.home->deliver_or_free(reused, detail::make_message(atom("early"))));
  CHECK_FALSE(n.home->deliver_or_free(unused, detail::make_message(atom("early"))));
  const pid second = n.spawn([](ctx) -> process { co_return; });
  CHECK(second == reused);
}

TEST_CASE("spawn: a destructor in the frame of a process that ends may send to a name in vain") {
  struct farewell {
    ~farewell() { send(atom("nobody"), atom("bye")); }
  };
  lone_node n;
  static bool waiting;
  waiting = false;
  const pid doomed = n.spawn([](ctx own) -> process {
    const farewell at_end;
    waiting = true;
    co_await own.receive(on(atom("never")));
  });
  CHECK(n.sim.run_until([&] { return waiting; }, 60_s));
  CHECK(n.home->deliver_or_free(
      doomed, detail::make_peer_signal(detail::signal_kind::exit, pid(), atoms::kill)));
  CHECK(n.sim.run_until([&] { return n.home->find(doomed) == nullptr; }, 60_s));
}

TEST_CASE("demonitor_flush: a reference that is no monitor of the process changes nothing") {
  lone_node n;
  static std::size_t left;
  left = 0;
  CHECK(n.run([](ctx self) -> process {
    send(self, atom("kept"));
    co_await self.yield();
    const std::array<std::uint32_t, 1> word = {7};
    demonitor_flush(reference(atom("other@box"), 5, word));
    const std::size_t which = co_await self.receive(on(atom("kept")), after(duration()));
    left = which == 0 ? 1 : 0;
  }));
  CHECK(left == 1);
}

TEST_CASE("link: one that crosses an unlink does not outlive it") {
  // The other side has unlinked and linked anew before it hears of our unlink, which undoes that.
  lone_node n;
  static term links;
  links = term();
  CHECK(n.run([](ctx self) -> process {
    const pid other = spawn_link([](ctx own) -> process { co_await own.receive(on(any)); });
    unlink(other);
    const pid me = self;
    detail::runtime& home = self.block()->node->home();
    home.deliver_or_free(me, detail::make_peer_signal(detail::signal_kind::link, other));
    co_await self.receive(on(atom("never")), after(5_ms));
    links = co_await process_info(self, self, atoms::links);
    send(other, atom("end"));
  }));
  CHECK(links == term(tuple(atoms::links, term::nil())));
}

}  // namespace
}  // namespace kith
