// refused: a key of a map is no pattern
#include "kith/pattern.hpp"

bool check(kith::term_ref t) {
  return kith::match(t, kith::map(kith::any, 1));
}
