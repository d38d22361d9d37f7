// Names and locks on nodes that connect: the whole of `global`, processes and all.

#include "kith/global.hpp"

#include <doctest/doctest.h>

#include "kernel/global_server.hpp"
#include "kernel/neighbours.hpp"
#include "kith/gen_server.hpp"
#include "kith/pattern.hpp"

namespace kith {
namespace {

using detail::neighbours;

std::vector<std::string> heard;
void hear(const term& t) {
  heard.push_back(to_string(t));
}
using lines = std::vector<std::string>;

process waits(ctx self) {
  co_await self.receive(on(atom("stop")));
}

process registers(ctx self, term name) {
  const bool mine = co_await global::register_name(self, name, self);
  hear(tuple(node_name(), name, mine));
  co_await self.receive(on(atom("stop")));
}

bool same_everywhere(const neighbours& n, const char* name) {
  const pid first = n.where(0, name);
  for (std::size_t i = 1; i < n.nodes.size(); ++i) {
    if (!(n.where(i, name) == first)) {
      return false;
    }
  }
  return static_cast<bool>(first);
}

TEST_CASE("global: a name is registered and found on a node alone, and goes with its process") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const pid who = spawn(waits);
    const bool a = co_await global::register_name(self, atom("n"), who);
    hear(a);
    const bool b = co_await global::register_name(self, atom("n"), self);
    hear(b);
    const bool c = co_await global::register_name(self, atom("second"), who);
    hear(c);
    hear(global::registered_names());
    global::send(term(atom("n")), atom("stop"));
    co_await self.receive(on(atom("never")), after(10_ms));
    hear(global::registered_names());
    const bool d = co_await global::register_name(self, atom("n"), self);
    hear(d);
    co_await global::unregister_name(self, atom("n"));
    hear(term(static_cast<bool>(global::whereis_name(term(atom("n"))))));
    global::send(term(atom("n")), 1);
  }));
  CHECK(heard == lines{"true", "false", "false", "[n]", "[]", "true", "false"});
}

/// Whether a name that `other` has, too, is to be inserted; `sent` is what it got of us.
process resolves(ctx self, atom other, pid who, term sent) {
  const term entry = tuple(atom("n"), who, atom("m"));
  const pid resolver = spawn(detail::global_resolver, other, term(7), self.self());
  send(resolver, tuple(atom("resolve"), list(entry), sent, other));
  term ops;
  co_await self.receive(
      on(tuple(atoms::gen_cast, tuple(atom("exchange_ops"), other, 7, bind(ops), list()))));
  hear(static_cast<std::int64_t>(ops.ref().list_length()));
}

TEST_CASE("global: what both sides know already is told again, but for a node's own processes") {
  neighbours n({"a@h", "b@h"});
  n.connect(0, 1);
  heard.clear();
  for (const std::size_t of : {std::size_t{1}, std::size_t{0}}) {
    const pid who = n.spawn(of, waits);
    n.nodes[0]->state.names.put_name(term(atom("n")), {who, atom("m"), {}});
    CHECK(n.run(0, resolves, atom("b@h"), who, term::nil()));
  }
  CHECK(heard == lines{"1", "0"});
}

TEST_CASE("global: a conflict is settled by one side, though the process of the other has died") {
  neighbours n({"a@h", "b@h"});
  n.connect(0, 1);
  heard.clear();
  const term sent = list(tuple(atom("n"), pid::external(atom("b@h"), 7, 9, 0), atom("m")));
  CHECK(n.run(1, resolves, atom("a@h"), n.spawn(0, waits), sent));  // a@h settles
  CHECK(n.run(1, resolves, atom("a@h"), n.spawn(0, waits), term::nil()));
  CHECK(n.run(0, resolves, atom("b@h"), n.spawn(1, waits), sent));  // we do, with what we have
  CHECK(heard == lines{"0", "1", "1"});
}

TEST_CASE("global: two nodes that connect know each other's names") {
  neighbours n({"a@h", "b@h"});
  heard.clear();
  n.spawn(0, registers, term(atom("one")));
  n.spawn(1, registers, term(atom("two")));
  n.sim.run_for(1_s);
  CHECK_FALSE(n.where(1, "one"));
  n.connect(0, 1);
  CHECK(n.sim.run_until([&] { return same_everywhere(n, "one") && same_everywhere(n, "two"); },
                        30_s));
  n.spawn(1, registers, term(atom("three")));
  CHECK(n.sim.run_until([&] { return same_everywhere(n, "three"); }, 30_s));
  n.spawn(0, registers, term(atom("three")));
  n.sim.run_for(10_s);
  CHECK(heard.back() == "{a@h,three,false}");
}

TEST_CASE("global: sync waits until the names are the same") {
  neighbours n({"a@h", "b@h"});
  n.spawn(1, registers, term(atom("two")));
  n.sim.run_for(1_s);
  heard.clear();
  n.connect(0, 1);
  CHECK(n.run(0, [](ctx self) -> process {
    co_await global::sync(self);
    hear(global::registered_names());
  }));
  CHECK(heard == lines{"[two]"});
}

