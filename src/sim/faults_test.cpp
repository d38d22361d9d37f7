#include <doctest/doctest.h>

#include <algorithm>

#include "sim/stream_fixture.hpp"

namespace kith::sim {

TEST_CASE("faults: a delay makes everything later by as much") {
  stream_fixture f(1);
  f.connect();
  f.sim.net().delay(f.alpha, f.beta, duration::seconds(3));
  f.near->send("late");
  f.sim.run_for(duration::milliseconds(2'900));
  CHECK(f.far->heard.empty());
  f.sim.run_for(duration::milliseconds(200));
  CHECK(f.far->heard == "late");
  f.far->send("prompt");
  f.sim.run_for(duration::milliseconds(10));
  CHECK(f.near->heard == "prompt");
}

TEST_CASE("faults: a cut holds the bytes of both, and healing brings them all") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    stream_fixture f(seed);
    f.connect();
    const std::string text = long_text(50'000);
    f.near->send(text);
    f.sim.run_for(duration::microseconds(700));
    f.sim.net().cut(f.alpha, f.beta);
    f.far->send("hello?");
    f.sim.run_for(duration::milliseconds(20));
    const std::string before = f.far->heard;
    f.sim.run_for(duration::seconds(20));
    CHECK(f.far->heard == before);
    CHECK(f.near->heard.empty());
    f.sim.net().heal(f.alpha, f.beta);
    f.sim.run_for(duration::seconds(60));
    CHECK(f.far->heard == text);
    CHECK(f.near->heard == "hello?");
  }
}

TEST_CASE("faults: a cut that outlasts the retransmissions breaks the stream") {
  stream_fixture f(3);
  f.connect();
  f.sim.net().cut(f.alpha, f.beta);
  f.near->send("lost");
  f.sim.run_for(duration::seconds(900));
  CHECK_FALSE(f.near->ended);
  f.sim.run_for(duration::seconds(60));
  REQUIRE(f.near->ended);
  CHECK(f.near->ended->code == errc::timed_out);
  CHECK_FALSE(f.far->ended);  // who sends nothing learns nothing
  f.sim.net().heal(f.alpha, f.beta);
  f.far->send("still there?");
  f.sim.run_for(duration::seconds(1));
  CHECK(f.far->ended);
}

TEST_CASE("faults: what follows lost bytes that nobody sends again is never read") {
  stream_fixture f(3);
  f.connect();
  f.near->events.on_readable = [] {};
  f.far->send("unread, hence a reset when near closes");
  f.sim.net().delay(f.alpha, f.beta, duration::seconds(1));
  f.near->send("lost");
  f.sim.run_for(duration::milliseconds(800));
  f.near->send("under way");
  f.sim.run_for(duration::milliseconds(100));
  f.sim.net().cut(f.alpha, f.beta);
  f.sim.run_for(duration::milliseconds(300));
  f.near->worker.run([&] { f.near->stream.reset(); });
  f.sim.run_for(duration::milliseconds(100));
  f.sim.net().heal(f.alpha, f.beta);
  f.sim.run_for(duration::seconds(3));
  CHECK(f.far->heard.empty());
  CHECK(f.far->ended);
}

TEST_CASE("faults: a one-way cut stops one direction, and the acknowledgements of the other") {
  stream_fixture f(5);
  f.connect();
  f.sim.net().cut_one_way(f.alpha, f.beta);
  f.near->send("not this way");
  f.far->send("but this way");
  f.sim.run_for(duration::seconds(1));
  CHECK(f.far->heard.empty());
  CHECK(f.near->heard == "but this way");
  f.far->send(long_text(1'000'000));
  f.sim.run_for(duration::seconds(10));
  CHECK_FALSE(f.far->unsent.empty());  // its window is full
  f.sim.net().heal(f.alpha, f.beta);
  f.sim.run_for(duration::seconds(120));
  CHECK(f.far->heard == "not this way");
  CHECK(f.near->heard.size() == 12 + 1'000'000);
}

TEST_CASE("faults: a dial across a cut succeeds when it heals in time, else times out") {
  stream_fixture f(5);
  f.listen();
  f.sim.net().cut(f.alpha, f.beta);
  f.dial();
  f.sim.run_for(duration::seconds(10));
  CHECK_FALSE(f.dialled);
  SUBCASE("healed") {
    f.sim.net().heal(f.alpha, f.beta);
    f.sim.run_for(duration::seconds(20));
    CHECK(f.dialled);
    CHECK_FALSE(f.dial_failure);
    CHECK(f.far->stream != nullptr);
  }
  SUBCASE("not healed") {
    f.sim.run_for(duration::seconds(200));
    REQUIRE(f.dial_failure);
    CHECK(f.dial_failure->code == errc::timed_out);
  }
}

TEST_CASE("faults: a reset breaks the streams between two hosts, at both ends") {
  stream_fixture f(5);
  f.connect();
  f.sim.net().reset(f.beta, f.alpha);
  f.sim.run_for(duration::seconds(1));
  REQUIRE(f.near->ended);
  REQUIRE(f.far->ended);
  CHECK(f.near->ended->code == errc::unavailable);
  CHECK(f.far->ended->code == errc::unavailable);
}

TEST_CASE("faults: a slow line lets through so many bytes a second") {
  stream_fixture f(5);
  f.connect();
  f.sim.net().limit(f.alpha, f.beta, 100);
  f.near->send(long_text(2'000));
  f.sim.run_for(duration::seconds(10));
  CHECK(f.far->heard.size() > 900);
  CHECK(f.far->heard.size() < 1'100);
  f.sim.net().limit(f.alpha, f.beta, link::bytes_per_second_default);
  f.sim.run_for(duration::seconds(1));
  CHECK(f.far->heard == long_text(2'000));
}

TEST_CASE("faults: a crashed host leaves its peer with half a stream until it is back") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    stream_fixture f(seed);
    f.connect();
    f.beta.crash();
    f.sim.run_for(duration::seconds(120));
    CHECK_FALSE(f.near->ended);
    f.near->send("are you there?");
    f.sim.run_for(duration::seconds(120));
    CHECK_FALSE(f.near->ended);
    f.beta.restart();
    f.sim.run_for(duration::seconds(120));
    REQUIRE(f.near->ended);
    CHECK(f.near->ended->code == errc::unavailable);
  }
}

TEST_CASE("faults: a crashed host tells nobody, not even if its peer never writes") {
  stream_fixture f(8);
  f.connect();
  f.beta.crash();
  f.beta.restart();
  f.sim.run_for(duration::seconds(3'600));
  CHECK_FALSE(f.near->ended);
}

TEST_CASE("faults: a crashed host can be dialled again once it is back and listens") {
  stream_fixture f(8);
  f.connect();
  f.beta.crash();
  f.far->thread->join();  // at once
  f.far = std::make_unique<fixture_end>(f.beta);
  CHECK(f.far->thread == nullptr);  // no thread without power
  f.beta.restart();
  f.far = std::make_unique<fixture_end>(f.beta);
  f.dialled = false;
  f.connect();
  f.near->send("again");
  CHECK(f.run_until_heard(*f.far, 5, duration::seconds(1)));
}

TEST_CASE("faults: a killed program's connections are closed by its system") {
  stream_fixture f(8);
  f.connect();
  f.beta.kill();
  f.sim.run_for(duration::seconds(1));
  REQUIRE(f.near->ended);
  f.dialled = false;
  f.near->worker.run([&] { f.near->stream.reset(); });
  f.sim.run_for(duration::seconds(1));
  f.dial();
  f.sim.run_for(duration::seconds(1));
  REQUIRE(f.dial_failure);
  CHECK(f.dial_failure->code == errc::refused);
}

TEST_CASE("faults: datagrams are lost, doubled and come out of order when told to") {
  stream_fixture f(8);
  std::string heard;
  std::unique_ptr<io::datagram> ear;
  std::unique_ptr<io::datagram> mouth;
  f.far->worker.run([&] {
    ear = *f.far->worker.own_loop().bind(
        io::address::any(53), {}, [&](std::span<const std::byte> bytes, const io::address& from) {
          CHECK(from == io::address{f.alpha.address(0).ip, mouth->local().port});
          heard += static_cast<char>(bytes[0]);
        });
  });
  f.near->worker.run([&] {
    mouth = *f.near->worker.own_loop().bind(io::address::any(0), {},
                                            [](std::span<const std::byte>, const io::address&) {});
  });
  f.sim.run_for(duration::milliseconds(10));
  const auto send_alphabet = [&] {
    heard.clear();
    for (char c = 'a'; c <= 'z'; ++c) {
      f.near->worker.run(
          [&, c] { CHECK(mouth->send_to(io::bytes_of({&c, 1}), f.beta.address(53)).ok()); });
      f.sim.run_for(duration::milliseconds(2));
    }
    f.sim.run_for(duration::seconds(1));
    return heard;
  };
  const std::string alphabet = "abcdefghijklmnopqrstuvwxyz";
  CHECK(send_alphabet() == alphabet);
  f.sim.net().datagram_faults(f.alpha, f.beta, 500, 0, {});
  const std::string some = send_alphabet();
  CHECK(some.size() > 3);
  CHECK(some.size() < 23);
  f.sim.net().datagram_faults(f.alpha, f.beta, 0, 500, {});
  CHECK(send_alphabet().size() > 30);
  f.sim.net().datagram_faults(f.alpha, f.beta, 0, 0, duration::milliseconds(50));
  std::string shuffled = send_alphabet();
  CHECK(shuffled != alphabet);
  std::sort(shuffled.begin(), shuffled.end());
  CHECK(shuffled == alphabet);
  f.sim.net().cut(f.alpha, f.beta);
  CHECK(send_alphabet().empty());
  f.near->worker.run([&] {
    const std::string long_one = long_text(70'000);
    CHECK(mouth->send_to(io::bytes_of(long_one), f.beta.address(53)).failure().code == errc::limit);
    mouth.reset();
  });
  f.far->worker.run([&] { ear.reset(); });
  f.sim.run_for(duration::milliseconds(10));
}

TEST_CASE("faults: what is sent to a group, or to all, reaches those that hear it and can") {
  stream_fixture f(8);
  const io::multicast joined{.group = {{233, 252, 1, 32}, 0}};
  std::string heard;
  std::vector<std::unique_ptr<io::datagram>> ears(3);
  const auto hear = [&](std::size_t i, fixture_end& on, const io::datagram_options& how) {
    on.worker.run([&, i, how, at = &on.worker] {
      ears[i] = *at->own_loop().bind(io::address::any(53), how,
                                     [&, i](std::span<const std::byte>, const io::address& from) {
                                       CHECK(from == f.alpha.address(53));
                                       heard += std::to_string(i);
                                     });
    });
    f.sim.run_for(duration::milliseconds(10));
  };
  hear(0, *f.near, {.shared = true, .broadcast = true, .group = joined});
  hear(1, *f.far, {.shared = true, .group = joined});
  hear(2, *f.far, {.shared = true});
  const auto send_to = [&](const io::address& to) {
    heard.clear();
    f.near->worker.run([&] { CHECK(ears[0]->send_to(io::bytes_of("x"), to).ok()); });
    f.sim.run_for(duration::seconds(1));
    std::sort(heard.begin(), heard.end());
    return heard;
  };
  const io::address group{joined.group.ip, 53};
  const io::address all{{255, 255, 255, 255}, 53};
  CHECK(send_to(group) == "01");
  CHECK(send_to({{233, 252, 1, 33}, 53}).empty());
  CHECK(send_to({joined.group.ip, 54}).empty());
  CHECK(send_to(all) == "012");
  CHECK(send_to(f.beta.address(53)) == "2");
  f.sim.net().cut(f.alpha, f.beta);
  CHECK(send_to(group) == "0");
  CHECK(send_to(all) == "0");
  f.sim.net().heal(f.alpha, f.beta);
  f.sim.net().datagram_faults(f.alpha, f.beta, 1000, 0, {});
  CHECK(send_to(group) == "0");
  f.sim.net().datagram_faults(f.alpha, f.beta, 0, 1000, {});
  CHECK(send_to(group) == "011");
  f.far->worker.run([&] {
    CHECK(ears[1]->send_to(io::bytes_of("x"), all).failure().code == errc::unavailable);
    ears[1].reset();
    ears[2].reset();
  });
  f.near->worker.run([&] { ears[0].reset(); });
  f.sim.run_for(duration::milliseconds(10));
}

}  // namespace kith::sim
