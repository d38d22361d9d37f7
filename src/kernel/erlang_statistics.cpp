// Module `erlang`: statistics and memory.

#include <algorithm>
#include <vector>

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

runtime& home() {
  return here().home();
}

// ---- statistics --------------------------------------------------------------------------------

/// `{Total, SinceLastTime}`
term growth(std::uint64_t now, std::atomic<std::uint64_t>& last) {
  return tuple(now, now - last.exchange(now, std::memory_order_relaxed));
}

template <std::uint64_t (scheduler::*Count)() const noexcept>
std::uint64_t sum_of() {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < home().scheduler_count(); ++i) {
    sum += (home().scheduler_at(i).*Count)();
  }
  return sum;
}

term context_switches() {
  return tuple(sum_of<&scheduler::slices>(), 0);
}
term reductions() {
  return growth(sum_of<&scheduler::reductions>(), kernel_here()->marks.reductions);
}
/// With those of the slice that runs.
term exact_reductions() {
  const std::int32_t left = current_process().budget;
  const std::int32_t spent = std::max(0, process_block::slice_reductions - left);
  return growth(sum_of<&scheduler::reductions>() + static_cast<std::uint32_t>(spent),
                kernel_here()->marks.exact_reductions);
}
term cpu_time() {
  constexpr std::int64_t ns_per_ms = 1'000'000;
  return growth(static_cast<std::uint64_t>(home().world().cpu_ns() / ns_per_ms),
                kernel_here()->marks.runtime_ms);
}
term wall_clock() {
  const duration up = home().world().now() - kernel_here()->started;
  return growth(static_cast<std::uint64_t>(up.ms()), kernel_here()->marks.wall_clock_ms);
}

/// What waits for each scheduler, and what is running on it where `running` is 1; last what waits
/// for any.
std::vector<std::uint64_t> lengths(std::uint64_t running) {
  std::vector<std::uint64_t> all;
  for (std::size_t i = 0; i < home().scheduler_count(); ++i) {
    const bool mine = i == current_scheduler()->index();
    all.push_back(home().scheduler_at(i).queue_length() + (mine ? running : 0));
  }
  all.push_back(home().global_queue_length());
  return all;
}
std::uint64_t total(const std::vector<std::uint64_t>& all) {
  std::uint64_t sum = 0;
  for (const std::uint64_t n : all) {
    sum += n;
  }
  return sum;
}
// The caller is the only one of which it is known that it runs.
template <int Running>
term each_length() {
  return list_of(lengths(Running));
}
template <int Running>
term all_lengths() {
  return term(total(lengths(Running)));
}

term no_garbage() {
  return tuple(0, 0, 0);
}
/// Differs: bytes are not counted.
term io_bytes() {
  return tuple(tuple(atom("input"), 0), tuple(atom("output"), 0));
}
/// Cannot be turned on.
term not_measured() {
  return atoms::undefined;
}

struct item {
  std::string_view name;
  term (*value)();
};

constexpr item items[] = {
    {"active_tasks", each_length<1>},
    {"active_tasks_all", each_length<1>},
    {"context_switches", context_switches},
    {"exact_reductions", exact_reductions},
    {"garbage_collection", no_garbage},
    {"io", io_bytes},
    {"microstate_accounting", not_measured},
    {"reductions", reductions},
    {"run_queue", all_lengths<0>},
    {"run_queue_lengths", each_length<0>},
    {"run_queue_lengths_all", each_length<0>},
    {"runtime", cpu_time},
    {"scheduler_wall_time", not_measured},
    {"scheduler_wall_time_all", not_measured},
    {"total_active_tasks", all_lengths<1>},
    {"total_active_tasks_all", all_lengths<1>},
    {"total_run_queue_lengths", all_lengths<0>},
    {"total_run_queue_lengths_all", all_lengths<0>},
    {"wall_clock", wall_clock},
};

term statistics_1(arguments a) {
  const std::string_view name = atom_of(a[0]).name();
  for (const item& i : items) {
    if (i.name == name) {
      return i.value();
    }
  }
  badarg();
}

// ---- memory ------------------------------------------------------------------------------------

constexpr std::string_view memory_items[] = {
    "total", "processes", "processes_used", "system", "atom", "atom_used", "binary", "code", "ets"};

/// Bytes. Differs: processes are their blocks alone, as terms belong to all who hold them; atoms
/// are estimated.
std::uint64_t memory_of(std::string_view what) {
  constexpr std::uint64_t bytes_per_atom = 64;
  const std::uint64_t atoms_used = atom::count() * bytes_per_atom;
  const std::uint64_t processes = std::uint64_t{home().table().slots()} * sizeof(process_block);
  const std::uint64_t used = std::uint64_t{home().table().count()} * sizeof(process_block);
  const std::uint64_t all = std::max(home().world().memory_bytes(), processes + atoms_used);
  return what == "total"            ? all
         : what == "processes"      ? processes
         : what == "processes_used" ? used
         : what == "system"         ? all - processes
         : what.starts_with("atom") ? atoms_used
                                    : 0;
}

term pair_of(std::string_view what) {
  return tuple(atom(what), memory_of(what));
}

bool is_memory_item(term_ref t) {
  return t.is_atom() &&
         std::ranges::find(memory_items, t.as_atom().name()) != std::end(memory_items);
}

term memory_0(arguments) {
  std::vector<term> all;
  for (const std::string_view what : memory_items) {
    all.push_back(pair_of(what));
  }
  return list_of(all);
}

term memory_1(arguments a) {
  if (is_memory_item(a[0])) {
    return term(memory_of(a[0].as_atom().name()));
  }
  std::vector<term> all;
  for_each_of(a[0], [&](term_ref t) {
    is_memory_item(t) ? all.push_back(pair_of(t.as_atom().name())) : badarg();
  });
  return list_of(all);
}

}  // namespace

std::span<const native_row> erlang_statistics_rows() {
  static constexpr native_row rows[] = {
      {"statistics", 1, statistics_1},
      {"memory", 0, memory_0},
      {"memory", 1, memory_1},
  };
  return rows;
}

}  // namespace kith::detail
