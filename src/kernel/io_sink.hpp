#pragma once

#include <string_view>

namespace kith::detail {

/// Where the output of a node's processes ends up: standard output, or a test's string. Called by
/// the process `user` alone; text is UTF-8.
class io_sink {
 public:
  virtual ~io_sink() = default;
  virtual void write(std::string_view text) = 0;
};

}  // namespace kith::detail
