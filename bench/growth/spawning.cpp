// Many processes start, say a number, and end.
#include <kith/rpc.hpp>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

process tells(ctx, pid parent, std::int64_t number) {
  send(parent, number);
  co_return;
}

task<std::int64_t> processes(ctx self) {
  const term all = co_await rpc::call(self, node_name(), atoms::erlang, atom("processes"), list());
  co_return all.ref().list_length();
}

class work {
 public:
  explicit work(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) { before_ = co_await processes(self); }
  task<double> run(ctx self, std::int64_t times) {
    std::int64_t sum = 0;
    const stopwatch time;
    for (std::int64_t k = 0; k < times; ++k) {
      for (std::int64_t i = n_; i > 0; --i) {
        spawn(tells, pid(self), i);
      }
      for (std::int64_t i = n_; i > 0; --i) {
        std::int64_t number = 0;
        co_await self.receive(on(bind(number)));
        sum += number;
      }
    }
    const double took = time.seconds();
    check("sum of the processes", sum, times * sum_to(n_));
    co_return took;
  }
  task<void> finish(ctx self) {
    co_await self.receive(after(20_ms));  // the last has spoken, but need not have ended
    const std::int64_t left = co_await processes(self);
    check("processes left", left, before_);
  }

 private:
  std::int64_t n_;
  std::int64_t before_ = 0;
};

}  // namespace

task<double> spawning(ctx self, std::int64_t n, double least) {
  return seconds_each<work>(self, n, least);
}

}  // namespace growth
