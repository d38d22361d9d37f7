// Groups of nodes in the simulator. Each of the ten cases of OTP's global_group_SUITE is named by a
// test here.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "cluster.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/global.hpp"
#include "kith/global_group.hpp"
#include "kith/rpc.hpp"
#include "runtime/node_core.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

using global_group::place;

/// Six hosts; n0, n1 and n2 of one group, n3, n4 and n5 of another, unless a test says otherwise.
class sites {
 public:
  sites(testing::simulation& on, std::string groups, std::size_t members = 6)
      : sim(on), groups_(std::move(groups)) {
    for (std::size_t i = 0; i < members; ++i) {
      hosts_.push_back(sim.add_host("h" + std::to_string(i)));
    }
    nodes_.resize(members);
  }
  ~sites() {
    for (auto& n : nodes_) {
      n.reset();
    }
  }

  void start(std::size_t i) {
    node_options o;
    o.name = std::string(name(i).name());
    o.cookie = "monster";
    o.net_ticktime = ticktime;
    o.log = &log;
    o.listen_port = listen_port;
    o.world = &hosts_[i].world();
    if (!groups_.empty()) {
      o.global_groups = *parse_term(groups_);
    }
    nodes_[i] = std::make_unique<node>(o);
  }
  void start_all() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      start(i);
    }
  }
  void end(std::size_t i) { nodes_[i].reset(); }
  void crash(std::size_t i) {
    hosts_[i].crash();
    nodes_[i].reset();
  }
  void restart(std::size_t i) {
    hosts_[i].restart();
    start(i);
  }

  [[nodiscard]] static atom name(std::size_t i) {
    const std::string number = std::to_string(i);
    return atom("n" + number + "@h" + number);
  }
  [[nodiscard]] node& at(std::size_t i) { return *nodes_[i]; }
  [[nodiscard]] bool is_up(std::size_t i) const { return nodes_[i] != nullptr; }
  [[nodiscard]] testing::host host(std::size_t i) { return hosts_[i]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] detail::kernel_state& kernel(std::size_t i) {
    return *nodes_[i]->core().kernel.load();
  }
  /// The node of the process that has the name, as node i knows it.
  [[nodiscard]] std::string where(std::size_t i, const char* what) {
    const pid who = kernel(i).names.find(term(atom(what)));
    return who ? std::string(who.node().name()) : "nowhere";
  }
  bool known_as(std::initializer_list<std::size_t> nodes, const char* what, const std::string& at) {
    return sim.run_until(
        [&] {
          for (const std::size_t i : nodes) {
            if (where(i, what) != at) {
              return false;
            }
          }
          return true;
        },
        60_s);
  }

  using question = task<term> (*)(ctx self, term argument);
  /// What a new process of node i makes of a question, printed.
  std::string ask(std::size_t i, question body, const term& argument = term::nil()) {
    auto got = std::make_shared<std::string>();
    nodes_[i]->spawn(asks, body, argument, got);
    return sim.run_until([&] { return !got->empty(); }, 2_min) ? *got : "no answer";
  }
  bool ping(std::size_t from, std::size_t to) {
    return ask(
               from,
               [](ctx self, term whom) -> task<term> {
                 const bool up = co_await net_adm::ping(self, whom.as_atom());
                 co_return term(up);
               },
               name(to)) == "true";
  }
  void take_name(std::size_t i, const char* what) { nodes_[i]->spawn(takes, term(atom(what))); }

  testing::simulation& sim;
  log_lines log;

 private:
  static process asks(ctx self, question body, term argument, std::shared_ptr<std::string> got) {
    const term answer = co_await body(self, argument);
    *got = to_string(answer);
  }
  static process takes(ctx self, term what) {
    const bool mine = co_await global::register_name(self, what, self);
    if (mine) {
      co_await self.receive(on(atom("die")));
    }
  }

  std::string groups_;
  std::vector<testing::host> hosts_;
  std::vector<std::unique_ptr<node>> nodes_;
};

constexpr const char* two_groups = "[{nc1,[n0@h0,n1@h1,n2@h2]},{nc2,[n3@h3,n4@h4,n5@h5]},"
                                   "{nc3,[n9@h9]}]";
constexpr const char* one_group = "[{nc1,[n0@h0,n1@h1,n2@h2]}]";

