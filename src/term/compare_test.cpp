#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <set>

#include "kith/build.hpp"
#include "term/bigint.hpp"
#include "term/hash.hpp"
#include "term/sample_terms.hpp"

using namespace kith;

namespace {

int order(term_ref a, term_ref b) {
  const auto o = compare(a, b);
  CHECK((compare(b, a) == (0 <=> o)));
  return o < 0 ? -1 : o > 0 ? 1 : 0;
}

int exact_order(term_ref a, term_ref b) {
  const auto o = compare_exact(a, b);
  CHECK((compare_exact(b, a) == (0 <=> o)));
  return o < 0 ? -1 : o > 0 ? 1 : 0;
}

term digits(const char* text) {
  return from_digits(text).value();
}

}  // namespace

TEST_CASE("term order: types come in Erlang's order") {
  const std::vector<term> ascending{
      term(-5),
      digits("100000000000000000000"),
      term(atom("a")),
      term(sample::ref("a@h", 5, {1})),
      sample::closure(1),
      sample::function("m", "f", 1),
      sample::port(5, 1),
      term(sample::external_pid("a@h", 5, 1, 1)),
      tuple(),
      map(),
      term::nil(),
      list(1),
      bin(""),
  };
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(i);
      CAPTURE(j);
      CHECK(order(ascending[i], ascending[j]) == (i < j ? -1 : i > j ? 1 : 0));
    }
  }
}

TEST_CASE("term order: integers and floats are compared as numbers, exactly") {
  const double two53 = 9007199254740992.0;
  CHECK(order(term(1), term(1.0)) == 0);
  CHECK(order(term(0), term(-0.0)) == 0);
  CHECK(order(term(std::int64_t{9007199254740993}), term(two53)) == 1);
  CHECK(order(term(std::int64_t{9007199254740991}), term(two53)) == -1);
  CHECK(order(term(1), term(1.5)) == -1);
  CHECK(order(term(-1), term(-1.5)) == 1);
  CHECK(order(term(0), term(5e-324)) == -1);
  CHECK(order(term(0), term(-5e-324)) == 1);
  CHECK(order(digits("1152921504606846976"), term(std::ldexp(1.0, 60))) == 0);
  CHECK(order(digits("1152921504606846977"), term(std::ldexp(1.0, 60))) == 1);
  CHECK(order(digits("18446744073709551616"), term(std::ldexp(1.0, 64))) == 0);
  CHECK(order(digits("18446744073709551615"), term(std::ldexp(1.0, 64))) == -1);
  CHECK(order(digits("-18446744073709551617"), term(-std::ldexp(1.0, 64))) == -1);
  CHECK(order(digits("340282366920938463463374607431768211457"), term(std::ldexp(1.0, 128))) == 1);
  const std::string googol = "1" + std::string(400, '0');
  CHECK(order(digits(googol.c_str()), term(std::numeric_limits<double>::max())) == 1);
  CHECK(order(digits(("-" + googol).c_str()), term(std::numeric_limits<double>::lowest())) == -1);
}

TEST_CASE("term order: exactly, every integer comes before every float") {
  CHECK(exact_order(term(100), term(1.0)) == -1);
  CHECK(exact_order(digits("100000000000000000000"), term(1.0)) == -1);
  CHECK(exact_order(term(1), term(1.0)) == -1);
  CHECK(exact_order(tuple(100).operator term(), tuple(1.0).operator term()) == -1);
}

TEST_CASE("term order: equality is exact, but 0.0 equals -0.0 as in OTP 25") {
  CHECK(term(1) != term(1.0));
  CHECK(term(0.0) == term(-0.0));
  CHECK(term_hash(term(0.0)) == term_hash(term(-0.0)));
  CHECK(tuple(1).operator term() != tuple(1.0).operator term());
  CHECK(digits("100000000000000000000") == digits("100000000000000000000"));
  CHECK(digits("100000000000000000000") != digits("-100000000000000000000"));
}

