// The process of a gen_server: its start and its main loop. OTP: stdlib, gen_server:init_it/6,
// loop/7, terminate/10; proc_lib:start_link/5.
//
// The starter learns of the end of `init` by a message:
//
//   server → starter   {ack, Pid, {ok, Pid} | ignore | {error, Reason}}

#include <optional>

#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "otp/marked_receive.hpp"
#include "otp/sys.hpp"
#include "runtime/raised.hpp"

namespace kith {

namespace {

using detail::system_order;
using action = gen_server::action;

enum class callback : std::uint8_t { init, call, cast, info, continues, terminate };

/// What a callback came to: an action, or what it threw.
class invoked {
 public:
  explicit invoked(action a) : done_(std::move(a)) {}
  explicit invoked(std::exception_ptr thrown) noexcept
      : done_(action::what::noreply), thrown_(std::move(thrown)) {}
  [[nodiscard]] const action& done() const noexcept { return done_; }
  [[nodiscard]] const std::exception_ptr& thrown() const noexcept { return thrown_; }

 private:
  action done_;
  std::exception_ptr thrown_;
};

task<action> choose(ctx self, gen_server* server, callback which, term message, term from) {
  switch (which) {
  case callback::init: return server->init(self);
  case callback::call: return server->handle_call(self, std::move(message), std::move(from));
  case callback::cast: return server->handle_cast(self, std::move(message));
  case callback::continues: return server->handle_continue(self, std::move(message));
  default: return server->handle_info(self, std::move(message));
  }
}

task<invoked> invoke(ctx self, gen_server* server, callback which, term message, term from) {
  std::exception_ptr thrown;
  try {
    if (which == callback::terminate) {
      co_await server->terminate(self, message);
      co_return invoked(action(action::what::noreply));
    }
    action done = co_await choose(self, server, which, message, from);
    co_return invoked(std::move(done));
  } catch (...) {
    thrown = std::current_exception();  // the caller throws it on, after `terminate`
  }
  co_return invoked(std::move(thrown));
}

/// What a server ends with.
term reason_of(const std::exception_ptr& thrown) {
  return detail::raised_by(thrown).exit_reason();
}

bool is_orderly(term_ref reason) {
  return reason.is(atoms::normal) || reason.is(atoms::shutdown) ||
         (reason.is_tuple(2) && reason[0].is(atoms::shutdown));
}

/// Ends the server: its last callback, the log, the reply it owes, the exit.
task<void> finish(ctx self, gen_server* server, term reason, term from, term answer) {
  const invoked last = co_await invoke(self, server, callback::terminate, reason, term());
  if (last.thrown()) {
    reason = reason_of(last.thrown());
  }
  if (!is_orderly(reason)) {
    detail::log_here(log_level::error, "gen_server ends with reason " + brief(reason));
  }
  if (answer) {
    detail::gen_reply(from, answer);
  }
  exit(reason);
}

void acknowledge(pid starter, const term& result) {
  send(starter, tuple(atom("ack"), self(), result));
}

/// The name of the server is taken: who has it.
term already_started(atom name) {
  const pid other = whereis(name);
  return tuple(atoms::error,
               tuple(atom("already_started"), other ? term(other) : term(atoms::undefined)));
}

bool take_name(ctx self, atom name) {
  if (name == atoms::undefined) {
    return true;
  }
  try {
    register_name(name, self);
    return true;
  } catch (const exit_exception&) {
    return false;
  }
}

/// The name is free again before the starter hears of the failure, so that it may try again.
void give_name_back(atom name) {
  if (name != atoms::undefined) {
    unregister(name);
  }
}

/// Whether the server starts; says so to the starter. Otherwise it throws, or is to end quietly.
bool accept_init(const invoked& begun, atom name, pid starter) {
  if (begun.thrown()) {
    give_name_back(name);
    acknowledge(starter, tuple(atoms::error, detail::raised_by(begun.thrown()).exit_reason()));
    std::rethrow_exception(begun.thrown());
  }
  switch (begun.done().kind()) {
  case action::what::ok: acknowledge(starter, tuple(atoms::ok, self())); return true;
  case action::what::ignore:
    give_name_back(name);
    acknowledge(starter, atom("ignore"));
    return false;
  case action::what::stop:
    give_name_back(name);
    acknowledge(starter, tuple(atoms::error, begun.done().value()));
    exit(begun.done().value());
  default: {
    give_name_back(name);
    const term reason = tuple(atom("bad_return_value"), atom("reply"));
    acknowledge(starter, tuple(atoms::error, reason));
    exit(reason);
  }
  }
}

/// One message, taken apart: its parts are borrowed from it.
struct request {
  callback which = callback::info;
  term_ref body;
  term_ref from;
};

request classify(term_ref m) {
  if (m.is_tuple(3) && m[0].is(atoms::gen_call) && m[1].is_tuple(2)) {
    return {callback::call, m[2], m[1]};
  }
  if (m.is_tuple(2) && m[0].is(atoms::gen_cast)) {
    return {callback::cast, m[1], {}};
  }
  return {callback::info, m, {}};
}

/// A message for the loop itself, which no callback sees; with why the server ends, if it does.
/// False for others.
bool is_parents_exit(const term& m, pid parent) {
  return m.is_tuple(3) && m[0].is(atoms::EXIT) && m[1].is_pid() && parent &&
         m[1].as_pid() == parent;
}

/// Serves until the server is to end; returns why.
task<void> serve(ctx self, gen_server* server, pid parent, action first) {
  detail::system_subject me;
  me.parent = parent;
  me.module = atom("gen_server");
  duration limit = first.limit();
  term next = first.next();
  for (;;) {
    term m = atoms::timeout;
    request r;
    if (next) {
      m = std::exchange(next, term());
      r = {callback::continues, m, {}};
    } else {
      if (me.suspended) {
        co_await self.receive(
            on(tuple(atoms::system, any, any), [&](term_ref came) { m = term(came); }),
            on(tuple(atoms::EXIT, parent, any), [&](term_ref came) { m = term(came); }));
      } else {
        co_await self.receive(on(bind(m)), after(limit));
      }
      if (detail::is_system_message(m)) {
        const system_order order = detail::answer_system_message(me, server->state(), m);
        if (order == system_order::terminate) {
          co_await finish(self, server, term(m[2][1]), term(), term());
        }
        me.suspended =
            order == system_order::suspend || (me.suspended && order != system_order::resume);
        continue;
      }
      if (is_parents_exit(m, parent)) {
        co_await finish(self, server, term(m[2]), term(), term());
      }
      r = classify(m);
    }
    action done(action::what::noreply);
    std::exception_ptr thrown;
    try {
      action chosen = co_await choose(self, server, r.which, term(r.body), term(r.from));
      done = std::move(chosen);
    } catch (...) {
      thrown = std::current_exception();
    }
    if (thrown) {
      co_await finish(self, server, reason_of(thrown), term(), term());
    }
    const bool may_reply = r.which == callback::call;
    if (done.kind() == action::what::stop) {
      co_await finish(self, server, done.value(), term(r.from), may_reply ? done.answer() : term());
    }
    if (done.kind() == action::what::reply && may_reply) {
      detail::gen_reply(r.from, done.value());
    } else if (done.kind() != action::what::noreply) {
      const term reason = tuple(atom("bad_return_value"), atom("reply"));
      co_await finish(self, server, reason, term(), term());
    }
    limit = done.limit();
    next = done.next();
  }
}

process run_server(ctx self, detail::owned<gen_server> server, atom name, pid starter,
                   bool linked) {
  const pid parent = linked ? starter : self.self();
  if (!take_name(self, name)) {
    acknowledge(starter, already_started(name));
    co_return;
  }
  const invoked begun = co_await invoke(self, server.get(), callback::init, term(), term());
  if (!accept_init(begun, name, starter)) {
    co_return;
  }
  co_await serve(self, server.get(), parent, begun.done());
}

}  // namespace

task<term> gen_server::start_server(ctx self, detail::owned<gen_server> server, atom name,
                                    bool linked) {
  if (name != atoms::undefined && whereis(name)) {
    co_return already_started(name);
  }
  spawn_options how;
  how.link(linked).monitor();
  const spawned fresh = spawn_opt(how, run_server, std::move(server), name, self.self(), linked);
  term result;
  term reason;
  const std::size_t came =
      co_await self.receive(on(tuple(atom("ack"), fresh.who, bind(result))),
                            on(tuple(atoms::DOWN, fresh.monitor_ref, any, any, bind(reason))));
  demonitor_flush(fresh.monitor_ref);
  if (came == 0) {
    co_return result;
  }
  // It ended before it could say so; a starter that traps exits has heard of it twice.
  co_await self.receive(on(tuple(atoms::EXIT, fresh.who, any)), after(duration()));
  co_return tuple(atoms::error, reason);
}

}  // namespace kith
