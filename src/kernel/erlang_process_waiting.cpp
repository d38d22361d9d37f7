// Module `erlang`: what asks other processes, and what lets go of the processor.

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/io.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

task<term> is_process_alive_1(ctx self, term args) {
  const pid who = local_pid_of(argument(args, 0));
  const bool alive = co_await is_process_alive(self, who);
  co_return term(alive);
}

/// What process_info/1 shows, in OTP's order.
term usual_items() {
  return list(atoms::registered_name, atom("current_function"), atom("initial_call"), atoms::status,
              atoms::message_queue_len, atoms::links, atoms::dictionary, atoms::trap_exit,
              atom("error_handler"), atom("priority"), atoms::group_leader, atom("total_heap_size"),
              atom("heap_size"), atom("stack_size"), atom("reductions"), atom("garbage_collection"),
              atom("suspending"));
}

task<term> process_info_1(ctx self, term args) {
  const pid who = local_pid_of(argument(args, 0));
  const term items = usual_items();
  const term all = co_await process_info(self, who, items);
  const bool nameless = all.ref().is_cons() && all.ref().head()[1].is_nil();
  co_return nameless ? term(all.ref().tail()) : all;
}

task<term> process_info_2(ctx self, term args) {
  return process_info(self, local_pid_of(argument(args, 0)), term(argument(args, 1)));
}

/// To itself it takes effect before this returns, as in OTP.
task<term> exit_2(ctx self, term args) {
  const pid to = pid_of(argument(args, 0));
  exit(to, term(argument(args, 1)));
  if (to == self.self()) {
    co_await self.yield();
  }
  co_return atoms::true_;
}

task<term> yield_0(ctx self, term) {
  co_await self.yield();
  co_return atoms::true_;
}

/// There is no garbage; whether the process lives is all that can be said.
task<term> garbage_collect_1(ctx self, term args) {
  return is_process_alive_1(self, std::move(args));
}

task<term> garbage_collect_2(ctx self, term args) {
  term id;
  for_each_of(argument(args, 1), [&](term_ref t) {
    if (is_option(t, atom("async"))) {
      id = term(t[1]);
    } else if (!is_option(t, atom("type")) || !(t[1].is(atom("major")) || t[1].is(atom("minor")))) {
      badarg();
    }
  });
  const pid who = local_pid_of(argument(args, 0));
  const bool alive = co_await is_process_alive(self, who);
  if (id) {
    send(self.self(), tuple(atom("garbage_collect"), id, alive));
    co_return atom("async");
  }
  co_return term(alive);
}

/// Prints where the process is. Differs: to the node's output.
task<term> process_display_2(ctx self, term args) {
  const pid who = local_pid_of(argument(args, 0));
  if (!argument(args, 1).is(atom("backtrace"))) {
    badarg();
  }
  const term item = atom("backtrace");
  const term text = co_await process_info(self, who, item);
  if (!text.is_tuple(2)) {
    badarg();
  }
  const term lines(text[1]);
  co_await io::put_chars(self, atoms::user, lines);
  co_return atoms::true_;
}

}  // namespace

std::span<const waiting_row> erlang_process_waiting() {
  static constexpr waiting_row rows[] = {
      {"is_process_alive", 1, is_process_alive_1},
      {"process_info", 1, process_info_1},
      {"process_info", 2, process_info_2},
      {"exit", 2, exit_2},
      {"exit_signal", 2, exit_2},
      {"yield", 0, yield_0},
      {"garbage_collect", 1, garbage_collect_1},
      {"garbage_collect", 2, garbage_collect_2},
      {"process_display", 2, process_display_2},
  };
  return rows;
}

}  // namespace kith::detail
