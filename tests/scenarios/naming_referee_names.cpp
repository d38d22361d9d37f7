#include <algorithm>

#include "naming_referee.hpp"

namespace kith::scenarios {

namespace {
/// Long enough for a loss to be noticed, and for all to follow it.
constexpr std::int64_t aftermath_ms = 20'000;
}  // namespace

void naming_referee::judge_picture(const picture& p) {
  judge_cliques(p);
  judge_names(p);
  judge_presence(p);
  judge_returns(p);
  judge_seen_locks(p);
}

/// Who is connected to `member`, itself included.
std::set<std::size_t> naming_referee::group_of(const picture& p, std::size_t member) const {
  std::set<std::size_t> group = {member};
  for (const std::size_t other : p.members) {
    if (p.connected.contains({member, other})) {
      group.insert(other);
    }
  }
  return group;
}

void naming_referee::judge_cliques(const picture& p) {
  for (const std::size_t a : p.members) {
    for (const std::size_t b : group_of(p, a)) {
      if (group_of(p, b) != group_of(p, a)) {
        wrong(p.at, "n" + std::to_string(a) + " and n" + std::to_string(b) +
                        " are connected, but not to the same others");
        return;
      }
    }
  }
}

void naming_referee::judge_names(const picture& p) {
  for (const auto& [name, by_member] : p.names) {
    const std::string what = "name " + std::to_string(name);
    for (const auto& [member, who] : by_member) {
      const std::string where = what + " on n" + std::to_string(member);
      const std::set<std::size_t> group = group_of(p, member);
      const auto one = people_.find(who);
      if (one == people_.end() || !p.alive.contains(who)) {
        wrong(p.at, where + " is that of process " + std::to_string(who) + ", which is dead");
      } else if (!group.contains(one->second.member)) {
        wrong(p.at,
              where + " is that of process " + std::to_string(who) + ", which is not connected");
      }
      for (const std::size_t other : group) {
        const auto there = by_member.find(other);
        if (there == by_member.end()) {
          wrong(p.at, where + " is that of process " + std::to_string(who) + ", and on n" +
                          std::to_string(other) + " of none");
        } else if (there->second != who && member < other) {
          wrong(p.at, where + " is that of process " + std::to_string(who) + ", and on n" +
                          std::to_string(other) + " of process " + std::to_string(there->second));
        }
      }
    }
  }
}

/// Whether in that time anyone but `by` may have taken the name, or given it away.
bool naming_referee::is_contested(std::size_t name, citizen by, std::int64_t from,
                                  std::int64_t to) const {
  const auto within = [&](std::int64_t began, std::optional<std::int64_t> ended) {
    return began <= to && (!ended || *ended >= from);
  };
  return std::any_of(removals_.begin(), removals_.end(),
                     [&](const removal& r) { return r.name == name && within(r.from, r.to); }) ||
         std::any_of(claims_.begin(), claims_.end(),
                     [&](const claim& c) {
                       return c.name == name && c.who != by && c.force && within(c.from, c.to);
                     }) ||
         std::any_of(settlements_.begin(), settlements_.end(),
                     [&](const settlement& s) { return s.name == name && within(s.at, s.at); }) ||
         is_displaced(by, from);
}

/// Whether it was told, perhaps late, that it has lost a name to another.
bool naming_referee::is_displaced(citizen who, std::int64_t from) const {
  return std::any_of(displaced_.begin(), displaced_.end(),
                     [&](const auto& d) { return d.first == who && from <= d.second; });
}

/// Who got a name that nobody else ever asked for, while it lived, has it.
void naming_referee::judge_presence(const picture& p) {
  for (const claim& c : claims_) {
    if (!c.yes || *c.to > p.at || !p.alive.contains(c.who) ||
        is_contested(c.name, c.who, c.from, p.at)) {
      continue;
    }
    const bool alone = std::none_of(claims_.begin(), claims_.end(), [&](const claim& other) {
      return other.name == c.name && other.who != c.who && other.from <= p.at &&
             (!people_[other.who].ended || people_[other.who].ended_at >= c.from);
    });
    const std::size_t home = people_[c.who].member;
    const auto seen = p.names.find(c.name);
    const bool has =
        seen != p.names.end() && seen->second.contains(home) && seen->second.at(home) == c.who;
    if (alone && !has) {
      wrong(p.at, "process " + std::to_string(c.who) + " got name " + std::to_string(c.name) +
                      " and has lost it");
    }
  }
}

/// A name has its process because that asked for it, and was not unregistered since.
void naming_referee::judge_returns(const picture& p) {
  for (const auto& [name, by_member] : p.names) {
    std::set<citizen> holders;
    for (const auto& [member, who] : by_member) {
      holders.insert(who);
    }
    for (const citizen who : holders) {
      const claim* last = nullptr;
      for (const claim& c : claims_) {
        if (c.who == who && c.name == name && c.from <= p.at && (!c.to || c.yes)) {
          last = &c;
        }
      }
      if (last == nullptr) {
        wrong(p.at, "name " + std::to_string(name) + " is that of process " + std::to_string(who) +
                        ", which never got it");
        continue;
      }
      for (const removal& r : removals_) {
        if (r.name == name && r.of == who && r.from > last->to.value_or(p.at) && r.to &&
            *r.to <= p.at && !is_disturbed(r.from - aftermath_ms, *r.to + aftermath_ms)) {
          wrong(p.at, "name " + std::to_string(name) + " of process " + std::to_string(who) +
                          " was unregistered and is back");
        }
      }
    }
  }
}

/// Two that live and got one name, on nodes that knew each other all the while.
void naming_referee::judge_two_winners() {
  const auto knows = [](const claim& c, std::size_t member) {
    return std::find(c.known.begin(), c.known.end(), member) != c.known.end();
  };
  for (const claim& a : claims_) {
    for (const claim& b : claims_) {
      if (&a == &b || a.who == b.who || a.name != b.name || !a.yes || !b.yes || b.force ||
          a.from > b.from) {
        continue;
      }
      const std::int64_t end = std::max(*a.to, *b.to);
      const std::size_t here = people_[a.who].member;
      const std::size_t there = people_[b.who].member;
      const bool acquainted = here == there || (knows(a, there) && knows(b, here));
      if (acquainted && hears_until(a.who, end) && hears_until(b.who, end) &&
          !is_displaced(b.who, b.from) && stays_connected(here, there, a.from, end) &&
          !is_contested(a.name, a.who, a.from, end) && !(a.force && *a.to >= b.from)) {
        wrong(end, "process " + std::to_string(b.who) + " gets name " + std::to_string(b.name) +
                       ", which process " + std::to_string(a.who) + " has");
      }
    }
  }
}

/// Between two times at which nothing goes on, the net only heals.
void naming_referee::judge_settlements() {
  for (std::size_t i = 1; i < pictures_.size(); ++i) {
    for (const auto& [name, by_member] : pictures_[i - 1].names) {
      if (all_.is_resolved(name) && !is_touched(name, pictures_[i - 1], pictures_[i])) {
        judge_settlement(name, i);
      }
    }
  }
}

/// Whether anyone asked for the name between two pictures, or a process died that had it.
bool naming_referee::is_touched(std::size_t name, const picture& before,
                                const picture& after) const {
  const auto overlaps = [&](std::int64_t from, std::optional<std::int64_t> to) {
    return from <= after.at && (!to || *to >= before.at);
  };
  const auto& by_member = before.names.at(name);
  return std::any_of(claims_.begin(), claims_.end(),
                     [&](const claim& c) { return c.name == name && overlaps(c.from, c.to); }) ||
         std::any_of(removals_.begin(), removals_.end(),
                     [&](const removal& r) { return r.name == name && overlaps(r.from, r.to); }) ||
         std::any_of(by_member.begin(), by_member.end(),
                     [&](const auto& one) { return !after.alive.contains(one.second); });
}

void naming_referee::judge_settlement(std::size_t name, std::size_t at) {
  const picture& after = pictures_[at];
  std::set<citizen> rivals;
  for (const auto& [member, who] : pictures_[at - 1].names.at(name)) {
    rivals.insert(who);
  }
  std::size_t times = 0;
  citizen winner = 0;
  for (const settlement& s : settlements_) {
    if (s.name == name && s.after_quiet == at) {
      ++times;
      winner = s.winner;
    }
  }
  const std::string what = "name " + std::to_string(name);
  if (times > rivals.size() - 1) {
    wrong(after.at, what + " of " + std::to_string(rivals.size()) + " processes was settled " +
                        std::to_string(times) + " times");
  }
  const bool met = group_of(after, *after.members.begin()) == after.members;
  if (rivals.size() != 2 || !met) {
    return;
  }
  const auto now = after.names.find(name);
  const citizen has = now == after.names.end() ? 0 : now->second.begin()->second;
  if (times == 0) {
    wrong(after.at, what + " was that of two processes, and nobody was asked to settle it");
  } else if (has != winner) {
    wrong(after.at, what + " was settled to be that of process " + std::to_string(winner) +
                        ", and is that of " + std::to_string(has));
  }
}

}  // namespace kith::scenarios
