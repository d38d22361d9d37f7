// Trouble of all kinds for a whole cluster, at random. Each seed has kinds of its own, more or
// fewer: with all of them at once many states would never be reached.
#pragma once

#include "callers.hpp"
#include "cluster.hpp"

namespace kith::scenarios {

class weather {
 public:
  explicit weather(cluster& c);

  /// Something happens now and then, for that long.
  void blow(duration time);
  /// All is well again: links are healed, programs go on, all nodes are up.
  void clear_up();

 private:
  struct kind {
    void (weather::*strikes)();
    bool always;  ///< ends what others of its group began
  };
  static const kind kinds[];

  void cut_a_pair();
  void cut_one_way();
  void cut_in_two();
  void cut_off();
  void heal_a_pair();
  void heal_all();
  void delay();
  void slow_down();
  void reset();
  void pause();
  void resume();
  void crash();
  void restart();
  void kill();
  void end();
  void jump_clock();
  void disconnect();
  void nameless();
  void garbage();

  [[nodiscard]] testing::simulation& sim() { return c_.sim(); }
  [[nodiscard]] std::size_t some() { return sim().draw(c_.size()); }
  /// Another than `one`.
  [[nodiscard]] std::size_t other_than(std::size_t one);
  [[nodiscard]] duration some_time(duration limit);

  cluster& c_;
  testing::host stranger_;
  std::deque<callers> callers_;
  std::vector<void (weather::*)()> active_;
  duration pause_max_;
};

}  // namespace kith::scenarios