task<term> tells_groups(ctx self, term) {
  co_return co_await global_group::global_groups(self);
}
task<term> tells_own_nodes(ctx self, term) {
  co_return co_await global_group::own_nodes(self);
}
task<term> tells_info(ctx self, term) {
  co_return co_await global_group::info(self);
}
task<term> names_of_node(ctx self, term t) {
  const place there = place::node(t.as_atom());
  co_return co_await global_group::registered_names(self, there);
}
task<term> names_of_group(ctx self, term t) {
  const place there = place::group(t.as_atom());
  co_return co_await global_group::registered_names(self, there);
}
task<term> finds_test(ctx self, term t) {
  const place there = place::group(t.as_atom());
  const pid who = co_await global_group::whereis_name(self, there, atom("test"));
  co_return who ? term(who.node()) : term(atoms::undefined);
}
task<term> sends_to(ctx self, term name) {
  const pid who = co_await global_group::send(self, name, atom("hello"));
  co_return who ? term(who.node()) : term(atoms::undefined);
}

/// Hears of nodes, for good.
using lines = std::shared_ptr<std::vector<std::string>>;
process hears(ctx self, lines heard) {
  co_await global_group::monitor_nodes(self, true);
  for (;;) {
    const term m = co_await self.receive();
    heard->push_back(to_string(m));
  }
}
bool has(const lines& heard, const char* line) {
  return std::find(heard->begin(), heard->end(), line) != heard->end();
}

TEST_CASE("global groups: the servers start with the node (start_gg_proc)") {
  testing::simulation sim(1);
  sites s(sim, one_group, 3);
  s.start_all();
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(s.ask(i, names_of_node, s.name(i)) == "[]");
    CHECK(s.ask(i, tells_groups) == "{nc1,[]}");
  }
}

void check_without_groups(sites& s) {
  for (std::size_t i = 0; i + 1 < 6; ++i) {
    CHECK(s.ping(i, i + 1));
  }
  s.take_name(1, "test2");
  CHECK(s.known_as({0, 1, 2, 3, 4, 5}, "test2", "n1@h1"));
  CHECK(s.ask(0, names_of_node, s.name(3)) == "[test2]");
  CHECK(s.ask(2, names_of_node, s.name(5)) == "[test2]");
  CHECK(s.ask(2, tells_groups) == "undefined");
  CHECK(s.ask(5, sends_to, atom("test2")) == "n1@h1");
  // Names may be known before all are connected.
  CHECK(s.sim.run_until([&] { return s.at(2).nodes().size() == 5; }, 30_s));
  const std::string own = s.ask(2, tells_own_nodes);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(own.find(std::string(s.name(i).name())) != std::string::npos);
  }
  const lines heard = std::make_shared<std::vector<std::string>>();
  s.at(1).spawn(hears, heard);
  s.sim.run_for(1_s);
  s.end(0);
  CHECK(s.sim.run_until([&] { return has(heard, "{nodedown,n0@h0}"); }, 30_s));
  s.start(0);
  CHECK(s.ping(1, 0));
  CHECK(s.sim.run_until([&] { return has(heard, "{nodeup,n0@h0}"); }, 30_s));
  CHECK(s.known_as({0, 5}, "test2", "n1@h1"));
}

TEST_CASE("global groups: without groups all nodes are one (no_gg_proc)") {
  testing::simulation sim(2);
  sites s(sim, "");
  s.start_all();
  check_without_groups(s);
}

TEST_CASE(
    "global groups: without groups, nodes that wait for each other are one (no_gg_proc_sync)") {
  // OTP's sync_nodes_optional makes each ping the others at its start.
  testing::simulation sim(3);
  sites s(sim, "");
  s.start_all();
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK(s.ping(i, j));
    }
  }
  check_without_groups(s);
}

TEST_CASE("global groups: an empty definition is none (compatible)") {
  testing::simulation sim(4);
  sites s(sim, "[]");
  s.start_all();
  check_without_groups(s);
  CHECK(s.ask(3, tells_info).starts_with("[{state,no_conf},{own_group_name,[]}"));
}

void check_one_group(sites& s) {
  CHECK(s.known_as({0, 1, 2}, "test", "n0@h0"));
  // The name is taken.
  CHECK(s.ask(1, [](ctx self, term) -> task<term> {
    const bool mine = co_await global::register_name(self, atom("test"), self);
    co_return term(mine);
  }) == "false");
  // Dies, and the name goes everywhere.
  s.at(0).spawn([](ctx) -> process {
    global::send(term(atom("test")), atom("die"));
    co_return;
  });
  CHECK(s.known_as({0, 1, 2}, "test", "nowhere"));
  s.take_name(0, "test");
  CHECK(s.known_as({0, 1, 2}, "test", "n0@h0"));
  CHECK(s.ask(2, [](ctx self, term) -> task<term> {
    const pid other = spawn([](ctx me) -> process { co_await me.receive(on(atom("die"))); });
    co_await global::re_register_name(self, atom("test"), other);
    co_return atoms::ok;
  }) == "ok");
  CHECK(s.known_as({0, 1, 2}, "test", "n2@h2"));
  CHECK(s.ask(0, sends_to, atom("test")) == "n2@h2");
  CHECK(s.ask(2, [](ctx self, term) -> task<term> {
    co_await global::unregister_name(self, atom("test"));
    co_return atoms::ok;
  }) == "ok");
  CHECK(s.known_as({0, 1, 2}, "test", "nowhere"));
  s.take_name(2, "test");
  CHECK(s.known_as({0, 1, 2}, "test", "n2@h2"));
  s.end(2);
  CHECK(s.known_as({0, 1}, "test", "nowhere"));
}

