#include "shell/natives.hpp"

#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/line_editor.hpp"
#include "kith/blocking.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/signal.hpp"

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

// ---- a terminal whose lines are edited ----------------------------------------------------------

line_editor* editor_here() {
  io_source* input = kernel_here()->input;
  return input == nullptr ? nullptr : input->editor();
}

line_editor& the_editor() {
  line_editor* e = editor_here();
  if (e == nullptr) {
    badarg();
  }
  return *e;
}

/// is_edited(): whether the functions below may be called.
term is_edited_0(arguments) {
  return term(editor_here() != nullptr);
}

/// A line is characters, `line`, and what of it stands left and right of the cursor otherwise.
term outcome_term(const line_editor::outcome& o) {
  using kind = line_editor::outcome::kind;
  switch (o.what) {
  case kind::line: return tuple(atom("line"), o.before);
  case kind::expand: return tuple(atom("expand"), o.before, o.after);
  case kind::switch_to: return tuple(atom("switch"), o.before, o.after);
  case kind::woken: return tuple(atom("woken"), o.before, o.after);
  case kind::end: break;
  }
  return atom("eof");
}

line_editor::outcome edit_line(line_editor* editor, line_editor::request what) {
  return editor->edit(std::move(what));
}

line_editor::outcome await_key(line_editor* editor) {
  return editor->await_key();
}

/// edit(Prompt, Before, After, History, Echo): {line, Characters} | eof | {expand, Before, After} |
/// {switch, Before, After} | {woken, Before, After}.
task<term> edit_5(ctx, term args) {
  line_editor* editor = &the_editor();
  line_editor::request what;
  term_ref rest = args.ref();
  for (std::string* text : {&what.prompt, &what.before, &what.after}) {
    *text = text_of(term(rest.head()));
    rest = rest.tail();
  }
  if (!rest.head().is_integer() || !rest.head().fits_int64()) {
    badarg();
  }
  what.history = static_cast<std::uint32_t>(rest.head().as_int());
  what.echo = rest.tail().head().is(atoms::true_);
  const line_editor::outcome o = co_await blocking(edit_line, editor, what);
  co_return outcome_term(o);
}

/// await_key(): as edit/5, without a line.
task<term> await_key_0(ctx, term) {
  line_editor* editor = &the_editor();
  const line_editor::outcome o = co_await blocking(await_key, editor);
  co_return outcome_term(o);
}

/// wake(): ends a call of the two above.
term wake_0(arguments) {
  the_editor().wake();
  return atoms::ok;
}

/// show(Characters): below the line that stands on the screen.
term show_1(arguments a) {
  the_editor().show(text_of(a[0]));
  return atoms::ok;
}

/// forget(History).
term forget_1(arguments a) {
  if (!a[0].is_integer() || !a[0].ref().fits_int64()) {
    badarg();
  }
  the_editor().forget(static_cast<std::uint32_t>(a[0].as_int()));
  return atoms::ok;
}

/// report(Characters): the answer to the menu of C-c.
term report_1(arguments a) {
  the_editor().report(text_of(a[0]));
  return atoms::ok;
}

/// set_leader(Pid): whose output a process without a parent inherits.
term set_leader_1(arguments a) {
  if (!a[0].is_pid() || !a[0].ref().as_pid().is_local()) {
    badarg();
  }
  here().leader_word.store(a[0].ref().as_pid().local_word(), std::memory_order_release);
  return atoms::true_;
}

// ---- kith_heart ---------------------------------------------------------------------------------

heart_line& the_heart() {
  heart_line* heart = kernel_here()->heart;
  if (heart == nullptr) {
    badarg();
  }
  return *heart;
}

/// beat().
term beat_0(arguments) {
  the_heart().beat();
  return atoms::ok;
}

/// set_command(Characters).
term set_command_1(arguments a) {
  the_heart().set_command(text_of(a[0]));
  return atoms::ok;
}

/// check_schedulers(): ok, when each of them has done something. OTP: the option of heart.
task<term> check_schedulers_0(ctx self, term) {
  runtime* home = &self.block()->node->home();
  const reference ref = make_ref();
  const std::size_t all = home->scheduler_count();
  for (std::size_t i = 0; i < all; ++i) {
    home->scheduler_at(i).post(
        [home, ref, me = self.self()] { home->deliver_or_free(me, make_message(term(ref))); });
  }
  for (std::size_t i = 0; i < all; ++i) {
    co_await self.receive(on(ref));
  }
  co_return atoms::ok;
}

}  // namespace

void add_terminal_natives(native_table& natives) {
  const atom m("kith_tty");
  natives.add(m, atom("write"), 1, write_1);
  natives.add(m, atom("write_error"), 1, write_error_1);
  natives.add(m, atom("geometry"), 0, geometry_0);
  natives.add(m, atom("read_line"), 2, read_line_2);
  natives.add(m, atom("set_leader"), 1, set_leader_1);
  natives.add(m, atom("is_edited"), 0, is_edited_0);
  natives.add(m, atom("edit"), 5, edit_5);
  natives.add(m, atom("await_key"), 0, await_key_0);
  natives.add(m, atom("wake"), 0, wake_0);
  natives.add(m, atom("show"), 1, show_1);
  natives.add(m, atom("forget"), 1, forget_1);
  natives.add(m, atom("report"), 1, report_1);
  const atom heart("kith_heart");
  natives.add(heart, atom("beat"), 0, beat_0);
  natives.add(heart, atom("set_command"), 1, set_command_1);
  natives.add(heart, atom("check_schedulers"), 0, check_schedulers_0);
}

}  // namespace kith::detail
