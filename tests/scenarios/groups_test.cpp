// Groups of processes, whatever happens to the nodes: what a node says of its own processes is
// right at any time; once all is well, all nodes that run the scope say the same, which is what is;
// and what those who monitor were told adds up to it.

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <set>

#include "kith/pg.hpp"
#include "seeds.hpp"
#include "weather.hpp"

namespace kith::scenarios {
namespace {

const atom scope("scope");
constexpr std::int64_t group_count = 4;

/// Of each group its members, each as often as it is in it.
using membership = std::map<std::int64_t, std::multiset<std::string>>;

std::string key_of(term_ref t) {
  const pid who = t.as_pid();
  return std::string(who.node().name()) + "." + std::to_string(who.creation()) + "." +
         std::to_string(who.id()) + "." + std::to_string(who.serial());
}

void add(membership& to, std::int64_t group, term_ref pids) {
  for (; pids.is_cons(); pids = pids.tail()) {
    to[group].insert(key_of(pids.head()));
  }
}
/// False when one of them was not there.
bool take(membership& from, std::int64_t group, term_ref pids) {
  for (; pids.is_cons(); pids = pids.tail()) {
    const auto of_group = from.find(group);
    if (of_group == from.end()) {
      return false;
    }
    const auto at = of_group->second.find(key_of(pids.head()));
    if (at == of_group->second.end()) {
      return false;
    }
    of_group->second.erase(at);
    if (of_group->second.empty()) {
      from.erase(of_group);
    }
  }
  return true;
}

/// What is known of one life of a node.
struct life {
  bool has_scope = false;
  membership joined;  ///< by what its keeper did
  membership seen;    ///< by lookups
  membership told;    ///< by the messages of its monitor
  std::vector<std::string> problems;
};

struct story {
  explicit story(testing::simulation& of) : sim(&of) {}
  testing::simulation* sim;
  cluster* nodes = nullptr;
  bool is_calm = false;
  std::deque<life> lives;
  std::vector<life*> now;  ///< of each node
};

process member(ctx self) {
  co_await self.receive(on(atom("never")));
}

membership looked_up(bool local_only) {
  membership all;
  for (std::int64_t g = 0; g < group_count; ++g) {
    const std::vector<pid> who =
        local_only ? pg::get_local_members(scope, g) : pg::get_members(scope, g);
    add(all, g, term(list_of(who)));
  }
  return all;
}

/// The one process of a node that lets others join and leave.
class keeper {
 public:
  keeper(ctx self, story* s, std::size_t me) : self_(self), story_(s), life_(s->now[me]) {}

  task<void> acts() {
    const std::uint64_t what = draw(20);
    if (!life_->has_scope) {
      if (what < 10) {
        co_await start_scope();
      }
    } else if (what == 0) {
      co_await kill_scope();
    } else if (what < 4) {
      co_await kill_member();
    } else if (what < 13) {
      co_await join();
    } else {
      co_await leave();
    }
    co_await check_own();
  }

  task<void> hears() {
    for (;;) {
      term what;
      std::int64_t group = 0;
      term who;
      const std::size_t came = co_await self_.receive(
          on(tuple(watch_, bind(what), bind(group), bind(who))), after(duration()));
      if (came != 0) {
        break;
      }
      if (what.is(atom("join"))) {
        add(life_->told, group, who);
      } else if (!take(life_->told, group, who)) {
        life_->problems.push_back("told that one leaves that never joined");
      }
    }
    life_->seen = looked_up(false);
  }

 private:
  std::uint64_t draw(std::uint64_t end) { return story_->sim->draw(end); }
  pid some_member() {
    if (members_.size() < 3 || (members_.size() < 8 && draw(4) == 0)) {
      members_.push_back(spawn(member));
      return members_.back();
    }
    return members_[draw(members_.size())];
  }

