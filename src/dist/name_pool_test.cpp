#include "dist/name_pool.hpp"

#include <doctest/doctest.h>

namespace kith::dist {

TEST_CASE("name_pool: a new name is digits of base 36 before the host") {
  name_pool pool;
  const given_name a = pool.take("box", 0, 0);
  CHECK(a.name == "0000000000000@box");
  CHECK(a.creation == 4);
  const given_name b = pool.take("box", 36 * 36 - 1, 77);
  CHECK(b.name == "ZZ00000000000@box");
  CHECK(b.creation == 77);
  CHECK(pool.take("box", ~std::uint64_t{0}, ~0u).name.size() == 17);
}

TEST_CASE(
    "name_pool: a name that is given back comes again, once, on its host, with the next creation") {
  name_pool pool;
  const given_name a = pool.take("box", 1, 9);
  pool.give_back(a);
  CHECK(pool.take("vm", 2, 5).name == "2000000000000@vm");
  const given_name again = pool.take("box", 3, 5);
  CHECK(again.name == a.name);
  CHECK(again.creation == 10);
  CHECK(pool.take("box", 3, 5).name == "3000000000000@box");
}

TEST_CASE("name_pool: creations go round past those that mean any") {
  name_pool pool;
  given_name last = pool.take("box", 1, ~0u);
  CHECK(last.creation == ~0u);
  pool.give_back(last);
  CHECK(pool.take("box", 1, 0).creation == 4);
}

TEST_CASE("name_pool: no more names are kept than its limit") {
  name_pool pool;
  for (std::size_t i = 0; i <= name_pool::names_max; ++i) {
    pool.give_back({"a@box" + std::to_string(i), 4});
  }
  CHECK(pool.take("box0", 0, 0).name == "a@box0");
  CHECK(pool.take("box" + std::to_string(name_pool::names_max), 0, 0).name ==
        "0000000000000@box" + std::to_string(name_pool::names_max));
}

}  // namespace kith::dist
