#include "seeds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "sanitized.hpp"

namespace kith::scenarios {

namespace {

struct outcome {
  std::vector<std::string> problems;
  std::uint64_t hash = 0;
  std::string trace;
};

/// How fast the simulation is: a cluster's time against that of the one core it runs on.
struct speed {
  double simulated_s = 0;
  double core_s = 0;

  void add(duration simulated, std::clock_t ticks) {
    simulated_s += static_cast<double>(simulated.ms()) / 1'000;
    core_s += static_cast<double>(ticks) / CLOCKS_PER_SEC;
  }
};

outcome run_once(std::uint64_t seed, const scenario& body, speed& all) {
  const std::clock_t began = std::clock();
  testing::simulation sim(seed);
  outcome o;
  o.problems = body(sim);
  o.hash = sim.trace_hash();
  o.trace = sim.recent_trace();
  all.add(sim.now(), std::clock() - began);
  return o;
}

std::uint64_t number_of(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

std::vector<std::uint64_t> kept_seeds() {
  const std::filesystem::path folder = "tests/seeds";
  REQUIRE_MESSAGE(std::filesystem::is_directory(folder),
                  "run this in the root of the source tree: tests/seeds is needed");
  std::vector<std::filesystem::path> files;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    if (each.path().extension() == ".txt") {
      files.push_back(each.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::uint64_t> seeds;
  for (const auto& file : files) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line);
      std::uint64_t seed = 0;
      if (words >> seed) {
        seeds.push_back(seed);
      }
    }
  }
  return seeds;
}

std::vector<std::uint64_t> seeds_to_run(std::size_t count) {
  if (const std::uint64_t only = number_of("KITH_SEED"); only != 0) {
    return {only};
  }
  if (const std::uint64_t wanted = number_of("KITH_SEEDS"); wanted != 0) {
    count = static_cast<std::size_t>(wanted);
  } else if (sanitized) {
    count = (count + 4) / 5;
  }
  std::vector<std::uint64_t> seeds = kept_seeds();
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    seeds.push_back(seed);
  }
  std::sort(seeds.begin(), seeds.end());
  seeds.erase(std::unique(seeds.begin(), seeds.end()), seeds.end());
  return seeds;
}

std::string command_for(std::uint64_t seed, const std::string& subcase) {
  std::ostringstream command;
  command << "KITH_SEED=" << seed << " build/release/kith_test_scenarios -tc=\""
          << doctest::getContextOptions()->currentTest->m_name << '"';
  if (!subcase.empty()) {
    command << " -sc=\"" << subcase << '"';
  }
  return command.str();
}

}  // namespace

void run_seeds(std::size_t count, const scenario& body, const std::string& subcase) {
  std::map<std::uint64_t, std::uint64_t> seed_of_hash;
  speed all;
  for (const std::uint64_t seed : seeds_to_run(count)) {
    outcome first = run_once(seed, body, all);
    const outcome again = run_once(seed, body, all);
    if (again.hash != first.hash) {
      first.problems.push_back("the same seed did something else the second time");
    }
    if (const auto [at, fresh] = seed_of_hash.emplace(first.hash, seed); !fresh) {
      first.problems.push_back("did the same as seed " + std::to_string(at->second));
    }
    if (first.problems.empty()) {
      CHECK(true);
      continue;
    }
    std::ostringstream report;
    report << "seed " << seed << ":\n";
    for (const std::string& each : first.problems) {
      report << "  " << each << '\n';
    }
    report << "again: " << command_for(seed, subcase) << '\n';
    if (std::getenv("KITH_TRACE") != nullptr) {
      report << "the latest events (KITH_TRACE):\n" << first.trace;
    }
    ADD_FAIL_CHECK_AT(__FILE__, __LINE__, report.str());
  }
  if (number_of("KITH_SEEDS") != 0) {
    std::printf("%s: simulated %.0f s in %.1f s of one core, %.0f times real time\n",
                doctest::getContextOptions()->currentTest->m_name, all.simulated_s, all.core_s,
                all.simulated_s / all.core_s);
  }
}

}  // namespace kith::scenarios
