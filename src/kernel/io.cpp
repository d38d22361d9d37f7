#include "kith/io.hpp"

#include "kith/build.hpp"
#include "otp/marked_receive.hpp"

namespace kith::io {

namespace {

enum reply_clause : int { replied, ended };

int reply_or_down(const reference& ref, term_ref m) {
  if (m.is_tuple(3) && m[0].is(atoms::io_reply) && m[1].is(ref)) {
    return replied;
  }
  return detail::is_down(ref, m) ? ended : -1;
}

void check(const term& reply) {
  if (reply.is(atoms::ok)) {
    return;
  }
  const bool gone = reply.is_tuple(2) && reply[1].is(atom("terminated"));
  raise_error(gone ? atom("terminated") : atoms::badarg);
}

}  // namespace

task<term> request(ctx self, destination device, term what) {
  const reference ref = monitor(device);
  if (device.kind() != destination::what::name || whereis(device.name())) {
    send(device, tuple(atoms::io_request, self.self(), ref, what));
  }
  const detail::marked_message came =
      co_await detail::marked_receive(self, ref, reply_or_down, duration::infinity());
  demonitor_flush(ref);
  if (came.clause() == replied) {
    co_return term(came.message()[2]);
  }
  co_return tuple(atoms::error, atom("terminated"));
}

task<void> put_chars(ctx self, destination device, term chars) {
  const term what = tuple(atoms::put_chars, atoms::unicode, chars);
  const term reply = co_await request(self, device, what);
  check(reply);
}

task<void> put_chars(ctx self, term chars) {
  const destination leader = group_leader();
  co_await put_chars(self, leader, chars);
}

task<void> format(ctx self, destination device, term how, term args) {
  const term what =
      tuple(atoms::put_chars, atoms::unicode, atom("io_lib"), atom("format"), list(how, args));
  const term reply = co_await request(self, device, what);
  check(reply);
}

task<void> format(ctx self, term how, term args) {
  const destination leader = group_leader();
  co_await format(self, leader, how, args);
}

}  // namespace kith::io