TEST_CASE("global groups: a group of three that start at once is one part (one_grp)") {
  for (const std::uint64_t seed : {5u, 6u, 7u}) {
    CAPTURE(seed);
    testing::simulation sim(seed);
    sites s(sim, one_group, 3);
    s.start_all();
    s.sim.run_for(10_s);
    s.take_name(0, "test");
    check_one_group(s);
  }
}

TEST_CASE(
    "global groups: a group of three that start one after the other is one part (one_grp_x)") {
  for (const std::uint64_t seed : {8u, 9u, 10u}) {
    CAPTURE(seed);
    testing::simulation sim(seed);
    sites s(sim, one_group, 3);
    s.start(0);
    s.sim.run_for(1_s);
    s.take_name(0, "test");
    s.start(1);
    CHECK(s.known_as({0, 1}, "test", "n0@h0"));
    s.start(2);
    check_one_group(s);
  }
}

TEST_CASE("global groups: names of two groups are two, and each can ask the other (two_grp)") {
  testing::simulation sim(11);
  sites s(sim, two_groups);
  s.start_all();
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(s.ask(i, tells_groups) == (i < 3 ? "{nc1,[nc2,nc3]}" : "{nc2,[nc1,nc3]}"));
    CHECK(s.ask(i, tells_own_nodes) == (i < 3 ? "[n0@h0,n1@h1,n2@h2]" : "[n3@h3,n4@h4,n5@h5]"));
  }
  s.sim.run_for(10_s);
  s.take_name(0, "test");
  CHECK(s.known_as({0, 1, 2}, "test", "n0@h0"));
  CHECK(s.known_as({3, 4, 5}, "test", "nowhere"));
  CHECK(s.ask(3, names_of_node, s.name(0)) == "[test]");
  CHECK(s.ask(3, names_of_group, atom("nc1")) == "[test]");
  CHECK(s.ask(3, names_of_group, atom("nc2")) == "[]");
  CHECK(s.ask(3, names_of_group, atom("nc3")) == "[]");
  CHECK(s.ask(4, finds_test, atom("nc1")) == "n0@h0");
  CHECK(s.ask(4, finds_test, atom("nc2")) == "undefined");
  CHECK(s.ask(0, finds_test, atom("nc2")) == "undefined");
  CHECK(s.ask(5, sends_to, atom("test")) == "n0@h0");
  s.take_name(3, "test");
  CHECK(s.known_as({3, 4, 5}, "test", "n3@h3"));
  CHECK(s.known_as({0, 1, 2}, "test", "n0@h0"));
  CHECK(s.ask(5, sends_to, atom("test")) == "n3@h3");
  CHECK(s.ask(5, finds_test, atom("nc1")) == "n0@h0");

  // Each hears of the nodes of its own group.
  const lines heard1 = std::make_shared<std::vector<std::string>>();
  const lines heard2 = std::make_shared<std::vector<std::string>>();
  s.at(1).spawn(hears, heard1);
  s.at(3).spawn(hears, heard2);
  s.sim.run_for(1_s);
  s.end(0);
  s.end(5);
  CHECK(s.sim.run_until([&] { return has(heard1, "{nodedown,n0@h0}"); }, 30_s));
  CHECK(s.sim.run_until([&] { return has(heard2, "{nodedown,n5@h5}"); }, 30_s));
  s.start(0);
  s.start(5);
  CHECK(s.sim.run_until([&] { return has(heard1, "{nodeup,n0@h0}"); }, 60_s));
  CHECK(s.sim.run_until([&] { return has(heard2, "{nodeup,n5@h5}"); }, 60_s));
  CHECK_FALSE(has(heard1, "{nodedown,n5@h5}"));
  CHECK_FALSE(has(heard2, "{nodedown,n0@h0}"));
  CHECK(s.known_as({5}, "test", "n3@h3"));
  CHECK(s.known_as({0}, "test", "nowhere"));
}