TEST_CASE("global: a third node that meets one of two gets to know both") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    neighbours n({"a@h", "b@h", "c@h"}, seed);
    n.spawn(0, registers, term(atom("one")));
    n.spawn(2, registers, term(atom("three")));
    n.connect(0, 1);
    n.sim.run_for(10_s);
    n.connect(1, 2);
    CHECK(n.sim.run_until([&] { return same_everywhere(n, "one") && same_everywhere(n, "three"); },
                          60_s));
    CHECK(n.nodes[0]->connected.size() == 2);
    CHECK(n.nodes[2]->connected.size() == 2);
    n.spawn(1, registers, term(atom("two")));
    CHECK(n.sim.run_until([&] { return same_everywhere(n, "two"); }, 60_s));
  }
}

TEST_CASE("global: three nodes that all connect at once agree") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    neighbours n({"a@h", "b@h", "c@g"}, seed);
    n.spawn(0, registers, term(atom("one")));
    n.spawn(1, registers, term(atom("two")));
    n.spawn(2, registers, term(atom("three")));
    n.connect(0, 1);
    n.connect(1, 2);
    n.connect(0, 2);
    CHECK(n.sim.run_until(
        [&] {
          return same_everywhere(n, "one") && same_everywhere(n, "two") &&
                 same_everywhere(n, "three");
        },
        60_s));
    n.sim.run_for(10_s);
    for (const auto& node : n.nodes) {
      CHECK(node->state.names.lock_count() == 0);
    }
  }
}

TEST_CASE("global: of two processes with one name the one on the greater node is killed") {
  neighbours n({"a@h", "b@h"});
  const pid low = n.spawn(0, registers, term(atom("same")));
  const pid high = n.spawn(1, registers, term(atom("same")));
  n.sim.run_for(1_s);
  n.connect(0, 1);
  CHECK(n.sim.run_until([&] { return same_everywhere(n, "same"); }, 30_s));
  n.sim.run_for(1_s);
  CHECK(n.where(0, "same") == low);
  CHECK(n.where(1, "same") == low);
  CHECK(n.home->find(low) != nullptr);
  CHECK(n.home->find(high) == nullptr);
}

process registers_politely(ctx self, global::resolve how) {
  const bool mine = co_await global::register_name(self, atom("same"), self, how);
  CHECK(mine);
  term m;
  co_await self.receive(on(bind(m)));
  hear(tuple(node_name(), m[0], m[1]));
  co_await self.receive(on(atom("stop")));
}

TEST_CASE("global: the other methods of resolving tell the processes, and kill none") {
  {
    neighbours n({"a@h", "b@h"});
    heard.clear();
    const pid low = n.spawn(0, registers_politely, global::resolve::random_notify_name);
    n.spawn(1, registers_politely, global::resolve::random_notify_name);
    n.sim.run_for(1_s);
    n.connect(0, 1);
    n.sim.run_for(20_s);
    CHECK(heard == lines{"{b@h,global_name_conflict,same}"});
    CHECK(n.where(1, "same") == low);
  }
  {
    neighbours n({"a@h", "b@h"});
    heard.clear();
    n.spawn(0, registers_politely, global::resolve::notify_all_name);
    n.spawn(1, registers_politely, global::resolve::notify_all_name);
    n.sim.run_for(1_s);
    n.connect(0, 1);
    n.sim.run_for(20_s);
    CHECK(heard.size() == 2);
    CHECK_FALSE(n.where(0, "same"));
    CHECK_FALSE(n.where(1, "same"));
  }
}

process locks(ctx self, std::uint32_t retries) {
  const term id = tuple(atom("res"), self.self());
  const std::vector<atom> nodes = {atom("a@h"), atom("b@h")};
  const bool mine = co_await global::set_lock(self, id, nodes, retries);
  hear(tuple(node_name(), mine));
  if (mine) {
    co_await self.receive(on(atom("stop")));
  }
}

class echo final : public gen_server {
  task<action> handle_call(ctx, term request, term) override {
    if (request.is(atom("die"))) {
      co_return stop(atom("dead"));
    }
    co_return reply(tuple(atom("echo"), request));
  }
  task<action> handle_cast(ctx, term request) override {
    hear(tuple(atom("cast"), request));
    co_return noreply();
  }
};
class never_starts final : public gen_server {
  task<action> init(ctx) override { co_return stop(atom("why")); }
};

/// What the call comes to, or exits with.
task<void> hear_call(ctx self, via server, term request) {
  task<term> asked = gen_server::call(self, std::move(server), std::move(request));
  const std::exception_ptr thrown = co_await asked.settled();
  if (!thrown) {
    hear(asked.value());
    co_return;
  }
  try {
    std::rethrow_exception(thrown);
  } catch (const exit_exception& e) {
    hear(e.reason());
  }
}

