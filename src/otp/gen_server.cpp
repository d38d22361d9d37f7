// The functions of gen_server that its clients call, and what its callbacks do unless overridden.

#include "kith/gen_server.hpp"

#include "kith/build.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"

namespace kith {

using detail::call_outcome;

namespace {

term milliseconds(duration limit) {
  return limit.is_infinite() ? term(atoms::infinity) : term(limit.ms());
}

[[noreturn]] void call_failed(const term& reason, const term& arguments) {
  exit(tuple(reason, tuple(atom("gen_server"), atom("call"), arguments)));
}

}  // namespace

namespace {

/// `said` whether the caller gave the limit, which it then finds in the reason of a failure. The
/// steps of detail::gen_call stand here again, since a call within a node is so short that another
/// coroutine would be a good part of it.
task<term> do_call(ctx self, destination server, term request, duration limit, bool said) {
  destination watched = server;
  const detail::sent_call sent = detail::send_request(self, watched, atoms::gen_call, request);
  call_outcome got = call_outcome::failure(sent.failure);
  if (!sent.failure) {
    const detail::marked_message came = co_await detail::reply_receive(self, sent.ref, limit);
    got = detail::outcome_of(watched, came);
    if (came.timed_out()) {
      demonitor_flush(sent.ref);
      const detail::marked_message late =
          co_await detail::reply_receive(self, sent.ref, duration());
      got = detail::outcome_of(watched, late);
    }
  }
  if (!got.replied()) {
    const term to = detail::term_of(server);
    const term arguments =
        said ? term(list(to, request, milliseconds(limit))) : term(list(to, request));
    call_failed(got.value(), arguments);
  }
  co_return got.take();
}

}  // namespace

task<term> gen_server::call(ctx self, destination server, term request) {
  return do_call(self, server, std::move(request), 5_s, false);
}

task<term> gen_server::call(ctx self, destination server, term request, duration limit) {
  return do_call(self, server, std::move(request), limit, true);
}

void gen_server::cast(const destination& server, term request) {
  if (server.kind() == destination::what::name && !whereis(server.name())) {
    return;
  }
  send(server, tuple(atoms::gen_cast, request));
}

void gen_server::reply(const term& from, term answer) {
  if (!detail::gen_reply(from, std::move(answer))) {
    raise_error(atoms::badarg);
  }
}

void gen_server::abcast(const std::vector<atom>& nodes, atom name, const term& request) {
  for (const atom node : nodes) {
    cast(destination(name, node), request);
  }
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

}  // namespace kith
