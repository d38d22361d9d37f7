// refused: a constant cannot be bound
#include "kith/pattern.hpp"

bool check(kith::term_ref t) {
  const int n = 0;
  return kith::match(t, kith::bind(n));
}
