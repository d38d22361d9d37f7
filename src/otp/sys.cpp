#include "otp/sys.hpp"

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"

namespace kith::detail {

namespace {

enum class order : std::uint8_t { none, suspend, resume, terminate };

order order_of(term_ref request) {
  return request.is(atom("suspend"))                               ? order::suspend
         : request.is(atom("resume"))                              ? order::resume
         : request.is_tuple(2) && request[0].is(atom("terminate")) ? order::terminate
                                                                   : order::none;
}

/// What format_status of OTP's behaviours makes of the state: what `observer` shows.
term misc_of(const system_subject& me, atom status) {
  const std::string title = "Status for generic server " + to_string(me.name(), format::tw);
  return list(tuple(atom("header"), title),
              tuple(atom("data"),
                    list(tuple("Status", status), tuple("Parent", me.parent()),
                         tuple("Logged events", me.debug ? me.debug->logged() : term::nil()))),
              tuple(atom("data"), list(tuple("State", me.state()))));
}

task<term> status_of(ctx self, const system_subject* me, bool suspended) {
  const pid who = self.self();
  const term dictionary = co_await process_info(self, who, atoms::dictionary);
  const atom status(suspended ? "suspended" : "running");
  co_return tuple(atoms::status, who, tuple(atom("module"), me->module()),
                  list(dictionary[1], status, me->parent(),
                       me->debug ? me->debug->options() : term::nil(), misc_of(*me, status)));
}

task<term> applied(ctx self, pid caller, term fun, term state) {
  const fun_application apply = here().apply_fun;
  if (apply == nullptr) {
    raise_error(atoms::undef);
  }
  return apply(self, caller, fun, list(state));
}

/// `{callback_failed, Fun, {Class, Reason}}`, as sys says it.
term failed(const term& fun, const raised& by) {
  const term why = tuple(word_of(by.kind()), by.reason());
  return tuple(atoms::error, tuple(atom("callback_failed"), fun, why));
}

task<term> replaced(ctx self, system_subject* me, pid caller, term fun) {
  const term old = me->state();
  task<term> call = applied(self, caller, fun, old);
  const std::exception_ptr thrown = co_await call.settled();
  if (thrown) {
    co_return failed(fun, raised_by(thrown));
  }
  const term fresh = call.value();
  if (!me->replace_state(fresh)) {
    co_return failed(fun, raised(exception_class::error, atom("notsup")));
  }
  co_return fresh;
}

/// What a module without code_change/3 makes of `{change_code, Module, Vsn, Extra}`: code in C++ is
/// not changed.
term no_code_change(const system_subject& me, term_ref request) {
  const term frame =
      tuple(me.module(), atom("code_change"), list(request[2], me.state(), request[3]), list());
  return tuple(atoms::error, tuple(atoms::EXIT, tuple(atoms::undef, list(frame))));
}

task<term> answer_to(ctx self, system_subject* me, bool suspended, term message) {
  const term_ref request = message[2];
  if (order_of(request) != order::none) {
    co_return atoms::ok;
  }
  if (request.is(atom("get_state"))) {
    co_return me->state();
  }
  if (request.is(atom("get_status"))) {
    term status = co_await status_of(self, me, suspended);
    co_return status;
  }
  const pid caller =
      message[1].is_tuple(2) && message[1][0].is_pid() ? message[1][0].as_pid() : pid();
  if (request.is_tuple(2) && request[0].is(atom("debug"))) {
    if (!me->debug) {
      me->debug = std::make_unique<sys_debug>();
    }
    term done = co_await me->debug->command(self, caller, me->name(), term(request[1]));
    if (!me->debug->is_on()) {
      me->debug.reset();
    }
    co_return done;
  }
  if (suspended && request.is_tuple(4) && request[0].is(atom("change_code"))) {
    co_return no_code_change(*me, request);
  }
  if (request.is_tuple(2) && request[0].is(atom("replace_state"))) {
    term fresh = co_await replaced(self, me, caller, term(request[1]));
    co_return fresh;
  }
  co_return tuple(atoms::error, tuple(atom("unknown_system_msg"), request));
}

}  // namespace

bool is_system_message(term_ref m) noexcept {
  return m.is_tuple(3) && m[0].is(atoms::system);
}

task<term> serve_system_message(ctx self, system_subject* me, term message) {
  bool suspended = false;
  for (;;) {
    const term answer = co_await answer_to(self, me, suspended, message);
    gen_reply(message[1], answer);
    switch (order_of(message[2])) {
    case order::terminate: co_return term(message[2][1]);
    case order::suspend: suspended = true; break;
    case order::resume: suspended = false; break;
    case order::none: break;
    }
    if (!suspended) {
      co_return term();
    }
    const pid parent = me->parent();
    term next;
    const std::size_t came = co_await self.receive(
        on(tuple(atoms::system, any, any), [&](term_ref m) { next = term(m); }),
        on(tuple(atoms::EXIT, parent, any), [&](term_ref m) { next = term(m); }));
    if (came == 1) {
      co_return term(next[2]);
    }
    message = next;
  }
}

task<term> receive_served(ctx self, system_subject* me) {
  for (;;) {
    term m = co_await self.receive();
    if (!is_system_message(m)) {
      if (me->debug) {
        const term event = tuple(atom("in"), m);
        co_await me->debug->handle(self, me->name(), event);
      }
      co_return m;
    }
    const term end = co_await serve_system_message(self, me, m);
    if (end) {
      exit(end);
    }
  }
}

}  // namespace kith::detail
