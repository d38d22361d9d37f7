#include "otp/gen.hpp"

#include "kith/build.hpp"
#include "otp/marked_receive.hpp"
#include "runtime/outgoing.hpp"

namespace kith::detail {

namespace {

/// The clauses of a call. `not_sent` with the reason instead of a message.
enum clause : int { replied, ended, not_sent };

atom node_of(const destination& to) {
  switch (to.kind()) {
  case destination::what::process: return to.process().node();
  case destination::what::remote_name: return to.node();
  default: return node_name();
  }
}

/// Why a server has not answered.
term reason_of(const destination& to, term_ref down) {
  return down.is(atoms::noconnection) ? term(tuple(atoms::nodedown, node_of(to))) : term(down);
}

/// A part of a message that nobody else holds: it takes over the message's count of the block.
term take_part(term whole, term_ref part) noexcept {
  const bool is_inside =
      (part.is_cons() || part.tag() == tag::boxed) && part.home() == whole.ref().home();
  return is_inside ? term::adopt(part.raw(), std::move(whole).release().second) : term(part);
}

bool is_alias_tag(term_ref t) {
  return t.is_cons() && t.head().is(atoms::alias) && t.tail().is_reference();
}

}  // namespace

int calling::attempt(receiver& self, term_ref m) {
  const reference& ref = static_cast<calling&>(self).ref_;
  if (m.is_tuple(2)) {
    const term_ref tag = part_of(m, 0);
    return tag.is_cons() && tag.head().is(atoms::alias) && tag.tail().is(ref) ? replied : -1;
  }
  return is_down(ref, m) ? ended : -1;
}

bool calling::await_ready() {
  if (!send()) {
    clause_ = not_sent;
    return true;
  }
  return look(*p_);
}

/// Or says why not, in `message_`.
bool calling::send() {
  switch (to_.kind()) {
  case destination::what::process: return send_to(to_);
  case destination::what::remote_name:
    if (to_.node() != p_->node->name()) {
      return send_to(to_);
    }
    [[fallthrough]];
  case destination::what::name:
    if (const pid named = whereis(to_.name())) {
      return send_to(named);
    }
    message_ = atoms::noproc;
    return false;
  case destination::what::alias: break;
  }
  raise_error(atoms::badarg);
}

bool calling::send_to(const destination& to) {
  const pid me = p_->pid();
  if (to.kind() == destination::what::process && to.process() == me) {
    message_ = atom("calling_self");
    return false;
  }
  ref_ = call_reference();
  marked_ = reference_number(ref_);
  send_call(to, ref_, tuple(label_, tuple(me, cons(atoms::alias, ref_)), request_));
  return true;
}

call_outcome calling::outcome() {
  switch (clause_) {
  case replied: {
    demonitor_flush(ref_);  // a reply that was sent past the alias, as net_kernel's, leaves it
    const term_ref answer = part_of(message_, 1);
    return call_outcome::reply(take_part(std::move(message_), answer));
  }
  case ended: return call_outcome::failure(reason_of(to_, message_[4]));
  case not_sent: return call_outcome::failure(std::move(message_));
  default:
    // No reply has come until now, and with the monitor the alias goes.
    demonitor_flush(ref_);
    return call_outcome::failure(atoms::timeout);
  }
}

bool gen_reply(term_ref from, const term& answer) {
  if (!from.is_tuple(2) || !from[0].is_pid()) {
    return false;
  }
  const term_ref tag = from[1];
  if (is_alias_tag(tag)) {  // what gen_server:call/2 sends; made anew, which is less than copied
    const reference ref = tag.tail().as_reference();
    send_to_alias(ref, tuple(cons(atoms::alias, ref), answer));
  } else if (tag.is_cons() && is_alias_tag(tag.head())) {
    send_to_alias(tag.head().tail().as_reference(), tuple(tag, answer));
  } else {
    send(from[0].as_pid(), tuple(tag, answer), {.noconnect = true});
  }
  return true;
}

std::optional<destination> destination_of(term_ref t) noexcept {
  if (t.is_pid()) {
    return destination(t.as_pid());
  }
  if (t.is_atom()) {
    return destination(t.as_atom());
  }
  if (t.is_reference()) {
    return destination(t.as_reference());
  }
  if (t.is_tuple(2) && t[0].is_atom() && t[1].is_atom()) {
    return destination(t[0].as_atom(), t[1].as_atom());
  }
  return std::nullopt;
}

term term_of(const destination& to) {
  switch (to.kind()) {
  case destination::what::process: return to.process();
  case destination::what::name: return to.name();
  case destination::what::remote_name: return tuple(to.name(), to.node());
  case destination::what::alias: return to.alias();
  }
  return atoms::undefined;
}

}  // namespace kith::detail
