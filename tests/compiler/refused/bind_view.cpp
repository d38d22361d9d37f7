// refused: bind a std::string
#include "kith/pattern.hpp"

bool check(kith::term_ref t, std::string_view& text) {
  return kith::match(t, kith::bind(text));
}
