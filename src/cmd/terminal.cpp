#include "cmd/terminal.hpp"

#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cmd/screen_output.hpp"
#include "cmd/screen_text.hpp"
#include "kith/assert.hpp"

namespace kith::cmd {

namespace {

constexpr char control_d = 4;
constexpr char control_g = 7;
constexpr char control_h = 8;
constexpr char control_u = 21;
constexpr char rubout = 127;
constexpr wchar_t escape_mark = 1;
constexpr std::size_t pending_bytes_max = std::size_t{1} << 20u;

using kind = detail::line_editor::outcome::kind;

/// Drops the last character of UTF-8.
void drop_last(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0u) == 0x80) {
    text.pop_back();
  }
  if (!text.empty()) {
    text.pop_back();
  }
}

}  // namespace

bool terminal::is_there() {
  const char* type = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0 && type != nullptr &&
         *type != '\0' && std::strcmp(type, "dumb") != 0;
}

terminal::terminal(history_options history) : history_(std::move(history)) {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0) {
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }
  std::array<int, 2> ends{};
  KITH_ASSERT(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  wake_read_ = ends[0];
  wake_write_ = ends[1];
  mode_.set_raw();
  editor_ = ::el_init("kith", stdin, stdout, stderr);
  KITH_ASSERT(editor_ != nullptr);
  el_wset(editor_, EL_CLIENTDATA, this);
  el_wset(editor_, EL_SIGNAL, 0);
  el_wset(editor_, EL_EDITOR, L"emacs");
  el_wset(editor_, EL_PROMPT_ESC, &terminal::prompt_of, escape_mark);
  el_wset(editor_, EL_GETCFN, &terminal::get_character);
  el_wset(editor_, EL_SETTY, L"-x", L"-echo", L"-icanon", nullptr);
  bind_keys();
}

terminal::~terminal() {
  ::el_end(editor_);
  ::close(wake_read_);
  ::close(wake_write_);
}

// ---- output -------------------------------------------------------------------------------------

void terminal::emit(std::string_view text) {
  write_all(text);
  tail_ = last_line(tail_, text);
}

void terminal::erase(unsigned rows_up) {
  std::string text = "\r";
  if (rows_up != 0) {
    text += "\x1b[" + std::to_string(rows_up) + "A";
  }
  write_all(text + "\x1b[J");
}

/// The prompt of a parked line has `tail_` in front, which is then no more on the screen.
void terminal::erase_parked() {
  if (line_ == line_state::parked) {
    erase(rows_up_);
    line_ = line_state::none;
    write_all(tail_);
  }
}

void terminal::write(std::string_view text) {
  lock guard(mutex_);
  changed_.wait(guard, [this] {
    return pending_.size() < pending_bytes_max || closed_ ||
           (line_ != line_state::live && !paused_);
  });
  if (paused_ || line_ == line_state::live) {
    pending_ += text;
    signal();
  } else {
    erase_parked();
    emit(text);
  }
}

void terminal::show(std::string_view text) {
  const lock guard(mutex_);
  if (text == "\a") {
    write_all(text);
  } else if (line_ == line_state::parked) {
    if (rows_down_ != 0) {
      write_all("\x1b[" + std::to_string(rows_down_) + "B");
    }
    line_ = line_state::none;
    tail_.clear();
    emit(text);
  } else {
    emit(text);
  }
}

/// Writes what others have written above the line, and draws the line again.
void terminal::redraw() {
  const LineInfoW& line = *el_wline(editor_);
  const std::wstring before(line.buffer, line.cursor);
  erase(position_behind(shown_prompt_ + before, columns()).row);
  const std::string text = tail_ + pending_;
  const std::size_t end = text.rfind('\n');
  if (end != std::string::npos) {
    write_all(std::string_view(text).substr(0, end + 1));
  }
  tail_ = last_line(tail_, pending_);  // drawn as a part of the prompt
  pending_.clear();
  changed_.notify_all();
  set_prompt(prompt_);
  if (refresh_) {
    ::el_resize(editor_);
  }
  refresh_ = false;
  el_wset(editor_, EL_REFRESH);
}

void terminal::set_prompt(const std::string& prompt) {
  prompt_ = prompt;
  shown_prompt_ = widen(tail_ + prompt_);
  marked_prompt_ = mark_escapes(shown_prompt_, escape_mark);
}

