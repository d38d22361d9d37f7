#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/event_queue.hpp"
#include "sim/host.hpp"
#include "sim/network.hpp"
#include "sim/random.hpp"
#include "sim/thread.hpp"
#include "sim/trace.hpp"

namespace kith::sim {

/// A world of hosts in one thread, with a clock of its own, that does the same again from the same
/// seed. It must outlive what runs in it. See ARCHITECTURE.md, "The seam".
class simulation {
 public:
  /// A worker that is joined has this long to finish.
  static constexpr duration join_limit = duration::seconds(3'600);
  /// What reading the clock costs, so that a loop that waits for time to pass ends.
  static constexpr duration clock_read_cost = duration::nanoseconds(25);

  explicit simulation(std::uint64_t seed);
  ~simulation();
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// A new host, up and reachable under `name`; it lives as long as the simulation.
  host& add_host(std::string name);
  [[nodiscard]] const std::vector<std::unique_ptr<host>>& hosts() const { return hosts_; }

  void run_for(duration time);
  /// Runs until `done` is true (asked after every event); false when `limit` passed first.
  bool run_until(unique_function<bool()> done, duration limit);
  /// Runs until nothing is under way but waiting for deadlines; false when `limit` passed first.
  bool run_until_quiet(duration limit);

  /// Lets something happen later: a fault, a step of a test.
  void after(duration delay, unique_function<void()> what) {
    events_.add(now_ + delay, std::move(what));
  }
  void after_in_background(duration delay, unique_function<void()> what) {
    events_.add_background(now_ + delay, std::move(what));
  }

  [[nodiscard]] io::instant now() const { return now_; }
  /// `now` as a running thread sees it: reading the clock takes time.
  io::instant read_clock();
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  /// The stream of the component `name`.
  [[nodiscard]] random fork(std::string_view name) const { return root_.fork(name); }

  network& net() { return network_; }
  void note(const char* what, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0) {
    trace_.event(now_, what, a, b, c);
  }
  void note_text(std::string_view text) { trace_.note(now_, text); }
  [[nodiscard]] std::uint64_t trace_hash() const { return trace_.hash(); }
  [[nodiscard]] std::string recent_trace() const { return trace_.recent(); }

  // For the threads and hosts of the simulation.
  std::shared_ptr<thread> start_thread(host& on, io::worker& runs);
  void join(thread& which);
  /// The thread whose turn it is, or null.
  [[nodiscard]] thread* running() const { return running_; }
  void set_running(thread* now_running) { running_ = now_running; }
  /// Makes the present turn cost that much more.
  void charge(duration cost) { charged_ = charged_ + cost; }
  duration take_charge() { return std::exchange(charged_, duration()); }

 private:
  bool advance(io::instant end);
  bool take_turn();
  [[nodiscard]] io::instant next_turn() const;
  [[nodiscard]] bool is_quiet() const;

  std::uint64_t seed_;
  random root_;
  random order_;
  io::instant now_;
  trace trace_;
  event_queue events_;
  network network_;
  std::vector<std::unique_ptr<host>> hosts_;
  std::vector<std::shared_ptr<thread>> threads_;
  std::vector<std::size_t> candidates_;
  std::uint64_t threads_started_ = 0;
  thread* running_ = nullptr;
  duration charged_;
};

}  // namespace kith::sim
