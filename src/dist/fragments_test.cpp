#include "dist/fragments.hpp"

#include <doctest/doctest.h>

namespace kith::dist {

TEST_CASE("fragments: a message up to the size of a piece goes whole") {
  CHECK(fragmentation(100, 65'536).count() == 1);
  CHECK(fragmentation(100, 65'537).count() == 2);
  CHECK(fragmentation(0, 0).count() == 1);
  CHECK(fragmentation(100, 100).count() == 1);
}

TEST_CASE("fragments: the pieces are the message, and the first has all of the control part") {
  for (const std::size_t control : {1u, 9u, 10u, 11u, 35u}) {
    for (std::size_t total = control; total < 60; ++total) {
      const fragmentation cut(control, total, 10);
      std::size_t at = 0;
      for (std::uint64_t i = 0; i < cut.count(); ++i) {
        const fragmentation::range r = cut.piece(i);
        CHECK(r.from == at);
        CHECK(r.size > 0);
        at += r.size;
      }
      CHECK(at == total);
      CHECK(cut.piece(0).size >= control);
    }
  }
}

TEST_CASE("fragments: messages whose pieces come mixed are put together") {
  fragment_assembler f;
  CHECK_FALSE(f.first(1, 3, "aa", {atoms::ok})->has_value());
  CHECK_FALSE(f.first(2, 2, "xx", {atoms::error})->has_value());
  CHECK_FALSE(f.next(1, 2, "bb")->has_value());
  const auto second = f.next(2, 1, "yy");
  REQUIRE(second->has_value());
  CHECK((*second)->bytes.bytes() == "xxyy");
  CHECK((*second)->atoms == std::vector<atom>{atoms::error});
  const auto first = f.next(1, 1, "");
  CHECK((*first)->bytes.bytes() == "aabb");
  CHECK((*first)->atoms == std::vector<atom>{atoms::ok});
  CHECK(f.sequences() == 0);
  CHECK(f.bytes() == 0);
  // The number is free again.
  CHECK((*f.first(1, 1, "whole", {}))->bytes.bytes() == "whole");
  CHECK(f.sequences() == 0);
}

TEST_CASE(
    "fragments: a piece can be written where it belongs, and costs nothing when it is wrong") {
  fragment_assembler f({.sequences_max = 10, .bytes_max = 6});
  REQUIRE(f.first(1, 3, "aa", {}));
  CHECK_FALSE(f.begin(1, 1, 2));
  CHECK(f.begin(1, 2, 5).failure().code == errc::limit);
  CHECK(f.bytes() == 2);
  const result<byte_block*> second = f.begin(1, 2, 2);
  (*second)->append("b");
  (*second)->append("b");
  CHECK_FALSE(f.end(1).has_value());
  (*f.begin(1, 1, 2))->append("cc");
  const std::optional<assembled> whole = f.end(1);
  REQUIRE(whole.has_value());
  CHECK(whole->bytes.bytes() == "aabbcc");
  CHECK(f.bytes() == 0);
}

TEST_CASE("fragments: an unknown sequence, a second start and a wrong order are errors") {
  fragment_assembler f;
  CHECK_FALSE(f.next(1, 1, "x"));
  REQUIRE(f.first(1, 3, "a", {}));
  CHECK_FALSE(f.first(1, 3, "a", {}));
  CHECK_FALSE(f.first(1, 1, "a", {}));
  for (const std::uint64_t wrong : {0u, 1u, 3u, 4u}) {
    fragment_assembler g;
    REQUIRE(g.first(1, 3, "a", {}));
    CHECK_FALSE(g.next(1, wrong, "b"));
  }
}

TEST_CASE("fragments: a claim of many pieces takes no memory") {
  fragment_assembler f;
  REQUIRE(f.first(1, ~std::uint64_t{0}, "a", {}));
  CHECK(f.bytes() == 1);
  CHECK_FALSE(f.next(1, 5, "b"));
}

TEST_CASE("fragments: unfinished messages are limited in number and in bytes") {
  fragment_assembler many;
  result<std::optional<assembled>> last = std::optional<assembled>();
  std::uint64_t begun = 0;
  for (; begun < 100'000 && last; ++begun) {
    last = many.first(begun, 2, "x", {});
  }
  CHECK(last.failure().code == errc::limit);
  CHECK(many.sequences() == 16'384);

  fragment_assembler small({.sequences_max = 10, .bytes_max = 5});
  REQUIRE(small.first(1, 3, "aaa", {}));
  REQUIRE(small.first(2, 3, "bb", {}));
  CHECK(small.first(3, 3, "c", {}).failure().code == errc::limit);
  CHECK(small.next(1, 2, "c").failure().code == errc::limit);
}

}  // namespace kith::dist
