// refused: a key without a value
#include "kith/build.hpp"

kith::term odd() {
  return kith::map(1, 2, 3);
}
