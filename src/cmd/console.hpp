// What is typed at the terminal, or comes from a pipe.
#pragma once

#include "kernel/io_sink.hpp"

namespace kith::cmd {

class console final : public detail::io_source {
 public:
  console();
  console(const console&) = delete;
  console& operator=(const console&) = delete;
  ~console() override;

  result<std::string> read_line(std::string_view prompt, bool echo) override;
  [[nodiscard]] std::optional<size> geometry() const override;
  /// Whoever waits for a line does not wait any more. Any thread may call.
  void end() noexcept;

 private:
  int wake_;             ///< readable once it has ended
  std::string waiting_;  ///< read and not taken yet
};

}  // namespace kith::cmd
