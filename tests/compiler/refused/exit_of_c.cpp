// refused: ambiguous
#include <cstdlib>

#include "kith/kith.hpp"

using namespace kith;

process ends(ctx) {
  exit(1);  // the process, or the program?
  co_return;
}
