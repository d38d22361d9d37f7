// Natives of module `erlang` that deal with processes and the node: a script of calls, made by one
// process here and by one of a real erl. After each call the messages that came are compared, too.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "erl_pipe.hpp"
#include "kernel/apply.hpp"
#include "kernel/kernel_fixture.hpp"
#include "kernel/natives.hpp"
#include "kith/arena.hpp"
#include "kith/etf.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/natives.hpp"

using namespace kith;
using kith::testing::erl_pipe;

namespace {

// In arguments: '$self', a process that has ended '$dead', a fresh '$ref', a '$port' that never
// was, the value of the call before '$last'. Each outcome is {ok, Value} or {Class, Reason}, and
// the messages.
constexpr std::string_view run_script = R"erl(
  fun(Bin) ->
    Subst = fun S(T, Last) ->
      case T of
        '$self' -> self();
        '$dead' -> P = spawn(fun() -> ok end), M = monitor(process, P),
                   receive {'DOWN', M, _, _, _} -> P end;
        '$ref' -> make_ref();
        '$port' -> list_to_port("#Port<0.99999>");
        '$last' -> Last;
        [H | R] -> [S(H, Last) | S(R, Last)];
        _ when is_tuple(T) -> list_to_tuple([S(E, Last) || E <- tuple_to_list(T)]);
        _ -> T
      end
    end,
    Messages = fun M() -> receive X -> [X | M()] after 20 -> [] end end,
    Script = fun() ->
      {Outcomes, _} = lists:mapfoldl(
        fun({M, F, Args}, Last) ->
          Outcome = try {ok, apply(M, F, Subst(Args, Last))} catch C:R -> {C, R} end,
          {{Outcome, Messages()}, element(2, Outcome)}
        end, none, binary_to_term(Bin)),
      exit({outcomes, Outcomes})
    end,
    {_, Ref} = spawn_monitor(Script),
    receive {'DOWN', Ref, process, _, Why} -> term_to_binary(Why) end
  end
)erl";