TEST_CASE("global groups: a hidden group shows itself to its own nodes alone (hidden_groups)") {
  testing::simulation sim(12);
  sites s(sim, "[{nc1,hidden,[n0@h0,n1@h1]},{nc2,[n2@h2,n3@h3]},{nc3,normal,[n4@h4]}]", 5);
  s.start_all();
  CHECK(s.ping(0, 2));
  CHECK(s.ping(3, 1));
  CHECK(s.ping(2, 4));
  const auto seen = [&](std::size_t i) {
    return s.ask(i, [](ctx, term) -> task<term> {
      co_return tuple(nodes(atoms::visible), nodes(atoms::hidden));
    });
  };
  CHECK(s.sim.run_until([&] { return s.at(0).nodes().size() == 1; }, 30_s));
  CHECK(s.sim.run_until([&] { return s.at(3).nodes().size() == 1; }, 30_s));
  CHECK(seen(0) == "{[n1@h1],[n2@h2]}");
  CHECK(seen(1) == "{[n0@h0],[n3@h3]}");
  CHECK(seen(3) == "{[n2@h2],[n1@h1]}");
  CHECK(seen(4) == "{[n2@h2],[]}");
}

TEST_CASE(
    "global groups: a search that is killed answers its caller, and the server lives (test_exit)") {
  testing::simulation sim(13);
  sites s(sim, two_groups, 4);
  s.start_all();
  const auto calls = [&](const char* request) {
    return s.ask(
        0,
        [](ctx self, term t) -> task<term> {
          const term answer = co_await rpc::call(self, node_name(), atom("global_group"),
                                                 t[0].as_atom(), term(t[1]));
          co_return answer;
        },
        *parse_term(request));
  };
  CHECK(calls("{registered_names_test,[{node,test3844zty}]}") == "{error,testing_exit}");
  CHECK(calls("{whereis_name_test,[test3844zty]}") == "{error,testing_exit}");
  CHECK(calls("{send_test,[ann,test3844zty]}") == "{badarg,{ann,test3844zty}}");
  CHECK(calls("{send_test,[ann,x]}") == "{error,illegal_function_call}");
  CHECK(s.ask(0, tells_groups) == "{nc1,[nc2,nc3]}");
}

TEST_CASE(
    "global groups: global:disconnect gives up the own group, and no other (global_disconnect)") {
  testing::simulation sim(14);
  sites s(sim, two_groups);
  s.start_all();
  s.sim.run_for(10_s);
  CHECK(s.ping(0, 3));
  CHECK(s.at(0).nodes().size() == 3);
  s.take_name(1, "test");
  CHECK(s.known_as({0, 1, 2}, "test", "n1@h1"));
  CHECK(s.ask(0, [](ctx self, term) -> task<term> {
    co_return co_await global::disconnect(self);
  }) == "[n1@h1,n2@h2]");
  CHECK(s.sim.run_until([&] { return s.at(0).nodes() == std::vector<atom>{s.name(3)}; }, 30_s));
  CHECK(s.known_as({0}, "test", "nowhere"));
  CHECK(s.known_as({1, 2}, "test", "n1@h1"));
  CHECK(s.ping(0, 1));
  CHECK(s.known_as({0, 1, 2}, "test", "n1@h1"));
  CHECK(s.sim.run_until([&] { return s.at(0).nodes().size() == 3; }, 60_s));
}

// ---- what must hold whatever happens -----------------------------------------------------------

/// No node of one group knows a name of the other, nor a node.
void check_apart(sites& s, std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!s.is_up(i)) {
      continue;
    }
    const auto groups = s.kernel(i).global_groups.get();
    for (const term& name : s.kernel(i).names.names()) {
      const pid who = s.kernel(i).names.find(name);
      if (who && !groups->is_member(who.node())) {
        problems.push_back(std::string(s.name(i).name()) + " knows a name of " +
                           std::string(who.node().name()));
      }
    }
    if (groups->own.size() != 3) {
      problems.push_back("the group of " + std::string(s.name(i).name()) + " has grown");
    }
  }
}

bool is_whole(sites& s) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    const std::string first = i < 3 ? "n0@h0" : "n3@h3";
    const std::string second = i < 3 ? "n2@h2" : "n5@h5";
    if (s.where(i, "first") != first || s.where(i, "second") != second) {
      return false;
    }
  }
  return true;
}

