// Module `erlang`: sending.

#include "kernel/erlang_rows.hpp"
#include "otp/gen.hpp"

namespace kith::detail {

namespace {

/// What is sent to a port, of which there are none, is lost.
send_outcome send_to(term_ref to, const term& message, const send_options& how) {
  if (to.is_port()) {
    return send_outcome::ok;
  }
  const auto where = destination_of(to);
  return where ? send(*where, message, how) : (badarg(), send_outcome::ok);
}

send_options options_of(term_ref list) {
  send_options how;
  for_each_of(list, [&](term_ref t) {
    if (t.is(atom("nosuspend"))) {
      how.nosuspend = true;
    } else if (t.is(atom("noconnect"))) {
      how.noconnect = true;
    } else {
      badarg();
    }
  });
  return how;
}

term send_2(arguments a) {
  send_to(a[0], a[1], {});
  return a[1];
}

term send_3(arguments a) {
  switch (send_to(a[0], a[1], options_of(a[2]))) {
  case send_outcome::nosuspend: return atom("nosuspend");
  case send_outcome::noconnect: return atom("noconnect");
  case send_outcome::ok: break;
  }
  return atoms::ok;
}

term send_nosuspend_2(arguments a) {
  return term(send_to(a[0], a[1], {.nosuspend = true}) == send_outcome::ok);
}
term send_nosuspend_3(arguments a) {
  send_options how = options_of(a[2]);
  how.nosuspend = true;
  return term(send_to(a[0], a[1], how) == send_outcome::ok);
}

}  // namespace

std::span<const native_row> erlang_send_rows() {
  static constexpr native_row rows[] = {
      {"!", 2, send_2},
      {"send", 2, send_2},
      {"send", 3, send_3},
      {"send_nosuspend", 2, send_nosuspend_2},
      {"send_nosuspend", 3, send_nosuspend_3},
  };
  return rows;
}

}  // namespace kith::detail
