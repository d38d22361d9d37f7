#include "otp/gen.hpp"

#include "kith/build.hpp"
#include "otp/marked_receive.hpp"

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

task<call_outcome> gen_call(ctx self, destination to, atom label, term request, duration limit) {
  if (to.kind() == destination::what::remote_name && to.node() == node_name()) {
    to = to.name();
  }
  if (to.kind() == destination::what::name) {
    const pid named = whereis(to.name());
    if (!named) {
      co_return call_outcome::failure(atoms::noproc);
    }
    to = named;
  }
  if (to.kind() == destination::what::alias) {
    raise_error(atoms::badarg);
  }
  if (to.kind() == destination::what::process && to.process() == self.self()) {
    co_return call_outcome::failure(atom("calling_self"));
  }
  const reference ref = monitor(to, alias_mode::reply_demonitor);
  send(to, tuple(label, tuple(self.self(), cons(atoms::alias, ref)), request));
  const marked_message came = co_await marked_receive(self, ref, reply_or_down, limit);
  if (came.clause() == replied) {
    co_return call_outcome::reply(term(came.message()[1]));
  }
  if (came.clause() == ended) {
    co_return from_down(to, came.message()[4]);
  }
  demonitor_flush(ref);
  // The alias is gone; a reply may have come between the end of the wait and now.
  const marked_message late = co_await marked_receive(self, ref, reply_or_down, duration());
  if (late.clause() == replied) {
    co_return call_outcome::reply(term(late.message()[1]));
  }
  co_return call_outcome::failure(atoms::timeout);
}

bool gen_reply(term_ref from, term answer) {
  if (!from.is_tuple(2) || !from[0].is_pid()) {
    return false;
  }
  const term_ref tag = from[1];
  const term message = tuple(tag, answer);
  // [alias | Ref] or [[alias | Ref] | _]
  const term_ref aliased = tag.is_cons() && tag.head().is_cons() ? tag.head() : tag;
  if (aliased.is_cons() && aliased.head().is(atoms::alias) && aliased.tail().is_reference()) {
    send(aliased.tail().as_reference(), message);
  } else {
    send(from[0].as_pid(), message);
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
