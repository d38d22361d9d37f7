// Processes of all nodes that use global names and locks, at random: they register themselves, take
// names from others, give them up, lock and hold, and die. All that they do and see is written down
// for the naming referee.
//
// Each node has a watcher, which knows who is connected, a seeker, which connects and makes new
// citizens, and a sampler, which counts the unread messages of the name server's helpers.
#pragma once

#include <array>
#include <map>
#include <memory>

#include "cluster.hpp"
#include "naming_history.hpp"

namespace kith::scenarios {

class citizens {
 public:
  /// The seed says how busy they are, and which of the things they can do they do.
  citizens(testing::simulation& sim, std::size_t members);
  citizens(const citizens&) = delete;
  citizens& operator=(const citizens&) = delete;
  ~citizens();

  /// Starts those of a node that has just been started.
  void join(cluster& c, std::size_t member);
  /// Nobody begins anything, or connects, from now on; or they do again.
  void set_busy(bool busy) { busy_ = busy; }
  void set_seeking(bool seeking) { seeking_ = seeking; }
  /// Locks only nodes that are connected, so that nobody connects by asking.
  void stay_at_home() { at_home_ = true; }
  /// A new process on each node registers a name that nobody has.
  void probe(cluster& c);
  /// Whether nobody waits for an answer.
  [[nodiscard]] bool is_idle() const;
  /// How long nobody has heard of a node that is up or down.
  [[nodiscard]] duration calm() const {
    return duration::milliseconds(sim_.now().ms() - last_view_ms_);
  }
  /// Who waits, and what for, in sentences.
  [[nodiscard]] std::vector<std::string> waiting() const;
  /// Writes down what all nodes see: nothing goes on.
  void look_at(cluster& c);
  [[nodiscard]] naming_history& log() { return log_; }

 private:
  struct person {
    citizen number = 0;
    std::size_t member = 0;
    pid self;
    std::string waits_for = {};
    std::int64_t since_ms = 0;
    std::int64_t caught_up_ms = 0;  ///< when it last had no unread message
    bool has_ended = false;
  };
  struct held_lock {
    std::size_t number;
    term id;
    std::vector<atom> nodes;
  };
  class presence;

  static process watcher(ctx self);
  static process seeker(ctx self);
  static process sampler(ctx self);
  static process inhabitant(ctx self);
  static process prober(ctx self, std::size_t name);
  static task<term> settle(ctx self, term args);

  task<void> act(ctx self, person* me, std::uint64_t what);
  /// Which members the name server of this node knows.
  task<std::vector<std::size_t>> known_nodes(ctx self);
  task<void> claim(ctx self, person* me, std::size_t name, bool force);
  task<void> give_up(ctx self, person* me);
  task<void> lock(ctx self, person* me);
  task<void> hold(ctx self, person* me, held_lock held);
  task<void> listen(ctx self, person* me, duration time);
  task<void> strike(ctx self, person* me);
  void take(person& me, const term& message);

  void wait_for(person& me, std::string what);
  naming_event& write(naming what);
  naming_event& write(naming what, const person& who);
  void write_view(naming what, atom other);
  [[nodiscard]] citizen citizen_of(pid who);
  [[nodiscard]] std::size_t member_of(atom node) const;
  [[nodiscard]] std::size_t population(std::size_t member) const;
  [[nodiscard]] std::vector<atom> some_nodes();
  [[nodiscard]] duration pause();
  [[nodiscard]] std::uint64_t draw(std::uint64_t end) { return sim_.draw(end); }

  /// The function that settles conflicts gets terms alone.
  static citizens* present_;

  testing::simulation& sim_;
  std::int64_t last_view_ms_ = 0;
  bool busy_ = true;
  bool seeking_ = true;
  bool at_home_ = false;
  duration pause_max_;
  std::size_t names_;
  std::size_t locks_;
  std::size_t inhabitants_max_;
  std::vector<std::uint64_t> habits_;
  std::vector<atom> nodes_;
  std::vector<std::unique_ptr<person>> people_;
  std::map<std::array<std::uint32_t, 4>, citizen> numbers_;
  std::size_t next_probe_;
  naming_history log_;
};

}  // namespace kith::scenarios
