// Calls to another node: of a gen_server, and of a function by erpc.
#include <kith/erpc.hpp>

#include "benchmarks.hpp"
#include "calls.hpp"
#include "measure.hpp"
#include "near.hpp"

using namespace kith;

namespace bench {

namespace {

process calls(ctx self, pid boss, pid server, std::int64_t n) {
  co_await self.receive(on(atom("start")));
  const std::int64_t sum = co_await call_for_sum(self, server, n);
  send(boss, tuple(atom("done"), sum));
}

/// Calls erlang:abs(-I), I from n down to 1, and returns the sum of the answers.
task<std::int64_t> erpc_for_sum(ctx self, atom node, std::int64_t n) {
  std::int64_t sum = 0;
  for (std::int64_t i = n; i > 0; --i) {
    const term arguments = list(-i);
    const term answer = co_await erpc::call(self, node, atoms::erlang, atom("abs"), arguments);
    sum += answer.as_int();
  }
  co_return sum;
}

process erpcs(ctx self, pid boss, atom node, std::int64_t n) {
  co_await self.receive(on(atom("start")));
  const std::int64_t sum = co_await erpc_for_sum(self, node, n);
  send(boss, tuple(atom("done"), sum));
}

}  // namespace

task<void> dist_gen_call(ctx self, settings* s) {
  const std::int64_t n1 = s->get("n1", 20'000);
  const std::int64_t callers = s->get("callers", 100);
  const std::int64_t n = s->get("n", 1000);
  const far_end far = co_await reach_far(self, s);
  const pid server = co_await far_process(self, far.node, "srv");
  co_await call_for_sum(self, server, n1 / 10);
  const stopwatch time;
  const std::int64_t sum = co_await call_for_sum(self, server, n1);
  const double rate = time.rate(n1);
  check("sum of the answers", sum, sum_to(n1));
  s->emit("calls_per_s_1", "calls/s", rate);
  std::vector<pid> all;
  for (std::int64_t i = 0; i < callers; ++i) {
    all.push_back(spawn(calls, pid(self), server, n));
  }
  const double took = co_await all_at_once(self, all, sum_to(n));
  s->emit("calls_per_s_100", "calls/s", static_cast<double>(callers * n) / took);
}

task<void> erpc_calls(ctx self, settings* s) {
  const std::int64_t n1 = s->get("n1", 10'000);
  const std::int64_t callers = s->get("callers", 100);
  const std::int64_t n = s->get("n", 500);
  const far_end far = co_await reach_far(self, s);
  co_await erpc_for_sum(self, far.node, n1 / 10);
  const stopwatch time;
  const std::int64_t sum = co_await erpc_for_sum(self, far.node, n1);
  const double rate = time.rate(n1);
  check("sum of the answers", sum, sum_to(n1));
  s->emit("calls_per_s_1", "calls/s", rate);
  std::vector<pid> all;
  for (std::int64_t i = 0; i < callers; ++i) {
    all.push_back(spawn(erpcs, pid(self), far.node, n));
  }
  const double took = co_await all_at_once(self, all, sum_to(n));
  s->emit("calls_per_s_100", "calls/s", static_cast<double>(callers * n) / took);
}

}  // namespace bench
