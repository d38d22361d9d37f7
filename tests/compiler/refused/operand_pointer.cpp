// refused: neither a term nor a value that becomes one
#include "kith/build.hpp"

kith::term address(const int* p) {
  return kith::tuple(p);
}
