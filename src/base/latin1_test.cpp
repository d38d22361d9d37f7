#include "base/latin1.hpp"

#include <doctest/doctest.h>

namespace kith {

TEST_CASE("latin1: goes to UTF-8 and back") {
  std::string all;
  for (int c = 0; c < 256; ++c) {
    all.push_back(static_cast<char>(c));
  }
  CHECK(utf8_to_latin1(latin1_to_utf8(all)) == all);
  CHECK(latin1_to_utf8("\xe9") == "\xc3\xa9");
}

TEST_CASE("latin1: has no character past U+00FF") {
  CHECK_FALSE(utf8_to_latin1("a\xc4\x80"));  // U+0100
  CHECK_FALSE(utf8_to_latin1("\xf0\x9f\x98\x80"));
}

TEST_CASE("latin1: malformed UTF-8 has no length and no Latin-1") {
  for (const std::string_view bad : {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                                     "\xf4\x90\x80\x80", "\xff", "\xe2\x82", "\xc3("}) {
    CHECK_FALSE(utf8_length(bad));
    CHECK_FALSE(utf8_to_latin1(bad));
  }
  CHECK(utf8_length("h\xc3\xa9\xe2\x82\xac") == 3);
  CHECK(utf8_length("") == 0);
}

TEST_CASE("latin1: what a peer sent is printed escaped and bounded") {
  CHECK(printable("ok@host") == "ok@host");
  CHECK(printable("a\n\x1b[2J\xe9\\") == "a\\x0a\\x1b[2J\\xe9\\x5c");
  CHECK(printable(std::string(1000, 'x'), 4) == "xxxx...");
}

}  // namespace kith
