// Module `os`: what is native of it; `kith_os` is what stdlib/os.erl is made of.

#include <sys/utsname.h>

#include <array>
#include <cstdio>

#include "kith/blocking.hpp"
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

/// [{Name, Value}]
term variables_0(arguments) {
  std::vector<term> all;
  for (const auto& [name, value] : library_here().variables.all()) {
    all.push_back(tuple(name, value));
  }
  return list_of(all);
}

/// Bytes that a command may print when nobody says how many.
constexpr std::size_t output_bytes_max = std::size_t{64} << 20u;

std::string output_of(io::world* world, const io::shell_command& command) {
  const auto output = world->run_shell(command);
  return output.ok() ? *output : std::string();
}

/// run(Text, Limit | infinity): what a command of the shell prints, a binary.
task<term> run_2(ctx, term args) {
  io::shell_command command;
  command.text = argument(args, 0).as_binary();
  const term_ref limit = argument(args, 1);
  command.output_bytes_max =
      limit.is_integer() ? static_cast<std::size_t>(integer_from(0, limit)) : output_bytes_max;
  for (const auto& [name, value] : library_here().variables.all()) {
    command.variables.push_back(name + "=" + value);
  }
  io::world* const outside = &world();
  const std::string output = co_await blocking(output_of, outside, std::move(command));
  co_return term::binary(output);
}

constexpr waiting_row waiting_rows[] = {{"run", 2, run_2}};
constexpr native_row made_of_rows[] = {{"variables", 0, variables_0}};

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
  add_rows(natives, atom("kith_os"), made_of_rows);
  add_rows(natives, atom("kith_os"), waiting_rows);
}

}  // namespace kith::detail
