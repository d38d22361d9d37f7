#include "etf/short_bytes.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace kith::etf;

TEST_CASE("short bytes: are copied and compared whole at every length") {
  std::string from;
  for (std::size_t n = 0; n <= 40; ++n) {
    CAPTURE(n);
    std::string to(n + 2, '#');
    copy_bytes(to.data() + 1, from.data(), n);
    CHECK(to == "#" + from + "#");
    CHECK(same_bytes(from.data(), to.data() + 1, n));
    for (std::size_t i = 0; i < n; ++i) {
      to[1 + i] ^= 1;
      CHECK(!same_bytes(from.data(), to.data() + 1, n));
      to[1 + i] ^= 1;
    }
    from.push_back(static_cast<char>('a' + n % 26));
  }
}

TEST_CASE("short bytes: a byte past ASCII is seen wherever it stands") {
  for (std::size_t n = 0; n <= 40; ++n) {
    CAPTURE(n);
    std::string text(n, '\x7F');
    CHECK(is_ascii(text.data(), n));
    for (std::size_t i = 0; i < n; ++i) {
      text[i] = '\x80';
      CHECK(!is_ascii(text.data(), n));
      text[i] = '\x7F';
    }
  }
}
