// The locker: when a node connects, it takes global's lock on all nodes of our partition, agrees
// with the locker of the other side that both have theirs, and holds it until the server is through
// with the names. OTP: kernel, global: loop_the_locker/1, lock_nodes_safely/3, select_node/1.
//
//   server → locker   {his_the_locker, HisLocker, {Vsn, _}, HisTag, MyTag}
//                     {cancel, Node, MyTag | undefined, no_fun | [{Node, Message}]}
//                     {add_to_known, Nodes}, {remove_from_known, Node}
//   locker → locker   {lock_set, Locker, IsSet, Known, HisTag}, through the servers
//   locker → server   {lock_is_set, Node, MyTag, LockId}

#include <algorithm>

#include "kernel/global_locks.hpp"
#include "kernel/global_server.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/random.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// From this version on, lock_set carries the tag of whom it is for.
constexpr std::int64_t version_tags = 8;
/// From this version on, lockers talk through their servers.
constexpr std::int64_t version_proxies = 6;

/// How long a node that knows no other waits before it tries; twice as long after each try that
/// failed, up to what OTP waits every time.
constexpr std::int64_t newcomer_patience_ms = 5;
constexpr std::int64_t newcomer_patience_ms_max = 200;

/// A node that wants to connect.
struct candidate {
  atom node;
  pid locker;
  std::int64_t version = 0;
  term his_tag;
  term my_tag;
};

struct locker_state {
  std::vector<candidate> local;  ///< on this host: they come first
  std::vector<candidate> remote;
  std::vector<atom> known;  ///< as the server's, but never asked for
  bool just_synced = false;
  std::int64_t patience_ms = newcomer_patience_ms;
  pid server;

  [[nodiscard]] atom boss() const {
    atom greatest = node_name();
    for (const atom node : known) {
      greatest = std::max(greatest, node);
    }
    return greatest;
  }
};

std::string_view host_of(atom node) {
  const std::string_view name = node.name();
  const std::size_t at = name.find('@');
  return at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
}

void add(locker_state& s, candidate c) {
  auto& list = host_of(c.node) == host_of(node_name()) ? s.local : s.remote;
  list.insert(list.begin(), std::move(c));
}

void remove(locker_state& s, atom node, const term& tag) {
  for (auto* list : {&s.local, &s.remote}) {
    const auto at = std::find_if(list->begin(), list->end(), [&](const candidate& c) {
      return c.node == node && c.my_tag == tag;
    });
    if (at != list->end()) {
      list->erase(at);
    }
  }
}

const candidate* find(const locker_state& s, atom node, const term& tag) {
  for (const auto* list : {&s.local, &s.remote}) {
    for (const candidate& c : *list) {
      if (c.node == node) {
        return tag && !(c.my_tag == tag) ? nullptr : &c;
      }
    }
  }
  return nullptr;
}

/// Both sides use the same requester, so that the nodes which both know are locked by both.
term lock_id(pid his_locker) {
  const term mine(self());
  const term his(his_locker);
  return compare(mine, his) < 0 ? term(tuple(atom("global"), list(mine, his)))
                                : term(tuple(atom("global"), list(his, mine)));
}

bool update_known(locker_state& s, term_ref m) {
  if (m.is_tuple(2) && m[0].is(atom("add_to_known"))) {
    for (term_ref at = m[1]; at.is_cons(); at = at.tail()) {
      if (at.head().is_atom()) {
        s.known.insert(s.known.begin(), at.head().as_atom());
      }
    }
    return true;
  }
  if (m.is_tuple(2) && m[0].is(atom("remove_from_known")) && m[1].is_atom()) {
    std::erase(s.known, m[1].as_atom());
    return true;
  }
  return false;
}

task<void> update_known_now(ctx self, locker_state* s) {
  for (;;) {
    term m;
    const std::size_t came = co_await self.receive(
        on(tuple(atom("add_to_known"), any), [&](term_ref x) { m = term(x); }),
        on(tuple(atom("remove_from_known"), any), [&](term_ref x) { m = term(x); }),
        after(duration()));
    if (came == 2) {
      co_return;
    }
    (void)update_known(*s, m);
  }
}

