// The end of a process that many watch, by monitors or links.
#include <vector>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

process is_watched(ctx self) {
  for (;;) {
    pid from;
    const auto clause =
        co_await self.receive(on(tuple(atom("ready"), bind(from))), on(atom("stop")));
    if (clause == 1) {
      co_return;
    }
    send(from, atom("ready"));
  }
}

/// Until all that was sent to it before has taken effect.
task<void> await_ready(ctx self, pid watched) {
  send(watched, tuple(atom("ready"), self));
  co_await self.receive(on(atom("ready")));
}

/// Watches whom it is told, and says when that one has ended.
process watches_by_monitor(ctx self, pid boss) {
  for (;;) {
    pid watched;
    co_await self.receive(on(tuple(atom("watch"), bind(watched))));
    const reference ref = monitor(watched);
    co_await await_ready(self, watched);
    send(boss, atom("watching"));
    co_await self.receive(on(tuple(atom("DOWN"), ref, atom("process"), watched, atom("normal"))));
    send(boss, atom("heard"));
  }
}

process watches_by_link(ctx self, pid boss) {
  trap_exit(true);
  for (;;) {
    pid watched;
    co_await self.receive(on(tuple(atom("watch"), bind(watched))));
    link(watched);
    co_await await_ready(self, watched);
    send(boss, atom("watching"));
    co_await self.receive(on(tuple(atom("EXIT"), watched, atom("normal"))));
    send(boss, atom("heard"));
  }
}

template <process (*Watcher)(ctx, pid)>
class work {
 public:
  explicit work(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) {
    for (std::int64_t i = 0; i < n_; ++i) {
      all_.push_back(spawn(Watcher, pid(self)));
    }
    co_return;
  }
  task<double> run(ctx self, std::int64_t times) {
    double took = 0;
    for (std::int64_t k = 0; k < times; ++k) {
      const pid watched = spawn(is_watched);
      for (const pid p : all_) {
        send(p, tuple(atom("watch"), watched));
      }
      for (std::int64_t i = 0; i < n_; ++i) {
        co_await self.receive(on(atom("watching")));
      }
      const stopwatch time;
      send(watched, atom("stop"));
      for (std::int64_t i = 0; i < n_; ++i) {
        co_await self.receive(on(atom("heard")));
      }
      took += time.seconds();
    }
    co_return took;
  }
  task<void> finish(ctx self) {
    for (const pid p : all_) {
      exit(p, atoms::kill);
    }
    const auto clause = co_await self.receive(on(any), after(0_ms));
    check("no message is left", clause == 1);
  }

 private:
  std::int64_t n_;
  std::vector<pid> all_;
};

}  // namespace

task<double> monitors(ctx self, std::int64_t n, double least) {
  return seconds_each<work<watches_by_monitor>>(self, n, least);
}

task<double> links(ctx self, std::int64_t n, double least) {
  return seconds_each<work<watches_by_link>>(self, n, least);
}

}  // namespace growth
