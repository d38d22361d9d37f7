#pragma once

#include <deque>
#include <memory>
#include <string>

#include "io/scripted_worker.hpp"
#include "kith/testing.hpp"

namespace kith::scenarios {

/// Streams from one host to a node's listener that say what they are told and never anything else.
class callers {
 public:
  callers(testing::host from, io::address to, std::size_t count, std::string words)
      : words_(std::move(words)), worker_(from.world(), {}, duration::infinity()) {
    worker_.at_end([this] { each_.clear(); });
    thread_ = from.world().start(worker_);
    worker_.run([this, to, count] {
      for (std::size_t i = 0; i < count; ++i) {
        call(to);
      }
    });
  }
  callers(const callers&) = delete;
  callers& operator=(const callers&) = delete;
  ~callers() {
    worker_.run([this] { worker_.finish(); });
    thread_->join();
  }
  /// Those that the node has not hung up on.
  [[nodiscard]] std::size_t open() const { return open_; }

 private:
  struct caller {
    io::scripted_events events;
    std::unique_ptr<io::stream> stream;
  };
  void call(const io::address& to) {
    caller& c = each_.emplace_back();
    c.events.on_connected = [this, &c](const result<void>& outcome) {
      if (outcome) {
        ++open_;
        (void)io::write_text(*c.stream, words_);
        c.stream->await_readable();
      }
    };
    c.events.on_readable = [this, &c] {
      std::optional<error> ended;
      (void)io::read_text(*c.stream, &ended);
      if (ended) {
        --open_;
      } else {
        c.stream->await_readable();
      }
    };
    c.stream = worker_.own_loop().connect(to, c.events);
  }

  const std::string words_;
  io::scripted_worker worker_;
  std::unique_ptr<io::thread_handle> thread_;
  std::deque<caller> each_;
  std::size_t open_ = 0;
};

}  // namespace kith::scenarios
