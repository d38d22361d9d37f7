// For tests: a node that is not distributed, on a simulated host.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"
#include "sim/simulation.hpp"

namespace kith::detail {

class kept_log final : public log_sink {
 public:
  void write(log_level, std::string_view, std::string_view,
             std::string_view text) noexcept override {
    lines.emplace_back(text);
  }
  std::vector<std::string> lines;
};

class lone_node {
 public:
  explicit lone_node(std::uint64_t seed = 1, runtime_options options = {})
      : sim(seed), host(sim.add_host("alpha")), home(std::make_unique<runtime>(host, options)),
        core(std::make_unique<node_core>(*home, atoms::nonode, 1, log)) {}
  ~lone_node() {
    const auto ended = core->ended();
    core->kill_all();
    host.wait_for(*ended);
    core.reset();
    home.reset();
  }
  lone_node(const lone_node&) = delete;
  lone_node& operator=(const lone_node&) = delete;

  template <class F, class... Args>
  pid spawn(F body, Args... args) {
    return spawn_on(core.get(), spawn_options(), body, std::move(args)...).who;
  }
  /// Spawns and runs until that process has ended; false when it has not within a simulated minute.
  template <class F, class... Args>
  bool run(F body, Args... args) {
    const pid who = spawn(body, std::move(args)...);
    return sim.run_until([&] { return home->find(who) == nullptr; }, 60_s);
  }

  kept_log log;
  sim::simulation sim;
  sim::host& host;
  std::unique_ptr<runtime> home;
  std::unique_ptr<node_core> core;
};

}  // namespace kith::detail
