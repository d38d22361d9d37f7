#include "dist/cookie.hpp"

#include <doctest/doctest.h>

namespace kith::dist {

TEST_CASE("cookie: a peer without an entry has ours") {
  cookie_table table("own");
  REQUIRE(table.set_cookie("dog@host", "dogs"));
  CHECK(table.get_cookie() == "own");
  CHECK(table.get_cookie("dog@host") == "dogs");
  CHECK(table.get_cookie("cat@host") == "own");
}

TEST_CASE("cookie: an entry made for our name before we had it becomes our own") {
  cookie_table table;
  CHECK(table.get_cookie() == "nocookie");
  REQUIRE(table.set_cookie("me@host", "mine"));
  table.named("me@host");
  CHECK(table.get_cookie() == "mine");
  REQUIRE(table.set_cookie("me@host", "mine too"));
  CHECK(table.get_cookie() == "mine too");
  CHECK(table.get_cookie("me@host") == "mine too");
}

TEST_CASE("cookie: is digested as Latin-1") {
  cookie_table table;
  REQUIRE(table.set_cookie("\xc3\xa9"));
  CHECK(table.get_cookie() == "\xe9");
  CHECK_FALSE(table.set_cookie("\xe2\x82\xac"));
  CHECK_FALSE(table.set_cookie(std::string(256, 'x')));
  CHECK(table.get_cookie() == "\xe9");
}

TEST_CASE("cookie: what is easy to guess is called so") {
  for (const std::string_view weak : {"monster", "", "short", "ABCDEFGHIJKLMNOPQRST"}) {
    CHECK(cookie_weakness(weak));
  }
  CHECK_FALSE(cookie_weakness("a long and private sentence"));
}

}  // namespace kith::dist
