#include "dist/distribution.hpp"

#include <algorithm>

namespace kith::dist {

using detail::outbound;
using detail::routed;

distribution::distribution(detail::node_core& node, distribution_options options)
    : node_(node), home_(node.home().scheduler_at(0)), options_(std::move(options)),
      monitors_(node), setups_(node, home_, options_, *this) {
  const scoped_lock guard(mutex_);
  cookies_ = cookie_table(options_.cookie);
  if (!options_.dynamic) {
    cookies_.named(options_.name.full());
  }
}

distribution::~distribution() {
  if (*alive_) {  // else `stop` was here, and jobs that came late may be reading it
    *alive_ = false;
  }
}

// ---- any thread ------------------------------------------------------------------------------

std::shared_ptr<connection> distribution::find(atom peer) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = by_peer_.find(peer.index());
  return at == by_peer_.end() ? nullptr : at->second;
}

bool distribution::may_dial(atom peer, dialling how) const {
  if (stopped_) {
    return false;
  }
  if (how == dialling::explicitly) {
    return true;
  }
  // Without a name nobody could answer.
  return options_.connects != auto_connect::never && !barred_.contains(peer.index()) &&
         node_.name() != atoms::nonode;
}

std::shared_ptr<connection> distribution::find_or_dial(atom peer, dialling how) {
  if (auto c = find(peer)) {
    return c;
  }
  std::shared_ptr<connection> made;
  {
    const scoped_lock guard(mutex_);
    if (const auto there = by_peer_.find(peer.index()); there != by_peer_.end()) {
      return stopped_ ? nullptr : there->second;
    }
    if (!may_dial(peer, how)) {
      return nullptr;
    }
    barred_.erase(peer.index());
    auto& at = by_peer_[peer.index()];
    made = std::make_shared<connection>(node_, home_, *this, peer, next_id_++,
                                        options_.dist_buf_busy_limit);
    at = made;
    by_id_[made->id()] = made;
  }
  home_.post([this, alive = alive_, made] {
    if (*alive) {
      setups_.dial(made);
    }
  });
  return made;
}

routed distribution::route(const outbound& s) {
  if (s.node == node_.name() || s.node == atoms::nonode) {
    return {};
  }
  // Twice: between finding a connection and using it, it may be lost and removed.
  for (int turn = 0; turn < 2; ++turn) {
    const auto c =
        s.connection != 0 || s.noconnect ? find(s.node) : find_or_dial(s.node, dialling::by_signal);
    if (c == nullptr || (s.connection != 0 && c->id() != s.connection)) {
      return {};
    }
    const routed r = c->send(s);
    if (r.connection != 0 || s.connection != 0) {
      return r;
    }
  }
  return {};
}

void distribution::forget(pid ended) noexcept {
  std::vector<std::shared_ptr<connection>> all;
  {
    const scoped_shared_lock guard(mutex_);
    for (const auto& [peer, c] : by_peer_) {
      all.push_back(c);
    }
  }
  for (const auto& c : all) {
    c->forget(ended);
  }
}

bool distribution::wake_when_writable(std::uint64_t connection, pid p) {
  std::shared_ptr<class connection> c;
  {
    const scoped_shared_lock guard(mutex_);
    const auto at = by_id_.find(connection);
    c = at == by_id_.end() ? nullptr : at->second;
  }
  return c != nullptr && c->wake_when_writable(p);
}

bool distribution::writable(std::uint64_t connection, pid p) {
  const scoped_shared_lock guard(mutex_);
  const auto at = by_id_.find(connection);
  return at == by_id_.end() || at->second->has_room(p);
}

std::optional<connection_info> distribution::info(atom peer) const {
  const auto c = find(peer);
  return c == nullptr ? std::nullopt : std::optional(c->info());
}

void distribution::connect(atom peer, unique_function<void(bool)> done) {
  if (peer == node_.name()) {
    done(true);
    return;
  }
  const auto c = find_or_dial(peer, dialling::explicitly);
  if (c == nullptr) {
    done(false);
  } else {
    c->when_settled(std::move(done));
  }
}