// ---- input --------------------------------------------------------------------------------------

terminal::outcome terminal::edit(request what) {
  lock guard(mutex_);
  if (closed_) {
    return {};
  }
  reading_ = true;
  outcome o = what.echo ? edit_shown(what, guard) : read_silently(what, guard);
  reading_ = false;
  changed_.notify_all();
  return o;
}

terminal::outcome terminal::await_key() {
  lock guard(mutex_);
  outcome o;
  if (closed_) {
    return o;
  }
  reading_ = true;
  for (std::size_t seen = 0;;) {
    const event e = wait_for_input(guard);
    if (e != event::byte) {
      o.what = e == event::woken ? kind::woken : kind::end;
      break;
    }
    const std::size_t at = typed_.find(control_g, seen);
    if (at != std::string::npos) {
      typed_.erase(0, at + 1);
      o.what = kind::switch_to;
      break;
    }
    seen = typed_.size();
    poll_input(guard);
  }
  reading_ = false;
  changed_.notify_all();
  return o;
}

terminal::outcome terminal::edit_shown(const request& what, lock& guard) {
  wait_while_paused(guard);
  const bool was_parked = line_ == line_state::parked;
  if (was_parked) {
    erase(rows_up_);
  } else if (!tail_.empty()) {
    erase(position_behind(widen(tail_), columns()).row);
  }
  // libedit's prompt is one line; what is above it is mere output.
  const std::size_t lines = what.prompt.rfind('\n');
  if (lines != std::string::npos && !was_parked) {
    write_all(tail_);
    emit(std::string_view(what.prompt).substr(0, lines + 1));
  }
  set_prompt(lines == std::string::npos ? what.prompt : what.prompt.substr(lines + 1));
  start_ = what;
  started_ = false;
  left_ = {};
  line_ = line_state::live;
  el_wset(editor_, EL_HIST, &history_w, history_.find(what.history));
  if (refresh_) {
    ::el_resize(editor_);
    refresh_ = false;
  }
  guard.unlock();
  int length = 0;
  const wchar_t* text = el_wgets(editor_, &length);
  mode_.set_raw();  // libedit has put back what it found when it began
  guard.lock();
  outcome o = left_;
  if (text != nullptr && length > 0) {
    std::wstring line(text, static_cast<std::size_t>(length));
    line.pop_back();
    history_.add(what.history, line);
    o = {kind::line, narrow(line), {}};
  }
  if (o.what == kind::line || o.what == kind::end) {
    line_ = line_state::none;
    tail_.clear();
    emit(o.what == kind::end ? "\n" + pending_ : pending_);
    pending_.clear();
  }
  return o;
}

/// No key edits this line but those that take back.
terminal::outcome terminal::read_silently(const request& what, lock& guard) {
  wait_while_paused(guard);
  erase_parked();
  emit(what.prompt);
  outcome o{kind::line, what.before, {}};
  for (;;) {
    const event e = wait_for_input(guard);
    if (e != event::byte) {
      o.what = e == event::woken ? kind::woken : kind::end;
      return o;
    }
    const char c = typed_.front();
    typed_.erase(0, 1);
    if (c == '\r' || c == '\n') {
      return o;
    }
    if (c == control_g || (c == control_d && o.before.empty())) {
      o.what = c == control_g ? kind::switch_to : kind::end;
      return o;
    }
    if (c == rubout || c == control_h) {
      drop_last(o.before);
    } else if (c == control_u) {
      o.before.clear();
    } else {
      o.before += c;
    }
  }
}

void terminal::wait_while_paused(lock& guard) {
  while (paused_ && !closed_) {
    gives_way_ = true;
    changed_.notify_all();
    changed_.wait(guard);
  }
  gives_way_ = false;
}

/// Returns when there is something in `typed_`, or a reason to leave.
terminal::event terminal::wait_for_input(lock& guard) {
  for (;;) {
    wait_while_paused(guard);
    if (closed_) {
      return event::closed;
    }
    if (line_ == line_state::live && (refresh_ || !pending_.empty())) {
      redraw();
    }
    if (woken_) {
      woken_ = false;
      return event::woken;
    }
    if (!typed_.empty()) {
      return event::byte;
    }
    poll_input(guard);
  }
}

