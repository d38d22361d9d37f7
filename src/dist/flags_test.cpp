#include "dist/flags.hpp"

#include <doctest/doctest.h>

#include <bit>

namespace kith::dist {

TEST_CASE("flags: what we offer is what a node of OTP 25 offers") {
  // 0xd07df7fbd is what erl 25.2 sends with a visible name.
  CHECK((offered_flags | flag::published) == 0xd07df7fbdu);
}

TEST_CASE("flags: the digest stands for exactly eleven bits") {
  CHECK(std::popcount(mandatory_25_flags) == 11);
  CHECK(missing_flags(flag::mandatory_25_digest, mandatory_25_flags).empty());
  CHECK(missing_flags(0, mandatory_25_flags).size() == 11);
}

TEST_CASE("flags: every bit of the table occurs once and has a name") {
  std::uint64_t seen = 0;
  for (const flag_row& row : flag_table) {
    CHECK(std::has_single_bit(row.bit));
    CHECK((seen & row.bit) == 0);
    CHECK_FALSE(row.name.empty());
    seen |= row.bit;
  }
}

TEST_CASE("flags: what is missing is said by name") {
  const std::uint64_t theirs =
      mandatory_flags & ~(flag::bit_binaries | flag::v4_nc | flag::mandatory_25_digest);
  const auto missing = missing_flags(theirs, mandatory_flags);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0] == "BIT_BINARIES");
  CHECK(missing[1] == "V4_NC");
}

TEST_CASE("flags: erl_interface of OTP 25 has all that we demand") {
  CHECK(missing_flags(0x407074f9c, mandatory_flags).empty());
}

TEST_CASE("flags: one side that does not publish hides the link at both ends") {
  const std::uint64_t visible = offered_flags | flag::published;
  CHECK_FALSE(is_hidden(agreed_flags(visible, visible)));
  CHECK(is_hidden(agreed_flags(visible, offered_flags)));
  CHECK(is_hidden(agreed_flags(offered_flags, visible)));
}

TEST_CASE("flags: nothing is used that one side lacks, but for what the digest implies") {
  CHECK(agreed_flags(offered_flags, flag::mandatory_25_digest | flag::alias) ==
        (mandatory_25_flags | flag::mandatory_25_digest | flag::alias));
  CHECK((agreed_flags(offered_flags, ~std::uint64_t{0}) & flag::altact_sig) == 0);
}

}  // namespace kith::dist
