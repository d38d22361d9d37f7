// For the tests of the simulator: two hosts, a worker on each, and a stream between them.
#pragma once

#include <string>

#include "io/scripted_worker.hpp"
#include "sim/simulation.hpp"

namespace kith::sim {

/// One end of the stream and what it heard.
struct fixture_end {
  host& at;
  io::scripted_worker worker;
  io::scripted_events events;
  std::unique_ptr<io::stream> stream;
  std::string heard;
  std::optional<error> ended;
  std::string unsent;
  std::unique_ptr<io::thread_handle> thread;

  explicit fixture_end(host& on) : at(on), worker(on, {}, duration::infinity()) {
    worker.at_end([this] { stream.reset(); });
    events.on_readable = [this] { read(); };
    events.on_writable = [this] { write(); };
    thread = on.start(worker);
  }
  /// In the worker's turn.
  void read() {
    if (!stream)
      return;
    heard += io::read_text(*stream, &ended);
    if (!ended)
      stream->await_readable();
  }
  void write() {
    if (!stream)
      return;
    const auto count = io::write_text(*stream, unsent);
    if (!count)
      return unsent.clear();
    unsent.erase(0, *count);
    if (!unsent.empty())
      stream->await_writable();
  }
  /// From the test.
  void send(std::string text) {
    worker.run([this, text = std::move(text)] {
      unsent += text;
      write();
    });
  }
};

/// `near` on host alpha dials `far` on host beta, port 4000.
struct stream_fixture {
  static constexpr std::uint16_t port = 4'000;

  simulation sim;
  host& alpha = sim.add_host("alpha");
  host& beta = sim.add_host("beta.example");
  std::unique_ptr<fixture_end> near = std::make_unique<fixture_end>(alpha);
  std::unique_ptr<fixture_end> far = std::make_unique<fixture_end>(beta);
  std::unique_ptr<io::listener> listening;
  std::optional<error> dial_failure;
  bool dialled = false;

  explicit stream_fixture(std::uint64_t seed) : sim(seed) {}
  ~stream_fixture() {
    for (const auto* each : {&near, &far})
      finish(**each);
  }
  stream_fixture(const stream_fixture&) = delete;
  stream_fixture& operator=(const stream_fixture&) = delete;

  void listen() {
    far->worker.run([this] {
      listening = *far->worker.own_loop().listen(io::address::any(port),
                                                 [this](std::unique_ptr<io::stream> accepted) {
                                                   far->stream = std::move(accepted);
                                                   far->stream->set_events(far->events);
                                                   far->read();
                                                 });
    });
    far->worker.at_end([this] {
      far->stream.reset();
      listening.reset();
    });
    sim.run_for(duration::milliseconds(1));
  }
  void dial() {
    near->events.on_connected = [this](result<void> outcome) {
      dialled = true;
      if (!outcome) {
        dial_failure = outcome.failure();
        return;
      }
      near->read();
    };
    near->worker.run([this] {
      near->stream = near->worker.own_loop().connect(beta.address(port), near->events);
    });
  }
  /// Both ends are there.
  void connect() {
    listen();
    dial();
    sim.run_until([&] { return dialled && far->stream != nullptr; }, duration::seconds(10));
    KITH_ASSERT(near->stream && far->stream);
  }
  bool run_until_heard(const fixture_end& by, std::size_t count, duration limit) {
    return sim.run_until([&] { return by.heard.size() >= count; }, limit);
  }
  static void finish(fixture_end& end) {
    end.worker.run([&end] { end.worker.finish(); });
    end.thread->join();
  }
};

/// Text in which no two places look alike.
inline std::string long_text(std::size_t size) {
  std::string text;
  for (std::uint64_t i = 0; text.size() < size; ++i)
    text += std::to_string(i) + ' ';
  text.resize(size);
  return text;
}

}  // namespace kith::sim
