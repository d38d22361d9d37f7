// refused: a member of this struct is nothing that a term can be
#include "kith/reflect.hpp"

struct with_pointer {
  int* p;
};
kith::term convert(const with_pointer& w) {
  return kith::to_term(w);
}
