#include "etf/recent_atoms.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace kith;
using namespace kith::etf;

TEST_CASE("recent atoms: are found by name until another takes the place") {
  recent_atoms recent;
  std::uint32_t index = 0;
  CHECK(!recent.find("undefined", index));
  CHECK(!recent.find("", index));
  // More names than places, of every length.
  for (std::size_t n = 0; n < 2000; ++n) {
    const std::string name = std::string(n % 40, 'r') + std::to_string(n);
    const atom a(name);
    recent.keep(name, a);
    REQUIRE(recent.find(name, index));
    REQUIRE(index == a.index());
    REQUIRE(!recent.find(name + "x", index));
    if (recent.find(name.substr(1), index)) {
      REQUIRE(atom::from_index(index).name() == name.substr(1));
    }
  }
  std::size_t found = 0;
  for (std::size_t n = 0; n < 2000; ++n) {
    const std::string name = std::string(n % 40, 'r') + std::to_string(n);
    if (recent.find(name, index)) {
      ++found;
      CHECK(index == atom(name).index());
    }
  }
  CHECK(found > 100);
  CHECK(found <= 256);
}

TEST_CASE("recent atoms: a name past ASCII is not kept, since its bytes mean two things") {
  recent_atoms recent;
  std::uint32_t index = 0;
  recent.keep("\u00E9", atom("\u00E9"));
  CHECK(!recent.find("\u00E9", index));
  recent.keep("long enough \u00E9 name", atom("long enough \u00E9 name"));
  CHECK(!recent.find("long enough \u00E9 name", index));
}
