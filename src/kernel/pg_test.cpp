// Groups on one node and on nodes that connect: the whole of `pg`, processes and all.

#include "kith/pg.hpp"

#include <doctest/doctest.h>

#include "kernel/neighbours.hpp"
#include "kernel/pg_groups.hpp"
#include "kernel/pg_scopes.hpp"
#include "kith/gen_server.hpp"
#include "kith/pattern.hpp"
#include "kith/reflect.hpp"

namespace kith {
namespace {

using detail::neighbours;
using lines = std::vector<std::string>;

lines heard;
void hear(const term& t) {
  heard.push_back(to_string(t));
}
std::string reason_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const exit_exception& e) {
    return to_string(e.reason());
  }
}

const atom scope("s");
const term g = atom("g");

process waits(ctx self) {
  co_await self.receive(on(atom("stop")));
}

TEST_CASE("pg: a process joins, is found, leaves, and goes with its end") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const term started = co_await pg::start(self, scope);
    hear(started[0].is(atoms::ok));
    hear(whereis(scope) == started[1].as_pid());
    const term again = co_await pg::start(self, scope);
    hear(term(again[1][0]));
    const pid who = spawn(waits);
    co_await pg::join(self, scope, g, who);
    const std::vector<pid> both = {self, who};
    co_await pg::join(self, scope, g, both);
    const std::vector<pid> expected = {self, who, who};
    hear(pg::get_members(scope, g) == expected && pg::get_local_members(scope, g) == expected);
    hear(list_of(pg::which_groups(scope)));
    const bool left = co_await pg::leave(self, scope, g, self);
    const bool left_again = co_await pg::leave(self, scope, g, self);
    hear(tuple(left, left_again));
    const reference watch = monitor(who);
    send(who, atom("stop"));
    co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, any)));
    // A call, so that the scope has heard of it as well.
    const bool none = co_await pg::leave(self, scope, g, who);
    hear(tuple(none, list_of(pg::get_members(scope, g)), list_of(pg::which_groups(scope))));
  }));
  CHECK(heard ==
        lines{"true", "true", "already_started", "true", "[g]", "{true,false}", "{false,[],[]}"});
}

TEST_CASE("pg: without the scope calls exit with noproc, and there are no members") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    hear(list_of(pg::get_members(g)));
    task<void> joins = pg::join(self, g, self);
    const std::exception_ptr no_scope = co_await joins.settled();
    const term request = tuple(atom("join_local"), g, self);
    const term why = tuple(atoms::noproc, tuple(atom("gen_server"), atom("call"),
                                                list(atom("pg"), request, atoms::infinity)));
    hear(reason_of(no_scope) == to_string(why));
    const pid far = pid::external(atom("b@h"), 3, 7, 0);
    task<void> joins_far = pg::join(self, g, far);
    const std::exception_ptr no_local = co_await joins_far.settled();
    const term why_not = tuple(atom("nolocal"), far);
    hear(reason_of(no_local) == to_string(why_not));
    (void)pg::which_groups();
  }));
  CHECK(heard == lines{"[]", "true", "true"});
}

TEST_CASE("pg: what is asked in no process's name is dropped") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    co_await pg::start(self, scope);
    send(scope, tuple(atoms::gen_call, tuple(atom("x"), atom("y")), atom("monitor")));
    send(scope, tuple(atoms::gen_call, tuple(atom("x"), atom("y")), tuple(atom("monitor"), g)));
    co_await pg::join(self, scope, g, self);
    hear(list_of(pg::which_groups(scope)));
  }));
  CHECK(heard == lines{"[g]"});
}

TEST_CASE("pg: a monitor starts with what is, and tells every change until it is taken away") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const term started = co_await pg::start_link(self);
    hear(term(started[0]));
    co_await pg::join(self, g, self);
    const pg::watched_group of_group = co_await pg::monitor(self, g);
    const pg::watched_scope of_scope = co_await pg::monitor_scope(self);
    hear(list_of(of_group.members) == term(list(self)) &&
         of_scope.groups == term(map(g, list(self))));
    co_await pg::join(self, atom("h"), self);
    const bool left = co_await pg::leave(self, g, self);
    hear(left);
    term verb;
    co_await self.receive(on(tuple(of_group.ref, bind(verb), g, list(self))));
    hear(verb);
    co_await pg::join(self, g, self);
    const bool ended = co_await pg::demonitor(self, of_group.ref);
    const bool ended_again = co_await pg::demonitor(self, of_group.ref);
    hear(tuple(ended, ended_again));
    for (int i = 0; i < 3; ++i) {
      term m;
      co_await self.receive(on(bind(m)));
      hear(tuple(m[0].is(of_scope.ref), m[1], m[2]));
    }
    const std::size_t more = co_await self.receive(on(any), after(duration()));
    hear(more);
  }));
  CHECK(heard == lines{"ok", "true", "true", "leave", "{true,false}", "{true,join,h}",
                       "{true,leave,g}", "{true,join,g}", "1"});
}

TEST_CASE("pg: a scope that is killed takes its groups along, and may be started anew") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const term first = co_await pg::start(self, scope);
    co_await pg::join(self, scope, g, self);
    const pid server = first[1].as_pid();
    const reference watch = monitor(server);
    exit(server, atoms::kill);
    co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, any)));
    hear(list_of(pg::get_members(scope, g)));
    const term second = co_await pg::start(self, scope);
    hear(term(second[0]));
    hear(list_of(pg::which_groups(scope)));
    co_await pg::join(self, scope, g, self);
    hear(pg::get_members(scope, g).size());
  }));
  CHECK(heard == lines{"[]", "ok", "[]", "1"});
}

process runs_scope(ctx self, term group) {
  const term started = co_await pg::start(self, scope);
  co_await pg::join(self, scope, group, self);
  co_await self.receive(on(atom("stop")));
}

TEST_CASE("pg: two nodes that connect know each other's members") {
  neighbours n({"a@h", "b@h"});
  const pid a = n.spawn(0, runs_scope, g);
  const pid b = n.spawn(1, runs_scope, g);
  n.sim.run_for(1_s);
  const auto members = [&](std::size_t at) {
    return n.nodes[at]->state.groups.find(scope)->members(g);
  };
  CHECK(members(0) == term(list(a)));
  n.connect(0, 1);
  CHECK(n.sim.run_until([&] { return members(0) == term(list(b, a)); }, 30_s));
  CHECK(n.sim.run_until([&] { return members(1) == term(list(a, b)); }, 30_s));
  n.home->deliver_or_free(b, detail::make_message(atom("stop")));
  CHECK(n.sim.run_until([&] { return members(0) == term(list(a)); }, 30_s));
}

}  // namespace
}  // namespace kith
