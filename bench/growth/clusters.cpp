#include "clusters.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include <kith/global.hpp>
#include <kith/kith.hpp>
#include <kith/pg.hpp>
#include <kith/testing.hpp>

#include "measure.hpp"
#include "mesh.hpp"
#include "nodes.hpp"

using namespace kith;

namespace growth {

namespace {

const atom scope("growth_scope");
const atom group("growth_group");
const atom meter("growth_meter");

/// So often is done what takes no setting up.
constexpr int times = 30;
/// For each node to have joined, and for all that is measured after it.
constexpr duration patience = duration::seconds(600);

/// Where the nodes are.
class ground {
 public:
  virtual ~ground() = default;
  virtual node& add() = 0;
  virtual void wait_for(const std::atomic<std::int64_t>& count, std::int64_t wanted) = 0;
  [[nodiscard]] virtual duration now() = 0;
};

class sockets final : public ground {
 public:
  node& add() override {
    const std::string name = "node" + std::to_string(all_.size() + 1) + "_";
    return *all_.emplace_back(std::make_unique<node>(options_of(name, &quiet_)));
  }
  void wait_for(const std::atomic<std::int64_t>& count, std::int64_t wanted) override {
    for (std::int64_t is = count; is != wanted; is = count) {
      count.wait(is);
    }
  }
  duration now() override {
    return duration::nanoseconds(static_cast<std::int64_t>(since_.seconds() * 1e9));
  }

 private:
  stderr_log quiet_{log_level::error};
  std::vector<std::unique_ptr<node>> all_;
  stopwatch since_;
};

class simulator final : public ground {
 public:
  node& add() override {
    const std::string host = "host" + std::to_string(all_.size() + 1);
    node_options options = options_of("node@" + host, &quiet_);
    options.world = &sim_.add_host(host).world();
    return *all_.emplace_back(std::make_unique<node>(std::move(options)));
  }
  void wait_for(const std::atomic<std::int64_t>& count, std::int64_t wanted) override {
    check("in time", sim_.run_until([&] { return count == wanted; }, patience));
  }
  duration now() override { return sim_.now(); }

 private:
  stderr_log quiet_{log_level::error};
  testing::simulation sim_{1};
  std::vector<std::unique_ptr<node>> all_;
};

struct measured {
  ground& on;
  std::int64_t nodes;
  std::atomic<std::int64_t> joined = 0;
  std::atomic<std::int64_t> done = 0;
  double seconds = 0;

  static void count(std::atomic<std::int64_t>& one_more) {
    ++one_more;
    one_more.notify_all();
  }
  /// The median of what has been noted.
  void end(std::vector<double> took) {
    std::nth_element(took.begin(), took.begin() + times / 2, took.end());
    seconds = took[times / 2];
    count(done);
  }
};

double seconds_between(duration from, duration to) {
  return static_cast<double>(to.ns() - from.ns()) / 1e9;
}

process joins(ctx self, atom first, measured* m) {
  co_await join(self, first, m->nodes - 1);
  measured::count(m->joined);
}

process names(ctx self, measured* m) {
  co_await global::sync(self);
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const term name = tuple(atom("growth"), i);
    const duration from = m->on.now();
    const bool yes = co_await global::register_name(self, name, self);
    check("registered", yes);
    co_await global::unregister_name(self, name);
    took.push_back(seconds_between(from, m->on.now()));
  }
  m->end(took);
}

process watches(ctx self, atom first) {
  co_await pg::start(self, scope);
  const pg::watched_group watched = co_await pg::monitor(self, scope, group);
  const destination to(meter, first);
  send(to, atom("watching"));
  for (;;) {
    co_await self.receive(on(tuple(watched.ref, any, any, any)));
    send(to, atom("seen"));
  }
}

task<void> hear_all(ctx self, atom what, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    co_await self.receive(on(what));
  }
}

process groups(ctx self, measured* m) {
  register_name(meter, self);
  co_await pg::start(self, scope);
  measured::count(m->done);
  co_await hear_all(self, atom("watching"), m->nodes - 1);
  co_await self.receive(after(1_s));  // until the scopes have found each other
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const duration from = m->on.now();
    co_await pg::join(self, scope, group, self);
    co_await hear_all(self, atom("seen"), m->nodes - 1);
    const bool left = co_await pg::leave(self, scope, group, self);
    check("left", left);
    co_await hear_all(self, atom("seen"), m->nodes - 1);
    took.push_back(seconds_between(from, m->on.now()));
  }
  m->end(took);
}

}  // namespace

int be_a_cluster(const std::string& what, std::int64_t n, bool is_simulated) {
  const std::unique_ptr<ground> on = is_simulated
                                         ? std::unique_ptr<ground>(std::make_unique<simulator>())
                                         : std::unique_ptr<ground>(std::make_unique<sockets>());
  measured m{*on, n};
  std::vector<node*> all;
  for (std::int64_t i = 0; i < n; ++i) {
    all.push_back(&on->add());
  }
  const duration from = on->now();
  for (node* const each : all) {
    each->spawn(joins, all.front()->name(), &m);
  }
  on->wait_for(m.joined, n);
  m.seconds = seconds_between(from, on->now());
  if (what == "names") {
    all.front()->spawn(names, &m);
    on->wait_for(m.done, 1);
  } else if (what == "groups") {
    all.front()->spawn(groups, &m);
    on->wait_for(m.done, 1);
    for (std::size_t i = 1; i < all.size(); ++i) {
      all[i]->spawn(watches, all.front()->name());
    }
    on->wait_for(m.done, 2);
  } else if (what != "mesh") {
    return 2;
  }
  std::printf("%lld %.6g\n", static_cast<long long>(n), m.seconds);
  std::fflush(stdout);
  std::_Exit(0);  // how they part is not measured
}

}  // namespace growth
