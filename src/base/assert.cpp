#include "kith/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace kith {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "kith: %s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}

}  // namespace kith
