// Ten million messages within a node leave its memory as it was.

#include <array>
#include <vector>

#include "memory.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

/// Sends back what comes until it is told `end`.
process echo(ctx self) {
  for (;;) {
    pid from;
    term what;
    const std::size_t which =
        co_await self.receive(on(tuple(bind(from), bind(what))), on(atom("end")));
    if (which != 0) {
      co_return;
    }
    send(from, tuple(self, what));
  }
}

/// A binary of its own for each, since those of up to 64 bytes lie within the message.
term load_of(std::int64_t i, std::int64_t bytes) {
  if (bytes == 0) {
    return i;
  }
  char* at = nullptr;
  term made = term::binary(static_cast<std::size_t>(bytes), at);
  for (std::int64_t k = 0; k < bytes; ++k) {
    at[k] = static_cast<char>(i + k);
  }
  return made;
}

struct shared {
  pid boss;
  std::int64_t each;   ///< messages
  std::int64_t bytes;  ///< in each message; 0: an integer
};

process one_of_pair(ctx self, shared s) {
  const pid other = spawn_link(echo);
  for (std::int64_t i = 0; i < s.each; i += 2) {
    const term sent = load_of(i, s.bytes);
    send(other, tuple(self, sent));
    term back;
    co_await self.receive(on(tuple(other, bind(back))));
    expect(back == sent, "another message came back");
  }
  unlink(other);
  send(other, atom("end"));
  send(s.boss, atom("done"));
}

task<void> pairs(ctx self, std::int64_t messages, std::int64_t bytes) {
  constexpr int count = 8;
  for (int i = 0; i < count; ++i) {
    spawn_link(one_of_pair, shared{self, messages / count, bytes});
  }
  for (int i = 0; i < count; ++i) {
    co_await self.receive(on(atom("done")));
  }
}

/// So many messages of a sender wait at most, so that the mailbox has a bound.
constexpr std::int64_t window = 10;

process sender(ctx self, shared s) {
  std::int64_t credit = window;
  for (std::int64_t i = 0; i < s.each; ++i) {
    if (credit == 0) {
      co_await self.receive(on(atom("more")));
      credit = window;
    }
    send(s.boss, tuple(self, i, load_of(i, s.bytes)));
    --credit;
  }
  co_await self.receive(on(atom("end")));
}

task<void> fan_in(ctx self, std::int64_t messages, std::int64_t bytes) {
  constexpr std::int64_t senders = 200;
  const std::int64_t each = messages / senders;
  std::vector<pid> all;
  for (std::int64_t i = 0; i < senders; ++i) {
    all.push_back(spawn_link(sender, shared{self, each, bytes}));
  }
  for (std::int64_t got = 0; got < senders * each; ++got) {
    pid from;
    std::int64_t i = 0;
    co_await self.receive(on(tuple(bind(from), bind(i), any)));
    if (i % window == window - 1) {
      send(from, atom("more"));
    }
  }
  for (const pid one : all) {
    unlink(one);
    send(one, atom("end"));
  }
}

TEST_SUITE_BEGIN("memory");

TEST_CASE("memory: messages between pairs leave none behind") {
  node n(alone());
  check_no_growth(whole(10'000'000),
                  [&](std::int64_t count) { CHECK(run(n, pairs, count, std::int64_t{0}) == ""); });
}

TEST_CASE("memory: messages with binaries between pairs leave none behind") {
  node n(alone());
  for (const std::int64_t bytes : {65, 200, 5'000}) {
    check_no_growth(whole(10'000'000) / 5,
                    [&](std::int64_t count) { CHECK(run(n, pairs, count, bytes) == ""); });
  }
}

TEST_CASE("memory: messages of two hundred to one leave none behind") {
  node n(alone());
  check_no_growth(whole(10'000'000),
                  [&](std::int64_t count) { CHECK(run(n, fan_in, count, std::int64_t{0}) == ""); });
  check_no_growth(whole(10'000'000) / 10, [&](std::int64_t count) {
    CHECK(run(n, fan_in, count, std::int64_t{300}) == "");
  });
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
