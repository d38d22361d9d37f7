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

process joins(ctx self, atom first, std::int64_t others) {
  co_await join(self, first, others);
  say("FULL");
}

}  // namespace

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

}  // namespace growth
