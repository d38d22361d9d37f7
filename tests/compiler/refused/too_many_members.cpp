// refused: too many members for reflection
#include "kith/reflect.hpp"

struct many {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q;
};
kith::term convert(const many& m) {
  return kith::to_term(m);
}
