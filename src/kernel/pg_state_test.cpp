// The state machine of a scope, against what scopes of OTP 25 say to each other.

#include "kernel/pg_state.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "kith/build.hpp"
#include "kith/reflect.hpp"

namespace kith::detail {
namespace {

const atom ka("ka@localhost");
const atom kb("kb@localhost");
const atom kc("kc@localhost");

pid process_of(atom node, std::uint32_t id, std::uint32_t creation = 7) {
  return pid::external(node, creation, id, 0);
}
const pid own = process_of(ka, 10);
const pid one = process_of(ka, 11);
const pid two = process_of(ka, 12);
const pid listener = process_of(ka, 13);
const pid scope_b = process_of(kb, 10);
const pid b1 = process_of(kb, 11);
const pid b2 = process_of(kb, 12);
const pid scope_c = process_of(kc, 10);
const pid c1 = process_of(kc, 11);

const atom g("g");
const atom h("h");

class recorder final : public pg_effects {
 public:
  void send(pid to, term m) override { sent.emplace_back(to, std::move(m)); }
  void send(atom node, term m) override { asked.emplace_back(node, std::move(m)); }
  reference watch(pid who) override {
    const std::array<std::uint32_t, 3> words = {++references_, 0, 0};
    const reference ref(ka, 7, words);
    watched.emplace_back(who, ref);
    return ref;
  }
  void unwatch(const reference& ref) override {
    std::erase_if(watched, [&](const auto& w) { return w.second == ref; });
  }
  bool is_visible(atom node) const override { return visible.contains(node); }
  void log(log_level, std::string text) override { logged.push_back(std::move(text)); }

  std::vector<std::pair<pid, term>> sent;
  std::vector<std::pair<atom, term>> asked;
  std::vector<std::pair<pid, reference>> watched;
  std::vector<std::string> logged;
  std::set<atom> visible = {kb, kc};

 private:
  std::uint32_t references_ = 0;
};

struct fixture {
  pg_groups groups{own};
  recorder out;
  pg_limits limits{.groups_per_peer_max = 20'000,
                   .members_per_peer_max = 50'000,
                   .peers_per_node_max = 4,
                   .monitors_max = 3};
  pg_state machine{atom("s"), own, groups, out, limits};