/// Waits for bytes, or for `signal`.
void terminal::poll_input(lock& guard) {
  guard.unlock();
  std::array<pollfd, 2> waiting{{{STDIN_FILENO, POLLIN, 0}, {wake_read_, POLLIN, 0}}};
  std::fflush(stdout);
  ::poll(waiting.data(), waiting.size(), -1);
  std::array<char, 4096> bytes{};
  const bool signalled = waiting[1].revents != 0;
  if (signalled) {
    [[maybe_unused]] const ssize_t n = ::read(wake_read_, bytes.data(), bytes.size());
  }
  guard.lock();
  // A signal may tell of a pause, in which another reads.
  if (!signalled && waiting[0].revents != 0) {
    const ssize_t n = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (n > 0) {
      typed_.append(bytes.data(), static_cast<std::size_t>(n));
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
      closed_ = true;
    }
  }
}

// ---- libedit ------------------------------------------------------------------------------------

wchar_t* terminal::prompt_of(EditLine* el) {
  return of(el).marked_prompt_.data();
}

int terminal::get_character(EditLine* el, wchar_t* to) {
  terminal& t = of(el);
  if (!t.started_) {
    t.started_ = true;
    const std::wstring before = widen(t.start_.before);
    const std::wstring after = widen(t.start_.after);
    if (!before.empty() || !after.empty()) {
      el_winsertstr(el, (before + after).c_str());
      ::el_cursor(el, -static_cast<int>(after.size()));
      // Nothing of the line is on the screen yet: the cursor is behind the prompt.
      t.erase(position_behind(t.shown_prompt_, columns()).row);
      el_wset(el, EL_REFRESH);
    }
  }
  return t.next_character(*to);
}

/// Returns 1, or -1 to leave the editor.
int terminal::next_character(wchar_t& to) {
  lock guard(mutex_);
  for (;;) {
    const event e = wait_for_input(guard);
    if (e == event::closed) {
      left_ = {kind::end, {}, {}};
      return -1;
    }
    if (e == event::woken) {
      left_ = typed_so_far(kind::woken);
      park();
      return -1;
    }
    if (typed_.front() == control_g) {
      typed_.erase(0, 1);
      left_ = typed_so_far(kind::switch_to);
      park();
      return -1;
    }
    const std::size_t length = read_character(typed_, to);
    if (length != 0) {
      typed_.erase(0, length);
      return 1;
    }
    poll_input(guard);
  }
}

/// While a line is searched for, libedit shows its prompt for that below the line.
terminal::outcome terminal::typed_so_far(kind what) const {
  const LineInfoW& line = *el_wline(editor_);
  const std::wstring before(line.buffer, line.cursor);
  const std::wstring after(line.cursor, line.lastchar);
  return {what, narrow(before.substr(0, before.find(L'\n'))),
          narrow(after.substr(0, after.find(L'\n')))};
}

void terminal::park() {
  const LineInfoW& line = *el_wline(editor_);
  const unsigned width = columns();
  const std::wstring before = shown_prompt_ + std::wstring(line.buffer, line.cursor);
  rows_up_ = position_behind(before, width).row;
  rows_down_ =
      position_behind(before + std::wstring(line.cursor, line.lastchar), width).row - rows_up_;
  line_ = line_state::parked;
}

// ---- from other threads -------------------------------------------------------------------------

void terminal::signal() const {
  constexpr char byte = 0;
  [[maybe_unused]] const ssize_t n = ::write(wake_write_, &byte, 1);
}

void terminal::wake() {
  const lock guard(mutex_);
  woken_ = true;
  signal();
}

void terminal::forget(std::uint32_t history) {
  const lock guard(mutex_);
  if (line_ != line_state::live) {  // libedit may hold it
    history_.forget(history);
  }
}

void terminal::refresh() {
  const lock guard(mutex_);
  if (closed_) {
    return;
  }
  mode_.set_raw();
  refresh_ = true;
  signal();
}

void terminal::close() {
  lock guard(mutex_);
  closed_ = true;
  signal();
  changed_.notify_all();
  changed_.wait(guard, [this] { return !reading_; });
  mode_.restore();
}

}  // namespace kith::cmd
