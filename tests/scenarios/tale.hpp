#pragma once

#include "referee.hpp"

namespace kith::scenarios {

/// A history made by hand:
/// processes 1 and 3 on node 0, 2 on node 1; what is connection 5 of the one is 7 of the other.
struct tale {
  history all;

  tale() {
    begins(1, 0);
    begins(3, 0);
    begins(2, 1);
    connects(5, 7);
  }
  event& add(deed what, actor who) {
    event& e = all.events.emplace_back();
    e.what = what;
    e.who = who;
    return e;
  }
  void begins(actor who, std::size_t member, std::uint64_t life = 1) {
    event& e = add(deed::began, who);
    e.member = member;
    e.number = life;
  }
  void ends(actor who, std::string reason = {}) {
    add(deed::ended, who).reason = std::move(reason);
  }
  void hears(deed what, actor who, std::size_t member, std::uint64_t connection) {
    event& e = add(what, who);
    e.member = member;
    e.connection = connection;
  }
  void connects(std::uint64_t of_0, std::uint64_t of_1) {
    hears(deed::up, 1, 1, of_0);
    hears(deed::up, 3, 1, of_0);
    hears(deed::up, 2, 0, of_1);
    all.standing = {{{0, of_0}, 1}, {{1, of_1}, 0}};
  }
  void loses(std::uint64_t of_0, std::uint64_t of_1) {
    hears(deed::down, 1, 1, of_0);
    hears(deed::down, 3, 1, of_0);
    hears(deed::down, 2, 0, of_1);
    all.standing.clear();
  }
  event& sends(actor who, actor to, std::uint64_t number, std::uint64_t connection,
               std::size_t bytes = 1) {
    event& e = add(deed::sent, who);
    e.other = to;
    e.number = number;
    e.connection = connection;
    e.bytes = bytes;
    e.owed = to != 0;
    return e;
  }
  void strikes(actor who, actor whom, std::uint64_t number, std::uint64_t connection,
               std::string reason) {
    sends(who, whom, number, connection).reason = std::move(reason);
  }
  event& gets(actor who, actor from, std::uint64_t number, std::uint64_t connection,
              std::size_t bytes = 1) {
    event& e = add(deed::got, who);
    e.other = from;
    e.number = number;
    e.connection = connection;
    e.bytes = bytes;
    return e;
  }
  event& ties(deed what, actor who, std::uint64_t tie, actor other = 0,
              std::uint64_t connection = 0) {
    event& e = add(what, who);
    e.tie = tie;
    e.other = other;
    e.connection = connection;
    return e;
  }
  void hears_end(deed what, actor who, std::uint64_t tie, actor other, std::string reason) {
    ties(what, who, tie, other).reason = std::move(reason);
  }
  [[nodiscard]] std::string verdict() const {
    const std::vector<std::string> problems = referee::judge(all);
    std::string text = problems.empty() ? "nothing" : problems.front();
    if (problems.size() > 1) {
      text += " and " + std::to_string(problems.size() - 1) + " more";
    }
    return text;
  }
};

}  // namespace kith::scenarios
