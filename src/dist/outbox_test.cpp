#include "dist/outbox.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "dist/flags.hpp"
#include "dist/message_reader.hpp"
#include "kith/build.hpp"

namespace kith::dist {
namespace {

using detail::outbound;

const atom here("here@host");
const atom there("there@host");

pid sender(std::uint32_t n) {
  return pid::local(1, n, 1);
}

/// An outbox and, at the other end of its bytes, a reader.
class pair final : outbox::owner {
 public:
  explicit pair(std::uint64_t flags = offered_flags)
      : out(flags, *this), in_({flags, here, {there, 7, 2}}, {}) {}

  void send(pid from, term message) {
    outbound s{};
    s.what = outbound::op::send;
    s.node = there;
    s.from = from;
    s.name = atom("sink");
    s.by_name = true;
    s.payload = message;
    out.put(s);
  }

  /// Moves at least so many bytes, if there are so many, to the reader: what it has then.
  std::vector<term> move(std::size_t bytes) {
    out_queue queue;
    out.take(queue, bytes);
    moved += queue.bytes();
    sink to;
    REQUIRE(queue.write_to(to));
    std::vector<term> got;
    std::string_view rest = to.bytes;
    for (;;) {
      auto message = in_.next();
      REQUIRE(message);
      if (*message) {
        got.push_back((*message)->payload);
        continue;
      }
      if (rest.empty()) {
        return got;
      }
      std::size_t all = 0;
      for (const auto& part : in_.room()) {
        const std::size_t n = std::min({part.size(), rest.size(), std::size_t{5000}});
        if (n != 0) {
          std::memcpy(part.data(), rest.data(), n);
        }
        rest.remove_prefix(n);
        all += n;
        if (n < part.size()) {
          break;
        }
      }
      in_.filled(all);
    }
  }

  int refused = 0;
  std::size_t moved = 0;
  outbox out;

 private:
  /// A stream that takes all and keeps it.
  class sink final : public io::stream {
   public:
    void set_events(io::stream_events&) override {}
    result<std::size_t> read_some(std::span<const std::span<std::byte>>) override {
      return std::size_t{0};
    }
    result<std::size_t> write_some(std::span<const std::span<const std::byte>> parts) override {
      std::size_t n = 0;
      for (const auto& part : parts) {
        bytes.append(reinterpret_cast<const char*>(part.data()), part.size());
        n += part.size();
      }
      return n;
    }
    void await_readable() override {}
    void await_writable() override {}
    void shutdown_write() override {}
    void reset() override {}
    [[nodiscard]] io::address local() const override { return {}; }
    [[nodiscard]] io::address remote() const override { return {}; }

    std::string bytes;
  };

  void not_possible(const outbound&) override { ++refused; }

  message_reader in_;
};

term large(const char* name, std::size_t size) {
  return tuple(atom(name), term::binary(std::string(size, name[0])));
}

}  // namespace

TEST_CASE("outbox: a small message overtakes the large one of another process") {
  pair p;
  const term bulk = large("bulk", 1'000'000);
  p.send(sender(1), bulk);
  CHECK(p.move(200'000).empty());
  p.send(sender(2), term(atom("quick")));
  CHECK(p.move(1) == std::vector<term>{term(atom("quick"))});
  CHECK(p.move(2'000'000) == std::vector<term>{bulk});
  CHECK(p.out.empty());
  CHECK(p.out.bytes() == 0);
}

TEST_CASE("outbox: what a process sends behind a large message stays behind it, in its order") {
  pair p;
  std::vector<term> sent;
  for (int i = 0; i < 4; ++i) {
    sent.push_back(large("bulk", 70'000 * static_cast<std::size_t>(i) + 10));
    sent.emplace_back(tuple(atom("small"), i));
  }
  for (const term& t : sent) {
    p.send(sender(1), t);
  }
  std::vector<term> got;
  for (int i = 0; i < 100 && !p.out.empty(); ++i) {
    for (const term& t : p.move(1)) {
      got.push_back(t);
    }
  }
  CHECK(p.out.empty());
  CHECK(got == sent);
}

TEST_CASE("outbox: large messages of several processes take turns, and each is whole") {
  pair p;
  for (std::uint32_t n = 1; n <= 5; ++n) {
    p.send(sender(n), large("bulk", 300'000 + n));
  }
  // Each has brought its first fragment, which bears new atoms, in this order.
  CHECK(p.move(5 * 250'000).empty());
  std::vector<term> got = p.move(5 * 300'000);
  CHECK(got.size() == 5);
  for (std::uint32_t n = 1; n <= got.size(); ++n) {
    CHECK(got[n - 1] == large("bulk", 300'000 + n));
  }
}

TEST_CASE(
    "outbox: atoms that are new to the peer come in the order in which frames refer to them") {
  pair p;
  p.send(sender(1), large("first_of_all", 500'000));
  p.send(sender(1), term(atom("behind_it")));
  p.send(sender(2), list(atom("behind_it"), atom("first_of_all")));
  p.send(sender(3), large("behind_it", 500'000));
  std::vector<term> got;
  for (int i = 0; i < 100 && !p.out.empty(); ++i) {
    for (const term& t : p.move(1)) {
      got.push_back(t);
    }
  }
  REQUIRE(got.size() == 4);
  CHECK(got[0] == list(atom("behind_it"), atom("first_of_all")));
  CHECK(got[1] == large("first_of_all", 500'000));
  CHECK(got[2] == term(atom("behind_it")));
  CHECK(got[3] == large("behind_it", 500'000));
}

TEST_CASE("outbox: bytes of large messages count for their sender alone") {
  pair p;
  p.send(sender(1), large("bulk", 1'000'000));
  p.send(sender(1), term(atom("behind")));
  CHECK(p.out.bytes_behind(sender(1)) > 900'000);
  CHECK(p.out.bytes_behind(sender(2)) == 0);
  CHECK(p.out.bytes_in_frames() < 100'000);
  CHECK(p.out.bytes() >= p.out.bytes_behind(sender(1)));
  const std::size_t before = p.out.bytes();
  CHECK(p.move(500'000).empty());
  CHECK(p.out.bytes() < before - 400'000);
  CHECK(p.move(2'000'000).size() == 2);
  CHECK(p.out.bytes_behind(sender(1)) == 0);
}

TEST_CASE("outbox: to a peer without fragments a large message goes whole") {
  pair p(offered_flags & ~flag::fragments);
  p.send(sender(1), large("bulk", 1'000'000));
  p.send(sender(2), term(atom("quick")));
  CHECK(p.move(1) == std::vector<term>{large("bulk", 1'000'000), term(atom("quick"))});
}

TEST_CASE("outbox: a tick goes at once") {
  pair p;
  p.send(sender(1), large("bulk", 1'000'000));
  p.move(1);
  const std::size_t before = p.moved;
  p.out.put_tick();
  CHECK(p.move(1).empty());
  CHECK(p.moved == before + 4);
}

}  // namespace kith::dist
