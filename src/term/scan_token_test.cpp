#include "term/scan_token.hpp"

#include <doctest/doctest.h>

using namespace kith;

TEST_CASE("token: each reserved word is found, and nothing else") {
#define KITH_CHECK_WORD(name, word)                                                                \
  CHECK(reserved_word(word) == symbol::name);                                                      \
  CHECK(spelling(symbol::name) == word);                                                           \
  CHECK(reserved_word(word "_") == symbol::other);
  KITH_RESERVED_WORDS(KITH_CHECK_WORD)
#undef KITH_CHECK_WORD
  CHECK(reserved_word("") == symbol::other);
  CHECK(reserved_word("maybe") == symbol::other);
}

TEST_CASE("token: a message shortens what is long and quotes what is odd") {
  token t;
  t.kind = token_kind::string;
  t.text = std::string(100, 'x') + "\n";
  CHECK(describe(t) == "string \"" + std::string(32, 'x') + "...\"");
  t.kind = token_kind::atom;
  t.text = "a\nb";
  CHECK(describe(t) == "atom 'a\\nb'");
  t.kind = token_kind::symbol;
  t.text = "\x7F";
  CHECK(describe(t) == "'\\d'");
}
