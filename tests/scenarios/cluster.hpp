// Hosts with one node each, all of one cookie, in one simulation. The seed says whether a host has
// one processor or two.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kith/kith.hpp"
#include "kith/testing.hpp"

namespace kith::scenarios {

/// Short, so that runs are.
inline constexpr duration ticktime = duration::seconds(8);
/// Where nodes listen.
inline constexpr std::uint16_t listen_port = 9'100;

/// Keeps what nodes log, for tests that look for a line.
class log_lines final : public log_sink {
 public:
  void write(log_level level, std::string_view node, std::string_view who,
             std::string_view text) noexcept override;
  [[nodiscard]] bool has(log_level at, std::string_view part) const;
  [[nodiscard]] std::vector<std::string> all(log_level at, std::string_view part) const;

 private:
  struct line {
    log_level level;
    std::string text;
  };
  std::vector<line> lines_;
};

class cluster {
 public:
  /// Starts what a node is to run, whenever the node starts: at first and after each restart.
  using workload = std::function<void(cluster&, std::size_t member)>;

  cluster(testing::simulation& sim, std::size_t members, workload work = nullptr);
  cluster(const cluster&) = delete;
  cluster& operator=(const cluster&) = delete;

  [[nodiscard]] testing::simulation& sim() { return sim_; }
  [[nodiscard]] testing::host host(std::size_t i) { return hosts_[i]; }
  [[nodiscard]] node& at(std::size_t i) { return *nodes_[i]; }
  [[nodiscard]] bool is_up(std::size_t i) const { return nodes_[i] != nullptr; }
  [[nodiscard]] std::size_t size() const { return hosts_.size(); }
  [[nodiscard]] atom name(std::size_t i) const;
  /// How often its node has been started.
  [[nodiscard]] unsigned generation(std::size_t i) const { return generations_[i]; }
  [[nodiscard]] log_lines& log() { return log_; }
  [[nodiscard]] node_options options(std::size_t i);

  void start(std::size_t i);
  /// Ends the node in order.
  void end(std::size_t i);
  /// The machine goes dark, and what ran there is taken apart.
  void crash(std::size_t i);
  void restart(std::size_t i);
  /// The program dies and is started anew.
  void kill_and_start(std::size_t i);

  [[nodiscard]] bool are_connected(std::size_t a, std::size_t b);

 private:
  testing::simulation& sim_;
  log_lines log_;
  workload work_;
  std::vector<testing::host> hosts_;
  std::vector<unsigned> generations_;
  std::vector<std::unique_ptr<node>> nodes_;
};

}  // namespace kith::scenarios
