#include "kernel/net_kernel.hpp"

#include "kernel/apply.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "otp/gen.hpp"
#include "otp/sys.hpp"

namespace kith::detail {

namespace {

/// In milliseconds.
term ticktime() {
  const kernel_state* kernel = kernel_here();
  const duration t = kernel != nullptr && kernel->nodes != nullptr ? kernel->nodes->net_ticktime()
                                                                   : duration::seconds(60);
  return t.ms();
}

/// What OTP's older nodes ask for in place of a spawn request: a process for M:F(Args).
process spawned_for(ctx self, term from, atom module, atom function, term args, term leader,
                    bool linked) {
  const pid caller = from[0].as_pid();
  if (linked) {
    link(caller);
  }
  gen_reply(from, self);
  if (leader.is_pid()) {
    group_leader(leader.as_pid(), self);
  }
  const native_outcome got = co_await run_native(self, caller, module, function, args);
  if (got.kind() != native_outcome::what::returned) {
    exit(got.kind() == native_outcome::what::error ? term(tuple(got.value(), got.stack()))
                                                   : got.value());
  }
}

/// {spawn | spawn_link, M, F, Args, Leader}
bool spawn_for(term_ref request, const term& from) {
  const bool linked = request.is_tuple(5) && request[0].is(atom("spawn_link"));
  if (!request.is_tuple(5) || (!linked && !request[0].is(atom("spawn"))) || !request[1].is_atom() ||
      !request[2].is_atom()) {
    return false;
  }
  try {
    spawn(spawned_for, from, request[1].as_atom(), request[2].as_atom(), term(request[3]),
          term(request[4]), linked);
  } catch (const exit_exception& e) {  // system_limit: no process more
    gen_reply(from, tuple(atoms::EXIT, tuple(e.reason(), list())));
  }
  return true;
}

}  // namespace

process net_kernel(ctx self) {
  trap_exit(true);
  system_subject me(atom("gen_server"), self, atoms::net_kernel);
  for (;;) {
    const term m = co_await receive_served(self, &me);
    if (!m.is_tuple(3) || !m[0].is(atoms::gen_call) || !m[1].is_tuple(2) || !m[1][0].is_pid()) {
      continue;
    }
    const term from(m[1]);
    const term_ref request = m[2];
    if (request.is_tuple(2) && request[0].is(atoms::is_auth)) {
      gen_reply(from, atoms::yes);
    } else if (request.is(atom("ticktime"))) {
      gen_reply(from, ticktime());
    } else if (request.is(atom("nodename"))) {
      gen_reply(from, node_name());
    } else if (!spawn_for(request, from)) {
      gen_reply(from, tuple(atoms::error, atom("badrequest")));
    }
  }
}

}  // namespace kith::detail
