// Module `erlang`: timers. Times are in milliseconds.

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// Whom a timer may send to: a process of this node or a name on it.
destination to_of(term_ref t) {
  if (t.is_pid()) {
    return {local_pid_of(t)};
  }
  return {atom_of(t)};
}

constexpr std::int64_t ns_per_ms = 1'000'000;

/// When: a time from now, or one of `erlang:monotonic_time(millisecond)`.
io::instant when_of(term_ref time, bool absolute) {
  const io::instant now = here().home().world().now();
  const std::int64_t past = absolute ? 0 : now.ns;
  if (!time.is_integer() || !time.fits_int64() || (!absolute && time.as_int() < 0) ||
      time.as_int() > (INT64_MAX - past) / ns_per_ms || time.as_int() < INT64_MIN / ns_per_ms) {
    badarg();
  }
  const io::instant when{past + time.as_int() * ns_per_ms};
  return absolute && when < kernel_here()->started ? (badarg(), when) : when;
}

bool is_absolute(term_ref list) {
  bool absolute = false;
  for_each_of(list, [&](term_ref t) {
    is_option(t, atom("abs")) ? void(absolute = boolean_of(t[1])) : badarg();
  });
  return absolute;
}

using armed = reference (*)(io::instant, const destination&, term);

template <armed Arm>
term arm_3(arguments a) {
  return term(Arm(when_of(a[0], false), to_of(a[1]), a[2]));
}
template <armed Arm>
term arm_4(arguments a) {
  return term(Arm(when_of(a[0], is_absolute(a[3])), to_of(a[1]), a[2]));
}

term left(std::int64_t ms) {
  return ms < 0 ? term(atoms::false_) : term(ms);
}

term cancel_timer_1(arguments a) {
  return left(cancel_timer(reference_of(a[0])));
}
term read_timer_1(arguments a) {
  return left(read_timer(reference_of(a[0])));
}

struct query_options {
  bool async = false;
  bool info = true;
};

/// An answer, or the message in its place.
term answered(const query_options& how, atom what, const reference& timer, const term& result) {
  if (!how.async) {
    return how.info ? result : term(atoms::ok);
  }
  if (how.info) {
    send(self(), tuple(what, timer, result));
  }
  return atoms::ok;
}

term cancel_timer_2(arguments a) {
  query_options how;
  for_each_of(a[1], [&](term_ref t) {
    if (is_option(t, atom("async"))) {
      how.async = boolean_of(t[1]);
    } else if (is_option(t, atom("info"))) {
      how.info = boolean_of(t[1]);
    } else {
      badarg();
    }
  });
  const reference timer = reference_of(a[0]);
  return answered(how, atom("cancel_timer"), timer, left(cancel_timer(timer)));
}

term read_timer_2(arguments a) {
  query_options how;
  for_each_of(a[1], [&](term_ref t) {
    is_option(t, atom("async")) ? void(how.async = boolean_of(t[1])) : badarg();
  });
  const reference timer = reference_of(a[0]);
  return answered(how, atom("read_timer"), timer, left(read_timer(timer)));
}

}  // namespace

std::span<const native_row> erlang_timer_rows() {
  static constexpr native_row rows[] = {
      {"send_after", 3, arm_3<send_at>},         {"send_after", 4, arm_4<send_at>},
      {"start_timer", 3, arm_3<start_timer_at>}, {"start_timer", 4, arm_4<start_timer_at>},
      {"cancel_timer", 1, cancel_timer_1},       {"cancel_timer", 2, cancel_timer_2},
      {"read_timer", 1, read_timer_1},           {"read_timer", 2, read_timer_2},
  };
  return rows;
}

}  // namespace kith::detail
