// Module `kith_log`: what Erlang's logger asks of the node. And what the command line has to say of
// `error_logger`.

#include "kernel/kernel_state.hpp"
#include "kernel/log_relay.hpp"
#include "kernel/natives.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

log_level level_of(term_ref t) {
  const atom name = atom_of(t);
  for (int i = 0; i <= static_cast<int>(log_level::debug); ++i) {
    if (name_of(static_cast<log_level>(i)) == name.name()) {
      return static_cast<log_level>(i);
    }
  }
  badarg();
}

/// write(Level, Binary): a line to the log of the program.
term write_2(arguments a) {
  const log_level level = level_of(a[0]);
  if (!a[1].is_binary()) {
    badarg();
  }
  log_here(level, a[1].as_binary());
  return atoms::ok;
}

/// attach(Pid): what the node logs goes there; false where the program has a log of its own.
term attach_1(arguments a) {
  const pid logger = local_pid_of(a[0]);
  log_relay* const relay = kernel_here()->relay;
  if (relay != nullptr) {
    relay->attach(here(), logger);
  }
  return relay != nullptr ? atoms::true_ : atoms::false_;
}

term warning_map_0(arguments) {
  return kernel_here()->warnings;
}

}  // namespace

void add_log_natives(native_table& natives) {
  static constexpr native_row own[] = {{"write", 2, write_2}, {"attach", 1, attach_1}};
  static constexpr native_row of_error_logger[] = {{"warning_map", 0, warning_map_0}};
  add_rows(natives, atom("kith_log"), own);
  add_rows(natives, atom("error_logger"), of_error_logger);
}

}  // namespace kith::detail
