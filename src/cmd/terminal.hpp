// A terminal at which lines are edited (libedit), while processes write above the line.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "cmd/line_history.hpp"
#include "cmd/terminal_mode.hpp"
#include "kernel/io_sink.hpp"
#include "kernel/line_editor.hpp"
#include "kith/duration.hpp"

namespace kith::cmd {

/// While a line is being edited only the thread that edits it writes to the screen: what others
/// write waits for it in `pending_`, and it is woken. At all other times they write themselves.
class terminal final : public detail::io_sink, public detail::line_editor {
 public:
  /// Whether standard input and output are a terminal that can do more than print.
  [[nodiscard]] static bool is_there();

  explicit terminal(history_options history);
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;
  ~terminal() override;

  void write(std::string_view text) override;

  outcome edit(request what) override;
  outcome await_key() override;
  void wake() override;
  void show(std::string_view text) override;
  void forget(std::uint32_t history) override;
  void report(std::string text) override;

  /// The size of the screen has changed, or the program goes on after C-z. Any thread.
  void refresh();
  /// The input has ended, for good. Waits for who reads, and puts the terminal back as it was. Any
  /// thread that does not read.
  void close();

  // ---- the menu of C-c: between `pause` and `resume` the caller has the terminal, in the mode in
  // which it was found, and what processes write waits.

  void pause();
  void resume();
  /// What `report` has brought since `pause` or the last call of this; empty if nothing does in
  /// time.
  [[nodiscard]] std::string reported(duration limit);

 private:
  enum class event { byte, closed, woken };
  enum class line_state { none, parked, live };
  using lock = std::unique_lock<std::mutex>;

  [[nodiscard]] outcome edit_shown(const request& what, lock& guard);
  [[nodiscard]] outcome read_silently(const request& what, lock& guard);
  [[nodiscard]] event wait_for_input(lock& guard);
  void wait_while_paused(lock& guard);
  void attend_to_screen();
  void poll_input(lock& guard);

  void emit(std::string_view text);
  void erase(unsigned rows_up);
  void erase_parked();
  void park();
  void redraw();
  void set_prompt(const std::string& prompt);
  [[nodiscard]] outcome typed_so_far(outcome::kind what) const;
  void signal() const;

  // ---- of libedit
  static terminal& of(EditLine* el);
  static int get_character(EditLine* el, wchar_t* to);
  static wchar_t* prompt_of(EditLine* el);
  static unsigned char expand_key(EditLine* el, wint_t key);
  static unsigned char end_key(EditLine* el, wint_t key);
  void bind_keys();
  int next_character(wchar_t& to);

  std::mutex mutex_;
  std::condition_variable changed_;
  terminal_mode mode_;
  line_history history_;
  EditLine* editor_ = nullptr;
  int wake_read_ = -1;
  int wake_write_ = -1;

  bool closed_ = false;
  bool woken_ = false;
  bool paused_ = false;
  bool reading_ = false;    ///< `edit` or `await_key` is under way
  bool gives_way_ = false;  ///< and it waits for the end of the pause
  bool refresh_ = false;
  std::string pending_;  ///< to be written, by who edits or at the end of the pause
  std::string tail_;     ///< what stands left of the prompt: output that did not end its line
  std::string report_;

  line_state line_ = line_state::none;
  unsigned rows_up_ = 0;    ///< of the parked line above the cursor
  unsigned rows_down_ = 0;  ///< and below it

  // ---- of the thread that edits
  std::string typed_;  ///< bytes that nobody has taken yet
  std::string prompt_;
  std::wstring shown_prompt_;   ///< with `tail_`
  std::wstring marked_prompt_;  ///< the same for libedit
  request start_;
  bool started_ = false;
  outcome left_;  ///< why libedit is left without a line
};

}  // namespace kith::cmd
