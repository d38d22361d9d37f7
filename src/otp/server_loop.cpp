// The process of a gen_server: its start and its main loop. OTP: stdlib, gen_server:init_it/6,
// loop/7, terminate/10; proc_lib:start_link/5.
//
// The starter learns of the end of `init` by a message:
//
//   server → starter   {ack, Pid, {ok, Pid} | ignore | {error, Reason}}

#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "otp/marked_receive.hpp"
#include "otp/name_keeper.hpp"
#include "otp/sys.hpp"
#include "runtime/raised.hpp"

namespace kith {

namespace {

using action = gen_server::action;

enum class callback : std::uint8_t { init, call, cast, info, continues };

task<action> failed(std::exception_ptr thrown) {
  std::rethrow_exception(thrown);
  co_return action(action::what::noreply);
}

/// A callback that gives an action. What it throws without being a coroutine is thrown in the task.
task<action> choose(ctx self, gen_server* server, callback which, term message, term from) {
  try {
    switch (which) {
    case callback::init: return server->init(self);
    case callback::call: return server->handle_call(self, std::move(message), std::move(from));
    case callback::cast: return server->handle_cast(self, std::move(message));
    case callback::continues: return server->handle_continue(self, std::move(message));
    default: return server->handle_info(self, std::move(message));
    }
  } catch (...) {
    return failed(std::current_exception());
  }
}

/// What a server ends with.
term reason_of(const std::exception_ptr& thrown) {
  return detail::raised_by(thrown).exit_reason();
}

bool is_orderly(term_ref reason) {
  return reason.is(atoms::normal) || reason.is(atoms::shutdown) ||
         (reason.is_tuple(2) && reason[0].is(atoms::shutdown));
}

task<void> terminate(ctx self, gen_server* server, term reason) {
  co_await server->terminate(self, reason);
}

/// Ends the server: its last callback, the log, the reply it owes, the exit.
task<void> finish(ctx self, gen_server* server, term reason, term from, term answer) {
  task<void> last = terminate(self, server, reason);
  const std::exception_ptr thrown = co_await last.settled();
  if (thrown) {
    reason = reason_of(thrown);
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

/// Who has the name of a server, or none. OTP: gen:where/1.
task<pid> holder_of(ctx self, gen_server::server_name name) {
  if (name.is_via()) {
    const via kept = name.kept();
    const pid who = co_await detail::kept_name_whereis(self, kept);
    co_return who;
  }
  co_return name.is_local() ? whereis(name.name()) : pid();
}

/// The name of the server is taken: by whom.
term already_started(pid other) {
  return tuple(atoms::error,
               tuple(atom("already_started"), other ? term(other) : term(atoms::undefined)));
}

task<bool> take_name(ctx self, gen_server::server_name name) {
  if (name.is_via()) {
    const via kept = name.kept();
    const bool is_ours = co_await detail::kept_name_register(self, kept);
    co_return is_ours;
  }
  try {
    if (name.is_local()) {
      register_name(name.name(), self);
    }
    co_return true;
  } catch (const exit_exception&) {
    co_return false;
  }
}

/// The name is free again before the starter hears of the failure, so that it may try again.
task<void> give_name_back(ctx self, gen_server::server_name name) {
  if (name.is_via()) {
    const via kept = name.kept();
    co_await detail::kept_name_unregister(self, kept);
  } else if (name.is_local()) {
    unregister(name.name());
  }
}

/// How a server begins.
struct beginning {
  term told;  ///< what its starter is to hear
  bool goes_on = false;
  term reason;  ///< that it ends with; none when it ends quietly
};

beginning beginning_of(const action& begun) {
  switch (begun.kind()) {
  case action::what::ok: return {tuple(atoms::ok, self()), true, {}};
  case action::what::ignore: return {atom("ignore"), false, {}};
  case action::what::stop: return {tuple(atoms::error, begun.value()), false, begun.value()};
  default: {
    const term reason = tuple(atom("bad_return_value"), atom("reply"));
    return {tuple(atoms::error, reason), false, reason};
  }
  }
}

/// Takes a message apart; `body` and `from` are borrowed from it.
callback classify(term_ref m, term_ref& body, term_ref& from) {
  if (m.is_tuple(3) && m[0].is(atoms::gen_call) && m[1].is_tuple(2)) {
    body = m[2];
    from = m[1];
    return callback::call;
  }
  if (m.is_tuple(2) && m[0].is(atoms::gen_cast)) {
    body = m[1];
    return callback::cast;
  }
  body = m;
  return callback::info;
}

/// A message for the loop itself, which no callback sees; with why the server ends, if it does.
/// False for others.
bool is_parents_exit(const term& m, pid parent) {
  return m.is_tuple(3) && m[0].is(atoms::EXIT) && m[1].is_pid() && parent &&
         m[1].as_pid() == parent;
}

/// A server as `sys` sees it.
class served final : public detail::system_subject {
 public:
  served(gen_server& server, pid parent, term name)
      : system_subject(atom("gen_server"), parent, std::move(name)), server_(server) {}
  [[nodiscard]] term state() const override { return server_.state(); }
  [[nodiscard]] bool replace_state(const term& fresh) override {
    return server_.replace_state(fresh);
  }

 private:
  gen_server& server_;
};

/// Serves until the server is to end; returns why.
task<void> serve(ctx self, gen_server* server, pid parent, term name, action first) {
  served me(*server, parent, std::move(name));
  duration limit = first.limit();
  term next = first.next();
  for (;;) {
    term m = atoms::timeout;
    term_ref body;
    term_ref from;
    callback which = callback::continues;
    if (next) {
      m = std::exchange(next, term());
      body = m;
    } else {
      if (limit.is_infinite()) {
        m = co_await self.receive();
      } else {
        co_await self.receive(on(bind(m)), after(limit));
      }
      if (detail::is_system_message(m)) {
        const term end = co_await detail::serve_system_message(self, &me, m);
        if (end) {
          co_await finish(self, server, end, term(), term());
        }
        continue;
      }
      if (is_parents_exit(m, parent)) {
        co_await finish(self, server, term(m[2]), term(), term());
      }
      if (me.debug) {
        const term event = tuple(atom("in"), m);
        co_await me.debug->handle(self, me.name(), event);
      }
      which = classify(m, body, from);
    }
    task<action> chosen = choose(self, server, which, term(body), term(from));
    const std::exception_ptr thrown = co_await chosen.settled();
    if (thrown) {
      co_await finish(self, server, reason_of(thrown), term(), term());
    }
    const action& done = chosen.value();
    const bool may_reply = which == callback::call;
    if (done.kind() == action::what::stop) {
      co_await finish(self, server, done.value(), term(from), may_reply ? done.answer() : term());
    }
    if (done.kind() == action::what::reply && may_reply) {
      detail::gen_reply(from, done.value());
    } else if (done.kind() != action::what::noreply) {
      const term reason = tuple(atom("bad_return_value"), atom("reply"));
      co_await finish(self, server, reason, term(), term());
    }
    if (me.debug) {
      const term event = done.kind() == action::what::reply
                             ? term(tuple(atom("out"), done.value(), from, me.state()))
                             : term(tuple(atom("noreply"), me.state()));
      co_await me.debug->handle(self, me.name(), event);
    }
    limit = done.limit();
    next = done.next();
  }
}

/// What a server is called in what is printed of it.
term name_of(const gen_server::server_name& name, pid who) {
  return name.is_local() ? term(name.name()) : name.is_via() ? name.kept().name() : term(who);
}

process run_server(ctx self, detail::owned<gen_server> server, gen_server::server_name name,
                   pid starter, bool linked) {
  const pid parent = linked ? starter : self.self();
  const bool is_named = co_await take_name(self, name);
  if (!is_named) {
    const pid other = co_await holder_of(self, name);
    acknowledge(starter, already_started(other));
    co_return;
  }
  task<action> init = choose(self, server.get(), callback::init, term(), term());
  const std::exception_ptr thrown = co_await init.settled();
  const beginning how = thrown ? beginning{tuple(atoms::error, reason_of(thrown)), false, {}}
                               : beginning_of(init.value());
  if (!how.goes_on) {
    co_await give_name_back(self, name);
  }
  acknowledge(starter, how.told);
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  if (how.reason) {
    exit(how.reason);
  }
  if (!how.goes_on) {
    co_return;
  }
  co_await serve(self, server.get(), parent, name_of(name, self), init.value());
}

}  // namespace

task<term> gen_server::start_server(ctx self, detail::owned<gen_server> server, server_name name,
                                    bool linked) {
  const pid other = co_await holder_of(self, name);
  if (other) {
    co_return already_started(other);
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
