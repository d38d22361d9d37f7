// What is typed at the terminal, or comes from a pipe.
#pragma once

#include "kernel/io_sink.hpp"

namespace kith::cmd {

class console final : public detail::io_source {
 public:
  result<std::string> read_line(std::string_view prompt, bool echo) override;
  [[nodiscard]] std::optional<size> geometry() const override;
};

}  // namespace kith::cmd
