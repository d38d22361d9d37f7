#include "base/dense_map.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>

namespace kith {
namespace {

struct hash {
  std::size_t operator()(int k) const noexcept { return static_cast<std::size_t>(k) * 7919; }
};

}  // namespace

TEST_CASE("dense map: it holds what a map holds, whatever comes and goes, few or many") {
  dense_map<int, std::string, hash> m;
  std::map<int, std::string> model;
  std::uint64_t random = 1;
  const auto next = [&](std::uint64_t below) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((random >> 33u) % below);
  };
  for (int turn = 0; turn < 20'000; ++turn) {
    // It grows to some hundred entries and shrinks to none, over and over.
    const bool grows = turn % 2000 < 1000;
    const int key = next(200);
    switch (next(grows ? 3 : 8)) {
    case 0:
    case 1: {
      const bool fresh = !model.contains(key);
      const auto [at, made] = m.try_emplace(key);
      CHECK(made == fresh);
      CHECK(at->first == key);
      at->second = model[key] = std::to_string(turn);
      break;
    }
    case 2: m[key] = model[key] = "set"; break;
    case 3:
    case 4: CHECK(m.erase(key) == model.erase(key)); break;
    case 5:
      if (const auto at = m.find(key); at != m.end()) {
        CHECK(at->second == model[key]);
        m.erase(at);
        model.erase(key);
      }
      break;
    default:
      m.erase_if([&](const auto& e) { return e.first % 5 == key % 5; });
      std::erase_if(model, [&](const auto& e) { return e.first % 5 == key % 5; });
    }
    REQUIRE(m.size() == model.size());
    CHECK(m.empty() == model.empty());
    CHECK(m.contains(key) == model.contains(key));
    if (turn % 50 == 0) {
      for (const auto& [k, v] : m) {
        REQUIRE(model.contains(k));
        CHECK(model[k] == v);
      }
    }
  }
}

}  // namespace kith
