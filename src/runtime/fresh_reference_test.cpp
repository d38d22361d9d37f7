// A receive whose clauses all need the reference that the process made last begins at the messages
// that came since.
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "runtime/lone_node.hpp"

namespace kith::detail {
namespace {

constexpr int unread = 500;

/// Messages that look like the answer, but for the reference.
void fill(ctx self) {
  const reference old = make_ref();
  for (int i = 0; i < unread; ++i) {
    send(self, tuple(old, i));
  }
}

}  // namespace

TEST_CASE("receive: what came before a fresh reference was made is passed over, and stays") {
  lone_node n;
  REQUIRE(n.run([](ctx self) -> process {
    fill(self);
    co_await self.receive(after(1_ms));  // they are in the mailbox now
    const term waiting = co_await process_info(self, self.self(), atoms::message_queue_len);
    CHECK(to_string(waiting) == "{message_queue_len,500}");
    const reference fresh = make_ref();
    send(self, tuple(fresh, 7));
    int got = 0;
    co_await self.receive(on(tuple(fresh, bind(got))), after(1_s));
    CHECK(got == 7);
    // All of the old ones are there, in order.
    for (int i = 0; i < unread; ++i) {
      int number = -1;
      co_await self.receive(on(tuple(any, bind(number))));
      CHECK(number == i);
    }
  }));
}

TEST_CASE("receive: a clause that needs no fresh reference sees the old messages, in any place") {
  lone_node n;
  REQUIRE(n.run([](ctx self) -> process {
    send(self, atom("old"));
    co_await self.receive(after(1_ms));
    const reference fresh = make_ref();
    send(self, tuple(fresh, 1));
    const auto first = co_await self.receive(on(tuple(fresh, any)), on(atom("old")), after(1_s));
    CHECK(first == 1);
    send(self, atom("old"));
    const auto second = co_await self.receive(on(atom("old")), on(tuple(fresh, any)), after(1_s));
    CHECK(second == 1);
    const auto third = co_await self.receive(on(any), after(1_s));
    CHECK(third == 0);
  }));
}

TEST_CASE("receive: the reference may lie deep in each clause, and must be the same in all") {
  lone_node n;
  REQUIRE(n.run([](ctx self) -> process {
    const reference older = make_ref();
    send(self, tuple(atoms::ok, older));
    co_await self.receive(after(1_ms));
    const reference fresh = make_ref();
    send(self, tuple(atoms::ok, list(1, tuple(fresh))));
    const auto first = co_await self.receive(on(tuple(atoms::DOWN, fresh, any, any, any)),
                                             on(tuple(any, list(any, tuple(fresh)))), after(1_s));
    CHECK(first == 1);
    const auto second = co_await self.receive(on(tuple(fresh)), on(tuple(any, older)), after(1_s));
    CHECK(second == 1);
  }));
}

TEST_CASE("receive: a reference of another node with the number of ours is not taken for ours") {
  lone_node n;
  REQUIRE(n.run([](ctx self) -> process {
    const reference sample = make_ref();
    // The number that our next reference will have, as another node might.
    const reference next = make_ref();
    const reference foreign(atom("other@node"), 5, next.words());
    const reference again(sample.node(), sample.creation() + 1, next.words());
    send(self, tuple(foreign, 1));
    send(self, tuple(again, 2));
    co_await self.receive(after(1_ms));
    const reference mine = make_ref();
    const reference same_number(atom("other@node"), 5, mine.words());
    send(self, tuple(same_number, 3));
    int got = 0;
    co_await self.receive(on(tuple(foreign, bind(got))), after(1_s));
    CHECK(got == 1);
    co_await self.receive(on(tuple(again, bind(got))), after(1_s));
    CHECK(got == 2);
    co_await self.receive(on(tuple(same_number, bind(got))), after(1_s));
    CHECK(got == 3);
  }));
}

TEST_CASE("receive: messages from before are not looked at, even one that would match") {
  lone_node n;
  REQUIRE(n.run([](ctx self) -> process {
    // References are counted, so the next can be foretold here, as no honest sender could.
    const reference last = make_ref();
    std::vector<std::uint32_t> words(last.words().begin(), last.words().end());
    ++words[0];
    const reference foretold(last.node(), last.creation(), words);
    send(self, tuple(foretold, 1));
    co_await self.receive(after(1_ms));
    const reference fresh = make_ref();
    REQUIRE(fresh == foretold);
    const auto passed_over = co_await self.receive(on(tuple(fresh, any)), after(0_s));
    CHECK(passed_over == 1);
    // A receive that takes others, too, finds it.
    const auto found = co_await self.receive(on(tuple(fresh, any)), on(atom("x")), after(0_s));
    CHECK(found == 0);
  }));
}

}  // namespace kith::detail
