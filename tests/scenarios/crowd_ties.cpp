// How the processes of a crowd tie themselves to others, and undo it.
#include "crowd.hpp"
#include "crowd_words.hpp"

namespace kith::scenarios {

/// A monitor that is an alias: an answer comes by it, or a 'DOWN'.
void crowd::ask(person& me, const destination& whom) {
  const bool by_name = whom.kind() == destination::what::remote_name;
  const reference ref = monitor(whom, alias_mode::reply_demonitor);
  const atom node = by_name ? whom.node() : whom.process().node();
  event& m = write(me, deed::monitored);
  m.other = by_name ? 0 : actor_of(whom.process());
  m.tie = next_tie_++;
  m.connection = connection_to(node);
  m.owed = true;
  me.monitors.push_back({ref, m.tie, true});
  const std::uint64_t number = m.tie;
  event& e = sending(me, by_name ? 0 : actor_of(whom.process()));
  send(whom, tuple(ask_tag, me.number, e.number, ref, number));
  e.connection = connection_to(node);
}

void crowd::watch(person& me) {
  const pid whom = someone(me);
  const std::uint64_t how = draw(4);
  if (how == 0 || !whom) {
    return ask(me, some_name());
  }
  if (how == 1) {
    return ask(me, whom);
  }
  const destination target = how == 2 ? some_name() : destination(whom);
  const reference ref = monitor(target);
  event& e = write(me, deed::monitored);
  e.other = how == 2 ? 0 : actor_of(whom);
  e.tie = next_tie_++;
  e.connection = connection_to(how == 2 ? target.node() : whom.node());
  me.monitors.push_back({ref, e.tie, false});
}

void crowd::fence(person& me, std::uint64_t undone, actor other) {
  send(me.self, tuple(fence_tag, undone, other));
}

void crowd::unwatch(person& me) {
  if (me.monitors.empty()) {
    return;
  }
  const std::size_t i = draw(me.monitors.size());
  tie& t = me.monitors[i];
  if (t.undone) {
    return;
  }
  // An answer would not be flushed with the 'DOWN'.
  const bool flush = !t.is_question && draw(2) == 0;
  write(me, flush ? deed::flushed : deed::demonitored).tie = t.number;
  if (flush) {
    demonitor_flush(t.ref);
    me.monitors.erase(me.monitors.begin() + static_cast<std::ptrdiff_t>(i));
  } else {
    demonitor(t.ref);
    t.undone = true;
    t.is_question = false;
    fence(me, t.number, 0);
  }
}

void crowd::tie_to(person& me) {
  const pid whom = someone(me);
  if (!whom) {
    return;
  }
  const actor other = actor_of(whom);
  const auto is_in = [&](const auto& all, const auto& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (is_in(me.unlinking, other) || is_in(me.links, whom)) {
    return;
  }
  link(whom);
  me.links.push_back(whom);
  event& e = write(me, deed::linked);
  e.other = other;
  e.connection = connection_to(whom.node());
}

void crowd::untie(person& me) {
  if (me.links.empty()) {
    return;
  }
  const std::size_t i = draw(me.links.size());
  const pid whom = me.links[i];
  unlink(whom);
  me.links.erase(me.links.begin() + static_cast<std::ptrdiff_t>(i));
  const actor other = actor_of(whom);
  me.unlinking.push_back(other);
  write(me, deed::unlinked).other = other;
  fence(me, 0, other);
}

}  // namespace kith::scenarios
