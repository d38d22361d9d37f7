// What all processes of the stress share: lots, counts, and what went wrong.
#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "subject.hpp"

namespace kith::endurance {

/// A sequence of numbers that looks random; each process has its own.
class dice {
 public:
  explicit dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
  std::uint64_t draw() {
    state_ ^= state_ << 13u;
    state_ ^= state_ >> 7u;
    state_ ^= state_ << 17u;
    return state_;
  }
  std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(draw() % sides); }
  /// A time less than that.
  duration wait(duration most) {
    return duration::nanoseconds(static_cast<std::int64_t>(draw() >> 1u) % most.ns());
  }

 private:
  std::uint64_t state_;
};

/// What is counted: what was done, then what came of it.
enum class deed : std::uint8_t {
  spawned,
  killed,
  exits_sent,
  linked,
  unlinked,
  monitored,
  demonitored,
  registered,
  unregistered,
  sent,
  aliased,
  unaliased,
  timers_armed,
  timers_cancelled,
  connections_cut,
  nodes_restarted,
  downs_seen,
  exits_seen,
  aliased_seen,
  timers_seen,
  messages_in_order,
  gaps,
  nodedowns_seen,
  count_,
};

class stress {
 public:
  static constexpr std::size_t members = 3;

  explicit stress(std::uint64_t seed) : seed_(seed) {}

  void count(deed what) {
    counts_[static_cast<std::size_t>(what)].fetch_add(1, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t count_of(deed what) const {
    return counts_[static_cast<std::size_t>(what)].load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::string counts() const;

  void problem(const std::string& what);
  [[nodiscard]] std::string problems() const;

  /// A number for the lots of the next process.
  std::uint64_t next_seed() { return seed_.fetch_add(1, std::memory_order_relaxed) + 1; }

  /// Nothing new is begun.
  [[nodiscard]] bool is_over() const { return over_.load(std::memory_order_relaxed); }
  void end() { over_.store(true, std::memory_order_relaxed); }

  /// Stands in the frame of a process for as long as that lives.
  class presence {
   public:
    explicit presence(stress& all) : all_(all) { ++all_.present_; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { --all_.present_; }

   private:
    stress& all_;
  };
  [[nodiscard]] int present() const { return present_.load(); }

  [[nodiscard]] static atom node_of(std::size_t member);

 private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(deed::count_)> counts_{};
  std::atomic<std::uint64_t> seed_;
  std::atomic<bool> over_{false};
  std::atomic<int> present_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> problems_;
};

/// Stands for a node's name where those of the others are known, until the node ends: hands out
/// targets. Registered as `keeper`.
process keeper(ctx self, stress* all);
/// Gets messages that are numbered by their senders. Registered as `sink`.
process sink(ctx self, stress* all);
/// Lives to be linked, watched and killed.
process target(ctx self, stress* all);
/// Does everything at random with processes of all nodes, and keeps a ledger of what it is owed.
process worker(ctx self, stress* all, std::size_t member);

inline constexpr std::size_t names = 8;
[[nodiscard]] atom name_of_target(std::size_t i);

}  // namespace kith::endurance
