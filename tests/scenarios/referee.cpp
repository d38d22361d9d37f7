#include "referee.hpp"

namespace kith::scenarios {

std::vector<std::string> referee::judge(const history& all) {
  referee r(all);
  for (const event& e : all.events) {
    if (e.what == deed::began) {
      r.newest_life_[e.member] = std::max(r.newest_life_[e.member], e.number);
    }
  }
  for (const event& e : all.events) {
    r.replay(e);
  }
  r.at_the_end();
  return std::move(r.problems_);
}

void referee::wrong(const event& e, const std::string& what) {
  problems_.push_back("at " + std::to_string(e.at_ms) + " ms process " + std::to_string(e.who) +
                      " of n" + std::to_string(people_[e.who].at.member) + " " + what);
}

void referee::missing(actor who, const std::string& what) {
  problems_.push_back("at the end process " + std::to_string(who) + " of n" +
                      std::to_string(people_[who].at.member) + " " + what);
}

bool referee::is_standing(life at, std::uint64_t connection) const {
  const auto newest = newest_life_.find(at.member);
  return newest != newest_life_.end() && newest->second == at.generation &&
         all_.standing.contains({at.member, connection});
}

void referee::replay(const event& e) {
  person& p = people_[e.who];
  switch (e.what) {
  case deed::began:
    if (std::exchange(p.began, true)) {
      wrong(e, "begins a second time: another process has its pid");
    }
    p.traps = e.traps;
    p.at = {e.member, e.number};
    break;
  case deed::ended:
    p.ended = true;
    p.reason = e.reason;
    reasons_.insert(e.reason);
    break;
  case deed::up: view_changed(e, true); break;
  case deed::down: view_changed(e, false); break;
  case deed::sent: sent(e); break;
  case deed::got: got(e); break;
  case deed::monitored: monitors_[e.tie] = {e.who, e.other, e.connection, e.owed}; break;
  case deed::demonitored:
    monitors_[e.tie].in_mailbox = monitors_[e.tie].stands;
    monitors_[e.tie].stands = false;
    break;
  case deed::flushed: monitors_.erase(e.tie); break;
  case deed::told: told(e); break;
  case deed::answered: {
    const auto at = monitors_.find(e.tie);
    if (at == monitors_.end() || at->second.who != e.who ||
        !(at->second.stands || at->second.in_mailbox)) {
      wrong(e, "is answered by an alias that it does not have");
    } else {
      monitors_.erase(at);
    }
    break;
  }
  case deed::linked: {
    link& l = links_[{e.who, e.other}];
    l.stands = true;
    l.connection = e.connection;
    link& back = links_[{e.other, e.who}];
    ++back.of_other;
    back.of_other_new = true;
    back.of_other_undone = false;
    break;
  }
  case deed::unlinked: unlinked(e); break;
  case deed::exited: exited(e); break;
  case deed::fenced: fenced(e); break;
  case deed::asked: asked_[e.tie] = e.who; break;
  case deed::granted:
    if (asked_.erase(e.tie) == 0) {
      wrong(e, "has a second answer to its request for a process");
    }
    break;
  case deed::counted: counted_.insert(e.who); break;
  case deed::has_link: ++has_links_[{e.who, e.other}]; break;
  case deed::has_monitor: ++has_monitors_[{e.who, e.other}]; break;
  case deed::has_watcher: ++has_watchers_[{e.who, e.other}]; break;
  }
}

void referee::view_changed(const event& e, bool up) {
  person& p = people_[e.who];
  if (p.view.contains(e.member) == up) {
    wrong(e, "hears twice that n" + std::to_string(e.member) + (up ? " is up" : " is down"));
  }
  if (up) {
    p.view[e.member] = e.connection;
  } else {
    p.view.erase(e.member);
  }
}

void referee::at_the_end() {
  for (const auto& [who, p] : people_) {
    if (lives(who)) {
      wrong_view(who, p);
    }
  }
  unanswered();
  undelivered();
  miscounted();
}

/// What it has heard of nodes is what is so.
void referee::wrong_view(actor who, const person& p) {
  for (const auto& [member, connection] : p.view) {
    const auto at = all_.standing.find({p.at.member, connection});
    if (at == all_.standing.end() || at->second != member) {
      missing(who, "believes that n" + std::to_string(member) + " is connected");
    }
  }
  for (const auto& [end, member] : all_.standing) {
    if (end.first == p.at.member && !p.view.contains(member)) {
      missing(who, "has not heard that n" + std::to_string(member) + " is connected");
    }
  }
}

}  // namespace kith::scenarios
