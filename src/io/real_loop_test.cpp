#include "io/real_loop.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "io/real_thread.hpp"
#include "io/scripted_worker.hpp"

namespace kith::io {
namespace {

/// Counts what others put into it, and sleeps in between.
class counter final : public worker {
 public:
  explicit counter(int expected) : expected_(expected) {}

  void started(loop& mine) override { loop_.store(&mine, std::memory_order_release); }
  bool step() override {
    seen_ = posted_.load(std::memory_order_acquire);
    late_ = late_ || real_world().now() > give_up_at_;
    return false;
  }
  [[nodiscard]] instant deadline() const override { return give_up_at_; }
  [[nodiscard]] bool finished() const override { return seen_ >= expected_ || late_; }
  void stopped() override {}

  /// Any thread.
  void post() {
    posted_.fetch_add(1, std::memory_order_release);
    loop_.load(std::memory_order_acquire)->wake();
  }
  [[nodiscard]] bool is_started() const { return loop_.load(std::memory_order_acquire) != nullptr; }
  [[nodiscard]] bool late() const { return late_; }

 private:
  std::atomic<loop*> loop_{nullptr};
  std::atomic<int> posted_{0};
  instant give_up_at_ = real_world().now() + duration::seconds(60);
  int expected_;
  int seen_ = 0;
  bool late_ = false;
};

/// Two of these pass a number to and fro; a lost wake stops them for good.
class player final : public worker {
 public:
  player(std::atomic<int>& ball, int parity, int rounds)
      : ball_(ball), parity_(parity), rounds_(rounds) {}

  void started(loop& mine) override { loop_.store(&mine, std::memory_order_release); }
  bool step() override {
    late_ = late_ || real_world().now() > give_up_at_;
    const int ball = ball_.load(std::memory_order_acquire);
    done_ = ball >= rounds_ || late_;
    if (done_ || ball % 2 != parity_)
      return false;
    ball_.store(ball + 1, std::memory_order_release);
    other_->wake();
    done_ = ball + 1 >= rounds_;
    return false;
  }
  [[nodiscard]] instant deadline() const override { return give_up_at_; }
  [[nodiscard]] bool finished() const override { return done_; }
  void stopped() override {}

  void set_other(player& other) { other_ = &other; }
  void wake() {
    loop* mine = loop_.load(std::memory_order_acquire);
    if (mine != nullptr)
      mine->wake();
  }
  [[nodiscard]] bool late() const { return late_; }

 private:
  std::atomic<int>& ball_;
  int parity_;
  int rounds_;
  player* other_ = nullptr;
  std::atomic<loop*> loop_{nullptr};
  instant give_up_at_ = real_world().now() + duration::seconds(60);
  bool done_ = false;
  bool late_ = false;
};

constexpr int wakes = 100'000;

}  // namespace

TEST_CASE("loop: a wake from another thread is never lost, however it falls") {
  counter target(wakes);
  const auto running = real_world().start(target);
  while (!target.is_started())
    std::this_thread::yield();
  for (int i = 0; i < wakes; ++i)
    target.post();
  running->join();
  CHECK_FALSE(target.late());
}

TEST_CASE("loop: two workers that wake each other in turn never both sleep") {
  bool may_spin = true;
  SUBCASE("when they spin first") {}
  SUBCASE("when they sleep at once") {
    may_spin = false;
  }
  std::atomic<int> ball{0};
  player even(ball, 0, wakes);
  player odd(ball, 1, wakes);
  even.set_other(odd);
  odd.set_other(even);
  // `odd` first: when `even` starts, whom it wakes may still lack a loop, and then finds the ball
  // by its first step.
  const auto second = real_thread::start(odd, may_spin);
  const auto first = real_thread::start(even, may_spin);
  first->join();
  second->join();
  CHECK_FALSE(even.late());
  CHECK_FALSE(odd.late());
  CHECK(ball.load() == wakes);
}

TEST_CASE("loop: a worker's deadline ends its sleep") {
  struct sleeper final : worker {
    instant until = real_world().now() + duration::milliseconds(3);
    instant woken;
    void started(loop& /*mine*/) override {}
    bool step() override { return woken = real_world().now(), false; }
    [[nodiscard]] instant deadline() const override { return until; }
    [[nodiscard]] bool finished() const override { return woken >= until; }
    void stopped() override {}
  } target;
  real_world().start(target)->join();
  CHECK(target.woken >= target.until);
}

TEST_CASE("loop: a wake after the worker has stopped is harmless") {
  loop* kept = nullptr;
  scripted_worker target(real_world(), {});
  target.run([&] {
    kept = &target.own_loop();
    target.finish();
  });
  const auto running = real_world().start(target);
  running->join();
  REQUIRE(kept != nullptr);
  kept->wake();
}

}  // namespace kith::io
