// Which seeds a scenario runs with, and what is true of every run whatever it tests: the same seed
// does the same again, another seed does something else.
//
//   KITH_SEED=17      runs seed 17 alone
//   KITH_SEEDS=200    runs that many seeds instead of the scenario's own number, and says how fast
//   tests/seeds/*.txt are run always; a line is `<seed> <why it was kept>`
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kith/testing.hpp"

namespace kith::scenarios {

/// Runs in a fresh simulation and says in sentences what was wrong.
using scenario = std::function<std::vector<std::string>(testing::simulation&)>;

/// Runs each seed twice and fails the test case where something was wrong, with the command that
/// repeats it. `count` seeds are new, a fifth of that under a sanitizer; those that once failed
/// come on top.
void run_seeds(std::size_t count, const scenario& body, const std::string& subcase = {});

}  // namespace kith::scenarios
