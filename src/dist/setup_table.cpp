#include "dist/setup_table.hpp"

#include <algorithm>
#include <span>

namespace kith::dist {

setup_table::setup_table(detail::node_core& node, detail::scheduler& home,
                         const distribution_options& options, owner& o)
    : node_(node), home_(home), options_(options), owner_(o), secrets_(node, o) {}

result<std::uint32_t> setup_table::secrets::new_challenge() {
  std::uint32_t challenge = 0;
  io::world& world = node_.home().world();
  world.entropy(std::as_writable_bytes(std::span(&challenge, 1)));
  const auto issued = challenges_.issue(challenge, world.now());
  if (!issued) {
    return issued.failure();
  }
  return challenge;
}

bool setup_table::secrets::is_ours(std::uint32_t challenge) {
  return challenges_.contains(challenge, node_.home().world().now());
}

bool setup_table::publishes_to(std::string_view peer) const {
  return options_.publishes_to ? options_.publishes_to(peer) : !options_.hidden;
}

handshake_options setup_table::options_of_handshake(std::string_view peer) const {
  handshake_options o;
  o.dynamic = options_.dynamic && node_.name() == atoms::nonode;
  o.node = o.dynamic ? options_.name.host : std::string(node_.name().name());
  o.creation = node_.creation();
  o.publish = publishes_to(peer);
  return o;
}

void setup_table::accepted(std::unique_ptr<io::stream> stream) {
  const io::address from = stream->remote();
  const auto delay = admission_.admit(from, callers_, node_.home().world().now());
  if (!delay) {
    return;  // too many: closed without a word, and without a line in the log for each
  }
  ++callers_;
  setups_.push_back(std::make_unique<setup>(
      home_, std::move(stream),
      handshake::accept(options_of_handshake({}), from.to_string(), secrets_), next_serial_++,
      options_.net_setuptime, *delay, *this));
}

// ---- dialling ----------------------------------------------------------------------------------

void setup_table::dial(const std::shared_ptr<connection>& wanted) {
  if (wanted->state() != connection::phase::pending) {
    return;  // the peer was faster, or it was given up
  }
  attempt& a = attempts_[wanted->id()];
  a.wanted = wanted;
  if (is_calling(wanted->peer().name())) {
    return;
  }
  const auto peer = parse_node_name(wanted->peer().name());
  if (!peer) {
    not_reached(wanted, peer.failure());
    return;
  }
  const bool numeric = io::address::parse(peer->host, 0).has_value();
  if (const auto fits = check_peer_host(peer->host, options_.domain, numeric); !fits) {
    not_reached(wanted, fits.failure());
    return;
  }
  a.lookup = std::make_unique<peer_lookup>(
      home_, *peer, options_.epmd.port, options_.peer_port,
      [this, id = wanted->id(), peer = *peer](const result<io::address>& found) {
        attempt& mine = attempts_.at(id);
        mine.lookup.reset();
        if (found) {
          hand_shake(mine, peer, *found);
        } else {
          const auto waiting = mine.wanted;
          not_reached(waiting, found.failure());
        }
      });
}

void setup_table::hand_shake(attempt& a, const node_name& peer, const io::address& to) {
  a.setup = next_serial_++;
  setups_.push_back(std::make_unique<setup>(
      home_, to, handshake::dial(options_of_handshake(peer.full()), peer.full(), secrets_), a.setup,
      options_.net_setuptime, *this));
}

void setup_table::not_reached(const std::shared_ptr<connection>& wanted, const error& why) {
  node_.log(log_level::info, {},
            "cannot connect to " + std::string(wanted->peer().name()) + ": " + why.text);
  owner_.not_reached(wanted, why);
}

void setup_table::forget(const connection& c) {
  const auto at = attempts_.find(c.id());
  if (at == attempts_.end()) {
    return;
  }
  const std::uint64_t serial = at->second.setup;
  std::erase_if(setups_, [&](const auto& s) { return serial != 0 && s->serial() == serial; });
  attempts_.erase(at);
}

void setup_table::clear() {
  attempts_.clear();
  setups_.clear();
  named_.clear();
  callers_ = 0;
}

void setup_table::give_back(given_name name) {
  names_.give_back(std::move(name));
}

// ---- what a setup asks and tells ---------------------------------------------------------------

setup_table::attempt* setup_table::attempt_of(const setup& s) {
  const auto at = std::ranges::find_if(
      attempts_, [&](const auto& entry) { return entry.second.setup == s.serial(); });
  return at == attempts_.end() ? nullptr : &at->second;
}

bool setup_table::is_calling(std::string_view peer) const {
  return std::ranges::any_of(setups_,
                             [&](const auto& s) { return s->is_let_in() && s->caller() == peer; });
}

std::unique_ptr<setup> setup_table::take(const setup& s) {
  const auto at = std::ranges::find_if(setups_, [&](const auto& each) { return each.get() == &s; });
  std::unique_ptr<setup> taken = std::move(*at);
  setups_.erase(at);
  callers_ -= taken->is_call() ? 1u : 0u;
  return taken;
}

given_name setup_table::new_name(std::string_view host) {
  io::world& world = node_.home().world();
  std::uint64_t number = 0;
  world.entropy(std::as_writable_bytes(std::span(&number, 1)));
  std::uint32_t creation = 0;
  world.entropy(std::as_writable_bytes(std::span(&creation, 1)));
  return names_.take(host, number, creation);
}

void setup_table::asked(setup& s, const ask_acceptance& question) {
  if (question.dynamic) {
    given_name given = new_name(question.node);
    // One that a node took for itself meanwhile goes to no other.
    while (owner_.find(given.name) != nullptr) {
      given = new_name(question.node);
    }
    named_[s.serial()] = given;
    s.name_peer(std::move(given));
    return;
  }
  const auto have = [&] {
    const auto c = owner_.find(question.node);
    if (c == nullptr || c->state() == connection::phase::down) {
      return link_state::none;
    }
    if (c->state() == connection::phase::up) {
      const bool pending = std::ranges::any_of(setups_, [&](const auto& other) {
        return other->replacing() && other->caller() == question.node;
      });
      return pending ? link_state::up_pending : link_state::up;
    }
    // One that waits for another call of the same peer is no dial.
    const auto at = attempts_.find(c->id());
    const bool dials =
        at == attempts_.end() || at->second.lookup != nullptr || at->second.setup != 0;
    return dials ? link_state::dialling : link_state::none;
  };
  s.answer(choose_acceptance(node_.name().name(), question.node, have()),
           publishes_to(question.node));
}

bool setup_table::still_wanted(const setup& s) {
  const attempt* a = attempt_of(s);
  return a != nullptr && a->wanted->state() == connection::phase::pending;
}

void setup_table::replaces(setup& s) {
  const auto c = owner_.find(s.caller());
  if (c != nullptr && c->state() == connection::phase::up) {
    owner_.replaced(c);
  }
}

void setup_table::done(setup& s, const established& e) {
  const auto mine = take(s);
  named_.erase(mine->serial());
  std::unique_ptr<io::stream> stream = mine->release();
  const std::string rest = mine->take_rest();
  owner_.set_up(e, std::move(stream), rest);
}

void setup_table::failed(setup& s, const struct failed& f) {
  const auto mine = take(s);
  if (const auto named = named_.find(mine->serial()); named != named_.end()) {
    names_.give_back(std::move(named->second));
    named_.erase(named);
  }
  const bool tries_cookies = mine->is_call() && f.why == handshake_failure::bad_cookie;
  if (!tries_cookies || admission_.refused(mine->remote(), node_.home().world().now())) {
    node_.log(f.security_event                         ? log_level::alert
              : f.why == handshake_failure::bad_cookie ? log_level::error
                                                       : log_level::info,
              {}, f.what.text);
  }
  if (mine->is_call()) {
    // Who has waited for this call dials now.
    const auto c = owner_.find(mine->caller());
    const auto at = c == nullptr ? attempts_.end() : attempts_.find(c->id());
    if (at != attempts_.end() && at->second.lookup == nullptr && at->second.setup == 0) {
      dial(c);
    }
  } else if (const attempt* a = attempt_of(*mine)) {
    const auto wanted = a->wanted;
    owner_.not_reached(wanted, f.what);
  }
}

}  // namespace kith::dist
