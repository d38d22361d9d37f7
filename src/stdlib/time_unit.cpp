#include "stdlib/time_unit.hpp"

#include "stdlib/native_rows.hpp"

namespace kith::detail {

term parts_per_second(term_ref unit) {
  struct row {
    atom name;
    std::int64_t parts;
  };
  if (unit.is_integer()) {
    return compare(unit, term(0)) > 0 ? term(unit) : (badarg(), term());
  }
  // The last four are the names of old.
  for (const row& r :
       {row{atom("native"), native_per_second}, row{atom("second"), 1},
        row{atom("millisecond"), 1'000}, row{atom("microsecond"), 1'000'000},
        row{atom("nanosecond"), 1'000'000'000}, row{atom("perf_counter"), native_per_second},
        row{atom("seconds"), 1}, row{atom("milli_seconds"), 1'000},
        row{atom("micro_seconds"), 1'000'000}, row{atom("nano_seconds"), 1'000'000'000}}) {
    if (unit.is(r.name)) {
      return term(r.parts);
    }
  }
  badarg();
}

term convert_time_unit(term_ref time, term_ref from, term_ref to) {
  const term have = parts_per_second(from);
  const term want = parts_per_second(to);
  if (!time.is_integer()) {
    badarg();
  }
  term product = computed(arithmetic::multiply, want, time);
  if (is_negative(time)) {  // `div` rounds towards zero
    product =
        computed(arithmetic::subtract, product, computed(arithmetic::subtract, have, term(1)));
  }
  return computed(arithmetic::div, product, have);
}

term in_unit(std::int64_t ns, term_ref unit) {
  return convert_time_unit(term(ns), term(native_per_second), unit);
}

term timestamp_of(std::int64_t us) {
  constexpr std::int64_t million = 1'000'000;
  return tuple(us / million / million, us / million % million, us % million);
}

}  // namespace kith::detail
