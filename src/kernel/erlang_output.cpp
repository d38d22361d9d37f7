// Module `erlang`: what the program prints by itself, and its end.

#include <algorithm>
#include <string>

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/io.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// To the node's output, whatever the group leader is.
task<term> print(ctx self, term text) {
  co_await io::put_chars(self, atoms::user, text);
  co_return atoms::true_;
}

/// Differs: floats are written as `~p` does.
task<term> display_1(ctx self, term args) {
  return print(self, term::binary(to_string(argument(args, 0)) + "\n"));
}
task<term> display_nl_0(ctx self, term) {
  return print(self, term::binary("\n"));
}
task<term> display_string_1(ctx self, term args) {
  if (!argument(args, 0).is_list()) {
    badarg();
  }
  return print(self, term(argument(args, 0)));
}

// ---- halt --------------------------------------------------------------------------------------

constexpr std::int64_t slogan_bytes_max = 1'023;  // as in OTP

/// Ends the node; the process waits until it is gone.
task<term> halt_with(ctx self, term how, term options) {
  for_each_of(options,
              [](term_ref t) { is_option(t, atom("flush")) ? void(boolean_of(t[1])) : badarg(); });
  int status = 0;
  std::string slogan;
  if (how.is_integer()) {
    if (compare(how, term(0)) < 0) {
      badarg();
    }
    // What fits into the status of a program.
    status = how.ref().fits_int64() ? static_cast<int>(how.as_int() & 0xFF) : 0xFF;
  } else if (how.is(atom("abort"))) {
    status = 1;
  } else {
    for_each_of(how, [&](term_ref c) {
      if (c.tag() != tag::small || c.as_int() < 0 || c.as_int() > 0xFF) {
        badarg();
      }
      slogan.push_back(static_cast<char>(c.as_int()));
    });
    slogan.resize(std::min<std::size_t>(slogan.size(), slogan_bytes_max));
    status = 1;
  }
  node_end* const end = kernel_here()->end;
  if (end == nullptr) {
    notsup();
  }
  end->halt(status, slogan);
  for (;;) {
    co_await self.receive();
  }
}

task<term> halt_0(ctx self, term) {
  return halt_with(self, term(0), term::nil());
}
task<term> halt_1(ctx self, term args) {
  return halt_with(self, term(argument(args, 0)), term::nil());
}
task<term> halt_2(ctx self, term args) {
  return halt_with(self, term(argument(args, 0)), term(argument(args, 1)));
}

}  // namespace

std::span<const waiting_row> erlang_output_waiting() {
  static constexpr waiting_row rows[] = {
      {"display", 1, display_1},
      {"display_nl", 0, display_nl_0},
      {"display_string", 1, display_string_1},
      {"halt", 0, halt_0},
      {"halt", 1, halt_1},
      {"halt", 2, halt_2},
  };
  return rows;
}

}  // namespace kith::detail
