#include "term/map.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "term/hash.hpp"
#include "term/map_node.hpp"
#include "term/sample_terms.hpp"

using namespace kith;

namespace {

struct by_order {
  bool operator()(const term& a, const term& b) const { return compare_exact(a, b) < 0; }
};
using model = std::map<term, term, by_order>;

bool agrees(term_ref m, const model& expected) {
  if (m.map_size() != expected.size()) {
    return false;
  }
  std::size_t seen = 0;
  for (const auto& [key, value] : map_pairs(m)) {
    const auto at = expected.find(term(key));
    if (at == expected.end() || at->second != value) {
      return false;
    }
    ++seen;
  }
  return seen == expected.size() &&
         std::all_of(expected.begin(), expected.end(), [&](const auto& pair) {
           const term_ref value = m.map_get(pair.first);
           return value && value == pair.second.ref();
         });
}

term numbers(std::int64_t count) {
  std::vector<term> pairs;
  for (std::int64_t i = 0; i < count; ++i) {
    pairs.emplace_back(i);
    pairs.emplace_back(-i);
  }
  return sample::map_of(pairs);
}

detail::kind kind_of(term_ref m) {
  return detail::kind_of(*m.node());
}

/// A map made in an arena from small integers, key and value by turns; no term on a double key.
term in_arena(const std::vector<std::int64_t>& numbers_in) {
  arena a(size_map(numbers_in.size() / 2));
  std::vector<detail::word> words;
  for (const std::int64_t n : numbers_in) {
    words.push_back(detail::small_word(n));
  }
  const detail::word made = map_in(a, words);
  return made == 0 ? term() : a.finish(made);
}

}  // namespace

TEST_CASE("map: up to 32 pairs lie flat in term order, more do not") {
  CHECK(kind_of(numbers(32)) == detail::kind::flat_map);
  CHECK(kind_of(numbers(33)) == detail::kind::hash_map);
  const term m = map(atom("b"), 1, 2.0, 2, atom("a"), 3, 100, 4);
  std::vector<term> keys;
  for (const auto& [key, value] : map_pairs(m)) {
    keys.emplace_back(key);
  }
  CHECK(keys == std::vector<term>{term(100), term(2.0), term(atom("a")), term(atom("b"))});
}

TEST_CASE("map: 32 and a pair become a large map, and back") {
  term m = numbers(32);
  m = map_put(m, term(32), term(-32));
  CHECK(m == numbers(33));
  m = map_put(m, term(33), term(-33));
  CHECK(m == numbers(34));
  CHECK(kind_of(m) == detail::kind::trie_map);
  m = map_remove(m, term(33));
  CHECK(m == numbers(33));
  m = map_remove(m, term(32));
  CHECK(kind_of(m) == detail::kind::flat_map);
  CHECK(m == numbers(32));
  CHECK(map_remove(numbers(33), term(32)) == numbers(32));
  CHECK(map_remove(m, term(31)) == numbers(31));
}

TEST_CASE("map: keys are told apart exactly") {
  const term m = map(1, atom("integer"), 1.0, atom("float"));
  CHECK(m.ref().map_size() == 2);
  CHECK(m.ref().map_get(term(1)).is(atom("integer")));
  CHECK(m.ref().map_get(term(1.0)).is(atom("float")));
  CHECK_FALSE(m.ref().map_get(term(2)));
  term large =
      map_put(map_put(numbers(40), term(1), term(atom("integer"))), term(1.0), term(atom("float")));
  CHECK(large.ref().map_size() == 41);
  CHECK(large.ref().map_get(term(1)).is(atom("integer")));
  CHECK(large.ref().map_get(term(1.0)).is(atom("float")));
}

