#include <cstdio>

#include <kith/kith.hpp>
#include <kith/testing.hpp>
using namespace kith;

int main() {
  kith::testing::simulation sim(1);
  auto box = sim.add_host("box");
  node n{{.world = &box.world()}};
  bool told = false;
  sim.after(1_min, [&] { told = true; });
  if (sim.run_until([&] { return told; }, 2_min)) {
    std::puts("simulated: a minute went by");
  }
}
