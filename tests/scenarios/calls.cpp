#include "calls.hpp"

#include "seeds.hpp"

namespace kith::scenarios {

namespace {

task<term> echo(ctx, term args) {
  co_return term(args.ref().head());
}
task<term> where(ctx, term) {
  co_return term(node_name());
}
/// Milliseconds; then says where.
task<term> sleeps(ctx self, term args) {
  const duration time = duration::milliseconds(args.ref().head().as_int());
  co_await self.receive(on(atom("never")), after(time));
  co_return term(node_name());
}
task<term> fails(ctx, term args) {
  raise_error(term(args.ref().head()));
  co_return atoms::ok;
}
task<term> hurls(ctx, term args) {
  throw_term(term(args.ref().head()));
  co_return atoms::ok;
}
task<term> leaves(ctx, term args) {
  exit(term(args.ref().head()));
  co_return atoms::ok;
}
/// An exit signal ends the process that runs it.
task<term> is_ended(ctx self, term args) {
  exit(self.self(), term(args.ref().head()));
  co_await self.receive(on(atom("never")));
  co_return atoms::ok;
}
task<term> tells(ctx, term args) {
  send(args.ref().head().as_pid(), tuple(atom("told"), node_name()));
  co_return atoms::ok;
}

}  // namespace

void scene::hear_time(duration began, duration limit) {
  const duration took = c.sim().now() - began;
  heard.emplace_back(took >= limit && took < limit + 100_ms ? "in time" : "at another time");
}

namespace {

/// On every node that starts.
void add_functions(cluster& c, std::size_t i) {
  const std::pair<const char*, native_function> one[] = {
      {"echo", echo},     {"sleeps", sleeps},     {"fails", fails}, {"hurls", hurls},
      {"leaves", leaves}, {"is_ended", is_ended}, {"tells", tells}};
  for (const auto& [name, body] : one) {
    c.at(i).export_function(calls, atom(name), 1, body);
  }
  c.at(i).export_function(calls, atom("where"), 0, where);
}

}  // namespace

void plays(script body, const lines& expected) {
  run_seeds(3, [&](testing::simulation& sim) {
    cluster c(sim, 3, add_functions);
    scene s{c};
    lines problems;
    c.at(0).spawn(
        [](ctx self, scene* to) -> process {
          const std::vector<atom> others = {to->c.name(1), to->c.name(2)};
          const term all = co_await rpc::multicall(self, others, calls, atom("where"), term::nil());
          to->over = all[1].is_nil();
        },
        &s);
    if (!sim.run_until([&] { return s.over; }, 30_s)) {
      return lines{"the nodes do not connect"};
    }
    s.over = false;
    c.at(0).spawn(body, &s);
    if (!sim.run_until([&] { return s.over; }, 5_min)) {
      problems.emplace_back("the script does not end");
    }
    if (s.heard != expected) {
      problems.insert(problems.end(), s.heard.begin(), s.heard.end());
      problems.emplace_back("was heard");
    }
    return problems;
  });
}

task<void> hear_rest(ctx self, scene* s) {
  co_await self.receive(on(atom("never")), after(30_s));
  std::size_t left = 0;
  for (;;) {
    const std::size_t came = co_await self.receive(on(any), after(duration()));
    if (came != 0) {
      break;
    }
    ++left;
  }
  s->heard.push_back(std::to_string(left) + " left");
}

}  // namespace kith::scenarios
