#include "cluster.hpp"

#include <algorithm>

namespace kith::scenarios {

namespace {
constexpr const char* host_names[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"};
}  // namespace

void log_lines::write(log_level level, std::string_view, std::string_view,
                      std::string_view text) noexcept {
  lines_.push_back({level, std::string(text)});
}

bool log_lines::has(log_level at, std::string_view part) const {
  return std::any_of(lines_.begin(), lines_.end(), [&](const line& l) {
    return l.level == at && l.text.find(part) != std::string::npos;
  });
}

std::vector<std::string> log_lines::all(log_level at, std::string_view part) const {
  std::vector<std::string> found;
  for (const line& l : lines_) {
    if (l.level == at && l.text.find(part) != std::string::npos) {
      found.push_back(l.text);
    }
  }
  return found;
}

cluster::cluster(testing::simulation& sim, std::size_t members, workload work)
    : sim_(sim), work_(std::move(work)), generations_(members, 0), nodes_(members) {
  for (std::size_t i = 0; i < members; ++i) {
    hosts_.push_back(
        sim.add_host(i < std::size(host_names) ? host_names[i] : "host" + std::to_string(i)));
    hosts_.back().set_processors(static_cast<unsigned>(1 + sim.draw(2)));
  }
  for (std::size_t i = 0; i < members; ++i) {
    start(i);
  }
}

atom cluster::name(std::size_t i) const {
  return atom("n" + std::to_string(i) + "@" + hosts_[i].name());
}

node_options cluster::options(std::size_t i) {
  node_options o;
  o.name = std::string(name(i).name());
  o.cookie = "monster";
  o.net_ticktime = ticktime;
  o.log = &log_;
  o.listen_port = listen_port;
  o.world = &hosts_[i].world();
  return o;
}

void cluster::start(std::size_t i) {
  ++generations_[i];
  nodes_[i] = std::make_unique<node>(options(i));
  if (work_) {
    work_(*this, i);
  }
}

void cluster::end(std::size_t i) {
  nodes_[i].reset();
}

void cluster::crash(std::size_t i) {
  hosts_[i].crash();
  nodes_[i].reset();
}

void cluster::restart(std::size_t i) {
  hosts_[i].restart();
  start(i);
}

void cluster::kill_and_start(std::size_t i) {
  hosts_[i].kill();
  nodes_[i].reset();
  start(i);
}

bool cluster::are_connected(std::size_t a, std::size_t b) {
  const auto knows = [this](std::size_t who, std::size_t whom) {
    const std::vector<atom> all = at(who).nodes();
    return std::find(all.begin(), all.end(), name(whom)) != all.end();
  };
  return knows(a, b) && knows(b, a);
}

}  // namespace kith::scenarios
