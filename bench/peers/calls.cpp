// Calls to a gen_server, also by a caller with a long queue of unread messages.
#include <kith/gen_server.hpp>

#include "bench.hpp"

using namespace kith;

namespace bench {

namespace {

class echo : public gen_server {
 public:
  task<action> handle_call(ctx, term request, term) override {
    term value;
    if (!match(request, tuple(atom("echo"), bind(value)))) {
      co_return stop(atoms::badarg);
    }
    co_return reply(value);
  }
};

process callers(ctx self, std::int64_t n, std::int64_t backlog, outcome* out) {
  const term started = co_await gen_server::start<echo>(self);
  const pid server = started[1].as_pid();
  for (std::int64_t i = 0; i < backlog; ++i) {
    send(self, tuple(atom("junk"), i));
  }
  const std::int64_t rounds[] = {n / 10, n};
  double took = 0;
  for (const std::int64_t count : rounds) {
    const stopwatch time;
    std::int64_t sum = 0;
    for (std::int64_t i = count; i > 0; --i) {
      const term request = tuple(atom("echo"), i);
      const term answer = co_await gen_server::call(self, server, request, duration::infinity());
      sum += answer.as_int();
    }
    took = time.seconds();
    check("sum of the answers", sum, count * (count + 1) / 2);
  }
  for (std::int64_t i = 0; i < backlog; ++i) {
    std::int64_t number = -1;
    co_await self.receive(on(tuple(atom("junk"), bind(number))));
    check("the backlog", number, i);
  }
  co_await gen_server::stop(self, server);
  out->set_value(took);
}

}  // namespace

void gen_call(node& on, settings& s) {
  const std::int64_t n = s.get("n", 500'000);
  s.emit("calls_per_s", "calls/s",
         static_cast<double>(n) / measured(on, callers, n, std::int64_t{0}));
}

void selective(node& on, settings& s) {
  const std::int64_t backlog = s.get("backlog", 100'000);
  const std::int64_t n = s.get("n", 300'000);
  s.emit("calls_per_s", "calls/s", static_cast<double>(n) / measured(on, callers, n, backlog));
}

}  // namespace bench
