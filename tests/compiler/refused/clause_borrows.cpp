// refused: bind a term instead of a term_ref
#include "kith/clause.hpp"

auto clause_for(kith::term_ref& part) {
  return kith::on(kith::tuple(kith::list(kith::bind(part))));
}
