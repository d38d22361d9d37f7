#include "sim/connection.hpp"

#include <doctest/doctest.h>

#include "sim/stream_fixture.hpp"

namespace kith::sim {

TEST_CASE("connection: a long text arrives whole and in order, whatever the seed") {
  const std::string text = long_text(300'000);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    stream_fixture f(seed);
    f.connect();
    f.near->send(text);
    CHECK(f.run_until_heard(*f.far, text.size(), duration::seconds(60)));
    CHECK(f.far->heard == text);
  }
}

TEST_CASE("connection: a writer whose reader does not read is refused, and goes on later") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    stream_fixture f(seed);
    f.connect();
    f.beta.pause();
    f.near->send(long_text(2'000'000));
    f.sim.run_for(duration::seconds(10));
    const std::size_t accepted = 2'000'000 - f.near->unsent.size();
    CHECK(accepted > 0);
    CHECK(accepted <= 2 * 262'144);
    f.beta.resume();
    CHECK(f.run_until_heard(*f.far, 2'000'000, duration::seconds(600)));
  }
}

TEST_CASE("connection: the end of a stream comes after its bytes, and the other way goes on") {
  stream_fixture f(4);
  f.connect();
  f.near->send(long_text(10'000));
  f.near->worker.run([&] { f.near->write(); });
  f.sim.run_until([&] { return f.near->unsent.empty(); }, duration::seconds(10));
  f.near->worker.run([&] { f.near->stream->shutdown_write(); });
  CHECK(f.sim.run_until([&] { return f.far->ended.has_value(); }, duration::seconds(10)));
  CHECK(f.far->ended->code == errc::closed);
  CHECK(f.far->heard.size() == 10'000);
  f.far->send("bye");
  CHECK(f.run_until_heard(*f.near, 3, duration::seconds(1)));
}

TEST_CASE("connection: a stream that is destroyed still delivers, then ends") {
  stream_fixture f(4);
  f.connect();
  f.near->worker.run([&] {
    CHECK(io::write_text(*f.near->stream, "last words").value() > 0);
    f.near->stream.reset();
  });
  CHECK(f.sim.run_until([&] { return f.far->ended.has_value(); }, duration::seconds(10)));
  CHECK(f.far->ended->code == errc::closed);
  CHECK(std::string("last words").starts_with(f.far->heard));
  CHECK_FALSE(f.far->heard.empty());
}

TEST_CASE("connection: writing to an end that is closed brings a reset") {
  stream_fixture f(4);
  f.connect();
  f.far->worker.run([&] { f.far->stream.reset(); });
  f.sim.run_for(duration::seconds(1));
  CHECK(f.near->ended->code == errc::closed);  // half of it ended in order
  f.near->send("anybody?");
  f.sim.run_for(duration::seconds(1));
  f.near->worker.run([&] {
    const auto refused = io::write_text(*f.near->stream, "x");
    REQUIRE_FALSE(refused);
    CHECK(refused.failure().code == errc::unavailable);
  });
  f.sim.run_for(duration::seconds(1));
}

TEST_CASE("connection: a dial to a port where nobody listens is refused") {
  stream_fixture f(2);
  f.dial();
  CHECK(f.sim.run_until([&] { return f.dialled; }, duration::seconds(1)));
  CHECK(f.dial_failure->code == errc::refused);
}

TEST_CASE("connection: a dial to an address of no host fails") {
  stream_fixture f(2);
  std::optional<error> failure;
  f.near->events.on_connected = [&](result<void> outcome) { failure = outcome.failure(); };
  f.near->worker.run([&] {
    const auto nowhere = io::address::parse("10.77.0.1", 4'000);
    f.near->stream = f.near->worker.own_loop().connect(*nowhere, f.near->events);
  });
  CHECK(f.sim.run_until([&] { return failure.has_value(); }, duration::seconds(10)));
  CHECK(failure->code == errc::unavailable);
}

TEST_CASE("connection: the loopback reaches only its own host") {
  stream_fixture f(2);
  f.listen();  // on beta, any address
  std::vector<bool> outcomes;
  const auto dial_loopback = [&](fixture_end& from) {
    outcomes.clear();
    from.events.on_connected = [&](result<void> outcome) { outcomes.push_back(outcome.ok()); };
    from.worker.run([&] {
      const auto loopback = io::address::loopback(stream_fixture::port);
      from.stream = from.worker.own_loop().connect(loopback, from.events);
    });
    REQUIRE(f.sim.run_until([&] { return !outcomes.empty(); }, duration::seconds(1)));
    return outcomes.front();
  };
  CHECK_FALSE(dial_loopback(*f.near));
  CHECK(dial_loopback(*f.far));
}

TEST_CASE("connection: a stream may be destroyed within its own callback, which is then its last") {
  stream_fixture f(6);
  f.connect();
  int calls = 0;
  f.far->events.on_readable = [&] {
    ++calls;
    f.far->stream.reset();
  };
  f.far->worker.run([&] {
    f.far->stream->await_readable();
    f.far->stream->await_writable();
  });
  f.sim.run_for(duration::seconds(1));
  f.near->send("one");
  f.near->send("two");
  f.sim.run_for(duration::seconds(1));
  CHECK(calls == 1);
}

TEST_CASE("connection: a listener destroyed with dials under way refuses or resets them") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    stream_fixture f(seed);
    f.listen();
    f.beta.pause();  // so that the connection waits in the queue
    f.dial();
    f.sim.run_for(duration::microseconds(static_cast<std::int64_t>(seed) * 150));
    f.far->worker.run([&] {
      f.listening.reset();
      // Whoever is calling does not keep the port.
      const auto ignore = [](std::unique_ptr<io::stream>) {};
      CHECK(f.far->worker.own_loop().listen(io::address::any(4'000), ignore).ok());
    });
    f.beta.resume();
    f.sim.run_for(duration::seconds(2));
    CHECK(f.dialled);
    const bool ended = f.dial_failure || f.near->ended || f.far->stream != nullptr;
    CHECK(ended);
  }
}

TEST_CASE("listener: a port is taken once per address, and free again afterwards") {
  stream_fixture f(6);
  f.listen();
  f.far->worker.run([&] {
    io::loop& loop = f.far->worker.own_loop();
    const auto ignore = [](std::unique_ptr<io::stream>) {};
    CHECK(loop.listen(io::address::loopback(4'000), ignore).failure().code == errc::exists);
    CHECK(loop.listen(io::address{{8, 8, 8, 8}, 1}, ignore).failure().code == errc::unavailable);
    f.listening.reset();
    CHECK(loop.listen(io::address::loopback(4'000), ignore).ok());
  });
  f.sim.run_for(duration::seconds(1));
}

}  // namespace kith::sim
