#include "otp/sys.hpp"

#include "kith/build.hpp"
#include "otp/gen.hpp"

namespace kith::detail {

bool is_system_message(term_ref m) noexcept {
  return m.is_tuple(3) && m[0].is(atoms::system);
}

system_order answer_system_message(const system_subject& me, const term& state, term_ref message) {
  const term_ref from = message[1];
  const term_ref request = message[2];
  system_order order = system_order::none;
  term answer = atoms::ok;
  if (request.is(atom("suspend"))) {
    order = system_order::suspend;
  } else if (request.is(atom("resume"))) {
    order = system_order::resume;
  } else if (request.is_tuple(2) && request[0].is(atom("terminate"))) {
    order = system_order::terminate;
  } else if (request.is(atom("get_state"))) {
    answer = state;
  } else if (request.is(atom("get_status"))) {
    const atom status = me.suspended ? atom("suspended") : atom("running");
    const term parent = me.parent ? term(me.parent) : term(atoms::undefined);
    answer = tuple(atoms::status, self(), tuple(atom("module"), me.module),
                   list(list(), status, parent, list(), list(state)));
  } else {
    answer = tuple(atoms::error, tuple(atom("unknown_system_msg"), request));
  }
  gen_reply(from, answer);
  return order;
}

}  // namespace kith::detail
