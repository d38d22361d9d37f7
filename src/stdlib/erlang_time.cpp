// Module `erlang`: time, and integers that are unique. The native unit is the nanosecond.

#include <ctime>

#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/erlang.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/time_unit.hpp"

namespace kith::detail {

namespace {

std::int64_t monotonic_ns() {
  return here().home().world().now().ns;
}
std::int64_t offset_ns() {
  return library_here().time_offset_ns();
}
std::int64_t system_ns() {
  return monotonic_ns() + offset_ns();
}
std::time_t wall_seconds() {
  return static_cast<std::time_t>(here().home().world().wall_ns() / native_per_second);
}

template <std::int64_t (*Ns)()>
term plain_time(arguments) {
  return term(Ns());
}
template <std::int64_t (*Ns)()>
term time_in(arguments a) {
  return in_unit(Ns(), a[0]);
}

term convert_time_unit_3(arguments a) {
  return convert_time_unit(a[0], a[1], a[2]);
}
term timestamp_0(arguments) {
  return timestamp_of(system_ns() / 1'000);
}
term now_0(arguments) {
  return timestamp_of(library_here().unique_now_us(system_ns() / 1'000));
}

term date_of(const std::tm& t) {
  return tuple(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}
term time_of(const std::tm& t) {
  return tuple(t.tm_hour, t.tm_min, t.tm_sec);
}
term date_and_time(const std::tm& t) {
  return tuple(date_of(t), time_of(t));
}

std::tm local(std::time_t seconds) {
  std::tm t{};
  localtime_r(&seconds, &t);
  return t;
}
std::tm universal(std::time_t seconds) {
  std::tm t{};
  gmtime_r(&seconds, &t);
  return t;
}

term date_0(arguments) {
  return date_of(local(wall_seconds()));
}
term time_0(arguments) {
  return time_of(local(wall_seconds()));
}
term localtime_0(arguments) {
  return date_and_time(local(wall_seconds()));
}
term universaltime_0(arguments) {
  return date_and_time(universal(wall_seconds()));
}

int field(term_ref t, int low, int high) {
  if (t.tag() != tag::small || t.as_int() < low || t.as_int() > high) {
    badarg();
  }
  return static_cast<int>(t.as_int());
}

int days_of(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

/// `{{Year, Month, Day}, {Hour, Minute, Second}}`, a time that there is in some calendar day.
std::tm fields_of(term_ref t) {
  if (!t.is_tuple(2) || !t[0].is_tuple(3) || !t[1].is_tuple(3)) {
    badarg();
  }
  std::tm out{};
  constexpr int year_max = 9'999;
  out.tm_year = field(t[0][0], 1970, year_max) - 1900;
  out.tm_mon = field(t[0][1], 1, 12) - 1;
  out.tm_mday = field(t[0][2], 1, days_of(out.tm_year + 1900, out.tm_mon + 1));
  out.tm_hour = field(t[1][0], 0, 23);
  out.tm_min = field(t[1][1], 0, 59);
  out.tm_sec = field(t[1][2], 0, 59);
  return out;
}

term to_universal(term_ref time, int summer) {
  std::tm t = fields_of(time);
  t.tm_isdst = summer;
  return date_and_time(universal(std::mktime(&t)));
}

term localtime_to_universaltime_1(arguments a) {
  return to_universal(a[0], -1);
}
term localtime_to_universaltime_2(arguments a) {
  const bool summer = a[1].is(atoms::true_);
  if (!summer && !a[1].is(atoms::false_) && !a[1].is(atoms::undefined)) {
    badarg();
  }
  return to_universal(a[0], summer ? 1 : a[1].is(atoms::false_) ? 0 : -1);
}
term universaltime_to_localtime_1(arguments a) {
  std::tm t = fields_of(a[0]);
  return date_and_time(local(timegm(&t)));
}
term universaltime_to_posixtime_1(arguments a) {
  std::tm t = fields_of(a[0]);
  return term(std::int64_t{timegm(&t)});
}
term posixtime_to_universaltime_1(arguments a) {
  constexpr std::int64_t seconds_max = std::int64_t{1} << 48;
  if (a[0].ref().tag() != tag::small || a[0].as_int() > seconds_max ||
      a[0].as_int() < -seconds_max) {
    badarg();
  }
  return date_and_time(universal(static_cast<std::time_t>(a[0].as_int())));
}

term unique_integer_0(arguments) {
  return term(small_min + static_cast<std::int64_t>(library_here().next_integer()));
}
term unique_integer_1(arguments a) {
  bool positive = false;  // all of ours are monotonic
  term_ref options = a[0];
  for (; options.is_cons(); options = options.tail()) {
    if (options.head().is(atom("positive"))) {
      positive = true;
    } else if (!options.head().is(atom("monotonic"))) {
      badarg();
    }
  }
  if (!options.is_nil()) {
    badarg();
  }
  const auto n = static_cast<std::int64_t>(library_here().next_integer());
  return term(positive ? n : small_min + n);
}

}  // namespace

std::span<const native_row> erlang_time_rows() {
  static constexpr native_row rows[] = {
      {"monotonic_time", 0, plain_time<monotonic_ns>},
      {"monotonic_time", 1, time_in<monotonic_ns>},
      {"system_time", 0, plain_time<system_ns>},
      {"system_time", 1, time_in<system_ns>},
      {"time_offset", 0, plain_time<offset_ns>},
      {"time_offset", 1, time_in<offset_ns>},
      {"convert_time_unit", 3, convert_time_unit_3},
      {"timestamp", 0, timestamp_0},
      {"now", 0, now_0},
      {"date", 0, date_0},
      {"time", 0, time_0},
      {"localtime", 0, localtime_0},
      {"universaltime", 0, universaltime_0},
      {"localtime_to_universaltime", 1, localtime_to_universaltime_1},
      {"localtime_to_universaltime", 2, localtime_to_universaltime_2},
      {"universaltime_to_localtime", 1, universaltime_to_localtime_1},
      {"universaltime_to_posixtime", 1, universaltime_to_posixtime_1},
      {"posixtime_to_universaltime", 1, posixtime_to_universaltime_1},
      {"unique_integer", 0, unique_integer_0},
      {"unique_integer", 1, unique_integer_1},
  };
  return rows;
}

}  // namespace kith::detail
