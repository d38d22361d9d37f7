#include "naming_referee.hpp"

#include <algorithm>
#include <utility>

namespace kith::scenarios {

namespace {

/// Before and after an event of the net nobody is held to have seen it yet.
constexpr std::int64_t slack_ms = 1'000;
/// So many unread messages for each node.
constexpr std::uint64_t queue_max_per_node = 4;

}  // namespace

std::vector<std::string> naming_referee::judge(const naming_history& all) {
  naming_referee r(all);
  for (const naming_event& e : all.events) {
    r.replay(e);
  }
  for (const picture& p : r.pictures_) {
    r.judge_picture(p);
  }
  r.judge_two_winners();
  r.judge_settlements();
  r.judge_locks();
  return std::move(r.problems_);
}

void naming_referee::replay(const naming_event& e) {
  switch (e.what) {
  case naming::node_began: lives_[e.member].push_back({e.at_ms, {}, {}}); break;
  case naming::node_ended: lives_[e.member].back().ended = e.at_ms; break;
  case naming::up:
  case naming::down:
    lives_[e.member].back().views[e.other].emplace_back(e.at_ms, e.what == naming::up);
    if (e.what == naming::down) {
      losses_.push_back(e.at_ms);
    }
    break;
  case naming::began: people_[e.who].member = e.member; break;
  case naming::ended: {
    person& p = people_[e.who];
    p.ended = true;
    p.ended_at = e.at_ms;
    p.caught_up_at = static_cast<std::int64_t>(e.number);
    break;
  }
  case naming::registering:
    claims_.push_back({e.who, e.name, e.at_ms, {}, e.force, false, e.list});
    break;
  case naming::registered: {
    const auto at = std::find_if(claims_.rbegin(), claims_.rend(),
                                 [&](const claim& c) { return c.who == e.who && !c.to; });
    at->to = e.at_ms;
    at->yes = e.yes;
    // Whom its node lost meanwhile, and be it by order of others, is of another part of the net.
    std::erase_if(at->known, [&](std::size_t member) {
      return std::find(e.list.begin(), e.list.end(), member) == e.list.end();
    });
    break;
  }
  case naming::displaced: displaced_.emplace_back(e.who, e.at_ms); break;
  case naming::unregistering:
    removals_.push_back({e.who, static_cast<citizen>(e.other), e.name, e.at_ms, {}});
    break;
  case naming::unregistered:
    std::find_if(removals_.rbegin(), removals_.rend(), [&](const removal& r) {
      return r.by == e.who && !r.to;
    })->to = e.at_ms;
    break;
  case naming::resolving:
    settlements_.push_back(
        {e.name, e.who, static_cast<citizen>(e.other), e.winner, e.at_ms, pictures_.size()});
    break;
  case naming::queued:
    if (e.number > queue_max_per_node * all_.members) {
      wrong(e.at_ms, "a helper of the name server of n" + std::to_string(e.member) + " has " +
                         std::to_string(e.number) + " unread messages");
    }
    break;
  default: replay_locks(e);
  }
}

void naming_referee::replay_locks(const naming_event& e) {
  const auto latest = [&] {
    return std::find_if(holds_.rbegin(), holds_.rend(),
                        [&](const hold& h) { return h.who == e.who && !h.given_back; });
  };
  switch (e.what) {
  case naming::locking:
    holds_.push_back({e.who, e.name, e.requester, e.list, e.at_ms, {}, {}, {}});
    break;
  case naming::locked:
    if (e.yes) {
      latest()->to = e.at_ms;
    } else {
      latest()->given_back = e.at_ms;
    }
    break;
  case naming::locking_again: latest()->again = e.at_ms; break;
  case naming::locked_again: {
    hold& h = *latest();
    const std::int64_t asked = *std::exchange(h.again, std::nullopt);
    if (e.yes) {
      break;
    }
    const std::size_t here = people_[e.who].member;
    if (std::all_of(h.nodes.begin(), h.nodes.end(),
                    [&](std::size_t n) { return stays_connected(here, n, h.from, e.at_ms); })) {
      wrong(e.at_ms, "process " + std::to_string(e.who) + " has lock " + std::to_string(h.lock) +
                         " and does not get it again");
    }
    h.given_back = asked;  // where it was granted it was taken back since
    break;
  }
  case naming::unlocking: latest()->given_back = e.at_ms; break;
  default: replay_picture(e);
  }
}

void naming_referee::begin_picture(const naming_event& e) {
  picture& p = pictures_.emplace_back();
  p.at = e.at_ms;
  for (const auto& [member, lives] : lives_) {
    if (!lives.back().ended) {
      p.members.insert(member);
    }
  }
  for (const auto& [who, one] : people_) {
    if (!one.ended) {
      p.alive.insert(who);
    }
  }
}

void naming_referee::replay_picture(const naming_event& e) {
  if (e.what == naming::quiet) {
    begin_picture(e);
    return;
  }
  picture& p = pictures_.back();
  switch (e.what) {
  case naming::connected: p.connected.emplace(e.member, e.other); break;
  case naming::has_name: p.names[e.name][e.member] = static_cast<citizen>(e.other); break;
  case naming::has_lock:
    p.locks.push_back({e.member, e.name, e.requester, static_cast<citizen>(e.other)});
    break;
  case naming::locks_itself:
    wrong(e.at_ms, "global's own lock is still held on n" + std::to_string(e.member) + ", for " +
                       e.requester);
    break;
  default: break;
  }
}

const naming_referee::life* naming_referee::life_of(std::size_t member, std::int64_t from,
                                                    std::int64_t to) const {
  const auto at = lives_.find(member);
  if (at != lives_.end()) {
    for (const life& l : at->second) {
      if (l.began <= from && (!l.ended || *l.ended >= to)) {
        return &l;
      }
    }
  }
  return nullptr;
}

bool naming_referee::sees_all_the_while(std::size_t a, std::size_t b, std::int64_t from,
                                        std::int64_t to) const {
  const life* here = life_of(a, from - slack_ms, to);
  if (here == nullptr) {
    return false;
  }
  if (a == b) {
    return true;
  }
  bool is_up = false;
  if (const auto view = here->views.find(b); view != here->views.end()) {
    for (const auto& [at, up] : view->second) {
      if (at <= from - slack_ms) {
        is_up = up;
      } else if (at <= to + slack_ms) {
        return false;
      }
    }
  }
  return is_up;
}

bool naming_referee::stays_connected(std::size_t a, std::size_t b, std::int64_t from,
                                     std::int64_t to) const {
  return sees_all_the_while(a, b, from, to) && sees_all_the_while(b, a, from, to);
}

/// Whether it lives, and has read all that it was told by then, or lives to the end.
bool naming_referee::hears_until(citizen who, std::int64_t at) const {
  const auto p = people_.find(who);
  return p != people_.end() && (!p->second.ended || p->second.caught_up_at >= at + slack_ms);
}

bool naming_referee::is_disturbed(std::int64_t from, std::int64_t to) const {
  return std::any_of(losses_.begin(), losses_.end(),
                     [&](std::int64_t at) { return from <= at && at <= to; });
}

void naming_referee::wrong(std::int64_t at_ms, const std::string& what) {
  problems_.push_back("at " + std::to_string(at_ms) + " ms " + what);
}

}  // namespace kith::scenarios
