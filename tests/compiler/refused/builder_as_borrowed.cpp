// refused: kith::term_ref
#include "kith/build.hpp"

kith::term_ref dangling() {
  return kith::tuple(1, 2);
}