// Each line was asked of OTP 25.
TEST_CASE("term order: pids go by serial, id, node, creation") {
  const auto p = [](const char* node, std::uint32_t creation, std::uint32_t id,
                    std::uint32_t serial) {
    return term(sample::external_pid(node, creation, id, serial));
  };
  CHECK(order(p("a@h", 5, 2, 1), p("a@h", 5, 1, 2)) == -1);
  CHECK(order(p("a@h", 5, 2, 1), p("b@h", 5, 1, 1)) == 1);
  CHECK(order(p("a@h", 6, 1, 1), p("b@h", 5, 1, 1)) == -1);
  CHECK(order(p("a@h", 6, 1, 1), p("a@h", 5, 1, 1)) == 1);
  CHECK(order(p("a@h", 0, 1, 1), p("a@h", 5, 1, 1)) == -1);
}

TEST_CASE("term order: ports and references go by node and creation first") {
  CHECK(order(sample::port("a@h", 5, 2), sample::port("b@h", 5, 1)) == -1);
  CHECK(order(sample::port("a@h", 6, 1), sample::port("b@h", 5, 1)) == -1);
  CHECK(order(sample::port("a@h", 5, 2), sample::port("a@h", 6, 1)) == -1);
  const auto r = [](const char* node, std::uint32_t creation, std::vector<std::uint32_t> words) {
    return term(sample::ref(node, creation, words));
  };
  CHECK(order(r("a@h", 5, {2, 1, 1}), r("b@h", 5, {1, 1, 1})) == -1);
  CHECK(order(r("a@h", 5, {2, 1, 1}), r("a@h", 6, {1, 1, 1})) == -1);
  CHECK(order(r("a@h", 5, {2, 1, 1}), r("a@h", 5, {1, 1, 2})) == -1);
  CHECK(r("a@h", 5, {2, 1}) == r("a@h", 5, {2, 1, 0}));
  CHECK(term_hash(r("a@h", 5, {2, 1})) == term_hash(r("a@h", 5, {2, 1, 0})));
}

TEST_CASE("term order: funs go by module, index, old uniq and free variables, nothing else") {
  const closure_identity f{
      .index = 1, .arity = 1, .uniq = {1}, .old_index = 2, .old_uniq = 3, .module = atom("m")};
  const auto with = [&](auto change, std::vector<term> free = {}) {
    closure_identity g = f;
    change(g);
    return sample::closure(g, free);
  };
  const auto same = [](closure_identity&) {};
  const term plain = with(same);
  CHECK(order(plain, with([](auto& g) { g.module = atom("n"), g.index = 0; })) == -1);
  CHECK(order(plain, with([](auto& g) { g.index = 2, g.old_uniq = 0; })) == -1);
  CHECK(order(plain, with([](auto& g) { g.old_uniq = 4; })) == -1);
  CHECK(order(with([](auto& g) { g.old_uniq = 0xFFFFFFFDu; }), plain) == -1);
  CHECK(plain == with([](auto& g) { g.arity = 2, g.uniq = {7}, g.old_index = 9; }));
  CHECK(order(with(same, {term(1), term(2)}), with(same, {term(3)})) == 1);
  CHECK(order(with(same, {term(1)}), with(same, {term(1.0)})) == 0);
  CHECK(with(same, {term(1)}) != with(same, {term(1.0)}));
}

TEST_CASE("term order: bitstrings go bit by bit, then the shorter first") {
  const auto bits = [](std::string_view bytes, std::uint64_t n) { return sample::bits(bytes, n); };
  CHECK(order(bin("abc").operator term(), bin("abd").operator term()) == -1);
  CHECK(order(bin("ab").operator term(), bin("abc").operator term()) == -1);
  CHECK(order(bin("\xff").operator term(), bin("a").operator term()) == 1);
  CHECK(order(bits("\xa0", 3), bits("\xa0", 4)) == -1);
  CHECK(order(bits("\xa0", 3), bits("\xb0", 4)) == -1);
  CHECK(order(bits("\xc0", 3), bits("\xb0", 4)) == 1);
  CHECK(order(bits("a\x80", 9), bits("a\x40", 10)) == 1);
}

