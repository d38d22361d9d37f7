// What the processes of a crowd see: each message is written down and remembered.
#include "crowd.hpp"
#include "crowd_words.hpp"
#include "talk.hpp"

namespace kith::scenarios {

/// From now on it hears of nodes; which are there now it reads.
void crowd::see_nodes(person& me) {
  dist::distribution* there = distribution_here();
  if (there == nullptr) {
    return;
  }
  there->monitors().subscribe(me.self, {.info = dist::node_watch::shape::map});
  for (const atom node : there->nodes(true, false)) {
    event& e = write(me, deed::up);
    e.member = member_of(node);
    e.connection = id_of_connection(*there, node);
    me.view[e.member] = e.connection;
  }
}

void crowd::take(person& me, const term& message) {
  const term_ref m = message;
  const term_ref tag = m[0];
  if (tag.is(say_tag)) {
    const std::string_view bytes = m[4].as_binary();
    const auto number = static_cast<std::uint64_t>(m[2].as_int());
    take_letter(me, m, bytes.size(), bytes == talk::text_of(number, bytes.size()));
    for (term_ref rest = m[3]; rest.is_cons(); rest = rest.tail()) {
      meet(me, rest.head().as_pid());
    }
  } else if (tag.is(ask_tag)) {
    take_letter(me, m, 0, true);
    event& e = sending(me, static_cast<actor>(m[1].as_int()));
    e.owed = false;  // the alias may be no more
    const reference alias = m[3].as_reference();
    send(alias, tuple(answer_tag, me.number, e.number, m[4]));
    e.connection = connection_to(alias.node());
  } else if (tag.is(answer_tag)) {
    take_letter(me, m, 0, true);
    const auto number = static_cast<std::uint64_t>(m[3].as_int());
    erase_one(me.monitors, [&](const tie& t) { return t.number == number; });
    write(me, deed::answered).tie = number;
  } else if (tag.is(fence_tag)) {
    event& e = write(me, deed::fenced);
    e.tie = static_cast<std::uint64_t>(m[1].as_int());
    e.other = static_cast<actor>(m[2].as_int());
    std::erase(me.unlinking, e.other);
    erase_one(me.monitors, [&](const tie& t) { return t.number == e.tie; });
  } else if (tag.is(atoms::nodeup) || tag.is(atoms::nodedown)) {
    take_node_event(me, m);
  } else if (tag.is(atoms::DOWN)) {
    take_down(me, m);
  } else if (tag.is(atoms::EXIT)) {
    take_exit(me, m);
  } else {
    take_spawn_reply(me, m);
  }
}

/// `{Tag, From, Number, …}`, or the reason of an exit/2.
void crowd::take_letter(person& me, term_ref message, std::size_t bytes, bool intact) {
  event& e = write(me, deed::got);
  e.other = static_cast<actor>(message[1].as_int());
  e.number = static_cast<std::uint64_t>(message[2].as_int());
  e.bytes = bytes;
  e.intact = intact;
  const person* from = e.other < by_number_.size() ? by_number_[e.other] : nullptr;
  if (from != nullptr && from->member != me.member) {
    const auto at = me.view.find(from->member);
    e.connection = at == me.view.end() ? 0 : at->second;
  }
}

void crowd::take_node_event(person& me, term_ref message) {
  const bool up = message[0].is(atoms::nodeup);
  event& e = write(me, up ? deed::up : deed::down);
  e.member = member_of(message[1].as_atom());
  const term number = atom("connection_id");
  e.connection = static_cast<std::uint64_t>(message[2].map_get(number).as_int());
  if (up) {
    me.view[e.member] = e.connection;
  } else {
    me.view.erase(e.member);
  }
}

void crowd::take_down(person& me, term_ref message) {
  event& e = write(me, deed::told);
  e.reason = to_string(message[4]);
  const reference ref = message[1].as_reference();
  erase_one(me.monitors, [&](const tie& t) { return t.ref == ref && (e.tie = t.number) != 0; });
}

void crowd::take_exit(person& me, term_ref message) {
  const actor from = actor_of(message[1].as_pid());
  const term_ref reason = message[2];
  // An exit/2; one by a link may bring the reason for which another process has ended.
  if (reason.is_tuple(4) && reason[0].is(struck_tag) && reason[1].as_int() == from &&
      reason[3].as_int() == me.number) {
    return take_letter(me, reason, 0, true);
  }
  std::erase_if(me.links, [&](pid p) { return actor_of(p) == from; });
  event& e = write(me, deed::exited);
  e.other = from;
  e.reason = to_string(reason);
}

void crowd::take_spawn_reply(person& me, term_ref message) {
  const reference ref = message[1].as_reference();
  event& e = write(me, deed::granted);
  bool linked = false;
  erase_one(me.requests, [&](const request& r) {
    if (r.ref == ref) {
      e.tie = r.number;
      linked = r.links;
    }
    return r.ref == ref;
  });
  const std::uint64_t number = e.tie;
  if (number == 0 || !message[2].is(atoms::ok)) {
    return;
  }
  const pid fresh = message[3].as_pid();
  meet(me, fresh);
  const auto view = me.view.find(member_of(fresh.node()));
  event& made = write(me, linked ? deed::linked : deed::monitored);
  made.other = actor_of(fresh);
  made.connection = view == me.view.end() ? 0 : view->second;
  if (linked) {
    me.links.push_back(fresh);
  } else {
    made.tie = number;
    me.monitors.push_back({ref, number, false});
  }
}

}  // namespace kith::scenarios
