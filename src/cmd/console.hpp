// What is typed at the terminal, or comes from a pipe.
#pragma once

#include <optional>

#include "cmd/terminal.hpp"
#include "kernel/io_sink.hpp"

namespace kith::cmd {

class console final : public detail::io_source {
 public:
  /// Edits lines if there is a terminal for it and `edits`.
  console(bool edits, history_options history);
  console(const console&) = delete;
  console& operator=(const console&) = delete;
  ~console() override;

  result<std::string> read_line(std::string_view prompt, bool echo) override;
  [[nodiscard]] std::optional<size> geometry() const override;
  [[nodiscard]] detail::line_editor* editor() override { return screen(); }
  /// Whoever waits for a line does not wait any more. Any thread may call.
  void end() noexcept;

  /// Null if lines are not edited.
  [[nodiscard]] terminal* screen() { return terminal_ ? &*terminal_ : nullptr; }

 private:
  int wake_;             ///< readable once it has ended
  std::string waiting_;  ///< read and not taken yet
  std::optional<terminal> terminal_;
};

}  // namespace kith::cmd