TEST_CASE("map: one made in an arena refuses a key that comes twice") {
  for (const std::int64_t pairs : {2, 5, 32, 33, 34, 1000}) {
    CAPTURE(pairs);
    std::vector<std::int64_t> words;
    for (std::int64_t i = 0; i < pairs; ++i) {
      words.push_back((i * 7919) % 100'003);
      words.push_back(i);
    }
    const term m = in_arena(words);
    REQUIRE(m);
    CHECK(m.ref().map_size() == static_cast<std::size_t>(pairs));
    for (std::size_t i = 0; i < words.size(); i += 2) {
      CHECK(m.ref().map_get(term(words[i])) == term(words[i + 1]));
    }
    words[words.size() - 2] = words[0];
    CHECK_FALSE(in_arena(words));
  }
  CHECK(in_arena({}).ref().map_size() == 0);
}

TEST_CASE("map: large ones are the same in whatever order the pairs come") {
  for (const std::int64_t size : {33, 34, 64, 65, 100, 1000, 5000}) {
    CAPTURE(size);
    const term m = numbers(size);
    std::vector<std::int64_t> in_order;
    for (const auto& [key, value] : map_pairs(m)) {
      in_order.push_back(key.as_int());
      in_order.push_back(value.as_int());
    }
    const auto is_m = [&](const std::vector<std::int64_t>& words) {
      const term made = in_arena(words);
      REQUIRE(made);
      const detail::word* const n = made.ref().node();
      const std::uint64_t words_before_starts = 2 + 3 * static_cast<std::uint64_t>(size);
      const std::size_t bytes = 8 * words_before_starts + 4 * (n[1] + 1);
      CHECK(std::memcmp(n, m.ref().node(), bytes) == 0);
      for (std::int64_t i = 0; i < size; ++i) {
        REQUIRE(made.ref().map_get(term(i)) == term(-i));
      }
    };
    is_m(in_order);
    std::vector<std::int64_t> other = in_order;  // the last two pairs in the wrong order
    std::swap_ranges(other.end() - 4, other.end() - 2, other.end() - 2);
    is_m(other);
    other = in_order;
    std::rotate(other.begin(), other.begin() + 2, other.end());
    is_m(other);
    in_order[2] = in_order[0];
    CHECK_FALSE(in_arena(in_order));
  }
}

TEST_CASE("map: of equal keys in a list the last counts") {
  const term one(1);
  const term two(2);
  const term key(atom("k"));
  const std::vector<map_pair> pairs{{key, one}, {one, one}, {key, two}};
  const term m = map_from_list(pairs);
  CHECK(m.ref().map_size() == 2);
  CHECK(m.ref().map_get(key) == two);
}

TEST_CASE("map: large ones of either make are equal, hash equal and compare equal") {
  for (const std::int64_t size : {33, 100, 3000}) {
    CAPTURE(size);
    const term whole = numbers(size);
    term grown = map();
    for (std::int64_t i = size; i-- > 0;) {
      grown = map_put(grown, term(i), term(-i));
    }
    CHECK(kind_of(whole) == detail::kind::hash_map);
    // At 33 pairs it has just become one, and is in one block.
    CHECK(kind_of(grown) == (size == 33 ? detail::kind::hash_map : detail::kind::trie_map));
    CHECK(grown == whole);
    CHECK(whole == grown);
    CHECK(term_hash(grown) == term_hash(whole));
    CHECK((compare(grown, whole) == 0));
    CHECK((compare_exact(whole, grown) == 0));
    const term changed = map_put(grown, term(size / 2), term(1));
    CHECK(changed != whole);
    CHECK((compare(changed, whole) > 0));
    CHECK((compare(whole, changed) < 0));
    const term other = map_put(map_remove(grown, term(5)), term(size + 5), term(0));
    CHECK(other != whole);
    CHECK((compare(whole, other) < 0));  // the first key that differs is 5
    CHECK((compare(other, whole) > 0));
  }
}

TEST_CASE("map: large maps compare by the smallest key that differs, before any value") {
  const term base = numbers(50);
  const auto with = [&](std::int64_t key, std::int64_t value) {
    return map_put(base, term(key), term(value));
  };
  CHECK((compare(with(10, 1), with(40, 1)) > 0));  // at 10: 1 against -10
  CHECK((compare(with(10, -100), with(40, 1)) < 0));
  const term lower_key = map_put(map_remove(base, term(49)), term(-1), term(1000));
  CHECK((compare(lower_key, with(0, -1)) < 0));
  const term number_key = map_put(map_remove(base, term(3)), term(3.0), term(0));
  CHECK((compare(base, number_key) < 0));  // 3 is a key of base only, and before 3.0
}

TEST_CASE("map: updates follow a model, and old versions stay as they were") {
  CHECK(rc::check([] {
    term m = map();
    model expected;
    std::vector<std::pair<term, model>> versions;
    const auto steps = *rc::gen::inRange(1, 200);
    for (int i = 0; i < steps; ++i) {
      const term key =
          *rc::gen::inRange(0, 4) == 0 ? sample::any_leaf() : term(*rc::gen::inRange(0, 60));
      if (*rc::gen::inRange(0, 3) == 0) {
        m = map_remove(m, key);
        expected.erase(key);
      } else {
        const term value = sample::any_leaf();
        m = map_put(m, key, value);
        expected.insert_or_assign(key, value);
      }
      RC_ASSERT((m.ref().map_size() <= 32) == (kind_of(m) == detail::kind::flat_map));
      if (i % 16 == 0) {
        versions.emplace_back(m, expected);
      }
    }
    RC_ASSERT(agrees(m, expected));
    for (const auto& [version, then] : versions) {
      RC_ASSERT(agrees(version, then));
    }
  }));
}

TEST_CASE("map: a large one that nobody else has is changed, and what others have of it is not") {
  CHECK(rc::check([] {
    term m = numbers(*rc::gen::inRange(33, 300));
    model expected;
    for (const auto& [key, value] : map_pairs(m)) {
      expected.insert_or_assign(term(key), term(value));
    }
    const auto any_value = [] {
      // None, few and many words, of which some would be copied before it shows that they are many.
      term value = term::nil();
      for (int i = *rc::gen::element(0, 1, 2, 3, 4, 50); i > 0; --i) {
        value = cons(term(i), value);
      }
      return *rc::gen::inRange(0, 2) == 0 ? term(tuple(1, value)) : value;
    };
    std::vector<std::pair<term, model>> versions;
    std::vector<std::pair<term, term>> values;
    const auto steps = *rc::gen::inRange(1, 300);
    for (int i = 0; i < steps; ++i) {
      const std::int64_t number = *rc::gen::inRange(0, 600);
      const term key = number % 5 == 0 ? term(tuple(number, number)) : term(number);
      if (*rc::gen::inRange(0, 8) == 0) {
        m = map_remove(m, key);
        expected.erase(key);
      } else {
        const term value = any_value();
        m = map_put(std::move(m), key, value);
        expected.insert_or_assign(key, value);
        RC_ASSERT(m.ref().map_get(key) == value);
      }
      if (i % 60 == 0) {
        versions.emplace_back(m, expected);
      } else if (i % 10 == 0 && m.ref().map_get(key)) {
        values.emplace_back(term(m.ref().map_get(key)), expected.at(key));
      }
    }
    RC_ASSERT(agrees(m, expected));
    for (const auto& [version, then] : versions) {
      RC_ASSERT(agrees(version, then));
    }
    for (const auto& [value, then] : values) {
      RC_ASSERT(value == then);
    }
  }));
}

TEST_CASE("map: one that is changed stays where it is") {
  term m = map_put(numbers(1000), term(1000), term(0));
  const auto* const home = m.ref().home();
  for (std::int64_t i = 0; i < 1000; ++i) {
    m = map_put(std::move(m), term(i), term(list(i, i)));
  }
  CHECK(m.ref().home() == home);
  const term other = m;
  m = map_put(std::move(m), term(7), term(atoms::ok));
  CHECK(m.ref().home() != home);
  CHECK(other.ref().map_get(term(7)) == term(list(7, 7)));
}

TEST_CASE("map: ten thousand keys go in and out again") {
  term m = map();
  model expected;
  const auto key_of = [](int i) { return term(tuple(i % 7, bin(std::to_string(i)), i)); };
  for (int i = 0; i < 10'000; ++i) {
    m = map_put(m, key_of(i), term(i));
    expected.insert_or_assign(key_of(i), term(i));
  }
  CHECK(agrees(m, expected));
  const term full = m;
  for (int i = 9'999; i >= 0; i -= 2) {
    m = map_remove(m, key_of(i));
    expected.erase(key_of(i));
  }
  CHECK(agrees(m, expected));
  for (int i = 0; i < 10'000; i += 2) {
    m = map_remove(m, key_of(i));
  }
  CHECK(m == term(map()));
  CHECK(full.ref().map_size() == 10'000);
  CHECK(full.ref().map_get(key_of(1234)) == term(1234));
}

TEST_CASE("map: putting what is there, or removing what is not, gives the same map") {
  for (const std::int64_t size : {5, 40}) {
    const term m = numbers(size);
    CHECK(map_put(m, term(3), term(-3)).ref().raw() == m.ref().raw());
    CHECK(map_remove(m, term(1000)).ref().raw() == m.ref().raw());
  }
}

TEST_CASE("map: sorted pairs come in term order, integers first") {
  term m = numbers(100);
  m = map_put(m, term(-1.5), term(0));
  m = map_put(m, term(atom("z")), term(0));
  const auto keys = map_keys_sorted(m);
  REQUIRE(keys.size() == 102);
  CHECK(keys[0] == term(0));
  CHECK(keys[99] == term(99));
  CHECK(keys[100] == term(-1.5));
  CHECK(keys[101].is(atom("z")));
  CHECK(std::is_sorted(keys.begin(), keys.end(),
                       [](term_ref a, term_ref b) { return compare_exact(a, b) < 0; }));
}

TEST_CASE("map: keys whose hashes collide are told apart") {
  // A large map is hashed by its keys, so these forty collide.
  std::vector<term> pairs;
  for (std::int64_t i = 0; i < 40; ++i) {
    pairs.push_back(map_put(numbers(40), term(0), term(1000 - i)));
    pairs.emplace_back(i);
  }
  CHECK(term_hash(pairs[0]) == term_hash(pairs[2]));
  const term whole = sample::map_of(pairs);
  term grown = map();
  for (std::size_t i = pairs.size(); i > 0; i -= 2) {
    grown = map_put(grown, pairs[i - 2], pairs[i - 1]);
  }
  for (const term& m : {whole, grown}) {
    CHECK(m.ref().map_size() == 40);
    for (std::size_t i = 0; i < pairs.size(); i += 2) {
      CHECK(m.ref().map_get(pairs[i]) == pairs[i + 1]);
    }
    CHECK_FALSE(m.ref().map_get(numbers(40)));
  }
  CHECK(whole == grown);
  CHECK((compare(whole, grown) == 0));
  term emptied = grown;
  for (std::size_t i = 0; i < pairs.size(); i += 2) {
    emptied = map_remove(emptied, pairs[i]);
    CHECK_FALSE(emptied.ref().map_get(pairs[i]));
  }
  CHECK(emptied.ref().map_size() == 0);
}

TEST_CASE("map: a local pid is still found as a key when its node has got another name") {
  const std::uint32_t index = add_local_node({atom("nonode@nohost"), 0});
  const term key(pid::local(index, 3, 4));
  const term m = map_put(numbers(100), key, term(atoms::ok));
  rename_local_node(index, {atom("named@h"), 5});
  CHECK(m.ref().map_get(key).is(atoms::ok));
  CHECK(m.ref().map_get(term(pid::external(atom("named@h"), 5, 3, 4))).is(atoms::ok));
  remove_local_node(index);
}

TEST_CASE("map: large maps as keys of large maps, many deep, need no stack") {
  const auto tower = [](int depth) {
    term m = numbers(33);
    for (int i = 0; i < depth; ++i) {
      m = map_put(numbers(33), m, term(1));
    }
    return m;
  };
  const term a = tower(20'000);
  const term b = tower(20'000);
  CHECK(a == b);
  CHECK((compare(a, b) == 0));
  CHECK(phash2(a) == phash2(b));
  CHECK((compare(a, tower(20'001)) != 0));
}
