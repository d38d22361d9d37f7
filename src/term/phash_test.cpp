#include "term/phash.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"

using namespace kith;

namespace {

constexpr std::uint64_t full = std::uint64_t{1} << 32u;

std::uint64_t hash_of(const char* text) {
  return phash(*parse_term(text), full);
}

}  // namespace

// What erl 25.2 gives for the same calls.
TEST_CASE("phash: terms hash as in OTP") {
  CHECK(hash_of("0") == 1);
  CHECK(hash_of("1") == 2788898428);
  CHECK(hash_of("-1") == 1680185270);
  CHECK(hash_of("a") == 98);
  CHECK(hash_of("foo") == 28000);
  CHECK(hash_of("[]") == 2);
  CHECK(hash_of("[a]") == 2953390077);
  CHECK(hash_of("[1,2]") == 1096597535);
  CHECK(hash_of("{}") == 1);
  CHECK(hash_of("{1}") == 381724171);
  CHECK(hash_of("<<\"a\">>") == 268501903);
  CHECK(hash_of("1.0") == 1072693249);
  CHECK(hash_of("1180591620717411303424") == 2395840193);
  CHECK(hash_of("-1180591620717411303424") == 157674817);
  CHECK(hash_of("[a|b]") == 4159696708);
  CHECK(hash_of("\"abc\"") == 3654580166);
  CHECK(hash_of("[0,256]") == 1015129879);
  CHECK(hash_of("#{}") == 1113425985);
  CHECK(hash_of("#{a => 1}") == 1670235874);
}

TEST_CASE("phash: a range is counted from one") {
  CHECK(phash(term(atom("a")), 1) == 1);
  CHECK(phash(term(atom("a")), 97) == 1);
  CHECK(phash(term(atom("a")), 98) == 98);
}
