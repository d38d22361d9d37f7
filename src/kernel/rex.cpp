#include "kernel/rex.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include "kernel/apply.hpp"
#include "kernel/io_request.hpp"
#include "kith/build.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "otp/sys.hpp"
#include "runtime/relations.hpp"

namespace kith::detail {

namespace {

/// To one who has asked: not if its node has been lost since, which nothing is to dial.
void send_back(pid from, term message) {
  send(from, std::move(message), {.noconnect = true});
}

/// Where an answer goes: `{Pid, Tag}` of a call, or `{rex, Pid}` of the old form.
void answer(const term& to, const term& result) {
  if (to[0].is(atoms::rex)) {
    send_back(to[1].as_pid(), tuple(atoms::rex, result));
  } else {
    gen_reply(to, result);
  }
}

pid caller_of(const term& to) {
  return to[0].is(atoms::rex) ? to[1].as_pid() : to[0].as_pid();
}

term bad_rpc(const term& reason) {
  return tuple(atoms::badrpc, tuple(atoms::EXIT, reason));
}

/// Output that goes to the caller, as `{rex_stdout, Binary}`.
class caller_sink final : public io_sink {
 public:
  explicit caller_sink(pid caller) noexcept : caller_(caller) {}
  void write(std::string_view text) override {
    send(caller_, tuple(atom("rex_stdout"), bin(text)));
  }

 private:
  pid caller_;
};

/// The group leader of a call whose output goes to the caller. It sends the answer too, so that the
/// answer comes last.
process stdout_leader(ctx self, pid caller) {
  caller_sink sink(caller);
  io_device device;
  device.output = &sink;
  for (;;) {
    const term m = co_await self.receive();
    if (m.is_tuple(5) && m[0].is(atoms::stop) && m[1].is_pid()) {
      answer(term(m[3]), term(m[4]));
      send(m[1].as_pid(), term(m[2]));
      co_return;
    }
    serve_io_request(device, m);
  }
}

/// One call, taken apart.
struct call_request {
  bool readable = false;
  atom module;
  atom function;
  term args;
  term leader;
};

call_request read_call(term_ref r) {
  if (!r.is_tuple(5) || !r[1].is_atom() || !r[2].is_atom()) {
    return {};
  }
  return {true, r[1].as_atom(), r[2].as_atom(), term(r[3]), term(r[4])};
}

term result_of(const native_outcome& got, const call_request& r) {
  switch (got.kind()) {
  case native_outcome::what::returned:
  case native_outcome::what::thrown: return got.value();
  case native_outcome::what::exit: return bad_rpc(got.value());
  case native_outcome::what::error: break;
  }
  return bad_rpc(tuple(got.value(), stack_of_call(got, r.module, r.function, r.args)));
}

void take_leader(ctx self, const term& leader) {
  if (leader.is_pid()) {
    group_leader(leader.as_pid(), self);
  } else if (const pid user = whereis(atoms::user)) {
    group_leader(user, self);
  }
}

process caller_for(ctx self, term to, call_request r) {
  const pid caller = caller_of(to);
  const bool output_to_caller = r.leader.is(atom("send_stdout_to_caller"));
  pid leader;
  if (output_to_caller) {
    leader = spawn_link(stdout_leader, caller);
    group_leader(leader, self);
  } else {
    take_leader(self, r.leader);
  }
  const native_outcome got = co_await run_native(self, caller, r.module, r.function, r.args);
  const term result = result_of(got, r);
  if (!output_to_caller) {
    answer(to, result);
    co_return;
  }
  const reference done = make_ref();
  send(leader, tuple(atoms::stop, self.self(), done, to, result));
  co_await self.receive(on(done));
}

process caster(ctx self, pid caller, call_request r) {
  take_leader(self, r.leader);
  const term args = list(r.module, r.function, r.args);
  const native_outcome got =
      co_await run_native(self, caller, atoms::erpc, atom("execute_cast"), args);
  if (got.kind() == native_outcome::what::error) {
    log_here(log_level::error, "a cast from another node failed: " + brief(got.value()));
  }
}

/// Calls under way: the monitor on each, and where an answer goes should it die.
class open_calls {
 public:
  void start(const term& to, call_request r) {
    try {
      const spawned worker = spawn_monitor(caller_for, to, std::move(r));
      calls_.emplace(worker.monitor_ref, to);
    } catch (const exit_exception& e) {
      answer(to, bad_rpc(e.reason()));  // system_limit: no process more
    }
  }
  void ended(const reference& watch, term_ref reason) {
    const auto at = calls_.find(watch);
    if (at == calls_.end()) {
      return;
    }
    const term to = std::move(at->second);
    calls_.erase(at);
    if (!reason.is(atoms::normal)) {
      answer(to, bad_rpc(term(reason)));
    }
  }

 private:
  boost::unordered_flat_map<reference, term, reference_hash> calls_;
};

void cast(const term& request) {
  call_request r = read_call(request);
  if (r.readable && request[0].is(atom("cast"))) {
    try {
      // Who sent it is not said.
      spawn(caster, pid(), std::move(r));
    } catch (const exit_exception&) {
      log_here(log_level::warning, "a cast from another node was dropped: no process more");
    }
  }
}

/// {send | sbcast, Name, Msg}: what rpc:server_call/4 and sbcast/2 of old send.
void pass_on(pid from, term_ref r) {
  const auto to = destination_of(r[1]);
  const bool there = to && (to->kind() != destination::what::name || whereis(to->name()));
  if (!there) {
    send_back(from, tuple(atoms::rex, node_name(), tuple(atom("nonexisting_name"), r[1])));
  } else if (r[0].is(atom("sbcast"))) {
    send(*to, term(r[2]));
    send_back(from, tuple(atoms::rex, node_name(), node_name()));
  } else {
    send(*to, tuple(from, r[2]));
  }
}

/// {Pid, Request}
void plain_request(open_calls& calls, pid from, term_ref r) {
  if (r.is(atom("features_request"))) {
    send_back(from, tuple(atom("features_reply"), node_name(), list(atoms::erpc)));
  } else if (r.is_tuple(3) && (r[0].is(atom("send")) || r[0].is(atom("sbcast")))) {
    pass_on(from, r);
  } else if (call_request call = read_call(r); call.readable && r[0].is(atom("call"))) {
    calls.start(tuple(atoms::rex, from), std::move(call));
  }
}

}  // namespace

process rex(ctx self) {
  trap_exit(true);
  open_calls calls;
  system_subject me(atom("gen_server"), self, atoms::rex);
  for (;;) {
    const term m = co_await receive_served(self, &me);
    if (m.is_tuple(3) && m[0].is(atoms::gen_call) && m[1].is_tuple(2) && m[1][0].is_pid()) {
      call_request r = read_call(m[2]);
      if (r.readable && (m[2][0].is(atom("call")) || m[2][0].is(atom("block_call")))) {
        calls.start(term(m[1]), std::move(r));
      }
    } else if (m.is_tuple(2) && m[0].is(atoms::gen_cast)) {
      cast(term(m[1]));
    } else if (m.is_tuple(5) && m[0].is(atoms::DOWN) && m[1].is_reference()) {
      calls.ended(m[1].as_reference(), m[4]);
    } else if (m.is_tuple(2) && m[0].is_pid()) {
      plain_request(calls, m[0].as_pid(), m[1]);
    }
  }
}

}  // namespace kith::detail
