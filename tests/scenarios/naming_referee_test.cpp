// Histories of names and locks made by hand, each of which breaks one promise, so that a referee
// who sees nothing is seen.

#include "naming_referee.hpp"

#include <doctest/doctest.h>

#include <tuple>

namespace kith::scenarios {
namespace {

/// Three nodes that are connected from the first millisecond; processes 1, 2, 3, one on each.
struct account {
  naming_history all;

  account() {
    all.members = 3;
    all.is_resolved = [](std::size_t name) { return name == 3; };
    for (std::size_t i = 0; i < 3; ++i) {
      add(naming::node_began, 1).member = i;
    }
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        if (i != j) {
          hears(naming::up, 2, i, j);
        }
      }
      naming_event& e = add(naming::began, 3);
      e.who = static_cast<citizen>(i + 1);
      e.member = i;
    }
  }
  naming_event& add(naming what, std::int64_t at_ms) {
    naming_event& e = all.events.emplace_back();
    e.what = what;
    e.at_ms = at_ms;
    return e;
  }
  void hears(naming what, std::int64_t at_ms, std::size_t member, std::size_t other) {
    naming_event& e = add(what, at_ms);
    e.member = member;
    e.other = other;
  }
  void registers(citizen who, std::size_t name, std::int64_t from, std::int64_t to, bool yes = true,
                 std::vector<std::size_t> known_at_last = {0, 1, 2}) {
    naming_event& e = add(naming::registering, from);
    e.who = who;
    e.name = name;
    e.list = {0, 1, 2};
    naming_event& answer = add(naming::registered, to);
    answer.who = who;
    answer.yes = yes;
    answer.list = std::move(known_at_last);
  }
  void unregisters(citizen who, citizen whose, std::size_t name, std::int64_t from,
                   std::int64_t to) {
    naming_event& e = add(naming::unregistering, from);
    e.who = who;
    e.other = whose;
    e.name = name;
    add(naming::unregistered, to).who = who;
  }
  void locks(citizen who, const char* requester, std::int64_t from, std::int64_t to) {
    naming_event& e = add(naming::locking, from);
    e.who = who;
    e.requester = requester;
    e.list = {0, 1, 2};
    naming_event& answer = add(naming::locked, to);
    answer.who = who;
    answer.yes = true;
  }
  void ends(citizen who, std::int64_t at_ms) { add(naming::ended, at_ms).who = who; }
  /// Nothing goes on; the connections are those of one part, or of two.
  void looks(std::int64_t at_ms, bool third_apart = false) {
    add(naming::quiet, at_ms);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        if (i != j && !(third_apart && (i == 2 || j == 2))) {
          hears(naming::connected, at_ms, i, j);
        }
      }
    }
  }
  void sees(std::size_t member, std::size_t name, citizen who) {
    naming_event& e = add(naming::has_name, all.events.back().at_ms);
    e.member = member;
    e.name = name;
    e.other = who;
  }
  void all_see(std::size_t name, citizen who) {
    for (std::size_t i = 0; i < 3; ++i) {
      sees(i, name, who);
    }
  }
  void sees_lock(std::size_t member, citizen holder, const char* requester) {
    naming_event& e = add(naming::has_lock, all.events.back().at_ms);
    e.member = member;
    e.other = holder;
    e.requester = requester;
  }
  void settles(std::int64_t at_ms, citizen winner) {
    naming_event& e = add(naming::resolving, at_ms);
    e.name = 3;
    e.who = 1;
    e.other = 3;
    e.winner = winner;
  }
  [[nodiscard]] std::string verdict() const {
    const std::vector<std::string> problems = naming_referee::judge(all);
    return problems.empty() ? "nothing" : problems.front();
  }
};

TEST_CASE("naming referee: has nothing to say of a history without fault") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.registers(2, 7, 3'000, 3'010, false);
  a.locks(1, "x", 4'000, 4'010);
  a.locks(2, "x", 5'000, 5'010);
  a.looks(90'000);
  a.all_see(7, 1);
  for (std::size_t i = 0; i < 3; ++i) {
    a.sees_lock(i, 1, "x");
    a.sees_lock(i, 2, "x");
  }
  CHECK(a.verdict() == "nothing");
}

TEST_CASE("naming referee: 1, names: one that not all know") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.looks(90'000);
  a.sees(0, 7, 1);
  a.sees(1, 7, 1);
  CHECK(a.verdict() == "at 90000 ms name 7 on n0 is that of process 1, and on n2 of none");
}

TEST_CASE("naming referee: 1, names: one that is of two processes") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.looks(90'000);
  a.sees(0, 7, 1);
  a.sees(1, 7, 1);
  a.sees(2, 7, 3);
  CHECK(a.verdict() == "at 90000 ms name 7 on n0 is that of process 1, and on n2 of process 3");
}

