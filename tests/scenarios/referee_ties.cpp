// Promise 2: links and monitors.
#include "referee.hpp"

namespace kith::scenarios {

namespace {
constexpr const char* normal = "normal";
constexpr const char* noproc = "noproc";
constexpr const char* noconnection = "noconnection";
}  // namespace

void referee::told(const event& e) {
  const auto at = monitors_.find(e.tie);
  if (at == monitors_.end() || at->second.who != e.who ||
      !(at->second.stands || at->second.in_mailbox)) {
    return wrong(e, "gets a 'DOWN' (" + e.reason + ") of a monitor that it does not have");
  }
  const monitor m = at->second;
  monitors_.erase(at);
  event about = e;
  about.other = m.of;
  reason_of_end(about, m.connection);
}

/// Whether it is true what 'DOWN' or 'EXIT' say of how `e.other` has ended.
void referee::reason_of_end(const event& e, std::uint64_t connection) {
  person& p = people_[e.who];
  person& target = people_[e.other];
  const bool lives = e.other != 0 && target.began && !target.ended;
  if (!reasons_.contains(e.reason)) {
    wrong(e, "hears " + e.reason + ", for which nobody can have ended");
  }
  if (e.reason == noconnection) {
    if (connection == 0) {
      if (lives && target.at == p.at) {
        wrong(e, "hears noconnection of its neighbour " + std::to_string(e.other));
      }
      return;
    }
    if (lives) {  // else it may have ended with that reason itself
      p.lost.insert(connection);
      if (is_standing(p.at, connection)) {
        wrong(e,
              "hears noconnection by connection " + std::to_string(connection) + ", which stands");
      }
    }
    return;
  }
  if (e.other == 0) {
    return;  // nobody knows whom the name meant
  }
  if (lives) {
    wrong(e, "hears that process " + std::to_string(e.other) + " has ended (" + e.reason +
                 "), which lives");
  }
  if (e.reason == noproc) {
    return;
  }
  if (e.reason == normal && target.reason.empty()) {
    wrong(e, "hears normal of process " + std::to_string(e.other) +
                 ", which did not end of its own will");
  }
  if (!target.reason.empty() && target.reason != e.reason) {
    wrong(e, "hears " + e.reason + " of process " + std::to_string(e.other) +
                 ", which ended with " + target.reason);
  }
  if (!target.heard_reason.empty() && target.heard_reason != e.reason) {
    wrong(e, "hears " + e.reason + " of process " + std::to_string(e.other) +
                 ", of which others heard " + target.heard_reason);
  }
  target.heard_reason = e.reason;
}

void referee::unlinked(const event& e) {
  link& mine = links_[{e.who, e.other}];
  mine.in_mailbox = mine.in_mailbox || mine.stands;
  mine.stands = false;
  mine.ever_undone = true;
  links_[{e.other, e.who}].of_other_undone = true;
}

void referee::exited(const event& e) {
  link& l = links_[{e.who, e.other}];
  const std::uint64_t connection = l.stands ? l.connection : 0;
  if (l.stands) {
    l.stands = false;
  } else if (l.in_mailbox) {
    l.in_mailbox = false;
  } else if (l.of_other != 0 && !(l.of_other_undone && e.reason != noconnection)) {
    --l.of_other;
  } else {
    return wrong(e, "gets an 'EXIT' (" + e.reason + ") of process " + std::to_string(e.other) +
                        ", with which it has no link");
  }
  l.of_other_new = false;
  if (e.reason != noconnection) {
    l.of_other = 0;  // it was the other's last
  }
  reason_of_end(e, connection);
}

void referee::fenced(const event& e) {
  if (e.other != 0) {
    links_[{e.who, e.other}].in_mailbox = false;
  } else {
    monitors_.erase(e.tie);
  }
}

bool referee::lives(actor who) const {
  const auto at = people_.find(who);
  return at != people_.end() && at->second.began && !at->second.ended;
}

bool referee::has_ended(actor who) const {
  const auto at = people_.find(who);
  return at != people_.end() && at->second.ended;
}

void referee::unanswered() {
  for (const auto& [tie, m] : monitors_) {
    if (!m.stands || !lives(m.who)) {
      continue;
    }
    const bool cut = m.connection != 0 && !is_standing(people_[m.who].at, m.connection);
    if (m.is_question) {
      missing(m.who, "waits for an answer");
    } else if (cut || has_ended(m.of)) {
      missing(m.who, "waits for the 'DOWN' of " +
                         (m.of == 0 ? std::string("a name") : "process " + std::to_string(m.of)));
    }
  }
  for (const auto& [between, l] : links_) {
    unanswered_link(between.first, between.second, l);
  }
  for (const auto& [tie, who] : asked_) {
    if (lives(who)) {
      missing(who, "waits for the process that it has asked for");
    }
  }
}

/// One that `who` has made, or `other`, and neither has undone.
void referee::unanswered_link(actor who, actor other, const link& l) {
  if (!lives(who) || l.ever_undone || links_[{other, who}].ever_undone) {
    return;
  }
  const person& me = people_[who];
  const person& of = people_[other];
  if (!me.traps && (of.reason == normal || of.heard_reason == normal)) {
    return;  // does not hear of it
  }
  const bool cut = l.connection != 0 && !is_standing(me.at, l.connection);
  // What the other has linked is known here if the connection by which it did so still stands.
  const std::uint64_t back = links_[{other, who}].connection;
  const bool of_other = l.of_other_new && (back == 0 ? me.at == of.at : is_standing(of.at, back));
  if ((l.stands && (cut || of.ended)) || (of_other && of.ended)) {
    missing(who, "waits for the 'EXIT' of process " + std::to_string(other));
  }
}

}  // namespace kith::scenarios
