#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kith/result.hpp"

namespace kith::detail {

class line_editor;

/// Where the output of a node's processes ends up: standard output, or a test's string. Text is
/// UTF-8. Any scheduler thread may call.
class io_sink {
 public:
  virtual ~io_sink() = default;
  virtual void write(std::string_view text) = 0;
  /// Standard error, where it is another place.
  virtual void write_error(std::string_view text) { write(text); }
};

/// Where a node's processes read what is typed, or comes from a pipe.
class io_source {
 public:
  virtual ~io_source() = default;
  /// Shows `prompt` and waits for a line, which includes its newline but at the end of the input.
  /// The text is UTF-8. Called by a thread that may block, one call at a time.
  /// Fails with errc::closed at the end of the input.
  virtual result<std::string> read_line(std::string_view prompt, bool echo) = 0;
  struct size {
    std::uint32_t columns;
    std::uint32_t rows;
  };
  /// Nothing if it is no terminal.
  [[nodiscard]] virtual std::optional<size> geometry() const = 0;
  /// Null if lines are not edited here; then `read_line` is for the input.
  [[nodiscard]] virtual line_editor* editor() { return nullptr; }
};

}  // namespace kith::detail
