// Module `erlang`: process_flag. All but trap_exit is remembered only: see process_flags.

#include <algorithm>
#include <initializer_list>

#include "kernel/erlang_rows.hpp"
#include "kith/map.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"

namespace kith::detail {

namespace {

/// An integer from `low` to `high`; badarg for all else.
std::int64_t integer_in(term_ref t, std::int64_t low, std::int64_t high) {
  return t.is_integer() && t.fits_int64() && t.as_int() >= low && t.as_int() <= high
             ? t.as_int()
             : (badarg(), 0);
}

atom one_of(term_ref t, std::initializer_list<std::string_view> names) {
  const atom a = atom_of(t);
  return std::ranges::find(names, a.name()) != names.end() ? a : (badarg(), a);
}

constexpr std::int64_t words_max = std::int64_t{1} << 58;

/// Words, or a map with `size`; a limit is no smaller than a heap. OTP:
/// process_flag(max_heap_size, _).
term heap_limit_of(term_ref t, std::int64_t min_heap_size) {
  term limit = max_heap_size_of(0);
  term_ref size = t;
  if (t.is_map()) {
    size = t.map_get(term(atom("size")));
    for (const atom name : {atom("kill"), atom("error_logger")}) {
      if (const term_ref on = t.map_get(term(name))) {
        limit = map_put(limit, term(name), term(boolean_of(on)));
      }
    }
  }
  if (!size) {
    badarg();
  }
  const std::int64_t words = integer_in(size, 0, words_max);
  if (words != 0 && words < min_heap_size) {
    badarg();
  }
  return map_put(limit, term(atom("size")), term(words));
}

using set_flag = term (*)(process_flags& flags, term_ref value);

struct flag_row {
  std::string_view name;
  set_flag set;  ///< returns what it was
};

term set_error_handler(process_flags& f, term_ref value) {
  return term(std::exchange(f.error_handler, atom_of(value)));
}
term set_priority(process_flags& f, term_ref value) {
  return term(std::exchange(f.priority, one_of(value, {"low", "normal", "high", "max"})));
}
term set_queue_data(process_flags& f, term_ref value) {
  return term(std::exchange(f.message_queue_data, one_of(value, {"on_heap", "off_heap"})));
}
term set_min_heap_size(process_flags& f, term_ref value) {
  const std::int64_t words = heap_size_from(integer_in(value, 0, words_max));
  return term(std::exchange(f.min_heap_size, words));
}
term set_min_bin_vheap_size(process_flags& f, term_ref value) {
  const std::int64_t words = heap_size_from(integer_in(value, 0, words_max));
  return term(
      std::exchange(f.min_bin_vheap_size, std::max(words, process_flags().min_bin_vheap_size)));
}
term set_max_heap_size(process_flags& f, term_ref value) {
  const term old = f.max_heap_size ? f.max_heap_size : max_heap_size_of(0);
  f.max_heap_size = heap_limit_of(value, f.min_heap_size);
  return old;
}
term set_fullsweep_after(process_flags& f, term_ref value) {
  return term(std::exchange(f.fullsweep_after, integer_in(value, 0, INT64_MAX)));
}
term set_save_calls(process_flags& f, term_ref value) {
  return term(std::exchange(f.save_calls, integer_in(value, 0, 10'000)));
}
term set_sensitive(process_flags& f, term_ref value) {
  return term(std::exchange(f.sensitive, boolean_of(value)));
}

term process_flag_2(arguments a) {
  static constexpr flag_row rows[] = {
      {"error_handler", set_error_handler},
      {"priority", set_priority},
      {"message_queue_data", set_queue_data},
      {"min_heap_size", set_min_heap_size},
      {"min_bin_vheap_size", set_min_bin_vheap_size},
      {"max_heap_size", set_max_heap_size},
      {"fullsweep_after", set_fullsweep_after},
      {"save_calls", set_save_calls},
      {"sensitive", set_sensitive},
  };
  if (a[0].is(atoms::trap_exit)) {  // without the block of what is rare
    return term(trap_exit(boolean_of(a[1])));
  }
  const atom flag = a[0].is_atom() ? a[0].as_atom() : atom();
  for (const flag_row& row : rows) {
    if (row.name == flag.name()) {
      return row.set(current_process().tied().rarely().flags, a[1]);
    }
  }
  throw caused_error(atoms::badarg, atom("badopt"));
}

/// Differs: only of the caller.
term process_flag_3(arguments a) {
  if (local_pid_of(a[0]) != self() || !a[1].is(atom("save_calls"))) {
    badarg();
  }
  return process_flag_2(a.subspan(1));
}

}  // namespace

std::span<const native_row> erlang_process_flag_rows() {
  static constexpr native_row rows[] = {
      {"process_flag", 2, process_flag_2},
      {"process_flag", 3, process_flag_3},
  };
  return rows;
}

}  // namespace kith::detail
