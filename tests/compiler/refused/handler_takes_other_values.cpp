// refused: a handler takes nothing, the values that the pattern reads, or the message
#include "kith/clause.hpp"

void take(kith::term_ref message) {
  auto c = kith::on(kith::tuple(kith::as<int>), [](int, int) {});
  c.take(message);
}