std::string names_of_all(sites& s) {
  std::string all;
  for (std::size_t i = 0; i < s.size(); ++i) {
    all += std::string(s.name(i).name()) + " knows first at " + s.where(i, "first") +
           " and second at " + s.where(i, "second") + ", and nodes";
    for (const atom other : s.at(i).nodes()) {
      all += " " + std::string(other.name());
    }
    all += "; ";
  }
  return all;
}

process takes_again(ctx self, term what) {
  for (;;) {
    const bool mine = co_await global::register_name(self, what, self);
    if (mine) {
      co_await self.receive(on(atom("never")), after(5_s));
    }
    const pid who = global::whereis_name(what);
    if (who == self.self()) {
      co_await self.receive(on(atom("never")), after(5_s));
    } else {
      co_await self.receive(on(atom("never")), after(1_s));
    }
  }
}

void give_work(sites& s, std::size_t i) {
  if (i % 3 == 0) {
    s.at(i).spawn(takes_again, term(atom("first")));
  } else if (i % 3 == 2) {
    s.at(i).spawn(takes_again, term(atom("second")));
  }
}

/// Crashes, restarts, cuts, and searches from group to group.
void trouble(sites& s, std::vector<std::string>& problems) {
  for (int step = 0; step < 12; ++step) {
    const std::size_t i = s.sim.draw(6);
    const std::size_t j = (i + 1 + s.sim.draw(5)) % 6;
    switch (s.sim.draw(4)) {
    case 0:
      if (s.is_up(i)) {
        s.crash(i);
        s.sim.run_for(duration::milliseconds(static_cast<std::int64_t>(s.sim.draw(3'000))));
        s.restart(i);
        give_work(s, i);
      }
      break;
    case 1: s.sim.cut(s.host(i), s.host(j)); break;
    case 2: s.sim.heal_all(); break;
    default:
      s.at(i).spawn(
          [](ctx self, term group) -> process {
            const place there = place::group(group.as_atom());
            const term names = co_await global_group::registered_names(self, there);
            static_cast<void>(names);
          },
          term(atom(i < 3 ? "nc2" : "nc1")));
    }
    s.sim.run_for(duration::milliseconds(static_cast<std::int64_t>(s.sim.draw(20'000))));
    check_apart(s, problems);
  }
}

process keeps_meeting(ctx self, std::vector<atom> others) {
  for (const atom other : others) {
    disconnect_node(other);
  }
  for (;;) {
    for (std::size_t i = 0; i < others.size(); ++i) {
      const bool up = co_await net_adm::ping(self, others[i]);
      static_cast<void>(up);
    }
    co_await global_group::sync(self);
    co_await self.receive(on(atom("never")), after(20_s));
  }
}
/// Who has lost another of its group finds it again: nobody else connects them, as in OTP, and
/// names that were parted to prevent overlapping partitions are one again for sure only when the
/// connection is another.
void meet(sites& s) {
  for (std::size_t i = 0; i < 6; ++i) {
    const std::size_t first = i < 3 ? 0 : 3;
    s.at(i).spawn(keeps_meeting, std::vector<atom>{s.name(first), s.name(first + 1)});
  }
}

TEST_CASE("global groups: no name leaks from group to group, and after all trouble each is whole") {
  run_seeds(12, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    sites s(sim, two_groups);
    s.start_all();
    for (std::size_t i = 0; i < 6; ++i) {
      give_work(s, i);
    }
    trouble(s, problems);
    sim.heal_all();
    meet(s);
    if (!sim.run_until([&] { return is_whole(s); }, 2_min)) {
      problems.push_back("a group is not whole: " + names_of_all(s));
    }
    check_apart(s, problems);
    return problems;
  });
}

TEST_CASE("global groups: nobody connects across groups unless somebody asks across") {
  run_seeds(6, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    sites s(sim, two_groups);
    s.start_all();
    for (std::size_t i = 0; i < 6; ++i) {
      give_work(s, i);
    }
    bool whole = sim.run_until([&] { return is_whole(s); }, 2_min);
    const std::size_t gone = sim.draw(6);
    s.crash(gone);
    sim.run_for(20_s);
    s.restart(gone);
    give_work(s, gone);
    whole = sim.run_until([&] { return is_whole(s); }, 2_min) && whole;
    if (!whole) {
      problems.emplace_back("a group is not whole");
    }
    for (std::size_t i = 0; i < 6; ++i) {
      for (const atom other : s.at(i).nodes()) {
        if (!s.kernel(i).global_groups.get()->is_member(other)) {
          problems.push_back(std::string(s.name(i).name()) + " is connected to " +
                             std::string(other.name()));
        }
      }
    }
    return problems;
  });
}

}  // namespace
}  // namespace kith::scenarios