bool distribution::disconnect(atom peer, unique_function<void()> done) {
  const auto c = find(peer);
  if (c == nullptr) {
    return false;
  }
  home_.post([this, alive = alive_, c, done = std::move(done)]() mutable {
    if (*alive) {
      lose(c, error(errc::closed, "disconnect"));
    }
    if (done) {
      done();
    }
  });
  return true;
}

std::vector<atom> distribution::nodes(bool visible, bool hidden) const {
  std::vector<atom> names;
  {
    const scoped_shared_lock guard(mutex_);
    for (const auto& [peer, c] : by_peer_) {
      if (c->state() == connection::phase::up && (c->hidden() ? hidden : visible)) {
        names.push_back(c->peer());
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

void distribution::monitor_node(pid who, atom peer, bool on) {
  if (!on) {
    monitors_.unwatch(who, peer);
    return;
  }
  if (peer == node_.name()) {
    return;  // as in OTP: it cannot be lost
  }
  monitors_.watch(who, peer);
  if (find_or_dial(peer, dialling::by_signal) == nullptr) {
    monitors_.lost(peer);
  }
}

std::string distribution::get_cookie(std::string_view node) const {
  const scoped_shared_lock guard(mutex_);
  return node.empty() ? cookies_.get_cookie() : cookies_.get_cookie(node);
}

result<void> distribution::set_cookie(std::string_view node, std::string_view cookie) {
  const scoped_lock guard(mutex_);
  return node.empty() ? cookies_.set_cookie(cookie) : cookies_.set_cookie(node, cookie);
}

// ---- home thread -----------------------------------------------------------------------------

void distribution::stop(unique_function<void()> done) {
  home_.post([this, d = std::move(done)]() mutable {
    std::vector<std::shared_ptr<connection>> all;
    {
      const scoped_lock guard(mutex_);
      stopped_ = true;
      for (const auto& [peer, c] : by_peer_) {
        all.push_back(c);
      }
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a->id() < b->id(); });
    *alive_ = false;
    listener_.reset();
    setups_.clear();
    for (const auto& c : all) {
      lose(c, error(errc::closed, "this node ends"));
    }
    epmd_.reset();
    node_.remote.store(nullptr, std::memory_order_release);
    d();
  });
}

std::string distribution::cookie(std::string_view node) const {
  return get_cookie(node);
}

std::shared_ptr<connection> distribution::find(std::string_view node) const {
  atom known;
  return atom::find(node, known) ? find(known) : nullptr;
}

void distribution::set_up(const established& e, std::unique_ptr<io::stream> stream,
                          std::string_view rest) {
  const auto peer = atom::intern(e.node);
  if (!peer) {
    node_.log(log_level::error, {}, "connection refused: " + peer.failure().text);
    return;
  }
  std::shared_ptr<connection> c;
  {
    const scoped_lock guard(mutex_);
    auto& at = by_peer_[peer->index()];
    if (at == nullptr) {
      at = std::make_shared<connection>(node_, home_, *this, *peer, next_id_++,
                                        options_.dist_buf_busy_limit);
      by_id_[at->id()] = at;
    }
    c = at;
    barred_.erase(peer->index());
  }
  if (c->state() != connection::phase::pending) {
    return;  // there is one already: this one came too late
  }
  if (e.named_by_peer && !take_name(e, *c)) {
    not_reached(c, error(errc::refused, "it gives us another name than the one we have"));
    return;
  }
  if (e.peer_named_by_us) {
    named_by_us_[c->id()] = {e.node, e.creation};
  }
  // A dial of ours that waits for the peer's connection has it now.
  setups_.forget(*c);
  // Told when `nodes` knows the peer, and before anything that it has sent is read.
  c->when_settled([this, peer = *peer, id = c->id(), hidden = e.hidden](bool is_up) {
    if (is_up) {
      monitors_.up(peer, id, hidden);
    }
  });
  c->up(e, std::move(stream), rest, options_.net_ticktime, options_.net_tickintensity);
}

void distribution::replaced(const std::shared_ptr<connection>& old) {
  lose(old, error(errc::closed, "the peer has connected anew"));
}

void distribution::not_reached(const std::shared_ptr<connection>& wanted, const error& why) {
  if (wanted->state() == connection::phase::pending) {
    lose(wanted, why);
  }
}

void distribution::lose(const std::shared_ptr<connection>& c, const error& why) {
  const bool was_up = c->state() == connection::phase::up;
  if (c->state() == connection::phase::down) {
    return;
  }
  const bool hidden = c->hidden();
  {
    const scoped_lock guard(mutex_);
    const auto at = by_peer_.find(c->peer().index());
    if (at != by_peer_.end() && at->second == c) {
      by_peer_.erase(at);
    }
    by_id_.erase(c->id());
    if (was_up && options_.connects == auto_connect::once) {
      barred_.insert(c->peer().index());
    }
  }
  // A dial that is under way for it must not come up later, uncalled for.
  setups_.forget(*c);
  // Before all else. In OTP exits of links come first, and then the monitors of processes and of
  // the node in the order in which they were made.
  monitors_.lost(c->peer());
  c->down();
  if (was_up) {
    monitors_.down(c->peer(), c->id(), hidden,
                   term(atom(why.code == errc::timed_out ? "net_tick_timeout"
                             : why.text == "disconnect" || why.text == "net_kernel_terminated"
                                 ? why.text.c_str()
                                 : "connection_closed")));
  }
  if (const auto named = named_by_us_.find(c->id()); named != named_by_us_.end()) {
    setups_.give_back(std::move(named->second));
    named_by_us_.erase(named);
  }
  if (naming_ == c->id()) {
    give_name_back();
  }
}

void distribution::connection_ended(connection& c, const error& why) {
  if (why.code != errc::closed) {
    node_.log(log_level::notice, {},
              "connection to " + std::string(c.peer().name()) + " lost: " + why.text);
  }
  lose(c.shared_from_this(), why);
}

void distribution::spawn_requested(connection& c, const control& request, term args) {
  outbound reply{};
  reply.what = outbound::op::spawn_reply;
  reply.node = c.peer();
  reply.to = request.from;
  reply.ref = request.ref;
  reply.connection = c.id();
  const auto refuse = [&](atom why) {
    const term reason = why;
    reply.payload = reason;
    c.send(reply);
  };
  if (spawn_body_ == nullptr) {
    refuse(atom("notsup"));
    return;
  }
  detail::process_block* fresh = nullptr;
  try {
    fresh = detail::spawn_begin(&node_);
  } catch (const exit_exception&) {
    refuse(atoms::system_limit);
    return;
  }
  fresh->leader = request.leader;
  detail::relations& ties = fresh->tied();
  ties.remote = true;
  // Options that change nothing here (heap sizes, priorities) are passed over.
  for (term_ref rest = request.options; rest.is_cons(); rest = rest.tail()) {
    const term_ref option = rest.head();
    if (option.is(atom("link"))) {
      ties.links[request.from] = {0, c.id()};
      reply.id |= spawn_flag_link;
    } else if (option.is(atom("monitor")) ||
               (option.is_tuple(2) && option[0].is(atom("monitor")))) {
      detail::watcher_state& w = ties.watchers[request.ref];
      w.watcher = request.from;
      w.connection = c.id();
      reply.id |= spawn_flag_monitor;
    }
  }
  const pid who = fresh->pid();
  c.remember(who);
  // The answer goes before anything that the process may send.
  const term result = who;
  reply.payload = result;
  c.send(reply);
  detail::spawn_finish(
      fresh,
      spawn_body_(ctx(fresh), request.from, request.module, request.function, std::move(args)),
      spawn_options());
}

}  // namespace kith::dist
