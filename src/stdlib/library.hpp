// The modules of OTP's library that are written in Erlang: their texts, part of the program.
#pragma once

#include <iterator>
#include <span>
#include <string_view>

namespace kith::detail {

struct library_module {
  std::string_view name;
  std::string_view source;
};

/// Sorted by name.
[[nodiscard]] std::span<const library_module> library_modules();
/// What -include_lib finds, by names such as `kernel/include/logger.hrl`.
[[nodiscard]] std::span<const library_module> library_headers();

}  // namespace kith::detail
