// A terminal whose line is edited while it is typed, for the process that drives it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kith::detail {

/// All text is UTF-8. `edit` and `await_key` are called by one thread at a time, which may block;
/// the others by any thread.
class line_editor {
 public:
  virtual ~line_editor() = default;

  struct request {
    std::string prompt;
    std::string before;         ///< what stands in the line already, left of the cursor
    std::string after;          ///< and right of it
    std::uint32_t history = 0;  ///< where the line goes and older ones come from; 0: nowhere
    bool echo = true;
  };

  struct outcome {
    enum class kind : std::uint8_t {
      line,       ///< `before` is the line, without its newline
      end,        ///< no more input: C-d on an empty line, or the terminal is gone
      expand,     ///< Tab: the rest of a word is wanted
      switch_to,  ///< C-g
      woken,      ///< by `wake`
    };
    kind what = kind::end;
    std::string before;
    std::string after;
  };

  /// Shows the prompt and has a line typed. When that ends otherwise than by `line` the line stays
  /// on the screen; a later call with the same texts goes on with it.
  virtual outcome edit(request what) = 0;
  /// Waits, while nobody wants a line, for C-g, the end, or `wake`. What else is typed meanwhile is
  /// kept for the next line.
  virtual outcome await_key() = 0;
  /// Ends the call of `edit` or `await_key` that is under way, or else the next.
  virtual void wake() = 0;
  /// Writes below the line that stands on the screen.
  virtual void show(std::string_view text) = 0;
  /// Drops the lines of a history.
  virtual void forget(std::uint32_t history) = 0;
  /// What the node tells of itself in the menu of C-c, once it has been asked there.
  virtual void report(std::string text) = 0;
};

}  // namespace kith::detail
