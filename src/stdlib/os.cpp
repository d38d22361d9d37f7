// Module `os`, but for what starts programs.

#include <sys/utsname.h>

#include <array>
#include <cstdio>

#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"
#include "stdlib/time_unit.hpp"

namespace kith::detail {

namespace {

io::world& world() {
  return here().home().world();
}

std::string text_of(term_ref t) {
  std::string text;
  if (!t.is_list() || !read_text_list(t, text) || text.find('\0') != std::string::npos) {
    badarg();
  }
  return text;
}
/// A name, without an equals sign.
std::string variable_of(term_ref t) {
  std::string name = text_of(t);
  return name.find('=') == std::string::npos ? name : (badarg(), name);
}

term getenv_1(arguments a) {
  const auto value = library_here().variables.get(variable_of(a[0]));
  return value ? term(*value) : term(false);
}
term getenv_2(arguments a) {
  const auto value = library_here().variables.get(variable_of(a[0]));
  return value ? term(*value) : a[1];
}
term putenv_2(arguments a) {
  const std::string name = variable_of(a[0]);
  library_here().variables.put(name, text_of(a[1]));
  return true;
}
term unsetenv_1(arguments a) {
  const std::string name = variable_of(a[0]);
  library_here().variables.unset(name);
  return true;
}

term getpid_0(arguments) {
  return std::to_string(world().os_pid());
}
term type_0(arguments) {
  return tuple(atom("unix"), atom("linux"));
}
term version_0(arguments) {
  utsname about{};
  std::array<int, 3> parts{};
  if (uname(&about) == 0) {
    std::sscanf(about.release, "%d.%d.%d", &parts[0], &parts[1], &parts[2]);
  }
  return tuple(parts[0], parts[1], parts[2]);
}

term timestamp_0(arguments) {
  return timestamp_of(world().wall_ns() / 1'000);
}
term system_time_0(arguments) {
  return term(world().wall_ns());
}
term system_time_1(arguments a) {
  return in_unit(world().wall_ns(), a[0]);
}
term perf_counter_0(arguments) {
  return term(world().now().ns);
}
term perf_counter_1(arguments a) {
  return in_unit(world().now().ns, a[0]);
}

constexpr native_row rows[] = {
    {"getenv", 1, getenv_1},
    {"getenv", 2, getenv_2},
    {"putenv", 2, putenv_2},
    {"unsetenv", 1, unsetenv_1},
    {"getpid", 0, getpid_0},
    {"type", 0, type_0},
    {"version", 0, version_0},
    {"timestamp", 0, timestamp_0},
    {"system_time", 0, system_time_0},
    {"system_time", 1, system_time_1},
    {"perf_counter", 0, perf_counter_0},
    {"perf_counter", 1, perf_counter_1},
};

}  // namespace

void add_os_natives(native_table& natives) {
  add_rows(natives, atom("os"), rows);
}

}  // namespace kith::detail
