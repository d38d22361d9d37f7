// refused by g++ before 13: capture by reference
#include <string>

#include "kith/pattern.hpp"

auto pattern_for(std::string name) {
  return kith::when(kith::any, [name](kith::term_ref t) { return t == kith::term(name); });
}
