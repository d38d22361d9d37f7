#include "kernel/erpc_request.hpp"

#include "kith/build.hpp"
#include "otp/log.hpp"
#include "otp/marked_receive.hpp"
#include "runtime/spawn_request.hpp"

namespace kith::detail {

namespace {

using what = native_outcome::what;

enum answer_clause : int { ended, not_spawned };

int down_or_refusal(const reference& ref, term_ref m) {
  if (m.is_tuple(4) && m[0].is(atoms::spawn_reply) && m[1].is(ref) && m[2].is(atoms::error)) {
    return not_spawned;
  }
  return is_down(ref, m) ? ended : -1;
}

native_outcome erpc_error(const term& reason) {
  return {what::error, tuple(atoms::erpc, reason)};
}

native_outcome from_down(const reference& result, term_ref reason) {
  if (reason.is_tuple() && reason.tuple_size() >= 3 && reason[0].is(result)) {
    const term_ref kind = reason[1];
    const term_ref value = reason[2];
    const atom exception("exception");
    if (reason.is_tuple(3) && kind.is(atoms::return_)) {
      return {what::returned, term(value)};
    }
    if (reason.is_tuple(3) && kind.is(atoms::throw_)) {
      return {what::thrown, term(value)};
    }
    if (reason.is_tuple(3) && kind.is(atoms::exit)) {
      return {what::exit, tuple(exception, value)};
    }
    if (reason.is_tuple(4) && kind.is(atoms::error)) {
      return {what::error, tuple(exception, value, reason[3])};
    }
    if (reason.is_tuple(3) && kind.is(atoms::error) && value.is_tuple(2) &&
        value[0].is(atoms::erpc)) {
      return {what::error, term(value)};
    }
  }
  if (reason.is(atoms::noconnection)) {
    return erpc_error(atoms::noconnection);
  }
  return {what::exit, tuple(atom("signal"), reason)};
}

native_outcome from_answer(const reference& result, const marked_message& came) {
  return came.clause() == ended ? from_down(result, came.message()[4])
                                : erpc_error(term(came.message()[3]));
}

/// A call on this node within a limit; it has this node's rights.
process local_call(ctx self, term args) {
  const native_outcome got =
      co_await run_native(self, self.self(), atoms::erpc, atom("execute_call"), args);
  return_with(got.value());
}

}  // namespace

erpc_request start_erpc(atom node, atom module, atom function, const term& args) {
  erpc_request request;
  request.result = make_ref();
  const term call = list(request.result, module, function, args);
  request.local = node == node_name();
  if (request.local) {
    request.id = spawn_monitor(local_call, call).monitor_ref;
    return request;
  }
  spawn_request_options how;
  how.monitor = true;
  how.reply = spawn_request_options::replies::error_only;
  request.id = spawn_request(node, atoms::erpc, atom("execute_call"), call, how);
  return request;
}

task<native_outcome> await_erpc(ctx self, erpc_request request, duration limit) {
  const marked_message came = co_await marked_receive(self, request.id, down_or_refusal, limit);
  if (!came.timed_out()) {
    co_return from_answer(request.result, came);
  }
  if (request.local || !spawn_request_abandon(request.id)) {
    demonitor(request.id);
  }
  // What came between the end of the wait and now counts.
  const marked_message late =
      co_await marked_receive(self, request.id, down_or_refusal, duration());
  if (!late.timed_out()) {
    co_return from_answer(request.result, late);
  }
  co_return erpc_error(atoms::timeout);
}

io::instant deadline_in(duration limit) {
  return limit.is_infinite() ? io::instant::never() : here().home().world().now() + limit;
}

duration time_left(io::instant until) {
  if (until == io::instant::never()) {
    return duration::infinity();
  }
  const duration left = until - here().home().world().now();
  return left < duration() ? duration() : left;
}

}  // namespace kith::detail
