#include "shell/natives.hpp"

#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/blocking.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

using arguments = std::span<const term>;

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

std::string text_of(const term& chars) {
  auto text = characters_to_utf8(chars, false);
  return text ? std::move(*text) : (badarg(), std::string());
}

/// write(Bytes): to the node's output.
term write_1(arguments a) {
  if (!a[0].is_binary()) {
    badarg();
  }
  if (io_sink* output = kernel_here()->output) {
    output->write(a[0].ref().as_binary());
  }
  return atoms::ok;
}
/// write_error(Bytes): to where the node complains.
term write_error_1(arguments a) {
  if (!a[0].is_binary()) {
    badarg();
  }
  if (io_sink* output = kernel_here()->output) {
    output->write_error(a[0].ref().as_binary());
  }
  return atoms::ok;
}

/// geometry(): {Columns, Rows}, or false if it is no terminal.
term geometry_0(arguments) {
  const io_source* input = kernel_here()->input;
  const auto size = input == nullptr ? std::nullopt : input->geometry();
  return size ? term(tuple(static_cast<std::int64_t>(size->columns),
                           static_cast<std::int64_t>(size->rows)))
              : term(false);
}

result<std::string> line_of(io_source* input, const std::string& prompt, bool echo) {
  return input->read_line(prompt, echo);
}

/// read_line(Prompt, Echo): the bytes of a line, eof, or {error, Reason}.
task<term> read_line_2(ctx, term args) {
  io_source* input = kernel_here()->input;
  if (input == nullptr) {
    co_return atom("eof");
  }
  const std::string prompt = text_of(term(args.ref().head()));
  const bool echo = args.ref().tail().head().is(atoms::true_);
  const result<std::string> line = co_await blocking(line_of, input, prompt, echo);
  if (line) {
    co_return term::binary(*line);
  }
  if (line.failure().code == errc::closed) {
    co_return atom("eof");
  }
  const term why = tuple(atoms::error,
                         atom(line.failure().code == errc::refused ? "interrupted" : "terminated"));
  co_return why;
}

/// set_leader(Pid): whose output a process without a parent inherits.
term set_leader_1(arguments a) {
  if (!a[0].is_pid() || !a[0].ref().as_pid().is_local()) {
    badarg();
  }
  here().leader_word.store(a[0].ref().as_pid().local_word(), std::memory_order_release);
  return atoms::true_;
}

}  // namespace

void add_terminal_natives(native_table& natives) {
  const atom m("kith_tty");
  natives.add(m, atom("write"), 1, write_1);
  natives.add(m, atom("write_error"), 1, write_error_1);
  natives.add(m, atom("geometry"), 0, geometry_0);
  natives.add(m, atom("read_line"), 2, read_line_2);
  natives.add(m, atom("set_leader"), 1, set_leader_1);
}

}  // namespace kith::detail