/// Locks the greatest node that we know, ourselves, `extra`, and then all others: all of them,
/// which are returned, or none. (OTP gives back what it knows by then, and leaves the greatest
/// locked for ever when that has gone from there in between.)
task<std::vector<atom>> lock_nodes_safely(ctx self, locker_state* s, term id,
                                          std::vector<atom> extra) {
  const std::vector<atom> first = {s->boss()};
  const bool boss_is_here = first.front() == node_name();
  // Locking ourselves now could stop a node that has locked the greatest already: only look.
  const std::vector<atom> none;
  if (!boss_is_here && !kernel_here()->names.can_lock(id[0], id[1])) {
    co_return none;
  }
  const bool has_boss = co_await try_lock(self, id, first);
  if (!has_boss) {
    co_return none;
  }
  co_await update_known_now(self, s);
  extra.insert(extra.begin(), node_name());
  const std::vector<atom> second = without(extra, first);
  const bool has_us = co_await try_lock(self, id, second);
  if (!has_us) {
    co_await unlock(self, id, first);
    co_return none;
  }
  std::vector<atom> locked = first;
  locked.insert(locked.end(), second.begin(), second.end());
  const std::vector<atom> third = without(s->known, locked);
  const bool has_all = co_await try_lock(self, id, third);
  if (!has_all) {
    co_await unlock(self, id, locked);
    co_return none;
  }
  locked.insert(locked.end(), third.begin(), third.end());
  co_return locked;
}

void send_lock_set(const locker_state& s, bool is_set, const candidate& him) {
  const atom what("lock_set");
  const term known = list_of(s.known);
  const term message = him.version >= version_tags
                           ? term(tuple(what, self(), is_set, known, him.his_tag))
                           : term(tuple(what, self(), is_set, known));
  if (him.version < version_proxies) {
    send(him.locker, message);
  } else {
    send(destination(atoms::global_name_server, him.locker.node()),
         tuple(atoms::gen_cast, message));
  }
}

/// What the server asked to be sent before the lock goes: `[{Node, Message}]`, or `no_fun`.
void send_all(term_ref to_be_sent) {
  for (; to_be_sent.is_cons(); to_be_sent = to_be_sent.tail()) {
    const term_ref one = to_be_sent.head();
    if (one.is_tuple(2) && one[0].is_atom()) {
      send(destination(atoms::global_name_server, one[0].as_atom()),
           tuple(atoms::gen_cast, one[1]));
    }
  }
}

void tell_server(const locker_state& s, const candidate& him, const term& id) {
  send(s.server, tuple(atoms::gen_cast, tuple(atom("lock_is_set"), him.node, him.my_tag, id)));
}

/// Both sides have the lock: the server exchanges names meanwhile, and says when it is done, or
/// that the node is gone. False when the other side has no lock after all, since what it said was
/// of an earlier attempt. (OTP waits on then, and so does the other side.)
task<bool> wait_cancel(ctx self, candidate him, term id, std::vector<atom> locked) {
  term to_be_sent;
  pid who;
  const auto from_him = [&](const pid& sender) { return sender.node() == him.node; };
  const std::size_t came = co_await self.receive(
      on(tuple(atom("cancel"), him.node, him.my_tag, bind(to_be_sent))),
      on(when(tuple(atom("lock_set"), bind(who), atoms::false_, any, him.my_tag), from_him)));
  send_all(to_be_sent);
  co_await unlock_boss_last(self, id, locked);
  co_return came == 0;
}

/// Our side has the lock, and has said so; waits for theirs.
task<void> await_other_side(ctx self, locker_state* s, candidate him, term id,
                            std::vector<atom> locked) {
  const auto from_him = [&](const pid& who, const bool&, const term&) {
    return who.node() == him.node;
  };
  const auto from_him_untagged = [&](const pid& who, const bool&) {
    return who.node() == him.node;
  };
  for (;;) {
    pid who;
    bool is_set = false;
    term tag = him.my_tag;
    term to_be_sent;
    const std::size_t came = co_await self.receive(
        on(when(tuple(atom("lock_set"), bind(who), bind(is_set), any, bind(tag)), from_him)),
        on(when(tuple(atom("lock_set"), bind(who), bind(is_set), any), from_him_untagged)),
        on(tuple(atom("cancel"), him.node, him.my_tag, bind(to_be_sent))));
    if (came == 2) {
      send_all(to_be_sent);
      co_await unlock_boss_last(self, id, locked);
      remove(*s, him.node, him.my_tag);
      co_return;
    }
    if (!(tag == him.my_tag)) {
      continue;  // of an earlier attempt
    }
    if (!is_set) {
      co_await unlock_boss_last(self, id, locked);
      co_return;
    }
    tell_server(*s, him, id);
    s->just_synced = co_await wait_cancel(self, him, id, locked);
    if (s->just_synced) {
      remove(*s, him.node, him.my_tag);
    }
    co_return;
  }
}

