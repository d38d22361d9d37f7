#include <algorithm>

#include "naming_referee.hpp"

namespace kith::scenarios {

void naming_referee::judge_locks() {
  for (hold& h : holds_) {
    const person& p = people_[h.who];
    if (p.ended && (!h.given_back || *h.given_back > p.ended_at)) {
      h.given_back = h.again.value_or(p.ended_at);
    }
  }
  for (std::size_t i = 0; i < holds_.size(); ++i) {
    for (std::size_t j = 0; j < holds_.size(); ++j) {
      const hold& first = holds_[i];
      const hold& second = holds_[j];
      if (i != j && first.to && second.to && first.lock == second.lock &&
          first.requester != second.requester &&
          (*first.to < *second.to || (*first.to == *second.to && i < j))) {
        judge_pair(first, second);
      }
    }
  }
}

/// `first` had the lock before `second` got it.
void naming_referee::judge_pair(const hold& first, const hold& second) {
  if (first.given_back && *first.given_back <= *second.to) {
    return;
  }
  const std::size_t a = people_[first.who].member;
  const std::size_t b = people_[second.who].member;
  for (const std::size_t x : first.nodes) {
    const bool common =
        std::find(second.nodes.begin(), second.nodes.end(), x) != second.nodes.end();
    if (common && stays_connected(a, x, first.from, *second.to) &&
        stays_connected(b, x, second.from, *second.to)) {
      wrong(*second.to, "process " + std::to_string(second.who) + " gets lock " +
                            std::to_string(first.lock) + ", which process " +
                            std::to_string(first.who) + " has, and n" + std::to_string(x) +
                            " is connected to both");
      return;
    }
  }
}

void naming_referee::judge_seen_locks(const picture& p) {
  std::map<std::pair<std::size_t, std::size_t>, std::string> requesters;
  for (const picture::seen_lock& l : p.locks) {
    const std::string where = "lock " + std::to_string(l.lock) + " on n" + std::to_string(l.member);
    const std::set<std::size_t> group = group_of(p, l.member);
    const auto who = people_.find(l.holder);
    if (who == people_.end() || !p.alive.contains(l.holder)) {
      wrong(p.at, where + " is held by process " + std::to_string(l.holder) + ", which is dead");
    } else if (!group.contains(who->second.member)) {
      wrong(p.at,
            where + " is held by process " + std::to_string(l.holder) + ", which is not connected");
    }
    const auto [at, fresh] = requesters.emplace(std::pair(l.member, l.lock), l.requester);
    if (!fresh && at->second != l.requester) {
      wrong(p.at, where + " has two requesters");
    }
  }
  // Who has a lock has it on all nodes that were connected to it since it asked.
  for (const hold& h : holds_) {
    if (!h.to || *h.to > p.at || !p.alive.contains(h.who) ||
        (h.given_back && *h.given_back <= p.at)) {
      continue;
    }
    for (const std::size_t x : h.nodes) {
      const bool held = std::any_of(p.locks.begin(), p.locks.end(), [&](const auto& l) {
        return l.member == x && l.lock == h.lock && l.holder == h.who;
      });
      if (!held && stays_connected(people_[h.who].member, x, h.from, p.at)) {
        wrong(p.at, "process " + std::to_string(h.who) + " has lock " + std::to_string(h.lock) +
                        ", and n" + std::to_string(x) + " does not know");
      }
    }
  }
}

}  // namespace kith::scenarios