/// Equal on both sides.
constexpr std::string_view script = R"([
  {erlang, process_flag, [trap_exit, true]}, {erlang, process_flag, [trap_exit, x]},
  {erlang, process_flag, [priority, high]}, {erlang, process_flag, [priority, x]},
  {erlang, process_flag, [priority, normal]}, {erlang, process_flag, [min_heap_size, 1000]},
  {erlang, process_flag, [min_heap_size, -1]}, {erlang, process_flag, [min_heap_size, 233]},
  {erlang, process_flag, [min_bin_vheap_size, 1]},
  {erlang, process_flag, [min_bin_vheap_size, 50000]},
  {erlang, process_flag, [min_bin_vheap_size, 1]},
  {erlang, process_flag, [max_heap_size, 10000000]},
  {erlang, process_flag, [max_heap_size, #{size => 0}]},
  {erlang, process_flag, [max_heap_size, #{size => 1, kill => false}]},
  {erlang, process_flag, [max_heap_size, #{kill => false}]},
  {erlang, process_flag, [max_heap_size, 0]}, {erlang, process_flag, [max_heap_size, 0]},
  {erlang, process_flag, [fullsweep_after, 3]}, {erlang, process_flag, [fullsweep_after, 65535]},
  {erlang, process_flag, [message_queue_data, off_heap]},
  {erlang, process_flag, [message_queue_data, x]},
  {erlang, process_flag, [message_queue_data, on_heap]}, {erlang, process_flag, [save_calls, 10]},
  {erlang, process_info, ['$self', [priority, error_handler]]},
  {erlang, process_flag, [save_calls, 0]}, {erlang, process_flag, [save_calls, 10001]},
  {erlang, process_flag, [sensitive, true]}, {erlang, process_flag, [sensitive, false]},
  {erlang, process_flag, [error_handler, foo]},
  {erlang, process_flag, [error_handler, error_handler]},
  {erlang, process_flag, [error_handler, 1]}, {erlang, process_flag, [foo, 1]},
  {erlang, process_flag, ['$self', save_calls, 0]},
  {erlang, process_flag, ['$self', trap_exit, true]},
  {erlang, process_flag, ['$dead', save_calls, 1]},

  {erlang, link, ['$dead']}, {erlang, link, ['$self']}, {erlang, link, [x]}, {erlang, unlink, [x]},
  {erlang, unlink, ['$dead']}, {erlang, unlink, ['$port']},
  {erlang, monitor, [time_offset, clock_service]}, {erlang, demonitor, ['$last']},
  {erlang, monitor, [time_offset, x]}, {erlang, monitor, [process, x]},
  {erlang, monitor, [process, x, [{tag, foo}]]}, {erlang, monitor, [process, "x"]},
  {erlang, monitor, [process, x, [{tag, "t"}, {alias, demonitor}]]},
  {erlang, monitor, [process, '$dead', [{alias, reply_demonitor}]]}, {erlang, unalias, ['$last']},
  {erlang, monitor, [process, '$dead', [{alias, explicit_unalias}]]}, {erlang, send, ['$last', hi]},
  {erlang, monitor, [foo, x]}, {erlang, monitor, [port, '$port']}, {erlang, monitor, [port, foo]},
  {erlang, monitor, [port, '$self']}, {erlang, monitor, [process, {a, b}]},
  {erlang, monitor, [process, {a, nonode@nohost}]}, {erlang, monitor, [process, '$self', [x]]},
  {erlang, monitor, [process, '$self', [{alias, x}]]}, {erlang, monitor, [process, '$self']},
  {erlang, monitor, [process, '$self', x]}, {erlang, monitor, [process, '$ref']},
  {erlang, demonitor, ['$ref']}, {erlang, demonitor, ['$ref', [info]]},
  {erlang, demonitor, ['$ref', [flush, info]]}, {erlang, demonitor, [x]},
  {erlang, demonitor, ['$ref', [foo]]}, {erlang, demonitor, ['$ref', [flush | x]]},
  {erlang, alias, [[x]]}, {erlang, alias, [[reply]]}, {erlang, send, ['$last', hi]},
  {erlang, alias, []}, {erlang, unalias, ['$last']}, {erlang, unalias, ['$ref']},
  {erlang, unalias, [x]},

  {erlang, register, [undefined, '$self']}, {erlang, register, ["a", '$self']},
  {erlang, register, [a, '$dead']}, {erlang, register, [a, '$self']},
  {erlang, register, [b, '$self']}, {erlang, whereis, [a]},
  {erlang, process_info, ['$self', registered_name]},
  {erlang, process_info, ['$self', [registered_name, status, trap_exit]]},
  {erlang, send, [a, to_a]}, {erlang, '!', [a, to_a]}, {erlang, send, [{a, nonode@nohost}, to_a]},
  {erlang, unregister, [nope]}, {erlang, unregister, [a]}, {erlang, whereis, [1]},
  {erlang, whereis, [a]}, {erlang, process_info, ['$self', registered_name]},
  {erlang, process_info, ['$self', foo]}, {erlang, process_info, ['$self', [status | x]]},
  {erlang, process_info, ['$self', []]}, {erlang, process_info, ['$dead', status]},
  {erlang, process_info, ['$dead']}, {erlang, process_info, [x]},
  {erlang, process_info, ['$self', [links, monitors, messages, message_queue_len,
    suspending, sequential_trace_token, trace, min_heap_size, min_bin_vheap_size, fullsweep_after,
    max_heap_size, message_queue_data, magic_ref, priority]]},

  {erlang, send, [nope, x]}, {erlang, send, [1, x]}, {erlang, send, [{a, b, c}, x]},
  {erlang, send, ['$self', x, [noconnect, nosuspend]]}, {erlang, send, ['$self', x, [foo]]},
  {erlang, send, [{nope, nonode@nohost}, x]}, {erlang, send, ['$port', x]},
  {erlang, send, [{nope, nonode@nohost}, x, [nosuspend]]}, {erlang, send, ['$dead', x]},
  {erlang, send_nosuspend, ['$self', x]}, {erlang, send_nosuspend, ['$self', x, [noconnect]]},
  {erlang, send_nosuspend, [nope, x]},
  {erlang, send_nosuspend, ['$self', x, foo]},

  {erlang, send_after, [-1, '$self', x]}, {erlang, send_after, [1.0, '$self', x]},
  {erlang, send_after, [18446744073709551616, '$self', x]},
  {erlang, send_after, [17592186044416, '$self', x]}, {erlang, send_after, [1, nope, x]},
  {erlang, send_after, [1, {nope, nonode@nohost}, x]}, {erlang, send_after, [1, '$self', x, [foo]]},
  {erlang, send_after, [0, '$self', x, [{abs, false}]]}, {erlang, start_timer, [1, '$self', t]},
  {erlang, send_after, [1, '$self', x, [{abs, x}]]}, {erlang, send_after, [1, '$dead', x]},
  {erlang, cancel_timer, ['$ref']}, {erlang, cancel_timer, [x]},
  {erlang, cancel_timer, ['$ref', [{async, true}]]},
  {erlang, cancel_timer, ['$ref', [{async, true}, {info, false}]]},
  {erlang, cancel_timer, ['$ref', [{info, false}]]}, {erlang, cancel_timer, ['$ref', [{info, x}]]},
  {erlang, cancel_timer, ['$ref', x]}, {erlang, read_timer, ['$ref']},
  {erlang, read_timer, ['$ref', [{async, true}]]}, {erlang, read_timer, ['$ref', [{info, true}]]},

  {erlang, put, [k, v]}, {erlang, put, [k, w]}, {erlang, put, [1.0, float]}, {erlang, get, [k]},
  {erlang, get, [1]}, {erlang, erase, [1.0]}, {erlang, get, []}, {erlang, get_keys, []},
  {erlang, get_keys, [w]}, {erlang, get_keys, [x]}, {erlang, erase, [none]}, {erlang, erase, []},
  {erlang, get, []},

  {erlang, garbage_collect, []}, {erlang, garbage_collect, ['$dead']},
  {erlang, garbage_collect, ['$self']}, {erlang, garbage_collect, ['$self', [{async, a}]]},
  {erlang, garbage_collect, ['$self', [{type, minor}]]},
  {erlang, garbage_collect, ['$self', [foo]]},
  {erlang, garbage_collect, ['$self', [{type, x}]]},
  {erlang, bump_reductions, [100]}, {erlang, bump_reductions, [0]}, {erlang, bump_reductions, [-1]},
  {erlang, bump_reductions, [x]}, {erlang, yield, []}, {erlang, exit, ['$dead', x]},
  {erlang, exit, [nope, x]}, {erlang, exit, ['$self', trapped]}, {erlang, exit, ['$self', normal]},
  {erlang, is_process_alive, ['$self']}, {erlang, is_process_alive, ['$dead']},
  {erlang, is_process_alive, [x]}, {erlang, group_leader, [x, '$self']},
  {erlang, group_leader, ['$self', '$dead']}, {erlang, group_leader, ['$self', '$self']},
  {erlang, resume_process, [x]}, {erlang, suspend_process, [x]},

  {erlang, node, []}, {erlang, node, ['$self']}, {erlang, node, ['$ref']},
  {erlang, node, ['$port']},
  {erlang, node, [x]}, {erlang, nodes, []}, {erlang, nodes, [this]}, {erlang, nodes, [known]},
  {erlang, nodes, [[this, known, connected, hidden, visible]]}, {erlang, nodes, [x]},
  {erlang, nodes, [[]]}, {erlang, nodes, [this, #{node_type => true, connection_id => true}]},
  {erlang, nodes, [known, #{node_type => true}]}, {erlang, nodes, [known, #{}]},
  {erlang, nodes, [known, #{x => true}]}, {erlang, nodes, [known, x]}, {erlang, is_alive, []},
  {erlang, monitor_node, [a@b, true]}, {erlang, monitor_node, [x, y]},
  {erlang, get_cookie, []}, {erlang, get_cookie, [a@b]}, {erlang, send, [{a, b@c}, x, [noconnect]]},
  {erlang, send_nosuspend, [{a, b@c}, x, [noconnect]]}, {erlang, set_cookie, [abc]},

  {erlang, port_info, ['$port']}, {erlang, port_info, ['$port', name]},
  {erlang, port_info, [x]}, {erlang, port_close, ['$port']}, {erlang, port_command, ['$port', "x"]},
  {erlang, port_control, ['$port', 1, ""]}, {erlang, port_connect, ['$port', '$self']},
  {erlang, function_exported, [erlang, node, 0]}, {erlang, function_exported, [erlang, node, 7]},
  {erlang, function_exported, [x, y, -1]}, {erlang, function_exported, [x, y, 1000]},
  {erlang, function_exported, [1, y, 0]}, {erlang, is_builtin, [erlang, link, 1]},
  {erlang, is_builtin, [erlang, link, 9]}, {erlang, is_builtin, [erlang, link, x]},
  {erlang, module_loaded, [erlang]}, {erlang, module_loaded, [no_such_module]},
  {erlang, module_loaded, [1]}, {erlang, nif_error, [why]},

  {erlang, system_info, [heap_sizes]}, {erlang, system_info, [min_heap_size]},
  {erlang, system_info, [min_bin_vheap_size]}, {erlang, system_info, [fullsweep_after]},
  {erlang, system_info, [max_heap_size]}, {erlang, system_info, [garbage_collection]},
  {erlang, system_info, [wordsize]}, {erlang, system_info, [{wordsize, internal}]},
  {erlang, system_info, [{wordsize, external}]}, {erlang, system_info, [{wordsize, x}]},
  {erlang, system_info, [otp_release]}, {erlang, system_info, [compat_rel]},
  {erlang, system_info, [smp_support]}, {erlang, system_info, [threads]},
  {erlang, system_info, [time_correction]}, {erlang, system_info, [time_warp_mode]},
  {erlang, system_info, [time_offset]}, {erlang, system_info, [tolerant_timeofday]},
  {erlang, system_info, [heap_type]}, {erlang, system_info, [port_parallelism]},
  {erlang, system_info, [trace_control_word]}, {erlang, system_info, [modified_timing_level]},
  {erlang, system_info, [multi_scheduling]}, {erlang, system_info, [multi_scheduling_blockers]},
  {erlang, system_info, [build_type]}, {erlang, system_info, [emu_type]},
  {erlang, system_info, [debug_compiled]}, {erlang, system_info, [scheduler_bind_type]},
  {erlang, system_info, [update_cpu_info]}, {erlang, system_info, [message_queue_data]},
  {erlang, system_info, [kernel_poll]}, {erlang, system_info, [atom_limit]},
  {erlang, system_info, [dynamic_trace]}, {erlang, system_info, [dynamic_trace_probes]},
  {erlang, system_info, [dist_buf_busy_limit]},
  {erlang, system_info, [foo]}, {erlang, system_info, ["x"]}, {erlang, system_flag, [foo, 1]},
  {erlang, system_flag, [trace_control_word, 0]},
  {erlang, system_flag, [scheduler_wall_time, false]},
  {erlang, statistics, [garbage]}, {erlang, statistics, [scheduler_wall_time]},
  {erlang, memory, [foo]}, {erlang, memory, [[foo]]}, {erlang, memory, [[]]},

  {net_kernel, get_net_ticktime, []}, {net_kernel, longnames, []}, {net_kernel, get_state, []},
  {net_kernel, connect_node, [a@b]}, {net_adm, ping, [a@b]},
  {net_kernel, set_net_ticktime, [60]}, {erlang, disconnect_node, [a@b]},
  {init, get_argument, [no_such_flag]}, {init, get_plain_arguments, []}, {init, script_id, []},
  {application, get_env, [foo, bar]}, {application, get_env, [foo, bar, 1]},
  {application, set_env, [foo, bar, 2]}, {application, get_env, [foo, bar]},
  {application, get_all_env, [foo]}, {application, unset_env, [foo, bar]},
  {application, get_all_env, [foo]}, {application, get_key, [foo, vsn]},
  {application, get_key, [kernel, foo]}, {application, start, [foo]},
  {application, start, [kernel]}, {application, ensure_started, [kernel]},
  {application, ensure_all_started, [foo]}, {application, ensure_all_started, [kernel]},
  {application, load, [kernel]}, {application, load, [foo]}, {application, get_application, []}
])";

/// Items whose value is each system's own: both have one.
constexpr std::string_view own_values = R"([
  {system_info, [allocated_areas, allocator, alloc_util_allocators, atom_count, c_compiler_used,
    check_io, cpu_topology, creation, delayed_node_table_gc, dirty_cpu_schedulers,
    dirty_cpu_schedulers_online,
    dirty_io_schedulers, dist_ctrl, driver_version, eager_check_io, emu_flavor, end_time, ets_count,
    ets_limit, logical_processors, logical_processors_available, logical_processors_online, machine,
    nif_version, normal_multi_scheduling_blockers, os_monotonic_time_source, os_system_time_source,
    outstanding_system_requests_limit, port_count, port_limit, process_count, process_limit,
    scheduler_bindings, scheduler_id, schedulers, schedulers_online, start_time,
    system_architecture,
    system_logger, system_version, thread_pool_size, version]},
  {statistics, [active_tasks, active_tasks_all, context_switches, exact_reductions,
    garbage_collection, io, microstate_accounting, reductions, run_queue, run_queue_lengths,
    run_queue_lengths_all, runtime, scheduler_wall_time_all, total_active_tasks,
    total_active_tasks_all, total_run_queue_lengths, total_run_queue_lengths_all, wall_clock]},
  {memory, [total, processes, processes_used, system, atom, atom_used, binary, code, ets]}
])";

/// The numbers in pids, ports and references are each system's own.
std::string without_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out.push_back(text[i]);
    const std::size_t end =
        text[i] == '<' ? text.find_first_not_of("0123456789.", i + 1) : std::string_view::npos;
    if (end != std::string_view::npos && text[end] == '>' && end > i + 1) {
      i = end - 1;
    }
  }
  return out;
}

struct script_run {
  term calls;
  std::vector<term> outcomes;
};

process ends_at_once(ctx) {
  co_return;
}

/// The term with what stands for other terms replaced.
term substituted(const term& t, const term& dead, const term& last) {
  if (t.is(atom("$self"))) {
    return term(self());
  }
  if (t.is(atom("$dead"))) {
    return dead;
  }
  if (t.is(atom("$ref"))) {
    return term(make_ref());
  }
  if (t.is(atom("$port"))) {
    arena out(arena::size_port());
    const detail::word root = out.port(node_name(), 0, 99'999);
    return out.finish(root);
  }
  if (t.is(atom("$last"))) {
    return last;
  }
  if (!t.ref().is_cons() && !t.ref().is_tuple()) {
    return t;
  }
  std::vector<term> parts;
  if (t.ref().is_tuple()) {
    for (std::size_t i = 0; i < t.ref().tuple_size(); ++i) {
      parts.push_back(substituted(term(t[i]), dead, last));
    }
    const std::vector<term_ref> elements(parts.begin(), parts.end());
    return detail::tuple_of(elements);
  }
  term_ref at = t;
  for (; at.is_cons(); at = at.tail()) {
    parts.push_back(substituted(term(at.head()), dead, last));
  }
  const std::vector<term_ref> elements(parts.begin(), parts.end());
  return detail::make_list(elements, at);
}

term outcome_of(const detail::native_outcome& got) {
  switch (got.kind()) {
  case detail::native_outcome::what::returned: return tuple(atoms::ok, got.value());
  case detail::native_outcome::what::thrown: return tuple(atoms::throw_, got.value());
  case detail::native_outcome::what::exit: return tuple(atoms::exit, got.value());
  case detail::native_outcome::what::error: break;
  }
  return tuple(atoms::error, got.value());
}

process make_calls(ctx self, script_run* run) {
  term last;
  for (term_ref at = run->calls; at.is_cons(); at = at.tail()) {
    const term call(at.head());
    const spawned dead = spawn_monitor(ends_at_once);
    co_await self.receive(on(tuple(atoms::DOWN, dead.monitor_ref, any, any, any)));
    const term args = substituted(term(call[2]), term(dead.who), last);
    const detail::native_outcome got =
        co_await detail::run_native(self, self.self(), call[0].as_atom(), call[1].as_atom(), args);
    last = got.value();
    std::vector<term> messages;
    for (bool more = true; more;) {
      term m;
      const std::size_t which = co_await self.receive(on(bind(m)), after(20_ms));
      more = which == 0;
      if (more) {
        messages.push_back(m);
      }
    }
    run->outcomes.emplace_back(tuple(outcome_of(got), list_of(messages)));
  }
}

/// Starts an erl, and makes the calls on both sides: what came of them there.
term both_run(script_run& run) {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  REQUIRE(erl->define("run_script", run_script).ok());
  const auto answer = erl->call("run_script", term_to_binary(run.calls));
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.failure().text));
  const auto there = binary_to_term(*answer);
  REQUIRE(there.ok());
  REQUIRE_MESSAGE(there->is_tuple(2), to_string(*there));
  detail::kernel_node node;
  detail::add_stdlib_natives(node.node.core->natives);
  CHECK(node.run(make_calls, &run));
  return term((*there)[1]);
}

term parsed(std::string_view text) {
  const auto t = parse_term(text);
  REQUIRE_MESSAGE(t.ok(), (t.ok() ? "" : t.failure().text));
  return *t;
}

}  // namespace

TEST_CASE("process natives: do what OTP's do") {
  script_run run{parsed(script), {}};
  const term there = both_run(run);
  term_ref call = run.calls;
  term_ref expected = there;
  for (const term& here : run.outcomes) {
    const std::string mine = without_numbers(to_string(here, format::w));
    const std::string theirs = without_numbers(to_string(expected.head(), format::w));
    CHECK_MESSAGE(mine == theirs, to_string(call.head(), format::tp));
    call = call.tail();
    expected = expected.tail();
  }
  CHECK(call.is_nil());
}

TEST_CASE("process natives: items that OTP tells of are told of") {
  std::vector<term> calls;
  const term all = parsed(own_values);
  for (term_ref at = all; at.is_cons(); at = at.tail()) {
    for (term_ref item = at.head()[1]; item.is_cons(); item = item.tail()) {
      calls.emplace_back(tuple(atoms::erlang, at.head()[0], list(item.head())));
    }
  }
  const std::vector<std::string_view> process_items = {
      "backtrace",  "binary",       "catchlevel", "current_function",   "current_location",
      "memory",     "dictionary",   "heap_size",  "current_stacktrace", "garbage_collection",
      "links",      "initial_call", "parent",     "total_heap_size",    "garbage_collection_info",
      "reductions", "stack_size",   "messages",   "error_handler",      "group_leader",
      "last_calls"};
  for (const std::string_view item : process_items) {
    calls.emplace_back(tuple(atoms::erlang, atom("process_info"), list(atom("$self"), atom(item))));
  }
  script_run run{term(list_of(calls)), {}};
  const term there = both_run(run);
  term_ref call = run.calls;
  term_ref expected = there;
  for (const term& here : run.outcomes) {
    CHECK_MESSAGE(expected.head()[0][0].is(atoms::ok), to_string(call.head()));
    CHECK_MESSAGE(here[0][0].is(atoms::ok), to_string(call.head()));
    call = call.tail();
    expected = expected.tail();
  }
  CHECK(call.is_nil());
}

TEST_CASE("process natives: what module erlang exports in OTP is here, but for what is named") {
  // Spawning, calling and ending are the evaluator's; the rest is of an emulator's inside: loading
  // code, tracing, drivers, distribution by another program.
  constexpr std::string_view absent =
      R"([spawn, spawn_link, spawn_monitor, spawn_opt, spawn_request,
    spawn_request_abandon, error, exit, throw, raise, hibernate, fun_info, fun_info_mfa, make_fun,
    module_info, get_module_info, alloc_info, alloc_sizes, gather_gc_info_result,
    call_on_load_function, check_old_code, check_process_code, delete_module, purge_module,
    load_module, prepare_loading, finish_loading, finish_after_on_load, has_prepared_code_on_load,
    dist_ctrl_get_data, dist_ctrl_get_data_notification, dist_ctrl_get_opt,
    dist_ctrl_input_handler, dist_ctrl_put_data, dist_ctrl_set_opt, dist_get_stat, dmonitor_node,
    setnode, dt_append_vm_tag_data, dt_get_tag, dt_get_tag_data, dt_prepend_vm_tag_data, dt_put_tag,
    dt_restore_tag, dt_spread_tag, seq_trace, seq_trace_info, seq_trace_print, trace,
    trace_delivered, trace_info, trace_pattern, system_monitor, system_profile, match_spec_test,
    delay_trap, format_cpu_topology, set_cpu_topology, decode_packet, md5_init, md5_update,
    md5_final, phash])";
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  const auto answer = erl->evaluate("lists:sort(erlang:module_info(exports))");
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.failure().text));
  const auto exports = binary_to_term(*answer);
  REQUIRE(exports.ok());
  detail::native_table natives;
  detail::add_erlang_natives(natives);
  detail::add_call_natives(natives);
  detail::add_stdlib_natives(natives);
  const term named = parsed(absent);
  std::string missing;
  for (term_ref at = *exports; at.is_cons(); at = at.tail()) {
    const term_ref f = at.head();
    bool is_named = false;
    for (term_ref n = named; n.is_cons(); n = n.tail()) {
      is_named = is_named || n.head() == f[0];
    }
    if (!is_named &&
        !natives.find(atoms::erlang, f[0].as_atom(), static_cast<std::uint32_t>(f[1].as_int()))) {
      missing += to_string(f) + " ";
    }
  }
  CHECK(missing == "");
}
