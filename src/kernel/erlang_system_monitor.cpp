// Module `erlang`: system_monitor, by which a process hears of what slows the node down.

#include "kernel/erlang_rows.hpp"
#include "kith/system_monitor.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// Milliseconds, or words, of which any number is taken.
std::int64_t number_of(term_ref t) {
  return t.is_integer() && t.fits_int64() && t.as_int() >= 0 ? t.as_int() : (badarg(), 0);
}

/// The options of OTP 25, of which those on garbage and ports are taken and nothing comes of them.
system_monitor_options options_of(const term& list) {
  system_monitor_options o;
  for_each_of(list, [&](term_ref t) {
    if (t.is(atom("busy_dist_port"))) {
      o.busy_dist_port = true;
    } else if (is_option(t, atom("long_schedule"))) {
      o.long_schedule = duration::milliseconds(number_of(t[1]));
    } else if (is_option(t, atom("long_gc")) || is_option(t, atom("large_heap"))) {
      static_cast<void>(number_of(t[1]));
    } else if (!t.is(atom("busy_port"))) {
      badarg();
    }
  });
  return o;
}

/// `{Pid, Options}`, or `undefined`.
term told_of(pid who, const system_monitor_options& o) {
  if (!who) {
    return atoms::undefined;
  }
  std::vector<term> all;
  if (o.busy_dist_port) {
    all.push_back(atom("busy_dist_port"));
  }
  if (!o.long_schedule.is_infinite()) {
    all.push_back(tuple(atom("long_schedule"), o.long_schedule.ms()));
  }
  return tuple(who, list_of(all));
}

term system_monitor_0(arguments) {
  pid who;
  const system_monitor_options o = here().watching.options(who);
  return told_of(who, o);
}

/// Returns what was set before. Nobody, or nothing to hear of, ends it.
term set_monitor(const term& whom, const term& options) {
  const system_monitor_options o = options_of(options);
  const bool nobody = whom.is(atoms::undefined) || options.ref().is_nil();
  const pid who = nobody ? pid() : local_pid_of(whom);
  const term before = system_monitor_0({});
  static_cast<void>(system_monitor(who, o));
  return before;
}

term system_monitor_1(arguments a) {
  if (a[0].is(atoms::undefined)) {
    return set_monitor(a[0], term::nil());
  }
  return a[0].is_tuple(2) ? set_monitor(term(a[0][0]), term(a[0][1])) : (badarg(), term());
}
term system_monitor_2(arguments a) {
  return set_monitor(a[0], a[1]);
}

}  // namespace

std::span<const native_row> erlang_system_monitor_rows() {
  static constexpr native_row rows[] = {
      {"system_monitor", 0, system_monitor_0},
      {"system_monitor", 1, system_monitor_1},
      {"system_monitor", 2, system_monitor_2},
  };
  return rows;
}

}  // namespace kith::detail
