// Module `init`: how the program was started, and its end.

#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"

namespace kith::detail {

namespace {

term get_arguments_0(arguments) {
  std::vector<term> all;
  for (const auto& [flag, values] : kernel_here()->arguments.flags) {
    all.emplace_back(tuple(flag, list_of(values)));
  }
  return list_of(all);
}

/// `{ok, [Values, …]}`, the values of each time that the flag was given, or `error`.
term get_argument_1(arguments a) {
  std::vector<term> all;
  for (const auto& [flag, values] : kernel_here()->arguments.flags) {
    if (a[0].is(flag)) {
      all.emplace_back(list_of(values));
    }
  }
  return all.empty() ? term(atoms::error) : term(tuple(atoms::ok, list_of(all)));
}

term get_plain_arguments_0(arguments) {
  return list_of(kernel_here()->arguments.plain);
}

/// What runs has been started.
term get_status_0(arguments) {
  return tuple(atom("started"), atom("started"));
}

/// The name and release by which OTP's programs know each other.
term script_id_0(arguments) {
  return tuple("Erlang/OTP", kernel_here()->otp_release);
}

/// So long init:stop leaves the node up, so that its caller gets the answer and what it has written
/// is seen. (In OTP it takes some time to end the applications.)
constexpr duration stop_time = 50_ms;

process stop_soon(ctx self, int status, std::string slogan) {
  co_await self.receive(after(stop_time));
  kernel_here()->end->halt(status, slogan);
}

term end_with(int status, std::string slogan) {
  if (kernel_here()->end == nullptr) {
    notsup();
  }
  spawn(stop_soon, status, std::move(slogan));
  return atoms::ok;
}

void tell_heart() {
  if (heart_line* heart = kernel_here()->heart) {
    heart->shut_down();
  }
}

term stop_0(arguments) {
  tell_heart();
  return end_with(0, {});
}

/// Its heart starts the node again, if it has one: without it is `stop`, as in OTP.
term reboot_0(arguments) {
  return end_with(0, {});
}

/// A status, or a text, with which the status is 1.
term stop_1(arguments a) {
  tell_heart();
  if (a[0].ref().tag() == tag::small && a[0].as_int() >= 0) {
    return end_with(static_cast<int>(a[0].as_int() & 0xFF), {});
  }
  std::string slogan;
  for_each_of(a[0], [&](term_ref c) {
    if (c.tag() != tag::small || c.as_int() < 0 || c.as_int() > 0xFF) {
      badarg();
    }
    slogan.push_back(static_cast<char>(c.as_int()));
  });
  return end_with(1, slogan);
}

/// Differs: a program of C++ is not taken apart and started again from within.
term restart_0(arguments) {
  notsup();
}

/// notify_when_started(Pid): no boot script is there that could still run.
term notify_when_started_1(arguments) {
  return atom("started");
}

}  // namespace

std::span<const native_row> init_rows() {
  static constexpr native_row rows[] = {
      {"get_arguments", 0, get_arguments_0},
      {"get_argument", 1, get_argument_1},
      {"get_plain_arguments", 0, get_plain_arguments_0},
      {"get_status", 0, get_status_0},
      {"notify_when_started", 1, notify_when_started_1},
      {"script_id", 0, script_id_0},
      {"stop", 0, stop_0},
      {"stop", 1, stop_1},
      {"reboot", 0, reboot_0},
      {"restart", 0, restart_0},
      {"restart", 1, restart_0},
  };
  return rows;
}

}  // namespace kith::detail
