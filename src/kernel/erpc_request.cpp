#include "kernel/erpc_request.hpp"

#include "kith/build.hpp"
#include "otp/log.hpp"
#include "otp/marked_receive.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/spawn_request.hpp"

namespace kith::detail {

namespace {

using what = native_outcome::what;

bool is_refusal(term_ref m) {
  return m.is_tuple(4) && m[0].is(atoms::spawn_reply) && m[2].is(atoms::error);
}

int down_or_refusal(const reference& ref, term_ref m) {
  return is_down(ref, m) || (is_refusal(m) && m[1].is(ref)) ? 0 : -1;
}

/// OTP's MAX_INT_TIMEOUT.
constexpr duration limit_max = duration::milliseconds(0xffff'ffff);

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

/// A call on this node within a limit; it has this node's rights.
process local_call(ctx self, term args) {
  const native_outcome got =
      co_await run_native(self, self.self(), atoms::erpc, atom("execute_call"), args);
  return_with(got.value());
}

/// Whether no message of it came or will come.
bool abandon(const reference& id) {
  process_block& p = current_process();
  return spawn_request_abandon(id) || drop_monitor(p, p.pid(), id);
}

}  // namespace

erpc_request start_erpc(atom node, atom module, atom function, const term& args) {
  erpc_request request;
  request.result = make_ref();
  const term call = list(request.result, module, function, args);
  if (node == node_name()) {
    request.id = spawn_monitor(local_call, call).monitor_ref;
    return request;
  }
  spawn_request_options how;
  how.monitor = true;
  how.reply = spawn_request_options::replies::error_only;
  request.id = spawn_request(node, atoms::erpc, atom("execute_call"), call, how);
  return request;
}

task<native_outcome> run_erpc(ctx self, atom module, atom function, term args) {
  const native_outcome got = co_await run_native(self, self.self(), module, function, args);
  const atom exception("exception");
  switch (got.kind()) {
  case what::exit: co_return native_outcome(what::exit, tuple(exception, got.value()));
  case what::error:
    co_return native_outcome(what::error, tuple(exception, got.value(), got.stack()));
  default: co_return got;
  }
}

task<native_outcome> await_erpc(ctx self, erpc_request request, duration limit) {
  const marked_message came = co_await marked_receive(self, request.id, down_or_refusal, limit);
  if (!came.timed_out()) {
    co_return erpc_outcome(request.result, came.message());
  }
  if (abandon(request.id)) {
    co_return erpc_error(atoms::timeout);
  }
  // What came between the end of the wait and now counts.
  const marked_message late =
      co_await marked_receive(self, request.id, down_or_refusal, duration());
  co_return late.timed_out() ? erpc_error(atoms::badarg)
                             : erpc_outcome(request.result, late.message());
}

task<std::optional<native_outcome>> wait_erpc(ctx self, erpc_request request, duration limit) {
  const marked_message came = co_await marked_receive(self, request.id, down_or_refusal, limit);
  std::optional<native_outcome> outcome;
  if (!came.timed_out()) {
    outcome = erpc_outcome(request.result, came.message());
  }
  co_return outcome;
}

task<void> forget_erpc(ctx self, reference id) {
  if (!abandon(id)) {
    co_await marked_receive(self, id, down_or_refusal, duration());
  }
}

term_ref erpc_key(term_ref m) {
  const bool is_of_one = is_refusal(m) || (m.is_tuple(5) && m[0].is(atoms::DOWN));
  return is_of_one && m[1].is_reference() ? m[1] : term_ref();
}

native_outcome erpc_outcome(const reference& result, term_ref message) {
  return message.is_tuple(4) ? erpc_error(term(message[3])) : from_down(result, message[4]);
}

term term_of(const erpc_request& request) {
  return cons(request.result, request.id);
}

std::optional<erpc_request> erpc_request_of(term_ref t) {
  if (!t.is_cons() || !t.head().is_reference() || !t.tail().is_reference()) {
    return std::nullopt;
  }
  return erpc_request{t.tail().as_reference(), t.head().as_reference()};
}

term value_of(const native_outcome& got) {
  switch (got.kind()) {
  case what::returned: break;
  case what::thrown: throw_term(got.value());
  case what::exit: exit(got.value());
  case what::error: raise_error(got.value());
  }
  return got.value();
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

void erpc_badarg() {
  raise_error(tuple(atoms::erpc, atoms::badarg));
}

bool is_erpc_limit(duration limit) noexcept {
  return limit.is_infinite() || (limit >= duration() && limit <= limit_max);
}

void check_erpc_limit(duration limit) {
  if (!is_erpc_limit(limit)) {
    erpc_badarg();
  }
}

}  // namespace kith::detail
