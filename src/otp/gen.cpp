#include "otp/gen.hpp"

#include "kith/build.hpp"
#include "otp/marked_receive.hpp"
#include "runtime/outgoing.hpp"

namespace kith::detail {

namespace {

enum reply_clause : int { replied, ended };

int reply_or_down(const reference& ref, term_ref m) {
  if (m.is_tuple(2) && m[0].is_cons() && m[0].head().is(atoms::alias) && m[0].tail().is(ref)) {
    return replied;
  }
  return is_down(ref, m) ? ended : -1;
}

call_outcome from_down(const destination& to, term_ref reason) {
  if (reason.is(atoms::noconnection)) {
    const atom node = to.kind() == destination::what::process ? to.process().node() : to.node();
    return call_outcome::failure(tuple(atoms::nodedown, node));
  }
  return call_outcome::failure(term(reason));
}

}  // namespace

sent_call send_request(ctx self, destination& to, atom label, const term& request) {
  if (to.kind() == destination::what::remote_name && to.node() == node_name()) {
    to = to.name();
  }
  if (to.kind() == destination::what::name) {
    const pid named = whereis(to.name());
    if (!named) {
      return {{}, atoms::noproc};
    }
    to = named;
  }
  if (to.kind() == destination::what::alias) {
    raise_error(atoms::badarg);
  }
  const pid me = self.self();
  if (to.kind() == destination::what::process && to.process() == me) {
    return {{}, atom("calling_self")};
  }
  const reference ref = call_reference();
  send_call(to, ref, tuple(label, tuple(me, cons(atoms::alias, ref)), request));
  return {ref, term()};
}

reply_receive::reply_receive(ctx self, const reference& ref, duration limit) noexcept
    : marked_receive(self, ref, reply_or_down, limit) {}

call_outcome outcome_of(const destination& to, const marked_message& came) {
  switch (came.clause()) {
  case replied: return call_outcome::reply(term(came.message()[1]));
  case ended: return from_down(to, came.message()[4]);
  default: return call_outcome::failure(atoms::timeout);
  }
}

task<call_outcome> gen_call(ctx self, destination to, atom label, term request, duration limit) {
  const sent_call sent = send_request(self, to, label, request);
  if (sent.failure) {
    co_return call_outcome::failure(sent.failure);
  }
  const marked_message came = co_await reply_receive(self, sent.ref, limit);
  if (!came.timed_out()) {
    co_return outcome_of(to, came);
  }
  demonitor_flush(sent.ref);
  // The alias is gone; a reply may have come between the end of the wait and now.
  const marked_message late = co_await reply_receive(self, sent.ref, duration());
  co_return outcome_of(to, late);
}

bool gen_reply(term_ref from, term answer) {
  if (!from.is_tuple(2) || !from[0].is_pid()) {
    return false;
  }
  const term_ref tag = from[1];
  term message = tuple(tag, answer);
  // [alias | Ref] or [[alias | Ref] | _]
  const term_ref aliased = tag.is_cons() && tag.head().is_cons() ? tag.head() : tag;
  if (aliased.is_cons() && aliased.head().is(atoms::alias) && aliased.tail().is_reference()) {
    send_to_alias(aliased.tail().as_reference(), std::move(message));
  } else {
    send(from[0].as_pid(), std::move(message));
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
