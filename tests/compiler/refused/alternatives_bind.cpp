// refused: which one matched would be unknown
#include "kith/pattern.hpp"

bool check(kith::term_ref t, int& n) {
  return kith::match(t, kith::any_of(kith::bind(n), 1));
}
