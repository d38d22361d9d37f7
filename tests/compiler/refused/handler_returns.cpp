// refused: a handler returns nothing and cannot await
#include "kith/clause.hpp"

void take(kith::term_ref message) {
  auto c = kith::on(kith::any, [] { return 1; });
  c.take(message);
}
