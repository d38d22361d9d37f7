// A worker for tests: no scheduler, just closures that run on its loop's thread.
#pragma once

#include <array>
#include <deque>

#include "base/mutex.hpp"
#include "io/world.hpp"

namespace kith::io {

/// Runs `begin` once it has a loop, then whatever `run` was given, until `finish`. Gives up after
/// `limit` (see `gave_up`), so that a broken test fails instead of hanging.
class scripted_worker final : public worker {
 public:
  scripted_worker(world& in, unique_function<void(loop&)> begin,
                  duration limit = duration::seconds(20))
      : world_(in), begin_(std::move(begin)), limit_(limit) {}

  /// Any thread.
  void run(unique_function<void()> job) {
    {
      scoped_lock lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    if (loop_ != nullptr)
      loop_->wake();
  }
  /// Its own thread: ends it after this step. `end` runs last, to destroy what is of the loop.
  void finish() { finished_ = true; }
  void at_end(unique_function<void()> end) { end_ = std::move(end); }

  [[nodiscard]] bool gave_up() const { return gave_up_; }
  [[nodiscard]] loop& own_loop() { return *loop_; }
  [[nodiscard]] int steps() const { return steps_; }

  void started(loop& mine) override {
    loop_ = &mine;
    give_up_at_ = world_.now() + limit_;
    if (begin_)
      begin_(mine);
  }
  bool step() override {
    ++steps_;
    if (world_.now() >= give_up_at_)
      finished_ = gave_up_ = true;
    unique_function<void()> job;
    if (!take(job))
      return false;
    job();
    return true;
  }
  [[nodiscard]] instant deadline() const override { return give_up_at_; }
  [[nodiscard]] bool finished() const override { return finished_; }
  void stopped() override {
    if (end_)
      end_();
    begin_ = {};
    end_ = {};
  }

 private:
  bool take(unique_function<void()>& job) {
    scoped_lock lock(mutex_);
    if (jobs_.empty())
      return false;
    job = std::move(jobs_.front());
    jobs_.pop_front();
    return true;
  }

  world& world_;
  unique_function<void(loop&)> begin_;
  unique_function<void()> end_;
  duration limit_;
  loop* loop_ = nullptr;
  instant give_up_at_ = instant::never();
  bool finished_ = false;
  bool gave_up_ = false;
  int steps_ = 0;
  mutex mutex_;
  std::deque<unique_function<void()>> jobs_ KITH_GUARDED_BY(mutex_);
};

/// Stream events as closures; one that is not set fails nothing and does nothing.
struct scripted_events final : stream_events {
  unique_function<void(result<void>)> on_connected;
  unique_function<void()> on_readable;
  unique_function<void()> on_writable;

  void connected(result<void> outcome) override {
    if (on_connected)
      on_connected(std::move(outcome));
  }
  void readable() override {
    if (on_readable)
      on_readable();
  }
  void writable() override {
    if (on_writable)
      on_writable();
  }
};

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline result<std::size_t> write_text(stream& to, std::string_view text) {
  const std::span<const std::byte> part = bytes_of(text);
  return to.write_some(std::span(&part, 1));
}

/// Reads what is there now; `ended` gets the error, if any.
inline std::string read_text(stream& from, std::optional<error>* ended = nullptr) {
  std::string text;
  for (;;) {
    std::array<std::byte, 4'096> buffer;
    const std::span<std::byte> into(buffer);
    const result<std::size_t> count = from.read_some({&into, 1});
    if (!count) {
      if (ended != nullptr)
        *ended = count.failure();
      return text;
    }
    if (*count == 0)
      return text;
    text.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
}

}  // namespace kith::io
