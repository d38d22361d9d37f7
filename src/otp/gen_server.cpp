// The functions of gen_server that its clients call, and what its callbacks do unless overridden.

#include "kith/gen_server.hpp"

#include "kith/build.hpp"
#include "otp/all_nodes.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "otp/marked_receive.hpp"
#include "otp/name_keeper.hpp"

namespace kith {

namespace {

term milliseconds(duration limit) {
  return limit.is_infinite() ? term(atoms::infinity) : term(limit.ms());
}

}  // namespace

term detail::server_call::await_resume() {
  call_outcome got = outcome();
  if (!got.replied()) {
    const term server = term_of(to());
    const term arguments = named_ ? term(list(server, request(), milliseconds(limit_)))
                                  : term(list(server, request()));
    exit(tuple(got.value(), tuple(atom("gen_server"), atom("call"), arguments)));
  }
  return got.take();
}

namespace {

/// {global, Name}, {via, Module, Name}
term term_of(const via& server) {
  const atom global("global");
  return server.module() == global ? term(tuple(global, server.name()))
                                   : term(tuple(atom("via"), server.module(), server.name()));
}

/// The module may not know yet that the node of the process has gone.
bool is_loss_of(term_ref reason, atom node) {
  return reason.is_tuple(2) && reason[0].is(atoms::nodedown) && reason[1].is(node);
}

task<term> call_kept(ctx self, via server, term request, duration limit, term arguments) {
  const pid who = co_await detail::kept_name_whereis(self, server);
  term reason = atoms::noproc;
  if (who) {
    const destination to = who;
    detail::call_outcome got =
        co_await detail::gen_call(self, to, atoms::gen_call, std::move(request), limit);
    if (got.replied()) {
      co_return got.take();
    }
    reason = is_loss_of(got.value(), who.node()) ? term(atoms::noproc) : got.take();
  }
  exit(tuple(reason, tuple(atom("gen_server"), atom("call"), arguments)));
}

}  // namespace

task<term> gen_server::call(ctx self, via server, term request) {
  term arguments = list(term_of(server), request);
  return call_kept(self, std::move(server), std::move(request), 5_s, std::move(arguments));
}

task<term> gen_server::call(ctx self, via server, term request, duration limit) {
  term arguments = list(term_of(server), request, milliseconds(limit));
  return call_kept(self, std::move(server), std::move(request), limit, std::move(arguments));
}

task<void> gen_server::cast(ctx self, via server, term request) {
  const term message = tuple(atoms::gen_cast, request);
  task<void> sent = detail::kept_name_send(self, std::move(server), message);
  co_await sent.settled();  // never fails
}

task<void> gen_server::stop(ctx self, via server, term reason, duration limit) {
  const pid who = co_await detail::kept_name_whereis(self, std::move(server));
  if (!who) {
    exit(atoms::noproc);
  }
  const destination to = who;
  co_await stop(self, to, std::move(reason), limit);
}

void gen_server::cast(const destination& server, term request) {
  if (server.kind() == destination::what::name && !whereis(server.name())) {
    return;
  }
  send(server, tuple(atoms::gen_cast, request));
}

void gen_server::reply(const term& from, term answer) {
  if (!detail::gen_reply(from, answer)) {
    raise_error(atoms::badarg);
  }
}

void gen_server::abcast(const std::vector<atom>& nodes, atom name, const term& request) {
  for (const atom node : nodes) {
    cast(destination(name, node), request);
  }
}

void gen_server::abcast(atom name, const term& request) {
  abcast(detail::all_nodes(), name, request);
}

task<void> gen_server::stop(ctx self, destination server, term reason, duration limit) {
  const reference watch = monitor(server);
  const term ask = tuple(atom("terminate"), reason);
  // Its end is what counts; the answer goes to an alias that is none any more.
  const reference nowhere = alias();
  unalias(nowhere);
  const term tag = cons(atoms::alias, nowhere);
  send(server, tuple(atoms::system, tuple(self.self(), tag), ask));
  const auto ended = [](const reference& ref, term_ref m) {
    return detail::is_down(ref, m) ? 0 : -1;
  };
  const detail::marked_message down = co_await detail::marked_receive(self, watch, ended, limit);
  demonitor_flush(watch);
  if (down.timed_out()) {
    exit(atoms::timeout);
  }
  if (!(down.message()[4] == reason)) {
    exit(term(down.message()[4]));
  }
}

task<gen_server::action> gen_server::init(ctx) {
  co_return ok();
}

task<gen_server::action> gen_server::handle_call(ctx, term request, term) {
  co_return stop(tuple(atom("bad_call"), request));
}

task<gen_server::action> gen_server::handle_cast(ctx, term request) {
  co_return stop(tuple(atom("bad_cast"), request));
}

task<gen_server::action> gen_server::handle_info(ctx, term message) {
  detail::log_here(log_level::warning,
                   "gen_server got a message it does not handle: " + to_string(message));
  co_return noreply();
}

task<gen_server::action> gen_server::handle_continue(ctx, term what) {
  co_return stop(tuple(atom("bad_continue"), what));
}

task<void> gen_server::terminate(ctx, term) {
  co_return;
}

term gen_server::state() const {
  return atoms::undefined;
}

bool gen_server::replace_state(const term&) {
  return false;
}

}  // namespace kith
