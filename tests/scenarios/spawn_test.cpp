// Processes that one node asks another for.

#include "runtime/spawn_request.hpp"

#include <doctest/doctest.h>

#include "cluster.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

const atom module_name("demo");

/// Tells who is in its arguments how its first exit signal came.
task<term> lives_on(ctx self, term args) {
  trap_exit(true);
  const pid teller = args.ref().head().as_pid();
  const term heard = co_await self.receive();
  send(teller, heard);
  co_return atoms::ok;
}

struct asked {
  std::vector<std::string> heard;
  bool abandoned = false;
};

process asks(ctx self, atom other, bool link, bool abandon, asked* out) {
  trap_exit(true);
  detail::spawn_request_options how;
  how.link = link;
  how.monitor = true;
  const term args = list(self.self());
  const reference request = detail::spawn_request(other, module_name, atom("lives_on"), args, how);
  if (abandon) {
    out->abandoned = detail::spawn_request_abandon(request);
  }
  for (;;) {
    const term message = co_await self.receive();
    out->heard.push_back(to_string(message[0]) + " " + to_string(message[2]));
    if (message[0].is(atoms::spawn_reply)) {
      exit(message[3].as_pid(), atom("enough"));
    }
  }
}

asked outcome(testing::simulation& sim, bool link, bool abandon) {
  asked out;
  cluster c(sim, 2);
  c.at(1).export_function(module_name, atom("lives_on"), 1, lives_on);
  c.at(0).spawn(asks, c.name(1), link, abandon, &out);
  sim.run_for(5_s);
  return out;
}

TEST_CASE("spawn: a process asked for is linked and watched as it begins") {
  run_seeds(3, [](testing::simulation& sim) {
    const asked out = outcome(sim, true, false);
    std::vector<std::string> problems;
    const std::vector<std::string> expected{"spawn_reply ok", "'EXIT' enough", "'EXIT' normal",
                                            "'DOWN' process"};
    if (out.heard != expected) {
      problems = out.heard;
      problems.emplace_back("was heard");
    }
    return problems;
  });
}

TEST_CASE("spawn: one that is linked and given up before it began gets the exit signal abandoned") {
  run_seeds(3, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    const asked linked = outcome(sim, true, true);
    if (!linked.abandoned || linked.heard != std::vector<std::string>{"'EXIT' abandoned"}) {
      problems = linked.heard;
      problems.emplace_back("was heard of the linked one");
    }
    return problems;
  });
}

TEST_CASE("spawn: one that is not linked and given up goes on, unheard of") {
  run_seeds(3, [](testing::simulation& sim) {
    const asked other = outcome(sim, false, true);
    std::vector<std::string> problems = other.heard;
    if (!other.abandoned) {
      problems.emplace_back("not abandoned");
    }
    return problems;
  });
}

}  // namespace
}  // namespace kith::scenarios
