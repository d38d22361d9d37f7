// Calls to a gen_server, also by a caller with a long queue of unread messages.
#include "calls.hpp"

#include "benchmarks.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

task<gen_server::action> echo_server::handle_call(ctx, term request, term) {
  term value;
  if (!match(request, tuple(atom("echo"), bind(value)))) {
    co_return stop(atoms::badarg);
  }
  co_return reply(value);
}

task<std::int64_t> call_for_sum(ctx self, pid server, std::int64_t n) {
  std::int64_t sum = 0;
  for (std::int64_t i = n; i > 0; --i) {
    const term answer =
        co_await gen_server::call(self, server, tuple(atom("echo"), i), duration::infinity());
    sum += answer.as_int();
  }
  co_return sum;
}

namespace {

/// Calls per second, after a warm-up.
task<double> rate_of_calls(ctx self, pid server, std::int64_t n) {
  const std::int64_t before = co_await call_for_sum(self, server, n / 10);
  check("sum of the first answers", before, sum_to(n / 10));
  const stopwatch time;
  const std::int64_t sum = co_await call_for_sum(self, server, n);
  const double rate = time.rate(n);
  check("sum of the answers", sum, sum_to(n));
  co_return rate;
}

process litters(ctx, pid to, std::int64_t n) {
  for (std::int64_t i = 1; i <= n; ++i) {
    send(to, tuple(atom("junk"), i));
  }
  send(to, atom("junk_done"));
  co_return;
}

}  // namespace

task<void> gen_call(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 500'000);
  const term started = co_await gen_server::start<echo_server>(self);
  const double rate = co_await rate_of_calls(self, started[1].as_pid(), n);
  s->emit("calls_per_s", "calls/s", rate);
}

task<void> selective(ctx self, settings* s) {
  const std::int64_t backlog = s->get("backlog", 100'000);
  const std::int64_t n = s->get("n", 300'000);
  const term started = co_await gen_server::start<echo_server>(self);
  spawn(litters, pid(self), backlog);
  co_await self.receive(on(atom("junk_done")));
  const double rate = co_await rate_of_calls(self, started[1].as_pid(), n);
  for (std::int64_t i = 1; i <= backlog; ++i) {
    const term oldest = co_await self.receive();
    check("the backlog", match(oldest, tuple(atom("junk"), i)));
  }
  s->emit("calls_per_s", "calls/s", rate);
}

}  // namespace bench
