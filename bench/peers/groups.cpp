// A group of processes that three connected nodes know, watched on two of them.
#include <kith/pg.hpp>

#include "benchmarks.hpp"
#include "far.hpp"
#include "measure.hpp"
#include "near.hpp"

using namespace kith;

namespace bench {

namespace {

const atom scope("kb_scope");
const atom group("kb_group");

/// Waits until each of `watchers` has reported `n` changes of a kind.
task<void> all_seen(ctx self, std::vector<pid> watchers, atom what, std::int64_t n) {
  for (const pid watcher : watchers) {
    for (std::int64_t left = n; left > 0;) {
      std::int64_t some = 0;
      co_await self.receive(on(tuple(watcher, what, bind(some))));
      left -= some;
    }
  }
}

task<void> cycles(ctx self, std::vector<pid> watchers, std::int64_t n) {
  for (std::int64_t i = n; i > 0; --i) {
    co_await pg::join(self, scope, group, self);
    co_await all_seen(self, watchers, atom("join"), 1);
    const bool left = co_await pg::leave(self, scope, group, self);
    check("left", left);
    co_await all_seen(self, watchers, atom("leave"), 1);
  }
}

process waits(ctx self) {
  co_await self.receive(on(atom("stop")));
}

}  // namespace

process pg_watch(ctx self, pid reporter) {
  const term started = co_await pg::start(self, scope);
  check("the scope", started[0].is(atoms::ok));
  const pg::watched_group watched = co_await pg::monitor(self, scope, group);
  send(reporter, tuple(atom("watching"), self));
  for (;;) {
    term what;
    term who;
    co_await self.receive(on(tuple(watched.ref, bind(what), any, bind(who))));
    send(reporter, tuple(self, what, who.ref().list_length()));
  }
}

task<void> pg_join(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 2000);
  const std::int64_t bulk = s->get("bulk", 2000);
  const far_end first = co_await reach_far(self, s, 1);
  const far_end second = co_await reach_far(self, s, 2);
  while (nodes().ref().list_length() < 2) {
    co_await rest(self, 20_ms);
  }
  const term started = co_await pg::start(self, scope);
  check("the scope", started[0].is(atoms::ok));
  std::vector<pid> watchers;
  for (const atom node : {first.node, second.node}) {
    const pid watcher = co_await far_process(self, node, "pg_watch");
    watchers.push_back(watcher);
    co_await self.receive(on(tuple(atom("watching"), watcher)));
  }
  co_await rest(self, 200_ms);
  co_await cycles(self, watchers, 100);
  const stopwatch cycling;
  co_await cycles(self, watchers, n);
  s->emit("cycles_per_s", "cycles/s", cycling.rate(n));

  std::vector<pid> many;
  for (std::int64_t i = 0; i < bulk; ++i) {
    many.push_back(spawn(waits));
  }
  const stopwatch changing;
  for (const pid who : many) {
    co_await pg::join(self, scope, group, who);
  }
  co_await all_seen(self, watchers, atom("join"), bulk);
  for (const pid who : many) {
    const bool left = co_await pg::leave(self, scope, group, who);
    check("left", left);
  }
  co_await all_seen(self, watchers, atom("leave"), bulk);
  s->emit("bulk_joins_leaves_per_s", "ops/s", changing.rate(2 * bulk));
}

}  // namespace bench
