// Receiving with a long queue of unread messages.
#include <kith/gen_server.hpp>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

/// A call `{echo, X}` answers `X`.
class echo_server : public gen_server {
 public:
  task<action> handle_call(ctx, term request, term) override {
    term value;
    if (!match(request, tuple(atom("echo"), bind(value)))) {
      co_return stop(atoms::badarg);
    }
    co_return reply(value);
  }
};

/// The messages `{unread, 1}` to `{unread, n}`.
void litter(pid to, std::int64_t n) {
  for (std::int64_t i = 1; i <= n; ++i) {
    send(to, tuple(atom("unread"), i));
  }
}

/// Takes the oldest of them, which has to be the one of that number.
task<void> take(ctx self, std::int64_t number) {
  std::int64_t got = 0;
  co_await self.receive(on(tuple(atom("unread"), bind(got))));
  check("the oldest message", got, number);
}

task<void> take_all(ctx self, std::int64_t first, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    co_await take(self, first + i);
  }
}

class calling {
 public:
  explicit calling(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) {
    const term started = co_await gen_server::start<echo_server>(self);
    server_ = started[1].as_pid();
    litter(self, n_);
  }
  task<double> run(ctx self, std::int64_t times) {
    std::int64_t sum = 0;
    const stopwatch time;
    for (std::int64_t i = times; i > 0; --i) {
      const term request = tuple(atom("echo"), i);
      const term answer = co_await gen_server::call(self, server_, request, duration::infinity());
      sum += answer.as_int();
    }
    const double took = time.seconds();
    check("sum of the answers", sum, sum_to(times));
    co_return took;
  }
  task<void> finish(ctx self) {
    co_await gen_server::stop(self, server_);
    co_await take_all(self, 1, n_);
  }

 private:
  std::int64_t n_;
  pid server_;
};

class newest {
 public:
  explicit newest(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) {
    litter(self, n_);
    co_return;
  }
  task<double> run(ctx self, std::int64_t times) {
    std::int64_t sum = 0;
    const stopwatch time;
    for (std::int64_t i = times; i > 0; --i) {
      const reference ref = make_ref();
      send(self, tuple(ref, i));
      std::int64_t got = 0;
      co_await self.receive(on(tuple(ref, bind(got))));
      sum += got;
    }
    const double took = time.seconds();
    check("sum of the newest", sum, sum_to(times));
    co_return took;
  }
  task<void> finish(ctx self) { co_await take_all(self, 1, n_); }

 private:
  std::int64_t n_;
};

class eldest {
 public:
  explicit eldest(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) {
    litter(self, n_);
    co_return;
  }
  task<double> run(ctx self, std::int64_t times) {
    const stopwatch time;
    for (std::int64_t i = 0; i < times; ++i) {
      send(self, tuple(atom("unread"), first_ + n_));
      std::int64_t got = 0;
      co_await self.receive(on(tuple(atom("unread"), bind(got))));
      check("the oldest message", got, first_);
      ++first_;
    }
    co_return time.seconds();
  }
  task<void> finish(ctx self) { co_await take_all(self, first_, n_); }

 private:
  std::int64_t n_;
  std::int64_t first_ = 1;
};

}  // namespace

task<double> calls(ctx self, std::int64_t n, double least) {
  return seconds_each<calling>(self, n, least);
}

task<double> fresh_reference(ctx self, std::int64_t n, double least) {
  return seconds_each<newest>(self, n, least);
}

task<double> oldest(ctx self, std::int64_t n, double least) {
  return seconds_each<eldest>(self, n, least);
}

}  // namespace growth
