// refused: a test takes the values that the pattern binds
#include "kith/pattern.hpp"

bool check(kith::term_ref t) {
  return kith::match(t, kith::when(kith::as<int>, [](int, int) { return true; }));
}
