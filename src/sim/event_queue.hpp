#pragma once

#include <vector>

#include "base/unique_function.hpp"
#include "io/world.hpp"

namespace kith::sim {

/// What will happen and when; of two events of one instant, the one that was added first. An event
/// in the background (a timeout that may never matter) does not keep a simulation from being quiet.
class event_queue {
 public:
  void add(io::instant when, unique_function<void()> what);
  void add_background(io::instant when, unique_function<void()> what);

  /// When the first event is due, or `never`.
  [[nodiscard]] io::instant next() const;
  /// Takes the first event out and runs it.
  void run_first();
  [[nodiscard]] bool only_background() const { return foreground_ == 0; }
  /// Drops everything; what the events own is destroyed.
  void clear();

 private:
  struct event {
    io::instant when;
    std::uint64_t number;
    bool background;
    unique_function<void()> what;
  };
  static bool later(const event& a, const event& b) {
    return a.when != b.when ? a.when > b.when : a.number > b.number;
  }
  void push(event one);

  std::vector<event> heap_;
  std::uint64_t added_ = 0;
  std::size_t foreground_ = 0;
};

}  // namespace kith::sim
