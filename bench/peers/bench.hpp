// What every benchmark needs: its parameters, a clock, a check, a line of JSON for each figure.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include <kith/kith.hpp>

namespace bench {

/// `key=value` from the command line, and those that were asked for.
class settings {
 public:
  settings(std::string name, int count, char** words);
  [[nodiscard]] std::int64_t get(const std::string& key, std::int64_t otherwise);
  /// Prints one figure.
  void emit(const std::string& metric, const std::string& unit, double value) const;

 private:
  std::string name_;
  std::vector<std::pair<std::string, std::string>> given_;
  std::vector<std::pair<std::string, std::int64_t>> used_;
};

/// Ends the program with status 1 and a sentence when the work was not done right.
void check(const char* what, std::int64_t got, std::int64_t wanted);

class stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// What a process hands to the main thread: how long it took.
using outcome = std::promise<double>;

/// Spawns `body(args…, outcome*)` and waits for what it says.
template <class Body, class... Args>
double measured(kith::node& on, Body body, Args... args) {
  outcome done;
  on.spawn(body, args..., &done);
  return done.get_future().get();
}

// messages.cpp
void ring(kith::node& on, settings& s);
void pingpong(kith::node& on, settings& s);
void pairs(kith::node& on, settings& s);
void fan_in(kith::node& on, settings& s);
// spawning.cpp
void spawning(kith::node& on, settings& s);
void skynet(kith::node& on, settings& s);
// calls.cpp
void gen_call(kith::node& on, settings& s);
void selective(kith::node& on, settings& s);

}  // namespace bench
