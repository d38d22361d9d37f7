// The other nodes of a benchmark. They say lines on standard output, are told lines on standard
// input, and end when that does.
//   mode=far            the far end (far.cpp); says UP
//   mode=mesh n=20      says UP; told `join NODE`, connects to it; told that or `watch`, says FULL
//                       once it sees n - 1 other nodes
//   mode=ping to=NODE   connects to NODE, and says PONG when that has answered
#include "nodes.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <kith/kith.hpp>

#include "far.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

void say(const char* line) {
  std::puts(line);
  std::fflush(stdout);
}

/// Connects to `first` unless that is `undefined`, and waits for the others to be seen.
process joins(ctx self, atom first, std::int64_t others) {
  net_kernel::monitor_nodes(true);
  if (first != atoms::undefined) {
    const bool up = co_await net_kernel::connect_node(self, first);
    check("joining", up);
  }
  while (nodes().ref().list_length() < others) {
    co_await self.receive(on(any), after(1_s));  // nodeup, nodedown
  }
  say("FULL");
}

process pings(ctx self, atom to) {
  const bool pong = co_await net_adm::ping(self, to);
  check("ping", pong);
  say("PONG");
}

void obey(node& n, std::int64_t nodes_in_mesh) {
  char line[512];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    line[std::strcspn(line, "\n")] = '\0';
    if (std::strncmp(line, "join ", 5) == 0) {
      n.spawn(joins, atom(line + 5), nodes_in_mesh - 1);
    } else if (std::strcmp(line, "watch") == 0) {
      n.spawn(joins, atoms::undefined, nodes_in_mesh - 1);
    }
  }
}

/// A node that does not evaluate has only what deals with processes and nodes.
task<term> absolute(ctx, term args) {
  const std::int64_t n = args.ref().head().as_int();
  co_return term(n < 0 ? -n : n);
}

}  // namespace

int be_a_node(const settings& s) {
  stderr_log quiet(log_level::error);
  node_options options;
  options.name = s.text("name");
  options.cookie = s.text("cookie");
  options.log = &quiet;
  node n(std::move(options));
  const std::string mode = s.text("mode", "far");
  if (mode == "far") {
    n.export_function(atoms::erlang, atom("abs"), 1, absolute);  // for `erpc`
    n.spawn(far_server);
    say("UP");
  } else if (mode == "mesh") {
    say("UP");
  } else if (mode == "ping") {
    n.spawn(pings, atom(s.text("to")));
  } else {
    std::fprintf(stderr, "kith-bench: no mode %s\n", mode.c_str());
    return 2;
  }
  obey(n, std::strtoll(s.text("n", "20").c_str(), nullptr, 10));
  std::_Exit(0);
}

}  // namespace bench
