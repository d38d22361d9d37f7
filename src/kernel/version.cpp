// The definitions come from CMakeLists.txt.
#include "kernel/version.hpp"

namespace kith::detail {

std::string_view version() noexcept {
  return KITH_VERSION;
}

std::string_view architecture() noexcept {
  return KITH_ARCHITECTURE;
}

}  // namespace kith::detail
