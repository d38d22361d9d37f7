// refused: a char is no term
#include "kith/build.hpp"

kith::term letter() {
  return kith::tuple('a');
}
