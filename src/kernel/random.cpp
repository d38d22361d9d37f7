#include "kernel/random.hpp"

#include <span>

#include "io/world.hpp"
#include "otp/log.hpp"

namespace kith::detail {

std::uint64_t random_below(std::uint64_t end) {
  std::uint64_t drawn = 0;
  here().home().world().entropy(std::as_writable_bytes(std::span(&drawn, 1)));
  return drawn % end;
}

}  // namespace kith::detail
