// The menu of C-c has the terminal for a while.
#include <chrono>

#include "cmd/screen_output.hpp"
#include "cmd/screen_text.hpp"
#include "cmd/terminal.hpp"

namespace kith::cmd {

void terminal::pause() {
  lock guard(mutex_);
  paused_ = true;
  report_.clear();
  signal();
  changed_.wait(guard, [this] { return !reading_ || gives_way_ || closed_; });
  mode_.restore();
}

void terminal::resume() {
  const lock guard(mutex_);
  if (closed_) {
    return;
  }
  mode_.set_raw();
  paused_ = false;
  // What stood on the screen is above the menu now.
  if (line_ == line_state::live) {
    const LineInfoW& line = *el_wline(editor_);
    const std::wstring before(line.buffer, line.cursor);
    write_all(std::string(position_behind(shown_prompt_ + before, columns()).row, '\n'));
    refresh_ = true;
  } else {
    line_ = line_state::none;
    tail_.clear();
    emit(pending_);
    pending_.clear();
  }
  signal();
  changed_.notify_all();
}

void terminal::report(std::string text) {
  const lock guard(mutex_);
  report_ = std::move(text);
  changed_.notify_all();
}

std::string terminal::reported(duration limit) {
  lock guard(mutex_);
  changed_.wait_for(guard, std::chrono::nanoseconds(limit.ns()),
                    [this] { return !report_.empty(); });
  return std::exchange(report_, {});
}

}  // namespace kith::cmd
