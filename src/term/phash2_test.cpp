#include <doctest/doctest.h>

#include "term/sample_terms.hpp"

using namespace kith;

namespace {

constexpr std::uint64_t full = std::uint64_t{1} << 32u;

term digits(const char* text) {
  return from_digits(text).value();
}

/// #{1 => 1, 2 => 4, …}
term squares(std::int64_t count) {
  std::vector<term> pairs;
  for (std::int64_t i = 1; i <= count; ++i) {
    pairs.emplace_back(i);
    pairs.emplace_back(i * i);
  }
  return sample::map_of(pairs);
}

/// #{{1} => #{1 => a}, {2} => #{2 => a}, …}
term nested(std::int64_t count) {
  std::vector<term> pairs;
  for (std::int64_t i = 1; i <= count; ++i) {
    pairs.emplace_back(tuple(i));
    pairs.emplace_back(map(i, atom("a")));
  }
  return sample::map_of(pairs);
}

struct answer {
  const char* what;
  term t;
  std::uint32_t hash;  ///< erlang:phash2(T, 1 bsl 32)
};

}  // namespace

// All values were printed by OTP 25 (erts 13.1.5, 64 bits).
TEST_CASE("phash2: gives OTP's values for each kind of term") {
  const closure_identity f{
      .index = 1, .arity = 1, .uniq = {}, .old_index = 2, .old_uniq = 3, .module = atom("m")};
  closure_identity negative = f;
  negative.old_uniq = static_cast<std::uint32_t>(-3);
  const std::vector<answer> answers{
      {"-1", term(-1), 1117813597u},
      {"0", term(0), 3175731469u},
      {"2^27-1", term((1 << 27) - 1), 4273352567u},
      {"2^27", term(1 << 27), 2562491755u},
      {"-2^27", term(-(1 << 27)), 874979335u},
      {"-2^27-1", term(-(1 << 27) - 1), 1418916782u},
      {"2^59", term(std::int64_t{1} << 59), 2442888721u},
      {"2^60", term(std::int64_t{1} << 60), 1373980788u},
      {"2^61", term(std::int64_t{1} << 61), 3067731262u},
      {"-2^60", term(-(std::int64_t{1} << 60)), 1301172511u},
      {"2^64-1", digits("18446744073709551615"), 321870806u},
      {"2^64", digits("18446744073709551616"), 2519041713u},
      {"-2^70", digits("-1180591620717411303424"), 4181281985u},
      {"2^128+5", digits("340282366920938463463374607431768211461"), 478886899u},
      {"1.5", term(1.5), 2023646235u},
      {"0.0", term(0.0), 423528920u},
      {"-0.0", term(-0.0), 423528920u},
      {"-1.0e300", term(-1.0e300), 3171779656u},
      {"[]", term::nil(), 3468870702u},
      {"[[]]", list(list()), 499070068u},
      {"{}", tuple(), 221703996u},
      {"{a}", tuple(atom("a")), 2853905094u},
      {"{[],[]}", tuple(list(), list()), 694848342u},
      {"\"abcd\"", term("abcd"), 1752753207u},
      {"\"abcde\"", term("abcde"), 2487089008u},
      {"[1,a,2|b]", cons(1, atom("a"), 2, atom("b")), 3332309204u},
      {"[256]", list(256), 1684221134u},
      {"[97|x]", cons(97, atom("x")), 3196777323u},
      {"<<>>", bin(""), 147926629u},
      {"<<\"abc\">>", bin("abc"), 1306188027u},
      {"12 bytes", bin("abcdefghijkl"), 686521495u},
      {"13 bytes", bin("abcdefghijklm"), 3501102500u},
      {"23 bytes", bin("abcdefghijklmnopqrstuvw"), 2116396220u},
      {"<<5:3>>", sample::bits("\xa0", 3), 3354768668u},
      {"<<\"abc\",5:3>>", sample::bits("abc\xa0", 27), 2471843837u},
      {"{<<>>,<<>>}", tuple(bin(""), bin("")), 1754288216u},
      {"#{}", map(), 844985373u},
      {"#{a=>1}", map(atom("a"), 1), 1401795262u},
      {"#{a=>1,b=>{2}}", map(atom("a"), 1, atom("b"), tuple(2)), 181949188u},
      {"#{#{x=>1}=>#{y=>[]},[]=>[a]}",
       map(map(atom("x"), 1), map(atom("y"), list()), list(), list(atom("a"))), 3283521937u},
      {"100 squares", squares(100), 3388796832u},
      {"40 nested", tuple(nested(40), atom("b")), 2574753699u},
      {"'åäö'", term(atom("åäö")), 62518u},
      {"'αβγ'", term(atom("αβγ")), 228499347u},
      {"xyz 40 times",
       term(atom("xyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyz"
                 "xyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyzxyz")),
       99991898u},
      {"''", term(atom("")), 0u},
      {"[a|b]", cons(atom("a"), atom("b")), 2356411656u},
      {"pid", term(sample::external_pid("a@h", 5, 7, 9)), 591482922u},
      {"pid, large", term(sample::external_pid("a@h", 5, 0xF0000001u, 9)), 1689610815u},
      {"port", sample::port(5, 7), 3725428046u},
      {"port, large", sample::port(5, 0x1234567890u), 2521452630u},
      {"reference", term(sample::ref("a@h", 5, {7, 8, 9})), 464301042u},
      {"fun lists:map/2", sample::function("lists", "map", 2), 840287883u},
      {"fun", sample::closure(f), 1046720202u},
      {"fun, old uniq -3", sample::closure(negative), 538003588u},
      {"fun, free variables", sample::closure(f, {term(atom("x")), term("y")}), 2401177887u},
      {"mixed",
       tuple(1, -5, atom("a"), list(), "hello", cons(1, 2), bin("bin"), map(atom("k"), atom("v")),
             2.5, tuple(atom("nested"), tuple(atom("deep"), list(atom("x"))))),
       800398829u},
  };
  for (const answer& a : answers) {
    CAPTURE(a.what);
    CHECK(phash2(a.t, full) == a.hash);
    CHECK(phash2(a.t) == (a.hash & ((1u << 27u) - 1)));
    CHECK(phash2(a.t, 1000) == a.hash % 1000);
    CHECK(phash2(a.t, 1) == 0);
  }
}

TEST_CASE("phash2: gives OTP's values with the default range") {
  CHECK(phash2(term(atom("a"))) == 97);
  CHECK(phash2(term(1)) == 2614250);
  CHECK(phash2(term("x")) == 113605034);
  CHECK(phash2(tuple(atom("a"), atom("b")).operator term()) == 101277806);
  CHECK(phash2(map().operator term()) == 39679005);
}

TEST_CASE("phash2: a large map hashes the same however it was made") {
  const term whole = squares(100);
  term grown = map();
  for (std::int64_t i = 100; i >= 1; --i) {
    grown = map_put(grown, term(i), term(i * i));
  }
  CHECK(phash2(grown) == phash2(whole));
  CHECK(phash2(compact(grown)) == phash2(whole));
}
