#include "global_net.hpp"

#include <algorithm>

#include "kith/nodes.hpp"
#include "runtime/raised.hpp"

namespace kith::scenarios {

namespace {

process runs(ctx self, deed_of_global body, term argument, std::shared_ptr<term> out) {
  task<term> work = body(self, argument);
  const std::exception_ptr thrown = co_await work.settled();
  *out = thrown ? term(tuple(atoms::EXIT, detail::raised_by(thrown).exit_reason())) : work.value();
}

process is_somebody(ctx self) {
  std::vector<term> got;
  for (;;) {
    const term m = co_await self.receive();
    if (m.is(atom("stop"))) {
      co_return;
    }
    if (m.is_tuple(2) && m[0].is(atom("what_did_you_hear"))) {
      send(m[1].as_pid(), tuple(self.self(), list_of(got)));
    } else {
      got.push_back(m);
    }
  }
}

task<term> syncs(ctx self, term) {
  co_await global::sync(self);
  co_return atoms::ok;
}

task<term> pings(ctx self, term node) {
  const bool there = co_await net_adm::ping(self, node.as_atom());
  co_return term(there);
}

}  // namespace

global_net::global_net(std::size_t members, std::uint64_t seed) : sim(seed), c(sim, members) {
  sim.run_for(1_s);
}

bool global_net::join(std::size_t a, std::size_t b) {
  for (int turns = 0; turns < 20 && !c.are_connected(a, b); ++turns) {
    run(a, pings, c.name(b));
  }
  return c.are_connected(a, b);
}

bool global_net::join_all(const std::vector<std::size_t>& members) {
  for (const std::size_t m : members) {
    if (m != members.front() && !join(members.front(), m)) {
      return false;
    }
  }
  const bool are_connected = soon([&] {
    for (const std::size_t a : members) {
      for (const std::size_t b : members) {
        if (a != b && !c.are_connected(a, b)) {
          return false;
        }
      }
    }
    return true;
  });
  return are_connected && std::all_of(members.begin(), members.end(),
                                      [&](std::size_t m) { return run(m, syncs).is(atoms::ok); });
}

bool global_net::join_all() {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < c.size(); ++i) {
    all.push_back(i);
  }
  return join_all(all);
}

bool global_net::part(const std::vector<std::size_t>& one, const std::vector<std::size_t>& other) {
  for (const std::size_t a : one) {
    for (const std::size_t b : other) {
      sim.cut(c.host(a), c.host(b));
    }
  }
  return soon([&] {
    for (const std::size_t a : one) {
      for (const std::size_t b : other) {
        if (c.are_connected(a, b)) {
          return false;
        }
      }
    }
    return true;
  });
}

term global_net::run(std::size_t at, deed_of_global body, term argument) {
  const auto out = std::make_shared<term>();
  c.at(at).spawn(runs, body, std::move(argument), out);
  const bool done = sim.run_until([&] { return static_cast<bool>(*out); }, 60_s);
  return done ? *out : term(atom("no_answer"));
}

pid global_net::somebody(std::size_t at) {
  return c.at(at).spawn(is_somebody);
}

std::vector<std::string> global_net::heard(std::size_t at, pid who) {
  const term all = run(
      at,
      [](ctx self, term whom) -> task<term> {
        const pid asked = whom.as_pid();
        send(asked, tuple(atom("what_did_you_hear"), self.self()));
        term got;
        co_await self.receive(on(tuple(asked, bind(got))));
        co_return got;
      },
      who);
  std::vector<std::string> lines;
  for (term_ref m = all; m.is_cons(); m = m.tail()) {
    lines.push_back(to_string(m.head()));
  }
  return lines;
}

bool global_net::register_name(std::size_t at, const term& name, pid who,
                               const global::resolve& how) {
  return run(
             at,
             [](ctx self, term what) -> task<term> {
               const bool yes = co_await global::register_name(
                   self, term(what[0]), what[1].as_pid(), global::resolve(term(what[2])));
               co_return term(yes);
             },
             tuple(name, who, how.fun()))
      .is(atoms::true_);
}

bool global_net::register_name(std::size_t at, const term& name, pid who) {
  return register_name(at, name, who, global::resolve::random_exit_name);
}

void global_net::unregister_name(std::size_t at, const term& name) {
  run(
      at,
      [](ctx self, term what) -> task<term> {
        co_await global::unregister_name(self, what);
        co_return atoms::ok;
      },
      name);
}

term global_net::whereis_name(std::size_t at, const term& name) {
  return run(
      at,
      [](ctx, term what) -> task<term> {
        const pid who = global::whereis_name(what);
        co_return who ? term(who) : term(atoms::undefined);
      },
      name);
}

term global_net::names(std::size_t at) {
  return run(at, [](ctx, term) -> task<term> { co_return global::registered_names(); });
}

bool global_net::set_lock(std::size_t at, const term& id, std::vector<std::size_t> on,
                          std::uint32_t retries) {
  std::vector<term> nodes;
  for (const std::size_t i : on) {
    nodes.emplace_back(c.name(i));
  }
  return run(
             at,
             [](ctx self, term what) -> task<term> {
               std::vector<atom> where;
               for (term_ref n = what[1]; n.is_cons(); n = n.tail()) {
                 where.push_back(n.head().as_atom());
               }
               const auto times = static_cast<std::uint32_t>(what[2].as_int());
               const bool mine = co_await global::set_lock(self, term(what[0]), where, times);
               co_return term(mine);
             },
             tuple(id, list_of(nodes), retries))
      .is(atoms::true_);
}

bool global_net::all_find(const term& name, const term& who) {
  for (int turns = 0; turns < 600; ++turns) {
    bool all = true;
    for (std::size_t i = 0; all && i < c.size(); ++i) {
      // A pid of the node itself is another term on the others, and equal.
      all = !c.is_up(i) || whereis_name(i, name) == who;
    }
    if (all) {
      return true;
    }
    sim.run_for(200_ms);
  }
  return false;
}

pid global_net::agreed(const term& name) {
  for (int turns = 0; turns < 600; ++turns) {
    const term first = whereis_name(0, name);
    bool all = first.is_pid();
    for (std::size_t i = 1; all && i < c.size(); ++i) {
      all = !c.is_up(i) || whereis_name(i, name) == first;
    }
    if (all) {
      return first.as_pid();
    }
    sim.run_for(200_ms);
  }
  return {};
}

}  // namespace kith::scenarios