TEST_CASE("term order: maps go by size, keys, values") {
  CHECK(order(map(atom("b"), 1).operator term(), map(atom("a"), 1, atom("b"), 1).operator term()) ==
        -1);
  CHECK(order(map(atom("a"), 2, atom("c"), 1).operator term(),
              map(atom("a"), 1, atom("d"), 1).operator term()) == -1);
  CHECK(order(map(atom("a"), 1, atom("b"), 2).operator term(),
              map(atom("a"), 2, atom("b"), 1).operator term()) == -1);
  CHECK(order(map(atom("a"), 1).operator term(), map(atom("a"), 1.0).operator term()) == 0);
  CHECK(order(map(100, 1).operator term(), map(1.0, 1).operator term()) == -1);
}

TEST_CASE("term order: an external pid equals the local one that it names") {
  const std::uint32_t index = add_local_node({atom("here@h"), 77});
  const term local(pid::local(index, 12, 3));
  const term external(pid::external(atom("here@h"), 77, 12, 3));
  CHECK(local == external);
  CHECK(order(local, external) == 0);
  CHECK(term_hash(local) == term_hash(external));
  CHECK(phash2(local) == phash2(external));
  CHECK(local != term(pid::external(atom("here@h"), 78, 12, 3)));
  remove_local_node(index);
}

TEST_CASE("term order: a million nested terms need no stack") {
  term a = sample::nested_tuples(1'000'000);
  const term b = sample::nested_tuples(1'000'000);
  CHECK(a == b);
  CHECK(order(a, b) == 0);
  CHECK(term_hash(a) == term_hash(b));
  CHECK(phash2(a) == phash2(b));
  const term c = sample::nested_maps(200'000);
  CHECK(c == sample::nested_maps(200'000));
  CHECK(exact_order(c, a) == 1);
}

TEST_CASE("term hash: of bits goes by each byte and their number, wherever they lie") {
  std::string text;
  std::set<std::uint64_t> seen;
  for (std::size_t n = 0; n <= 40; ++n) {
    CAPTURE(n);
    const term plain = term::binary(text);
    CHECK(seen.insert(term_hash(plain)).second);
    const term whole = term::binary("x" + text);
    arena a(arena::size_part_of_binary());
    const detail::word part = a.part_of_binary(whole, 1, n);
    CHECK(term_hash(a.finish(part)) == term_hash(plain));
    for (std::size_t i = 0; i < n; ++i) {
      std::string other = text;
      other[i] ^= 1;
      CHECK(seen.insert(term_hash(term::binary(other))).second);
    }
    text.push_back('\0');
  }
}

TEST_CASE("term order: is total, antisymmetric and transitive; equal terms hash equal") {
  CHECK(rc::check([] {
    const term a = sample::any_term(3);
    const term b = sample::any_term(3);
    const term c = sample::any_term(3);
    for (const auto by : {&compare, &compare_exact}) {
      RC_ASSERT((by(a, b) == (0 <=> by(b, a))));
      RC_ASSERT((by(a, a) == 0));
      if (by(a, b) <= 0 && by(b, c) <= 0) {
        RC_ASSERT((by(a, c) <= 0));
      }
    }
    RC_ASSERT((a == b) == (compare_exact(a, b) == 0));
    if (a == b) {
      RC_ASSERT(term_hash(a) == term_hash(b));
      RC_ASSERT(phash2(a) == phash2(b));
      RC_ASSERT((compare(a, b) == 0));
    }
    const term copy = sample::rebuilt(a);
    RC_ASSERT(copy == a);
    RC_ASSERT(term_hash(copy) == term_hash(a));
    RC_ASSERT(phash2(copy) == phash2(a));
  }));
}
