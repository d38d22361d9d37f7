#include "mesh.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include <kith/kith.hpp>

#include "measure.hpp"
#include "nodes.hpp"

using namespace kith;

namespace growth {

namespace {

/// Connects to `first`, unless that is this node, and waits until it sees so many others.
task<void> join(ctx self, atom first, std::int64_t others) {
  net_kernel::monitor_nodes(true);
  if (first != node_name()) {
    const bool up = co_await net_kernel::connect_node(self, first);
    check("joining", up);
  }
  while (nodes().ref().list_length() < others) {
    co_await self.receive(on(any), after(1_s));  // nodeup, nodedown
  }
}

process joins(ctx self, atom first, std::int64_t others) {
  co_await join(self, first, others);
  say("FULL");
}

process joins_cluster(ctx self, atom first, std::int64_t others, node* here) {
  co_await join(self, first, others);
  here->stop();
}

}  // namespace

int join_a_mesh(const std::string& name, std::int64_t n) {
  stderr_log quiet(log_level::error);
  node_options options = options_of(name, &quiet);
  node here(std::move(options));
  say("UP");
  std::string line;
  while (hear(line)) {
    const atom first = line.rfind("join ", 0) == 0 ? atom(line.substr(5)) : here.name();
    here.spawn(joins, first, n - 1);
  }
  std::_Exit(0);
}

int be_a_cluster(std::int64_t n) {
  stderr_log quiet(log_level::error);
  std::vector<std::unique_ptr<node>> all;
  for (std::int64_t i = 1; i <= n; ++i) {
    node_options options = options_of("node" + std::to_string(i) + "_", &quiet);
    all.push_back(std::make_unique<node>(std::move(options)));
  }
  const stopwatch time;
  for (const auto& one : all) {
    one->spawn(joins_cluster, all.front()->name(), n - 1, one.get());
  }
  for (const auto& one : all) {
    one->wait();
  }
  std::printf("%lld %.6g\n", static_cast<long long>(n), time.seconds());
  std::fflush(stdout);
  std::_Exit(0);  // how they part is not measured
}

}  // namespace growth
