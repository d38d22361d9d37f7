// Module `erlang`: system_info and system_flag. What an emulator has and we have not (allocators,
// heaps, dirty schedulers) is told of as there being none, or with OTP's defaults.

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/version.hpp"
#include "kith/arena.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"

namespace kith::detail {

namespace {

const std::string& release() {
  return kernel_here()->otp_release;
}

// ---- this program ------------------------------------------------------------------------------

term system_version() {
  return "Kith, in the manner of Erlang/OTP " + release() + "\n";
}
term otp_release() {
  return term(release());
}
term start_time() {
  return term(kernel_here()->started.ns);
}
/// Nobody can read a clock that far ahead.
term end_time() {
  return term(INT64_MAX);
}
term creation() {
  return term(here().creation());
}
term process_count() {
  return term(here().home().table().count());
}
term process_limit() {
  return term(here().home().table().limit());
}
term dist_buf_busy_limit() {
  return term(kernel_here()->dist_buf_busy_limit);
}
term atom_count() {
  return term(atom::count());
}
term atom_limit() {
  return term(atom::table_limit());
}
term schedulers() {
  return term(here().home().scheduler_count());
}
term scheduler_id() {
  return term(current_scheduler()->index() + 1);
}
term processors() {
  return term(here().home().world().processors());
}
term scheduler_bindings() {
  const std::size_t count = here().home().scheduler_count();
  arena out(1 + count);
  word* const node = out.take(1 + count);
  node[0] = header(kind::tuple, count);
  std::fill_n(node + 1, count, atom_word(atom("unbound").index()));
  return out.finish(boxed_word(node));
}
term compiler() {
#if defined(__clang__)
  return tuple(atom("clang"), tuple(__clang_major__, __clang_minor__, __clang_patchlevel__));
#else
  return tuple(atom("gnuc"), tuple(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__));
#endif
}
term compat_rel() {
  return *parse_term(release());
}
term system_logger() {
  return term(atom("logger"));
}

term time_source(atom clock, std::int64_t ns) {
  return list(tuple(atom("function"), atom("clock_gettime")), tuple(atom("clock_id"), clock),
              tuple(atom("resolution"), 1'000'000'000), tuple(atom("parallel"), atoms::yes),
              tuple(atom("time"), ns));
}
term monotonic_source() {
  return time_source(atom("CLOCK_MONOTONIC"), here().home().world().now().ns);
}
term system_source() {
  return time_source(atom("CLOCK_REALTIME"), here().home().world().wall_ns());
}

/// `[{processor, [{core, {logical, 0}}, …]}]`
term cpu_topology() {
  std::vector<term> cores;
  for (unsigned i = 0; i < here().home().world().processors(); ++i) {
    cores.emplace_back(tuple(atom("core"), tuple(atom("logical"), i)));
  }
  return list(tuple(atom("processor"), list_of(cores)));
}

term garbage_collection() {
  const process_flags usual;
  return list(tuple(atom("max_heap_size"), 0),
              tuple(atom("min_bin_vheap_size"), usual.min_bin_vheap_size),
              tuple(atom("min_heap_size"), usual.min_heap_size),
              tuple(atom("fullsweep_after"), usual.fullsweep_after));
}

template <auto Flag>
term named_flag() {
  constexpr std::string_view name = Flag == &process_flags::min_heap_size ? "min_heap_size"
                                    : Flag == &process_flags::min_bin_vheap_size
                                        ? "min_bin_vheap_size"
                                        : "fullsweep_after";
  return tuple(atom(name), process_flags().*Flag);
}
term no_limit() {
  return max_heap_size_of(0);
}
term no_allocator() {
  return tuple(atoms::undefined, list(), list(), list());
}

// ---- the table ---------------------------------------------------------------------------------

struct made_item {
  std::string_view name;
  term (*value)();
};
struct number_item {
  std::string_view name;
  std::int64_t value;
};
struct word_item {
  std::string_view name;
  std::string_view value;
};

constexpr made_item made_items[] = {
    {"system_version", system_version},
    {"otp_release", otp_release},
    {"start_time", start_time},
    {"end_time", end_time},
    {"creation", creation},
    {"process_count", process_count},
    {"process_limit", process_limit},
    {"dist_buf_busy_limit", dist_buf_busy_limit},
    {"atom_count", atom_count},
    {"atom_limit", atom_limit},
    {"schedulers", schedulers},
    {"schedulers_online", schedulers},
    {"scheduler_id", scheduler_id},
    {"scheduler_bindings", scheduler_bindings},
    {"logical_processors", processors},
    {"logical_processors_available", processors},
    {"logical_processors_online", processors},
    {"cpu_topology", cpu_topology},
    {"c_compiler_used", compiler},
    {"compat_rel", compat_rel},
    {"system_logger", system_logger},
    {"os_monotonic_time_source", monotonic_source},
    {"os_system_time_source", system_source},
    {"garbage_collection", garbage_collection},
    {"heap_sizes", heap_sizes},
    {"max_heap_size", no_limit},
    {"min_heap_size", named_flag<&process_flags::min_heap_size>},
    {"min_bin_vheap_size", named_flag<&process_flags::min_bin_vheap_size>},
    {"fullsweep_after", named_flag<&process_flags::fullsweep_after>},
    {"allocator", no_allocator},
};

constexpr number_item number_items[] = {
    {"wordsize", 8},
    {"dirty_cpu_schedulers", 0},
    {"dirty_cpu_schedulers_online", 0},
    {"dirty_io_schedulers", 0},
    {"thread_pool_size", 0},
    {"port_count", 0},
    {"port_limit", 0},
    {"ets_count", 0},
    {"ets_limit", 0},
    {"trace_control_word", 0},
    {"delayed_node_table_gc", 0},
    {"outstanding_system_requests_limit", 0},
};

constexpr word_item word_items[] = {
    {"build_type", "opt"},
    {"emu_flavor", "kith"},
    {"emu_type", "opt"},
    {"debug_compiled", "false"},
    {"dynamic_trace", "none"},
    {"dynamic_trace_probes", "false"},
    {"eager_check_io", "true"},
    {"heap_type", "private"},
    {"kernel_poll", "true"},
    {"message_queue_data", "on_heap"},
    {"modified_timing_level", "undefined"},
    {"multi_scheduling", "enabled"},
    {"port_parallelism", "false"},
    {"scheduler_bind_type", "unbound"},
    {"smp_support", "true"},
    {"threads", "true"},
    {"time_correction", "true"},
    {"time_offset", "final"},
    {"time_warp_mode", "no_time_warp"},
    {"tolerant_timeofday", "enabled"},
    {"update_cpu_info", "unchanged"},
};

/// The empty ones are lists of nothing.
const word_item text_items[] = {
    {"machine", "Kith"},
    {"version", version()},
    {"driver_version", ""},
    {"nif_version", ""},
    {"system_architecture", architecture()},
    {"allocated_areas", ""},
    {"alloc_util_allocators", ""},
    {"multi_scheduling_blockers", ""},
    {"normal_multi_scheduling_blockers", ""},
    {"check_io", ""},
    {"dist_ctrl", ""},
};

template <class Row, std::size_t N>
const Row* find_row(const Row (&rows)[N], std::string_view name) {
  for (const Row& r : rows) {
    if (r.name == name) {
      return &r;
    }
  }
  return nullptr;
}

term info_of(std::string_view name) {
  if (const made_item* i = find_row(made_items, name)) {
    return i->value();
  }
  if (const number_item* i = find_row(number_items, name)) {
    return term(i->value);
  }
  if (const word_item* i = find_row(word_items, name)) {
    return term(atom(i->value));
  }
  const word_item* i = find_row(text_items, name);
  return i == nullptr ? (badarg(), term()) : term(std::string(i->value));
}

term system_info_1(arguments a) {
  const term_ref what = a[0];
  if (what.is_atom()) {
    return info_of(what.as_atom().name());
  }
  const bool pair = what.is_tuple(2);
  if (pair && what[0].is(atom("wordsize")) &&
      (what[1].is(atom("internal")) || what[1].is(atom("external")))) {
    return term(8);
  }
  if (pair && what[0].is(atom("cpu_topology"))) {
    return what[1].is(atom("defined"))                                ? term(atoms::undefined)
           : what[1].is(atom("detected")) || what[1].is(atom("used")) ? cpu_topology()
                                                                      : (badarg(), term());
  }
  // No allocator of ours has a name.
  if (pair && (what[0].is(atom("allocator")) || what[0].is(atom("allocator_sizes")))) {
    return atoms::false_;
  }
  badarg();
}

/// Takes what is so already, and nothing else can be set. OTP: erlang:system_flag/2.
term system_flag_2(arguments a) {
  const std::string_view name = atom_of(a[0]).name();
  const process_flags usual;
  const auto fixed = [&](std::string_view which, const term& value) {
    return name == which && value == a[1];
  };
  if (fixed("schedulers_online", schedulers()) || fixed("trace_control_word", term(0)) ||
      fixed("multi_scheduling", atom("unblock")) || fixed("scheduler_bind_type", atom("unbound")) ||
      fixed("max_heap_size", no_limit()) || fixed("fullsweep_after", term(usual.fullsweep_after)) ||
      fixed("min_heap_size", term(usual.min_heap_size)) ||
      fixed("min_bin_vheap_size", term(usual.min_bin_vheap_size))) {
    return name == "multi_scheduling" ? term(atom("enabled")) : a[1];
  }
  if (fixed("scheduler_wall_time", atoms::false_) ||
      fixed("microstate_accounting", atoms::false_)) {
    return atoms::false_;
  }
  if (fixed("time_offset", atom("finalize"))) {
    return atom("final");
  }
  static constexpr std::string_view known[] = {"backtrace_depth",
                                               "cpu_topology",
                                               "dirty_cpu_schedulers_online",
                                               "erts_alloc",
                                               "fullsweep_after",
                                               "max_heap_size",
                                               "microstate_accounting",
                                               "min_bin_vheap_size",
                                               "min_heap_size",
                                               "multi_scheduling",
                                               "scheduler_bind_type",
                                               "schedulers_online",
                                               "scheduler_wall_time",
                                               "system_logger",
                                               "time_offset",
                                               "trace_control_word"};
  const bool is_known = std::find(std::begin(known), std::end(known), name) != std::end(known);
  if (is_known) {
    badarg();
  }
  throw caused_error(atoms::badarg, atom("badopt"));
}

}  // namespace

std::span<const native_row> erlang_system_rows() {
  static constexpr native_row rows[] = {
      {"system_info", 1, system_info_1},
      {"system_flag", 2, system_flag_2},
  };
  return rows;
}

}  // namespace kith::detail
