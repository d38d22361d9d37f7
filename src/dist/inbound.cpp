// What a control message of the peer does here: it becomes a signal to one of our processes.

#include "dist/connection.hpp"
#include "runtime/outgoing.hpp"

namespace kith::dist {

using detail::make_peer_signal;
using detail::peer_signal;
using detail::signal_kind;

namespace {

/// The process of ours that a message is for; none when there is no such process.
pid addressee(const detail::node_core& node, const control& c) {
  if (c.addressee_gone) {
    return {};
  }
  if (c.by_alias) {
    return detail::alias_owner(node, c.ref);
  }
  // Whom a monitor by name is for is known already.
  return c.by_name && c.what == control::op::send ? node.names.find(c.name) : c.to;
}

}  // namespace

void connection::deliver_request(pid to, detail::peer_signal* s) {
  if (to.is_local()) {
    remember(to);
    if (node_.home().deliver(to, s)) {
      return;
    }
    forget(to);
  }
  detail::answer_for_nobody(node_, to, s);
}

void connection::dispatch(inbound in) {
  control& c = in.what;
  const pid to = addressee(node_, c);
  detail::runtime& home = node_.home();
  peer_signal* s = nullptr;
  const auto make = [&](signal_kind kind, term t = {}) {
    s = make_peer_signal(kind, c.from, std::move(t));
    s->connection = id_;
    s->ref = c.ref;
    s->id = c.id;
    return s;
  };
  // A reason comes in the tuple or as the payload.
  const auto reason = [&] { return in.payload ? in.payload : term(c.reason); };
  switch (c.what) {
  case control::op::send:
    if (c.by_alias) {
      home.deliver_or_free(to, make(signal_kind::alias_message, std::move(in.payload)));
    } else {
      home.deliver_or_free(to, detail::make_message(std::move(in.payload)));
    }
    break;
  case control::op::link:
    deliver_request(c.addressee_gone ? c.to : to, make(signal_kind::link));
    break;
  case control::op::unlink:
    deliver_request(c.addressee_gone ? c.to : to, make(signal_kind::unlink));
    break;
  case control::op::unlink_ack: home.deliver_or_free(to, make(signal_kind::unlink_ack)); break;
  case control::op::exit: home.deliver_or_free(to, make(signal_kind::exit, reason())); break;
  case control::op::link_exit:
    home.deliver_or_free(to, make(signal_kind::link_exit, reason()));
    break;
  case control::op::monitor:
    make(signal_kind::monitor);
    s->name = c.name;
    s->number = c.by_name ? 1 : 0;
    deliver_request(c.addressee_gone ? c.to : to, s);
    break;
  case control::op::demonitor: home.deliver_or_free(to, make(signal_kind::demonitor)); break;
  case control::op::down: home.deliver_or_free(c.to, make(signal_kind::down, reason())); break;
  case control::op::group_leader: home.deliver_or_free(to, make(signal_kind::group_leader)); break;
  case control::op::spawn_request: owner_.spawn_requested(*this, c, std::move(in.payload)); break;
  case control::op::spawn_reply:
    make(signal_kind::spawn_reply, term(c.result));
    if (!c.to.is_local() || !home.deliver(c.to, s)) {
      detail::answer_for_nobody(node_, c.to, s);
    }
    break;
  }
}

}  // namespace kith::dist
