// Who is monitored from another node does not go on to know those who have ceased to monitor it.

#include <doctest/doctest.h>

#include "cluster.hpp"
#include "runtime/spawn_request.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

const atom module_name("demo");
const atom function_name("stays");
const atom watched_name("watched");

/// Somebody to be monitored, and how many do so as it says itself.
struct subject {
  pid self;
  std::size_t watchers = 0;
};
/// Bodies of processes that other nodes ask for get terms alone.
subject* present = nullptr;

process counts_watchers(ctx self, subject* of) {
  const term info = co_await process_info(self, of->self, atoms::monitored_by);
  of->watchers = static_cast<std::size_t>(info[1].list_length());
}

std::size_t watchers_of(subject& who, node& at, testing::simulation& sim) {
  at.spawn(counts_watchers, &who);
  sim.run_for(1_s);
  return who.watchers;
}

task<term> stays(ctx self, term) {
  present->self = self.self();
  const term never = co_await self.receive();
  co_return never;
}

process asks_and_ends(ctx self, atom other) {
  detail::spawn_request_options how;
  how.monitor = true;
  (void)detail::spawn_request(other, module_name, function_name, list(self.self()), how);
  co_return;
}

/// Gives its name away when told to.
process bears_the_name(ctx self, subject* out) {
  out->self = self.self();
  register_name(watched_name, self);
  const term told = co_await self.receive();
  unregister(watched_name);
  const term never = co_await self.receive();
}

process bears_it_next(ctx self) {
  register_name(watched_name, self);
  const term never = co_await self.receive();
}

process monitors_for_a_while(ctx self, atom other, bool by_demonitor) {
  const reference ref = monitor(destination(watched_name, other));
  co_await self.receive(after(10_s));
  if (by_demonitor) {
    demonitor(ref);
    const term never = co_await self.receive();
  }
}

TEST_CASE("watchers: who asked for a process with a monitor, and ended before it began, is none") {
  run_seeds(5, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    subject asked_for;
    present = &asked_for;
    cluster c(sim, 2);
    c.at(1).export_function(module_name, function_name, 1, stays);
    c.at(0).spawn(asks_and_ends, c.name(1));
    sim.run_for(5_s);
    if (!asked_for.self || watchers_of(asked_for, c.at(1), sim) != 0) {
      problems.emplace_back("it knows a watcher that has ended");
    }
    return problems;
  });
}

TEST_CASE("watchers: a monitor of a name can be undone when another bears the name") {
  run_seeds(5, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    subject first;
    cluster c(sim, 2);
    c.at(1).spawn(bears_the_name, &first);
    sim.run_for(1_s);
    c.at(0).spawn(monitors_for_a_while, c.name(1), true);
    c.at(0).spawn(monitors_for_a_while, c.name(1), false);
    sim.run_for(5_s);
    if (watchers_of(first, c.at(1), sim) != 2) {
      problems.emplace_back("it is not monitored");
    }
    c.at(1).send(first.self, atom("give_it_away"));
    sim.run_for(1_s);
    c.at(1).spawn(bears_it_next);
    sim.run_for(10_s);
    if (watchers_of(first, c.at(1), sim) != 0) {
      problems.emplace_back("it knows watchers that have undone their monitors");
    }
    return problems;
  });
}

}  // namespace
}  // namespace kith::scenarios