TEST_CASE("naming referee: 1, names: one of a dead process, or of one that is not connected") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.ends(1, 3'000);
  a.looks(90'000);
  a.all_see(7, 1);
  CHECK(a.verdict() == "at 90000 ms name 7 on n0 is that of process 1, which is dead");
  account b;
  b.registers(1, 7, 2'000, 2'010);
  b.looks(90'000, true);
  b.all_see(7, 1);
  CHECK(b.verdict() == "at 90000 ms name 7 on n2 is that of process 1, which is not connected");
}

TEST_CASE("naming referee: 1, names: one that was got and is lost") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.looks(90'000);
  CHECK(a.verdict() == "at 90000 ms process 1 got name 7 and has lost it");
}

TEST_CASE("naming referee: 1, names: one that was unregistered is back, or was never registered") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.unregisters(2, 1, 7, 40'000, 40'010);
  a.looks(90'000);
  a.all_see(7, 1);
  CHECK(a.verdict() == "at 90000 ms name 7 of process 1 was unregistered and is back");
  account b;
  b.looks(90'000);
  b.all_see(7, 1);
  CHECK(b.verdict() == "at 90000 ms name 7 is that of process 1, which never got it");
  account c;
  c.registers(1, 7, 2'000, 2'010);
  c.hears(naming::down, 39'000, 0, 2);
  c.unregisters(2, 1, 7, 40'000, 40'010);
  c.looks(90'000);
  c.all_see(7, 1);
  CHECK(c.verdict() == "nothing");  // a part of the net may not have heard of it
}

TEST_CASE("naming referee: 1, names: two get one, on nodes that know each other") {
  account a;
  a.registers(1, 7, 2'000, 2'010);
  a.registers(2, 7, 3'000, 3'010);
  CHECK(a.verdict() == "at 3010 ms process 2 gets name 7, which process 1 has");
  account b;
  b.registers(1, 7, 2'000, 2'010);
  b.hears(naming::down, 2'500, 0, 1);
  b.registers(2, 7, 3'000, 3'010);
  CHECK(b.verdict() == "nothing");
  account told_to_forget;
  told_to_forget.registers(1, 7, 2'000, 2'010);
  told_to_forget.registers(2, 7, 3'000, 3'010, true, {2});
  CHECK(told_to_forget.verdict() == "nothing");
  account c;
  c.registers(1, 7, 2'000, 2'010);
  c.ends(1, 2'500);
  c.registers(2, 7, 3'000, 3'010);
  CHECK(c.verdict() == "nothing");
}

TEST_CASE("naming referee: 2, conflicts: settled twice, not at all, or without effect") {
  for (const auto& [times, winner, has, said] :
       {std::tuple{2, 1u, 1u, "at 90000 ms name 3 of 2 processes was settled 2 times"},
        std::tuple{
            0, 1u, 1u,
            "at 90000 ms name 3 was that of two processes, and nobody was asked to settle it"},
        std::tuple{1, 3u, 1u,
                   "at 90000 ms name 3 was settled to be that of process 3, and is that of 1"},
        std::tuple{1, 1u, 1u, "nothing"}}) {
    account a;
    a.registers(1, 3, 2'000, 2'010);
    a.hears(naming::down, 20'000, 0, 2);
    a.registers(3, 3, 30'000, 30'010);
    a.looks(60'000, true);
    a.sees(0, 3, 1);
    a.sees(1, 3, 1);
    a.sees(2, 3, 3);
    for (int i = 0; i < times; ++i) {
      a.settles(70'000, winner);
    }
    a.looks(90'000);
    a.all_see(3, has);
    CHECK(a.verdict() == said);
  }
}

TEST_CASE("naming referee: 3, locks: two requesters at once, unless nodes have lost each other") {
  account a;
  a.locks(1, "x", 2'000, 2'010);
  a.locks(2, "y", 3'000, 3'010);
  CHECK(a.verdict() ==
        "at 3010 ms process 2 gets lock 0, which process 1 has, and n0 is connected to both");
  account b;
  b.locks(1, "x", 2'000, 2'010);
  for (std::size_t i = 0; i < 3; ++i) {
    b.hears(naming::down, 2'500, i, (i + 1) % 3);
  }
  b.locks(2, "y", 3'000, 3'010);
  CHECK(b.verdict() == "nothing");
  account c;
  c.locks(1, "x", 2'000, 2'010);
  c.add(naming::unlocking, 2'500).who = 1;
  c.locks(2, "y", 3'000, 3'010);
  CHECK(c.verdict() == "nothing");
}

TEST_CASE("naming referee: 3, locks: who has one gets it again") {
  account a;
  a.locks(1, "x", 2'000, 2'010);
  a.add(naming::locking_again, 3'000).who = 1;
  a.add(naming::locked_again, 3'010).who = 1;
  CHECK(a.verdict() == "at 3010 ms process 1 has lock 0 and does not get it again");
}

TEST_CASE("naming referee: 3, locks: held by the dead, or unknown to a node") {
  account a;
  a.locks(1, "x", 2'000, 2'010);
  a.ends(1, 3'000);
  a.looks(90'000);
  a.sees_lock(1, 1, "x");
  CHECK(a.verdict() == "at 90000 ms lock 0 on n1 is held by process 1, which is dead");
  account b;
  b.locks(1, "x", 2'000, 2'010);
  b.looks(90'000);
  b.sees_lock(0, 1, "x");
  b.sees_lock(1, 1, "x");
  CHECK(b.verdict() == "at 90000 ms process 1 has lock 0, and n2 does not know");
  account c;
  c.looks(90'000);
  c.add(naming::locks_itself, 90'000).requester = "a locker of n1";
  CHECK(c.verdict() == "at 90000 ms global's own lock is still held on n0, for a locker of n1");
}

TEST_CASE("naming referee: 4, the net: connections that are no union of groups") {
  account a;
  a.add(naming::quiet, 90'000);
  for (const std::size_t other : {1u, 2u}) {
    a.hears(naming::connected, 90'000, 0, other);
    a.hears(naming::connected, 90'000, other, 0);
  }
  CHECK(a.verdict() == "at 90000 ms n0 and n1 are connected, but not to the same others");
}

TEST_CASE("naming referee: 5, progress: more than four unread messages a node") {
  account a;
  a.add(naming::queued, 5'000).number = 12;
  CHECK(a.verdict() == "nothing");
  a.add(naming::queued, 6'000).number = 13;
  CHECK(a.verdict() == "at 6000 ms a helper of the name server of n0 has 13 unread messages");
}

}  // namespace
}  // namespace kith::scenarios
