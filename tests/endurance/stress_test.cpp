// Everything at once, on three nodes that lose and find each other, one of which is ended and
// started anew now and then; what each process is owed is kept account of (ledger.hpp), and at the
// end nothing is left.

#include "stress.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"

namespace kith::endurance {
namespace {

constexpr int workers_per_node = 12;

std::unique_ptr<node> start(std::size_t member, stress& all) {
  auto made = std::make_unique<node>(named("x" + std::to_string(member)));
  made->spawn(sink, &all);
  made->spawn(keeper, &all);
  for (int i = 0; i < workers_per_node; ++i) {
    made->spawn(worker, &all, member);
  }
  return made;
}

/// Names that the kernel of a node gives, some of them once its processes run.
std::vector<atom> names_of_kernel() {
  const node before(named("before"));
  (void)settled_processes(before);
  return before.core().names.all();
}
bool has_only_names_of_kernel(const node& n, const std::vector<atom>& kernels) {
  return n.core().names.all() == kernels;
}

TEST_SUITE_BEGIN("stress");

TEST_CASE("stress: processes of nodes that come and go get what they are owed and leave nothing") {
  stress all(seed());
  const node watcher(alone());
  const std::uint32_t processes = settled_processes(watcher);
  const std::vector<atom> kernels_names = names_of_kernel();
  std::array<std::unique_ptr<node>, stress::members> members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i] = start(i, all);
  }
  constexpr duration life = 2_s;
  std::size_t lives = members.size();
  for (duration spent = life; spent < stress_time(); spent = spent + life) {
    pause(life);
    members.back().reset();
    members.back() = start(members.size() - 1, all);
    all.count(deed::nodes_restarted);
    ++lives;
  }
  pause(life);
  all.end();
  CHECK(eventually([&] { return all.present() == 0; }));
  for (const auto& m : members) {
    m->send(atom("keeper"), atom("end"));
    m->send(atom("sink"), atom("end"));
    CHECK(eventually([&] { return has_only_names_of_kernel(*m, kernels_names); }));
  }
  // Each name server remembers for an hour which life of which node has lost which other.
  const std::size_t losses = members.size() * lives * members.size();
  CHECK(eventually([&] { return armed_timers(watcher) <= losses; }));
  for (auto& m : members) {
    m.reset();
  }
  CHECK(eventually([&] { return watcher.core().home().table().count() == processes; }));
  CHECK(eventually([&] { return armed_timers(watcher) == 0; }));
  CHECK(all.problems() == "");
  MESSAGE("seed " << seed() << ", " << stress_time().ns() / 1'000'000'000
                  << " s: " << all.counts());
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