  task<void> start_scope() {
    const term started = co_await pg::start(self_, scope);
    server_ = started[1].as_pid();
    const pg::watched_scope watched = co_await pg::monitor_scope(self_, scope);
    watch_ = watched.ref;
    life_->told.clear();
    for (const auto& [group, who] : map_pairs(watched.groups)) {
      add(life_->told, group.as_int(), who);
    }
    life_->has_scope = true;
  }
  task<void> kill_scope() {
    const reference gone = monitor(server_);
    exit(server_, atoms::kill);
    co_await self_.receive(on(tuple(atoms::DOWN, gone, any, any, any)));
    while (whereis(scope)) {
      co_await self_.yield();
    }
    co_await hears();
    life_->has_scope = false;
    life_->joined.clear();
    life_->told.clear();
  }
  task<void> kill_member() {
    if (members_.empty()) {
      co_return;
    }
    const std::size_t which = draw(members_.size());
    const pid who = members_[which];
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(which));
    const reference gone = monitor(who);
    exit(who, atoms::kill);
    co_await self_.receive(on(tuple(atoms::DOWN, gone, any, any, any)));
    const std::string key = key_of(term(who));
    for (std::int64_t g = 0; g < group_count; ++g) {
      life_->joined[g].erase(key);
      if (life_->joined[g].empty()) {
        life_->joined.erase(g);
      }
    }
  }
  task<void> join() {
    const auto group = static_cast<std::int64_t>(draw(group_count));
    std::vector<pid> who;
    for (std::uint64_t n = 1 + draw(3); n > 0; --n) {
      who.push_back(some_member());
    }
    const term pids = list_of(who);
    if (who.size() == 1) {
      co_await pg::join(self_, scope, term(group), who[0]);
    } else {
      co_await pg::join(self_, scope, term(group), who);
    }
    add(life_->joined, group, pids);
  }
  task<void> leave() {
    const auto group = static_cast<std::int64_t>(draw(group_count));
    const pid one = some_member();
    const pid other = some_member();
    const std::vector<pid> who = {one, other};
    const term first = list(one);
    const term second = list(other);
    const bool some = co_await pg::leave(self_, scope, term(group), who);
    const bool first_was = take(life_->joined, group, first);
    const bool second_was = take(life_->joined, group, second);
    if (some != (first_was || second_was)) {
      life_->problems.push_back("leave says what is not true");
    }
  }
  /// A scope may hear of an end a moment later than its keeper does.
  task<void> check_own() {
    for (int i = 0; i < 100 && looked_up(true) != life_->joined; ++i) {
      co_await self_.yield();
    }
    if (looked_up(true) != life_->joined) {
      life_->problems.push_back("a node is wrong about its own processes");
    }
  }

  ctx self_;
  story* story_;
  life* life_;
  pid server_;
  reference watch_;
  std::vector<pid> members_;
};

process keeps(ctx self, story* s, std::size_t me) {
  keeper k(self, s, me);
  for (;;) {
    co_await self.receive(after(
        duration::milliseconds(static_cast<std::int64_t>(s->sim->draw(s->is_calm ? 500 : 2'000)))));
    if (!s->is_calm) {
      co_await k.acts();
    }
    co_await k.hears();
  }
}

/// Nodes that have lost each other meet again.
process meets(ctx self, story* s) {
  for (;;) {
    const std::size_t other = s->sim->draw(s->nodes->size());
    const bool up = co_await net_kernel::connect_node(self, s->nodes->name(other));
    co_await self.receive(
        after(duration::milliseconds(static_cast<std::int64_t>(s->sim->draw(up ? 2'000 : 500)))));
  }
}

membership whole(const story& s) {
  membership all;
  for (const life* l : s.now) {
    for (const auto& [group, who] : l->joined) {
      all[group].insert(who.begin(), who.end());
    }
  }
  return all;
}

bool agree(const story& s) {
  const membership all = whole(s);
  for (const life* l : s.now) {
    if (l->has_scope ? l->seen != all || l->told != all : !l->seen.empty()) {
      return false;
    }
  }
  return true;
}

std::string text_of(const membership& all) {
  std::string text;
  for (const auto& [group, who] : all) {
    text += " " + std::to_string(group) + ":";
    for (const std::string& each : who) {
      text += " " + each;
    }
  }
  return text;
}

std::vector<std::string> groups_agree(testing::simulation& sim) {
  story s(sim);
  const std::size_t size = 2 + sim.draw(4);
  s.now.resize(size);
  cluster c(sim, size, [&s](cluster& all, std::size_t i) {
    s.nodes = &all;
    s.lives.emplace_back();
    s.now[i] = &s.lives.back();
    all.at(i).spawn(keeps, &s, i);
    all.at(i).spawn(meets, &s);
  });
  weather w(c);
  w.blow(60_s);
  w.clear_up();
  s.is_calm = true;
  std::vector<std::string> problems;
  if (!sim.run_until([&] { return agree(s); }, 120_s)) {
    problems.push_back("the nodes do not agree; there is:" + text_of(whole(s)));
    for (std::size_t i = 0; i < size; ++i) {
      problems.push_back("n" + std::to_string(i) + " sees" + text_of(s.now[i]->seen) +
                         ", was told" + text_of(s.now[i]->told));
    }
  }
  for (const life& l : s.lives) {
    problems.insert(problems.end(), l.problems.begin(), l.problems.end());
  }
  return problems;
}

TEST_CASE("groups: once all is well every node knows the same members, and has told of them") {
  run_seeds(20, groups_agree);
}

}  // namespace
}  // namespace kith::scenarios
