#include "measure.hpp"

#include <cstdio>
#include <cstdlib>

namespace growth {

void check(std::string_view what, std::int64_t got, std::int64_t wanted) {
  if (got != wanted) {
    std::fprintf(stderr, "%.*s: got %lld, wanted %lld\n", static_cast<int>(what.size()),
                 what.data(), static_cast<long long>(got), static_cast<long long>(wanted));
    std::_Exit(1);
  }
}

void check(std::string_view what, bool right) {
  if (!right) {
    std::fprintf(stderr, "%.*s: wrong\n", static_cast<int>(what.size()), what.data());
    std::_Exit(1);
  }
}

}  // namespace growth
