// The screen behind standard output.
#pragma once

#include <string_view>

namespace kith::cmd {

/// Waits until there is room; what a terminal that is gone does not take is dropped.
void write_all(std::string_view text);
/// Of a line; 80 where the terminal does not say.
[[nodiscard]] unsigned columns();

}  // namespace kith::cmd