/// Picks one of the nodes that wait, and tries.
task<void> select_node(ctx self, locker_state* s) {
  // Those that we know are left to ask us, should they not know us. (OTP forgets them here.)
  std::vector<candidate> unknown;
  for (const auto* list : {&s->local, &s->remote}) {
    if (unknown.empty()) {
      std::copy_if(list->begin(), list->end(), std::back_inserter(unknown),
                   [&](const candidate& c) {
                     return std::find(s->known.begin(), s->known.end(), c.node) == s->known.end();
                   });
    }
  }
  if (unknown.empty()) {
    co_return;
  }
  const candidate him = unknown[random_below(unknown.size())];
  const term id = lock_id(him.locker);
  const std::vector<atom> his_node = {him.node};
  const std::vector<atom> locked = co_await lock_nodes_safely(self, s, id, his_node);
  if (locked.empty()) {
    co_return;
  }
  send_lock_set(*s, true, him);
  co_await await_other_side(self, s, him, id, locked);
}

/// The other side has its lock and asks for ours. `tag` is none from old versions.
task<void> answer_lock_set(ctx self, locker_state* s, pid who, term tag) {
  const candidate* found = find(*s, who.node(), tag);
  if (found == nullptr) {
    candidate nobody;
    nobody.node = who.node();
    nobody.locker = who;
    nobody.version = version_proxies;
    send_lock_set(*s, false, nobody);
    co_return;
  }
  const candidate him = *found;
  const term id = lock_id(who);
  const std::vector<atom> nobody_else;
  const std::vector<atom> locked = co_await lock_nodes_safely(self, s, id, nobody_else);
  send_lock_set(*s, !locked.empty(), him);
  if (locked.empty()) {
    s->just_synced = false;
    co_return;
  }
  tell_server(*s, him, id);
  s->just_synced = co_await wait_cancel(self, him, id, locked);
  if (s->just_synced) {
    remove(*s, him.node, him.my_tag);
  }
}

task<void> handle(ctx self, locker_state* s, term m) {
  if (update_known(*s, m)) {
    co_return;
  }
  if (m.is_tuple(5) && m[0].is(atom("his_the_locker")) && m[1].is_pid() && m[2].is_tuple(2) &&
      m[2][0].is_integer() && m[2][0].fits_int64()) {
    candidate him;
    him.locker = m[1].as_pid();
    him.node = him.locker.node();
    him.version = m[2][0].as_int();
    him.his_tag = term(m[3]);
    him.my_tag = term(m[4]);
    add(*s, std::move(him));
  } else if (m.is_tuple(4) && m[0].is(atom("cancel")) && m[1].is_atom()) {
    // With `undefined` it may be for an attempt before this one.
    if (!m[2].is(atoms::undefined)) {
      remove(*s, m[1].as_atom(), term(m[2]));
    }
  } else if ((m.is_tuple(5) || m.is_tuple(4)) && m[0].is(atom("lock_set")) && m[1].is_pid()) {
    if (m[2].is(atoms::true_)) {
      const term tag = m.is_tuple(5) ? term(m[4]) : term();
      co_await answer_lock_set(self, s, m[1].as_pid(), tag);
    }
  } else {
    log_here(log_level::warning, "the locker of global got an unexpected message: " + brief(m));
  }
}

duration patience_of(const locker_state& s) {
  if (s.local.empty() && s.remote.empty()) {
    return duration::infinity();
  }
  if (s.just_synced) {
    return {};
  }
  if (s.known.empty()) {
    return duration::milliseconds(s.patience_ms);
  }
  // Longer than nothing, or no other node of the partition would ever get the lock.
  const auto n = static_cast<std::int64_t>(s.known.size());
  return duration::milliseconds(std::min<std::int64_t>(1'000 + 100 * n, 3'000));
}

}  // namespace

process global_locker(ctx self, pid server) {
  locker_state s;
  s.server = server;
  for (;;) {
    const duration patience = patience_of(s);
    term m;
    const std::size_t came = co_await self.receive(on(bind(m)), after(patience));
    if (came == 0) {
      co_await handle(self, &s, m);
      continue;
    }
    s.just_synced = false;
    if (!kernel_here()->names.is_locked(term(atom("global")))) {
      co_await select_node(self, &s);
    }
    s.patience_ms = s.just_synced ? newcomer_patience_ms
                                  : std::min(2 * s.patience_ms, newcomer_patience_ms_max);
  }
}

}  // namespace kith::detail
