#pragma once

#include <string_view>

namespace kith::detail {

/// Of Kith: `0.1.0`.
[[nodiscard]] std::string_view version() noexcept;
/// What it was built for: `x86_64-linux-gnu`.
[[nodiscard]] std::string_view architecture() noexcept;

}  // namespace kith::detail
