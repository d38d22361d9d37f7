// Runs whole clusters in one process, from one seed: hosts, network, disks and clocks are
// simulated, faults are yours to command, and the same seed does the same again.
//
//   kith::testing::simulation sim(seed);
//   auto alpha = sim.add_host("alpha");
//   auto beta = sim.add_host("beta");
//   node a{{.name = "a@alpha", .world = &alpha.world()}};
//   node b{{.name = "b@beta", .world = &beta.world()}};
//   sim.run_for(10_s);
//   sim.cut(alpha, beta);
//   CHECK(sim.run_until([&] { return told_of_nodedown; }, 2_min));
//
// Everything happens in the thread that calls `run_…`; between such calls time stands still.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "kith/duration.hpp"

namespace kith::io {
class world;
}
namespace kith::sim {
class host;
class simulation;
}  // namespace kith::sim

namespace kith::testing {

/// A simulated machine that runs one program. A handle: copy it freely, while its simulation lives.
class host {
 public:
  explicit host(sim::host& of) : host_(&of) {}

  /// What a node on this machine is given as its world.
  [[nodiscard]] io::world& world() const;
  [[nodiscard]] const std::string& name() const;
  /// As others reach it: "10.0.0.1".
  [[nodiscard]] std::string address() const;

  /// The power goes: nobody is told, and what the disk had not flushed is lost or torn. Then
  /// destroy the node that ran here. Not from inside a process.
  void crash();
  /// The power comes back; start a new node. Peers of the old one learn when they next write to it.
  void restart();
  /// The program dies, its machine lives on and closes its connections. Then destroy the node.
  void kill();
  /// The program is stopped, as by SIGSTOP, and goes on.
  void pause();
  void resume();

  /// The wall clock jumps, forward or back.
  void jump_wall_clock(duration by);
  void set_env(const std::string& name, const std::string& value);
  /// How many processors the program sees: 1 unless said otherwise.
  void set_processors(unsigned count);

  /// The disk has no room; fails at every call; says "flushed" before it is; is new and empty.
  void set_disk_full(bool full);
  void set_disk_broken(bool broken);
  void set_disk_lying(bool lying);
  void erase_disk();
  /// The name service answers; names of other hosts get no answer while it does not.
  void set_names_work(bool work);

  [[nodiscard]] sim::host& impl() const { return *host_; }

 private:
  sim::host* host_;
};

/// Hosts, the network between them, and their time. It must outlive the nodes that run in it.
class simulation {
 public:
  explicit simulation(std::uint64_t seed);
  ~simulation();
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// A new host, up and known to the others by `name`.
  host add_host(const std::string& name);

  void run_for(duration time);
  /// Runs until `done()` is true, asked after each event; false when `limit` has passed instead.
  template <class Predicate>
  bool run_until(Predicate done, duration limit) {
    return run_until([](void* p) { return static_cast<bool>((*static_cast<Predicate*>(p))()); },
                     &done, limit);
  }
  /// Runs until everyone only waits for time to pass; false when `limit` has passed first.
  bool run_until_quiet(duration limit);
  /// Calls `what()` after `delay`, between the turns of the workers.
  template <class Function>
  void after(duration delay, Function what) {
    after(delay, static_cast<action*>(new action_of<Function>(std::move(what))));
  }
  /// Time since the simulation began.
  [[nodiscard]] duration now() const;

  /// Nothing passes between the two, or from one to the other. Streams hold what they were given
  /// and send it again when healed: the later the longer it took, as TCP does.
  void cut(host a, host b);
  void cut_one_way(host from, host to);
  /// Takes all faults of the network from these two, or from all.
  void heal(host a, host b);
  void heal_all();
  /// Everything from one to the other takes that much longer.
  void delay(host from, host to, duration added);
  /// No more than that passes: a slow drain.
  void limit(host from, host to, std::uint64_t bytes_per_second);
  /// Breaks the streams between the two with a reset.
  void reset(host a, host b);
  /// Datagrams from one to the other are lost, doubled (in thousandths) and come out of order.
  void datagram_faults(host from, host to, unsigned lost_permille, unsigned doubled_permille,
                       duration reorder_within);

  [[nodiscard]] std::uint64_t seed() const;
  /// A number below `end`, drawn from the seed, for the choices of a test.
  std::uint64_t draw(std::uint64_t end);
  /// A line for the trace; it also goes into its hash.
  void trace(std::string_view text);
  /// Of all that happened so far: equal in two runs that did the same.
  [[nodiscard]] std::uint64_t trace_hash() const;
  /// The latest events, one a line, to print when a test fails.
  [[nodiscard]] std::string recent_trace() const;

  [[nodiscard]] sim::simulation& impl() const;

 private:
  struct action {
    virtual ~action() = default;
    virtual void run() = 0;
  };
  template <class Function>
  struct action_of final : action {
    explicit action_of(Function f) : f_(std::move(f)) {}
    void run() override { f_(); }
    Function f_;
  };
  struct state;

  bool run_until(bool (*done)(void*), void* context, duration limit);
  void after(duration delay, action* owned);

  state* state_;  // owned; <memory> would double what this header costs
};

}  // namespace kith::testing