TEST_CASE("global: a server is started, asked, told and stopped by its global name") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const via name = global::name(atom("n"));
    co_await hear_call(self, name, atom("x"));
    const term none = co_await gen_server::start<never_starts>(self, name);
    hear(none);
    const term one = co_await gen_server::start<echo>(self, name);
    hear(term(one[0]));
    const term two = co_await gen_server::start_link<echo>(self, name);
    hear(tuple(two[0], two[1][0], two[1][1].as_pid() == one[1].as_pid()));
    co_await hear_call(self, name, atom("x"));
    co_await gen_server::cast(self, name, atom("y"));
    co_await hear_call(self, name, atom("die"));
    co_await hear_call(self, name, atom("x"));
    co_await gen_server::cast(self, name, atom("z"));
    const term three = co_await gen_server::start<echo>(self, name);
    hear(term(three[0]));
    co_await gen_server::stop(self, name);
    hear(term(static_cast<bool>(global::whereis_name(name.name()))));
    co_await gen_server::stop(self, name);
  }));
  CHECK(heard == lines{"{noproc,{gen_server,call,[{global,n},x]}}", "{error,why}", "ok",
                       "{error,already_started,true}", "{echo,x}", "{cast,y}",
                       "{dead,{gen_server,call,[{global,n},die]}}",
                       "{noproc,{gen_server,call,[{global,n},x]}}", "ok", "false"});
}

/// A module that keeps names, of one name: that of node_name().
pid kept;
term keep_2(std::span<const term> a) {
  const bool is_free = !kept;
  kept = is_free ? a[1].as_pid() : kept;
  return is_free ? atom("yes") : atom("no");
}
term free_1(std::span<const term>) {
  kept = pid();
  return atoms::ok;
}
term find_1(std::span<const term>) {
  return kept ? term(kept) : term(atoms::undefined);
}
term send_2(std::span<const term> a) {
  if (!kept) {
    exit(tuple(atoms::badarg, tuple(a[0], a[1])));
  }
  send(kept, a[1]);
  return kept;
}

TEST_CASE("global: a name that another module keeps serves as well, by {via, Module, Name}") {
  detail::kernel_node n;
  auto& natives = n.node.core->natives;
  natives.add(atom("keeper"), atom("register_name"), 2, keep_2);
  natives.add(atom("keeper"), atom("unregister_name"), 1, free_1);
  natives.add(atom("keeper"), atom("whereis_name"), 1, find_1);
  natives.add(atom("keeper"), atom("send"), 2, send_2);
  heard.clear();
  kept = pid();
  CHECK(n.run([](ctx self) -> process {
    const via name(atom("keeper"), tuple(1, 2));
    co_await hear_call(self, name, atom("x"));
    co_await gen_server::cast(self, name, atom("lost"));
    const term none = co_await gen_server::start<never_starts>(self, name);
    hear(tuple(none, term(static_cast<bool>(kept))));
    const term one = co_await gen_server::start<echo>(self, name);
    const term two = co_await gen_server::start<echo>(self, name);
    hear(tuple(one[0], two[1][0]));
    co_await hear_call(self, name, atom("x"));
    co_await gen_server::cast(self, name, atom("y"));
    co_await gen_server::stop(self, name);
    const via nowhere(atom("no_such_module"), 1);
    co_await hear_call(self, nowhere, atom("x"));
  }));
  CHECK(heard == lines{"{noproc,{gen_server,call,[{via,keeper,{1,2}},x]}}", "{{error,why},false}",
                       "{ok,already_started}", "{echo,x}", "{cast,y}", "undef"});
}

TEST_CASE("global: a lock has one holder, and is free when that dies") {
  neighbours n({"a@h", "b@h"});
  heard.clear();
  n.connect(0, 1);
  n.sim.run_for(10_s);
  const pid holder = n.spawn(0, locks, 0u);
  n.sim.run_for(1_s);
  n.spawn(1, locks, 2u);
  n.sim.run_for(10_s);
  CHECK(heard == lines{"{a@h,true}", "{b@h,false}"});
  n.spawn(1, locks, global::retry_forever);
  n.sim.run_for(1_s);
  n.home->deliver_or_free(holder, detail::make_message(atom("stop")));
  n.sim.run_for(20_s);
  CHECK(heard.back() == "{b@h,true}");
}

TEST_CASE("global: a name that many want at once goes to one") {
  neighbours n({"a@h", "b@h", "c@h"});
  n.connect(0, 1);
  n.sim.run_for(10_s);
  n.connect(0, 2);
  n.sim.run_for(10_s);
  heard.clear();
  for (std::size_t i = 0; i < 9; ++i) {
    n.spawn(i % 3, registers, term(atom("wanted")));
  }
  CHECK(n.sim.run_until([&] { return heard.size() == 9; }, 300_s));
  std::size_t winners = 0;
  for (const std::string& line : heard) {
    winners += line.find("true") != std::string::npos ? 1u : 0u;
  }
  CHECK(winners == 1);
  CHECK(same_everywhere(n, "wanted"));
}

}  // namespace
}  // namespace kith
