#include "otp/sys_debug.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "kith/io.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"

namespace kith::detail {

namespace {

bool is_one(term_ref t, const char* tag) {
  return t.is_tuple(2) && t[0].is(atom(tag));
}

term localtime() {
  const native_body body = here().natives.find(atoms::erlang, atom("localtime"), 0);
  return body.plain != nullptr ? body.plain({}) : term(atoms::undefined);
}

task<std::int64_t> reductions_of(ctx self) {
  const pid who = self.self();
  const term item = co_await process_info(self, who, atom("reductions"));
  co_return item[1].as_int();
}

/// What gen_server says of its events. OTP: stdlib, gen_server:print_event/3.
task<void> print(ctx self, term name, term event) {
  const term_ref m = event[1];
  if (is_one(event, "in") && m.is_tuple(3) && m[0].is(atoms::gen_call) && m[1].is_tuple(2)) {
    return io::format(self, "*DBG* ~tp got call ~tp from ~tw~n", list(name, m[2], m[1][0]));
  }
  if (is_one(event, "in") && m.is_tuple(2) && m[0].is(atoms::gen_cast)) {
    return io::format(self, "*DBG* ~tp got cast ~tp~n", list(name, m[1]));
  }
  if (is_one(event, "in")) {
    return io::format(self, "*DBG* ~tp got ~tp~n", list(name, m));
  }
  if (event.is_tuple(4)) {
    return io::format(self, "*DBG* ~tp sent ~tp to ~tw, new state ~tp~n",
                      list(name, m, event[2][0], event[3]));
  }
  return io::format(self, "*DBG* ~tp new state ~tp~n", list(name, m));
}

/// A group leader that has gone takes nobody along.
task<void> try_print(ctx self, term name, term event) {
  task<void> printing = print(self, std::move(name), std::move(event));
  co_await printing.settled();
}

}  // namespace

term sys_debug::logged() const {
  return list_of(log_);
}

term sys_debug::options() const {
  std::vector<term> all;
  for (const function& f : functions_) {
    all.push_back(f.id == f.body ? term(tuple(f.id, f.state))
                                 : term(tuple(f.id, tuple(f.body, f.state))));
  }
  if (counts_) {
    all.push_back(
        tuple(atom("statistics"),
              tuple(counts_->start_time, tuple(atom("reductions"), counts_->start_reductions),
                    counts_->in, counts_->out)));
  }
  if (log_events_ > 0) {
    all.push_back(tuple(atom("log"), cons(log_events_, logged())));
  }
  if (trace_) {
    all.push_back(tuple(atom("trace"), true));
  }
  return list_of(all);
}

// ---- commands ----------------------------------------------------------------------------------

task<term> sys_debug::command(ctx self, pid caller, term name, term what) {
  if (is_one(what, "statistics")) {
    term answer = co_await statistics_command(self, term(what[1]));
    co_return answer;
  }
  if (is_one(what, "log") && what[1].is(atom("print"))) {
    for (const term& event : log_) {
      co_await try_print(self, name, event);
    }
    co_return atoms::ok;
  }
  co_return change(caller, what);
}

task<term> sys_debug::statistics_command(ctx self, term how) {
  const bool wants = how.is(atom("get"));
  if (!wants && !how.is(atoms::true_) && !how.is(atoms::false_)) {
    co_return atom("unknown_debug");
  }
  const std::int64_t reductions = co_await reductions_of(self);
  if (how.is(atoms::false_)) {
    counts_.reset();
  } else if (!wants && !counts_) {
    counts_.emplace(counts{localtime(), reductions});
  }
  if (!wants) {
    co_return atoms::ok;
  }
  if (!counts_) {
    co_return tuple(atoms::ok, atom("no_statistics"));
  }
  co_return tuple(atoms::ok, list(tuple(atom("start_time"), counts_->start_time),
                                  tuple(atom("current_time"), localtime()),
                                  tuple(atom("reductions"), reductions - counts_->start_reductions),
                                  tuple(atom("messages_in"), counts_->in),
                                  tuple(atom("messages_out"), counts_->out)));
}

term sys_debug::change(pid caller, term_ref what) {
  if (what.is(atom("no_debug"))) {
    *this = sys_debug();
    return atoms::ok;
  }
  if (is_one(what, "trace") && (what[1].is(atoms::true_) || what[1].is(atoms::false_))) {
    trace_ = what[1].is(atoms::true_);
    return atoms::ok;
  }
  if (is_one(what, "log")) {
    return log_command(what[1]);
  }
  if (is_one(what, "log_to_file")) {
    return what[1].is(atoms::false_) ? term(atoms::ok)
                                     : term(tuple(atoms::error, atom("open_file")));
  }
  if (is_one(what, "install")) {
    return install(caller, what[1]);
  }
  if (is_one(what, "remove")) {
    std::erase_if(functions_, [&](const function& f) { return f.id == what[1]; });
    return atoms::ok;
  }
  return atom("unknown_debug");
}

term sys_debug::log_command(term_ref how) {
  const bool sized =
      is_one(how, "true") && how[1].is_integer() && how[1].fits_int64() && how[1].as_int() >= 1;
  if (how.is(atom("get"))) {
    return tuple(atoms::ok, logged());
  }
  if (how.is(atoms::false_)) {
    log_events_ = 0;
    log_.clear();
  } else if (!how.is(atoms::true_) && !sized) {
    return atom("unknown_debug");
  } else if (log_events_ == 0) {  // one that is there keeps its size
    constexpr std::int64_t log_events_default = 10;
    log_events_ = sized ? std::min(how[1].as_int(), log_events_max) : log_events_default;
  }
  return atoms::ok;
}

term sys_debug::install(pid caller, term_ref what) {
  if (!what.is_tuple(2) && !what.is_tuple(3)) {
    return atom("unknown_debug");
  }
  const bool is_there =
      std::ranges::any_of(functions_, [&](const function& f) { return f.id == what[0]; });
  if (is_there) {
    return atoms::ok;
  }
  if (functions_.size() >= functions_max) {
    return tuple(atoms::error, atoms::system_limit);
  }
  const bool named = what.is_tuple(3);
  function fresh{term(what[0]), term(what[named ? 1 : 0]), term(what[named ? 2 : 1]), caller};
  functions_.insert(functions_.begin(), std::move(fresh));
  return atoms::ok;
}

// ---- events ------------------------------------------------------------------------------------

task<void> sys_debug::handle(ctx self, term name, term event) {
  if (counts_) {
    const bool in = is_one(event, "in");
    counts_->in += in ? 1 : 0;
    counts_->out += in || event.is_tuple(2) ? 0 : 1;
  }
  if (log_events_ > 0) {
    log_.push_back(event);
    if (log_.size() > static_cast<std::size_t>(log_events_)) {
      log_.pop_front();
    }
  }
  if (trace_) {
    co_await try_print(self, name, event);
  }
  if (!functions_.empty()) {
    co_await call_functions(self, name, event);
  }
}

/// What a function throws is its new state, as in OTP; one that fails is not called again.
task<void> sys_debug::call_functions(ctx self, term name, term event) {
  const fun_application apply = here().apply_fun;
  std::vector<function> next;
  for (const function& f : std::exchange(functions_, {})) {
    task<term> call = apply(self, f.caller, f.body, list(f.state, event, name));
    const std::exception_ptr thrown = co_await call.settled();
    term state = atom("done");
    if (!thrown) {
      state = call.value();
    } else if (raised what = raised_by(thrown); what.kind() == exception_class::throw_) {
      state = what.reason();
    }
    if (!state.is(atom("done"))) {
      next.push_back({f.id, f.body, state, f.caller});
    }
  }
  functions_ = std::move(next);
}

}  // namespace kith::detail