  std::string call(term request, pid from = listener) {
    return to_string(machine.call(request, from));
  }
  std::string join(term group, term who) { return call(tuple(atom("join_local"), group, who)); }
  std::string leave(term group, term who) { return call(tuple(atom("leave_local"), group, who)); }
  void info(term m) { machine.info(m); }
  void cast(term m) { machine.cast(m); }
  void sync(pid from, term groups_there) { cast(tuple(atom("sync"), from, groups_there)); }
  void remote_join(pid from, term group, term who) { info(tuple(atom("join"), from, group, who)); }
  void remote_leave(pid from, term who, term from_groups) {
    info(tuple(atom("leave"), from, who, from_groups));
  }
  /// What was sent to a process since it was last asked.
  std::string to(pid who) {
    std::string text;
    for (const auto& [to, m] : out.sent) {
      if (to == who) {
        text += (text.empty() ? "" : " ") + to_string(m);
      }
    }
    std::erase_if(out.sent, [&](const auto& s) { return s.first == who; });
    return text;
  }
  void down(pid who) {
    const auto watched = out.watched;
    for (const auto& [target, ref] : watched) {
      if (target == who) {
        out.unwatch(ref);
        info(tuple(atoms::DOWN, ref, atoms::process, who, atoms::noconnection));
      }
    }
  }
  [[nodiscard]] std::string members(term group) const { return to_string(groups.members(group)); }
  [[nodiscard]] std::string local(term group) const {
    return to_string(groups.local_members(group));
  }
  [[nodiscard]] std::size_t watches_on(pid who) const {
    std::size_t n = 0;
    for (const auto& w : out.watched) {
      n += w.first == who ? 1u : 0u;
    }
    return n;
  }
};

std::string text(term t) {
  return to_string(t);
}

TEST_CASE(
    "pg: a scope that starts asks those of the nodes that are there, and of each that comes") {
  fixture f;
  f.machine.start({kb, kc});
  f.info(tuple(atoms::nodeup, atom("kd@localhost")));
  f.info(tuple(atoms::nodedown, atom("kd@localhost")));
  f.info(tuple(atoms::nodeup, ka));
  REQUIRE(f.out.asked.size() == 3);
  CHECK(f.out.asked[0].first == kb);
  CHECK(f.out.asked[2].first == atom("kd@localhost"));
  CHECK(text(f.out.asked[2].second) == text(tuple(atom("discover"), own)));
  CHECK(f.out.logged.empty());
}

TEST_CASE("pg: discover is answered by all that is local, and asked back once") {
  fixture f;
  f.join(g, one);
  f.join(g, list(two, one));
  f.info(tuple(atom("discover"), scope_b));
  const term all =
      tuple(atoms::gen_cast, tuple(atom("sync"), own, list(tuple(g, list(two, one, one)))));
  CHECK(f.to(scope_b) == text(all) + " " + text(tuple(atom("discover"), own)));
  CHECK(f.watches_on(scope_b) == 1);
  f.info(tuple(atom("discover"), scope_b, 1));
  CHECK(f.to(scope_b) == text(all));
  CHECK(f.watches_on(scope_b) == 1);
}

TEST_CASE("pg: the first sync of a peer is accepted before any other word of it") {
  fixture f;
  f.join(h, one);
  f.sync(scope_b, list(tuple(g, list(b1, b2))));
  CHECK(f.members(g) == text(list(b1, b2)));
  CHECK(f.local(g) == "[]");
  CHECK(f.watches_on(scope_b) == 1);
  // It is told of ours before it hears of changes.
  f.leave(h, one);
  CHECK(f.to(scope_b) ==
        text(tuple(atoms::gen_cast, tuple(atom("sync"), own, list(tuple(h, list(one)))))) + " " +
            text(tuple(atom("leave"), own, one, list(h))));
}

TEST_CASE("pg_SUITE overlay_missing: join and leave of a scope that is no peer change nothing") {
  fixture f;
  f.remote_join(scope_b, g, b1);
  CHECK(f.groups.names().empty());
  f.sync(scope_b, list(tuple(g, list(b1))));
  f.remote_leave(scope_c, b1, list(g));
  f.remote_leave(process_of(kb, 99), b1, list(g));
  CHECK(f.members(g) == text(list(b1)));
  CHECK(f.out.logged.empty());
}

TEST_CASE("pg: a process that joins twice is in the group twice, newest first") {
  fixture f;
  CHECK(f.join(g, one) == "ok");
  CHECK(f.join(g, list(two, one)) == "ok");
  f.sync(scope_b, list(tuple(g, list(b1))));
  f.remote_join(scope_b, g, list(b2, b2));
  CHECK(f.members(g) == text(list(b2, b2, b1, two, one, one)));
  CHECK(f.local(g) == text(list(two, one, one)));
  CHECK(f.leave(g, one) == "ok");
  CHECK(f.local(g) == text(list(two, one)));
  CHECK(f.watches_on(one) == 1);
  CHECK(f.leave(g, list(one, one)) == "ok");
  CHECK(f.leave(g, one) == "not_joined");
  CHECK(f.watches_on(one) == 0);
  f.remote_leave(scope_b, b2, list(g, g, g));
  CHECK(f.members(g) == text(list(b1, two)));
}

TEST_CASE("pg: only those that were there leave, for peers and for those who monitor") {
  fixture f;
  f.sync(scope_b, list());
  f.to(scope_b);
  f.call(tuple(atom("monitor"), g));
  const reference ref = f.out.watched.back().second;
  f.join(g, list(one, two));
  f.leave(g, list(one, one, process_of(ka, 99)));
  CHECK(f.to(scope_b) == text(tuple(atom("join"), own, g, list(one, two))) + " " +
                             text(tuple(atom("leave"), own, list(one), list(g))));
  CHECK(f.to(listener) == text(tuple(ref, atom("join"), g, list(one, two))) + " " +
                              text(tuple(ref, atom("leave"), g, list(one))));
}

TEST_CASE("pg: a process that ends leaves all its groups, as often as it was in each") {
  fixture f;
  f.sync(scope_b, list());
  f.to(scope_b);
  f.join(g, one);
  f.join(h, one);
  f.join(g, list(one, two));
  f.to(scope_b);
  f.down(one);
  CHECK(f.to(scope_b) == text(tuple(atom("leave"), own, one, list(g, h, g))));
  CHECK(f.members(g) == text(list(two)));
  CHECK(f.groups.names().size() == 1);
  CHECK(f.groups.groups_of(one).empty());
}

TEST_CASE("pg: a process that monitors a group and joins it may end") {
  fixture f;
  f.call(tuple(atom("monitor"), g), one);
  f.call(atom("monitor"), one);
  f.join(g, list(one, two));
  f.down(one);
  CHECK(f.members(g) == text(list(two)));
  f.join(g, two);
  CHECK(f.to(one).find("join") != std::string::npos);  // what came before it ended
  f.join(g, two);
  CHECK(f.to(one).empty());
}

TEST_CASE("pg: a node that is lost leaves no group behind, not even an empty one") {
  fixture f;
  f.join(g, one);
  f.sync(scope_b, list(tuple(g, list(b1, b1)), tuple(h, list(b2))));
  f.remote_join(scope_b, atom("i"), list(b1, b2));
  f.remote_join(scope_b, atom("j"), b1);
  f.remote_leave(scope_b, b1, list(atom("j")));
  f.call(atom("monitor"));
  f.to(listener);
  f.down(scope_b);
  CHECK(f.groups.names().size() == 1);
  CHECK(f.members(g) == text(list(one)));
  CHECK(f.members(h) == "[]");
  CHECK_FALSE(f.to(listener).empty());
  CHECK(f.groups.size_of(scope_b).members == 0);
}

TEST_CASE("pg: groups that nobody is in are none") {
  fixture f;
  CHECK(f.join(g, list()) == "ok");
  f.sync(scope_b, list(tuple(h, list())));
  f.remote_join(scope_b, atom("i"), list());
  CHECK(f.groups.names().empty());
  CHECK(f.leave(g, list()) == "not_joined");
}

TEST_CASE("pg_SUITE forced_sync: a sync replaces all that came before, and those who monitor hear "
          "of the difference") {
  fixture f;
  f.join(g, one);
  f.sync(scope_b, list(tuple(g, list(b1, b2)), tuple(h, list(b2))));
  f.call(atom("monitor"));
  const reference ref = f.out.watched.back().second;
  f.sync(scope_b, list(tuple(g, list(b1, b2)), tuple(h, list(b2))));
  CHECK(f.to(listener).empty());
  f.sync(scope_b, list(tuple(g, list(b2, b2)), tuple(atom("i"), list(b1))));
  CHECK(f.members(g) == text(list(b2, b2, one)));
  CHECK(f.members(h) == "[]");
  CHECK(f.to(listener) == text(tuple(ref, atom("leave"), g, list(b1))) + " " +
                              text(tuple(ref, atom("join"), g, list(b2))) + " " +
                              text(tuple(ref, atom("join"), atom("i"), list(b1))) + " " +
                              text(tuple(ref, atom("leave"), h, list(b2))));
}

TEST_CASE("pg: a sync that names a group twice, the last word counts") {
  fixture f;
  f.sync(scope_b, list(tuple(g, list(b1)), tuple(g, list(b2))));
  CHECK(f.members(g) == text(list(b2)));
}

TEST_CASE("pg: pids of a third node, of another life of the node and of ours are ignored") {
  fixture f;
  f.join(g, one);
  const pid earlier = process_of(kb, 11, 6);
  f.sync(scope_b, list(tuple(g, list(c1, b1, earlier, one)), tuple(h, list(c1))));
  CHECK(f.members(g) == text(list(b1, one)));
  CHECK(f.groups.names().size() == 1);
  f.remote_join(scope_b, h, list(c1, two, earlier));
  f.remote_join(scope_b, h, two);
  CHECK(f.groups.names().size() == 1);
  f.remote_leave(scope_b, one, list(g));
  f.remote_leave(scope_b, list(one, c1), list(g, h));
  CHECK(f.members(g) == text(list(b1, one)));
  // A peer cannot speak of what came from another.
  f.sync(scope_c, list(tuple(g, list(c1))));
  f.remote_leave(scope_b, c1, list(g));
  CHECK(f.members(g) == text(list(c1, b1, one)));
}

TEST_CASE("pg: scopes of hidden nodes, of none and of our own are no peers") {
  fixture f;
  const pid hidden = process_of(atom("kh@localhost"), 10);
  f.info(tuple(atom("discover"), hidden));
  f.sync(hidden, list(tuple(g, list(process_of(atom("kh@localhost"), 11)))));
  f.info(tuple(atom("discover"), one));
  f.sync(one, list(tuple(g, list(two))));
  CHECK(f.groups.names().empty());
  CHECK(f.out.sent.empty());
  CHECK(f.out.watched.empty());
}

TEST_CASE("pg: what is no message of the protocol is logged and dropped") {
  fixture f;
  f.join(g, one);
  f.sync(scope_b, list());
  const term bad[] = {
      atom("x"),
      tuple(atom("discover"), atom("x")),
      tuple(atom("join"), scope_b, g, atom("x")),
      tuple(atom("join"), scope_b, g, list(b1, atom("x"))),
      tuple(atom("join"), scope_b, g, cons(b1, b2)),
      tuple(atom("join"), atom("x"), g, b1),
      tuple(atom("leave"), scope_b, b1, g),
      tuple(atom("leave"), scope_b, b1, cons(g, h)),
      tuple(atom("leave"), scope_b, atom("x"), list(g)),
      tuple(atoms::DOWN, 1, 2, 3, 4),
      tuple(atoms::nodeup, 1),
      list(),
  };
  for (const term& m : bad) {
    CAPTURE(to_string(m));
    f.out.logged.clear();
    f.info(m);
    CHECK(f.out.logged.size() == 1);
  }
  const term bad_casts[] = {
      atom("x"),
      tuple(atom("sync"), scope_b, g),
      tuple(atom("sync"), scope_b, list(g)),
      tuple(atom("sync"), scope_b, list(tuple(g, b1))),
      tuple(atom("sync"), scope_b, list(tuple(g, list(1)))),
      tuple(atom("sync"), scope_b, cons(tuple(g, list(b1)), g)),
      tuple(atom("sync"), atom("x"), list()),
      tuple(atom("join"), scope_b, g, b1),
  };
  for (const term& m : bad_casts) {
    CAPTURE(to_string(m));
    f.out.logged.clear();
    f.cast(m);
    CHECK(f.out.logged.size() == 1);
  }
  const term bad_calls[] = {
      atom("x"), tuple(atom("join_local"), g, atom("x")), tuple(atom("join_local"), g, b1),
      tuple(atom("join_local"), g, list(one, b1)), tuple(atom("leave_local"), g, atom("x"))};
  for (const term& m : bad_calls) {
    CAPTURE(to_string(m));
    CHECK(f.call(m) == "{error,badarg}");
  }
  CHECK(f.call(tuple(atom("leave_local"), g, b1)) == "not_joined");
  CHECK(f.call(tuple(atom("demonitor"), atom("x"))) == "false");
  CHECK(f.members(g) == text(list(one)));
}

TEST_CASE("pg_SUITE thundering_herd: syncs that say what is known change nothing, and are cheap "
          "beside many groups") {
  fixture f;
  std::vector<term> groups_there;
  for (int i = 0; i < 10'000; ++i) {
    groups_there.emplace_back(tuple(tuple(g, i), list(b1, b2)));
    f.join(tuple(h, i), one);
  }
  const term all = list_of(groups_there);
  f.call(atom("monitor"));
  f.sync(scope_b, all);
  f.out.sent.clear();
  for (int i = 0; i < 20; ++i) {
    f.sync(scope_b, all);
  }
  CHECK(f.out.sent.empty());
  CHECK(f.groups.names().size() == 20'000);
  const term one_group = list(tuple(tuple(g, 1), list(b1, b1)));
  for (int i = 0; i < 2'000; ++i) {
    f.sync(scope_b, one_group);
  }
  CHECK(f.groups.names().size() == 10'001);
  CHECK(f.members(tuple(g, 1)) == text(list(b1, b1)));
}

TEST_CASE("pg: one node may have a few scopes here, and no more") {
  fixture f;
  for (std::uint32_t i = 0; i < 2 * f.limits.peers_per_node_max; ++i) {
    f.sync(process_of(kb, 100 + i), list(tuple(g, list(b1))));
  }
  CHECK(f.out.watched.size() == f.limits.peers_per_node_max);
  f.sync(scope_c, list(tuple(h, list(c1))));
  CHECK(f.members(h) == text(list(c1)));
}

TEST_CASE("pg: a peer may have so many groups here, what is beyond is ignored and told once") {
  fixture f;
  std::vector<term> groups_there;
  const term member = list(b1);
  for (std::size_t i = 0; i < f.limits.groups_per_peer_max; ++i) {
    groups_there.emplace_back(tuple(i, member));
  }
  f.sync(scope_b, list_of(groups_there));
  CHECK(f.groups.names().size() == f.limits.groups_per_peer_max);
  f.remote_join(scope_b, g, b1);
  f.remote_join(scope_b, h, b1);
  CHECK(f.members(g) == "[]");
  CHECK(f.out.logged.size() == 1);
  f.remote_join(scope_b, 1, b2);
  CHECK(f.members(1) == text(list(b2, b1)));
  f.remote_leave(scope_b, b1, list(2));
  f.remote_join(scope_b, g, b1);
  CHECK(f.members(g) == text(list(b1)));
  f.sync(scope_c, list(tuple(h, list(c1))));
  CHECK(f.members(h) == text(list(c1)));
}

TEST_CASE("pg: a sync of more groups than a peer may have is told of once, too") {
  fixture f;
  std::vector<term> groups_there;
  for (std::size_t i = 0; i <= f.limits.groups_per_peer_max; ++i) {
    groups_there.emplace_back(tuple(i, list(b1)));
  }
  f.sync(scope_b, list_of(groups_there));
  f.sync(scope_b, list_of(groups_there));
  CHECK(f.groups.names().size() == f.limits.groups_per_peer_max);
  CHECK(f.out.logged.size() == 1);
}

TEST_CASE("pg: many that leave many groups at once are no message of a scope") {
  fixture f;
  f.sync(scope_b, list(tuple(g, list(b1)), tuple(h, list(b1))));
  std::vector<term> groups(f.limits.members_per_peer_max / 2, term(g));
  groups.emplace_back(h);
  const term many = list_of(groups);
  f.remote_leave(scope_b, list(b1, b2), many);
  CHECK(f.out.logged.size() == 1);
  CHECK(f.members(g) == text(list(b1)));
  f.remote_leave(scope_b, b1, many);
  CHECK(f.out.logged.size() == 1);
  CHECK(f.members(h) == "[]");
}

TEST_CASE("pg: a scope has so many monitors, and no more") {
  fixture f;
  f.join(g, list(one, two));
  CHECK(f.call(tuple(atom("monitor"), g)).front() == '{');
  CHECK(f.call(atom("monitor")) != "{error,system_limit}");
  CHECK(f.call(tuple(atom("monitor"), h)) != "{error,system_limit}");
  CHECK(f.call(tuple(atom("monitor"), h)) == "{error,system_limit}");
  CHECK(f.call(atom("monitor")) == "{error,system_limit}");
  f.down(listener);
  CHECK(f.call(atom("monitor")) != "{error,system_limit}");
}

TEST_CASE("pg: sys:get_state shows what OTP's scope would show") {
  fixture f;
  f.join(g, one);
  f.sync(scope_b, list(tuple(h, list(b1))));
  f.call(tuple(atom("monitor"), g));
  const auto ref_of = [&](pid who) {
    for (const auto& [target, ref] : f.out.watched) {
      if (target == who) {
        return ref;
      }
    }
    return reference();
  };
  CHECK(to_string(f.machine.to_term()) ==
        text(tuple(atom("state"), atom("s"), map(one, tuple(ref_of(one), list(g))),
                   map(scope_b, tuple(ref_of(scope_b), map(h, list(b1)))), map(),
                   map(ref_of(listener), tuple(listener, g)),
                   map(g, list(tuple(listener, ref_of(listener)))))));
}

}  // namespace
}  // namespace kith::detail
