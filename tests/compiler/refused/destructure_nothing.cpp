// refused: nothing to read
#include "kith/pattern.hpp"

auto check(kith::term_ref t) {
  return kith::destructure(t, kith::tuple(kith::any));
}
