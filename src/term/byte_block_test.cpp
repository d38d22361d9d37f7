#include "term/byte_block.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace kith {

TEST_CASE("byte block: what was filled in parts is one binary") {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 900u, 990u, 1000u, 1023u, 1024u, 1025u, 70'000u,
                                 65'536u, 65'537u, 1'000'003u}) {
    std::string all;
    byte_block b;
    while (all.size() < size) {
      std::string part(std::min<std::size_t>(size - all.size(), 1 + all.size() / 3), 'x');
      part.back() = static_cast<char>('a' + all.size() % 26);
      const auto room = b.room(part.size());
      REQUIRE(!room.empty());
      REQUIRE(room.size() <= part.size());
      std::memcpy(room.data(), part.data(), room.size());
      b.filled(room.size());
      all += part.substr(0, room.size());
      b.append("+");
      all += "+";
    }
    CHECK(b.bytes() == all);
    const term t = b.take();
    CHECK(t == term::binary(all));
    CHECK(b.size() == 0);
    b.append("again");
    CHECK(b.take() == term::binary("again"));
  }
}

TEST_CASE("byte block: it grows with what is filled, until a megabyte has come") {
  byte_block b;
  const std::size_t claimed = std::size_t{1} << 30u;
  b.expect(claimed);
  while (b.size() < 1024 * 1024) {
    const auto room = b.room(claimed);
    // Twice at most, and what a large cell has more.
    const std::size_t twice = std::max<std::size_t>(2 * b.size(), 64 * 1024);
    CHECK(b.size() + room.size() <= twice + twice / 8);
    b.filled(room.size());
  }
}

}  // namespace kith
