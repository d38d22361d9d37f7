// What the processes of a crowd do when nothing has come for a while.
#include "crowd.hpp"
#include "crowd_words.hpp"
#include "runtime/spawn_request.hpp"
#include "talk.hpp"

namespace kith::scenarios {

namespace {
const atom done_tag("done");
constexpr std::size_t known_max = 16;
constexpr std::size_t workers_per_node = 5;
constexpr std::uint64_t names = 3;
/// Some fragments of what a node sends (64 KiB each).
constexpr std::size_t large_bytes = 100'000;

atom worker_name(std::uint64_t i) {
  return atom("worker" + std::to_string(i));
}
}  // namespace

void crowd::act(person& me) {
  (this->*habits_[draw(habits_.size())])(me);
}

/// The last that a `main` does: everybody answers.
void crowd::part(person& me) {
  me.has_parted = true;
  for (const atom node : nodes_) {
    ask(me, destination(main_name, node));
  }
  for (const auto& each : people_) {
    if (!each->has_ended && each->member == me.member && each->number != me.number) {
      ask(me, each->self);
    }
  }
}

void crowd::meet(person& me, pid whom) {
  if (whom == me.self || std::find(me.known.begin(), me.known.end(), whom) != me.known.end()) {
    return;
  }
  me.known.push_back(whom);
  if (me.known.size() > known_max) {
    me.known.erase(me.known.begin() + static_cast<std::ptrdiff_t>(draw(known_max)));
  }
}

pid crowd::someone(person& me) {
  return me.known.empty() ? pid() : me.known[draw(me.known.size())];
}

destination crowd::some_name() {
  const atom node = nodes_[draw(nodes_.size())];
  return {draw(2) == 0 ? main_name : worker_name(draw(names)), node};
}

/// A message, or an exit/2, is about to be sent: who goes on has got it.
event& crowd::sending(person& me, actor whom) {
  event& e = write(me, deed::sent);
  e.other = whom;
  e.owed = whom != 0;
  e.number = ++me.sent;
  return e;
}

void crowd::send_letter(person& me, const destination& to, actor whom, std::size_t bytes) {
  event& e = sending(me, whom);
  e.bytes = bytes;
  const pid another = me.known.empty() ? me.self : someone(me);
  const term known = list(me.self, another);
  send(to, tuple(say_tag, me.number, e.number, known, bin(talk::text_of(e.number, bytes))));
  e.connection = connection_to(whom != 0 ? to.process().node() : to.node());
}

void crowd::say(person& me) {
  const pid whom = someone(me);
  if (!whom) {
    return say_by_name(me);
  }
  // Now and then so much that the sender has to wait.
  const bool floods = draw(20 * large_one_in_) == 0;
  for (std::uint64_t left = floods ? 12 : 1 + draw(4); left > 0; --left) {
    const std::uint64_t kind = floods ? 0 : draw(large_one_in_);
    const std::size_t size = kind == 0   ? large_bytes + draw(large_bytes)
                             : kind == 1 ? draw(20'000)
                                         : draw(100);
    send_letter(me, whom, actor_of(whom), size);
  }
}

void crowd::say_by_name(person& me) {
  const destination to(main_name, nodes_[draw(nodes_.size())]);
  send_letter(me, draw(3) == 0 ? some_name() : to, 0, draw(100));
}

void crowd::breed(person& me) {
  const std::size_t where = draw(nodes_.size());
  if (workers_at(where) >= workers_per_node) {
    return say(me);
  }
  if (where == me.member) {
    meet(me, spawn(worker));
    return;
  }
  detail::spawn_request_options how;
  how.link = draw(2) == 0;
  how.monitor = !how.link;
  const term args = list(how.link ? term(me.self) : term(atoms::undefined));
  const reference ref =
      detail::spawn_request(nodes_[where], crowd_module, worker_function, args, how);
  event& e = write(me, deed::asked);
  e.tie = next_tie_++;
  me.requests.push_back({ref, e.tie, how.link});
}

void crowd::strike(person& me) {
  const pid whom = someone(me);
  if (!whom) {
    return;
  }
  const actor other = actor_of(whom);
  const person* victim = by_number_[other];
  const bool kills = victim != nullptr && !victim->is_main && draw(2) == 0;
  event& e = sending(me, other);
  const term reason =
      kills ? term(atoms::kill) : term(tuple(struck_tag, me.number, e.number, other));
  e.reason = kills ? "killed" : to_string(reason);
  kith::exit(whom, reason);
  e.connection = connection_to(whom.node());
  if (draw(2) == 0) {
    ask(me, whom);  // right behind it: who has ended answers, too
  }
}

void crowd::take_a_name(person& me) {
  const atom name = worker_name(draw(names));
  if (whereis(name) == me.self) {
    unregister(name);
    me.has_name = false;
  } else if (!me.is_main && !me.has_name && !whereis(name)) {
    register_name(name, me.self);
    me.has_name = true;
  }
}

void crowd::leave(person& me) {
  if (me.is_main) {
    return say(me);
  }
  const term reason = draw(3) == 0 ? term(atoms::normal) : term(tuple(done_tag, me.number));
  me.has_ended = true;
  write(me, deed::ended).reason = to_string(reason);
  kith::exit(reason);
}

}  // namespace kith::scenarios
