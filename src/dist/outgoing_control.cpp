#include "dist/outgoing_control.hpp"

namespace kith::dist {

control control_of(const detail::outbound& s) {
  control c;
  c.what = [&] {
    switch (s.what) {
    case detail::outbound::op::send: return control::op::send;
    case detail::outbound::op::link: return control::op::link;
    case detail::outbound::op::unlink: return control::op::unlink;
    case detail::outbound::op::unlink_ack: return control::op::unlink_ack;
    case detail::outbound::op::exit: return control::op::exit;
    case detail::outbound::op::link_exit: return control::op::link_exit;
    case detail::outbound::op::monitor: return control::op::monitor;
    case detail::outbound::op::demonitor: return control::op::demonitor;
    case detail::outbound::op::down: return control::op::down;
    case detail::outbound::op::group_leader: return control::op::group_leader;
    case detail::outbound::op::spawn_request: return control::op::spawn_request;
    case detail::outbound::op::spawn_reply: return control::op::spawn_reply;
    }
    return control::op::send;
  }();
  c.from = s.from;
  c.to = s.to;
  c.name = s.name;
  c.by_name = s.by_name;
  c.by_alias = s.what == detail::outbound::op::send && !s.by_name && !s.to;
  c.ref = s.ref;
  c.id = s.id;
  if (s.what == detail::outbound::op::spawn_reply) {
    c.result = s.payload;
  } else if (s.what != detail::outbound::op::send &&
             s.what != detail::outbound::op::spawn_request) {
    c.reason = s.payload;
  }
  c.leader = s.leader;
  c.module = s.module;
  c.function = s.function;
  c.arity = s.arity;
  c.options = s.options;
  return c;
}

term_ref payload_of(const detail::outbound& s) {
  return s.what == detail::outbound::op::send || s.what == detail::outbound::op::spawn_request
             ? s.payload
             : term_ref();
}

}  // namespace kith::dist
