#include "kith/term.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "term/sample_terms.hpp"

using namespace kith;

TEST_CASE("term: integers of any width are kept whole") {
  for (const std::int64_t v :
       {std::int64_t{0}, std::int64_t{-1}, detail::small_max, detail::small_min,
        detail::small_max + 1, detail::small_min - 1, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    CAPTURE(v);
    const term t(v);
    CHECK(t.is_integer());
    CHECK(t.ref().fits_int64());
    CHECK(t.as_int() == v);
    CHECK((t.ref().tag() == detail::tag::small) == detail::fits_small(v));
  }
  const term large(std::numeric_limits<std::uint64_t>::max());
  CHECK(large.is_integer());
  CHECK_FALSE(large.ref().fits_int64());
  CHECK(to_digits(large).value() == "18446744073709551615");
}

TEST_CASE("term: there is none for an infinity or for what is no number") {
  CHECK_THROWS_AS(term{std::numeric_limits<double>::infinity()}, std::domain_error);
  CHECK_THROWS_AS(term{-std::numeric_limits<double>::infinity()}, std::domain_error);
  CHECK_THROWS_AS(term{std::numeric_limits<double>::quiet_NaN()}, std::domain_error);
  CHECK(term{std::numeric_limits<double>::denorm_min()}.is_float());
}

TEST_CASE("term: types are told apart") {
  struct row {
    term t;
    term_type type;
  };
  const row rows[] = {{term(1), term_type::integer},
                      {term(~std::uint64_t{0}), term_type::integer},
                      {term(1.5), term_type::floating},
                      {term(true), term_type::atom},
                      {term(sample::ref("a@h", 5, {1, 2, 3})), term_type::reference},
                      {sample::function("m", "f", 0), term_type::fun},
                      {sample::closure(1), term_type::fun},
                      {sample::port(5, 1), term_type::port},
                      {term(sample::external_pid("a@h", 5, 1, 2)), term_type::pid},
                      {term(pid::local(0, 1, 2)), term_type::pid},
                      {tuple(1), term_type::tuple},
                      {map(), term_type::map},
                      {term::nil(), term_type::nil},
                      {term("ab"), term_type::list},
                      {bin("ab"), term_type::bitstring},
                      {term(), term_type::none}};
  for (const row& r : rows) {
    CAPTURE(static_cast<int>(r.type));
    const term_ref t = r.t;
    CHECK(t.type() == r.type);
    const auto is = [&](term_type type) { return r.type == type; };
    CHECK(t.is_integer() == is(term_type::integer));
    CHECK(t.is_float() == is(term_type::floating));
    CHECK(t.is_atom() == is(term_type::atom));
    CHECK(t.is_reference() == is(term_type::reference));
    CHECK(t.is_fun() == is(term_type::fun));
    CHECK(t.is_port() == is(term_type::port));
    CHECK(t.is_pid() == is(term_type::pid));
    CHECK(t.is_tuple() == is(term_type::tuple));
    CHECK(t.is_map() == is(term_type::map));
    CHECK(t.is_nil() == is(term_type::nil));
    CHECK(t.is_cons() == is(term_type::list));
    CHECK(t.is_list() == (is(term_type::list) || is(term_type::nil)));
    CHECK(t.is_bitstring() == is(term_type::bitstring));
    CHECK(static_cast<bool>(t) == !is(term_type::none));
  }
}

TEST_CASE("term: pids, references and floats come back as they went in") {
  const pid p = sample::external_pid("a@h", 4000000000u, 0xFFFFFFFEu, 7);
  CHECK(term(p).as_pid() == p);
  CHECK(term(p).as_pid().node() == atom("a@h"));
  CHECK(term(p).as_pid().creation() == 4000000000u);
  CHECK(term(p).as_pid().id() == 0xFFFFFFFEu);
  CHECK(term(p).as_pid().serial() == 7);
  CHECK(term(pid()).is(atoms::undefined));
  CHECK(term(reference()).is(atoms::undefined));
  for (std::size_t n = 1; n <= reference::words_max; ++n) {
    const std::uint32_t words[] = {1, 0xFFFFFFFFu, 3, 4, 5};
    const reference r(atom("a@h"), 9, std::span(words, n));
    CHECK(term(r).as_reference() == r);
    CHECK(std::ranges::equal(term(r).as_reference().words(), std::span(words, n)));
    CHECK(term(r).ref().is(r));
    for (std::size_t i = 0; i < n; ++i) {  // every word counts, and so do the rest and the number
      std::uint32_t changed[] = {1, 0xFFFFFFFFu, 3, 4, 5};
      ++changed[i];
      const reference other(atom("a@h"), 9, std::span(changed, n));
      CHECK(other != r);
      CHECK(!term(r).ref().is(other));
    }
    for (const reference& other :
         {reference(atom("b@h"), 9, std::span(words, n)),
          reference(atom("a@h"), 8, std::span(words, n)),
          reference(atom("a@h"), 9, std::span(words, n - 1)), reference()}) {
      CHECK(other != r);
      CHECK(!term(r).ref().is(other));
    }
  }
  CHECK(term(-2.5).as_float() == -2.5);
}

TEST_CASE("term: a local pid has the name of its node, also after a rename") {
  const std::uint32_t index = add_local_node({atom("first@h"), 4});
  const pid p = pid::local(index, 1000, 33);
  CHECK(term(p).ref().home() == nullptr);
  CHECK(term(p).as_pid() == p);
  CHECK(p.node() == atom("first@h"));
  CHECK(p.id() == 1000);
  CHECK(p.serial() == 33);
  rename_local_node(index, {atom("second@h"), 5});
  CHECK(p.node() == atom("second@h"));
  CHECK(p.creation() == 5);
  CHECK(p == pid::external(atom("second@h"), 5, 1000, 33));
  CHECK_FALSE(p == pid::external(atom("first@h"), 4, 1000, 33));
  remove_local_node(index);
  CHECK(p.node() == atom("second@h"));
}

TEST_CASE("term: text becomes a list of characters, and comes back") {
  std::string out;
  CHECK(term("").is(atoms::ok) == false);
  CHECK(term("").ref().is_nil());
  const term t("a\u00e5\u20ac\U0001F600");
  CHECK(t.ref().list_length() == 4);
  CHECK(t.ref().tail().head() == term(0xE5));
  CHECK(t.ref().to_text(out));
  CHECK(out == "a\u00e5\u20ac\U0001F600");
  CHECK(term("\xff").ref().head() == term(0xFF));  // not UTF-8: the byte itself
}

TEST_CASE("term: to_text flattens iolists and refuses what is no text") {
  std::string out = "before";
  const term iolist = list("ab", bin("cd"), list(list(), 101), cons(102, bin("g")));
  CHECK(iolist.ref().to_text(out));
  CHECK(out == "abcdefg");
  CHECK(bin("x").operator term().ref().to_text(out));
  CHECK(out == "x");
  CHECK_FALSE(list(atoms::ok).operator term().ref().to_text(out));
  CHECK_FALSE(list(0xD800).operator term().ref().to_text(out));
  CHECK_FALSE(list(0x110000).operator term().ref().to_text(out));
  CHECK_FALSE(list(-1).operator term().ref().to_text(out));
  CHECK_FALSE(cons(97, 98).operator term().ref().to_text(out));
  CHECK_FALSE(term(atoms::ok).ref().to_text(out));
  CHECK(out == "x");
  term deep = term::nil();
  for (int i = 0; i < 200'000; ++i) {
    deep = list(deep);
  }
  CHECK(deep.ref().to_text(out));
  CHECK(out.empty());
}

TEST_CASE("term: the length of a list is -1 when it is none, or improper") {
  CHECK(term::nil().ref().list_length() == 0);
  CHECK(list(1, 2).operator term().ref().list_length() == 2);
  CHECK(cons(1, 2).operator term().ref().list_length() == -1);
  CHECK(tuple().operator term().ref().list_length() == -1);
}

TEST_CASE("term: a part of a binary shows its bytes without a copy") {
  const term whole = term::binary("hello, world; this is long enough");
  arena a(arena::size_part_of_binary());
  const term part = a.finish(a.part_of_binary(whole, 7, 5));
  CHECK(part.is_binary());
  CHECK(part.as_binary() == "world");
  CHECK(part.as_binary().data() == whole.as_binary().data() + 7);
  CHECK(part == bin("world").operator term());
  CHECK(part != bin("World").operator term());
}

TEST_CASE("term: bits that are no whole bytes make no binary") {
  const term t = sample::bits("\xa0", 3);
  CHECK_FALSE(t.is_binary());
  CHECK(t.ref().bit_size() == 3);
  CHECK(t.ref().bit_bytes() == "\xa0");
}

TEST_CASE("term: local nodes get other indexes, and a freed one waits its turn") {
  const std::uint32_t a = add_local_node({atom("one@h"), 1});
  const std::uint32_t b = add_local_node({atom("two@h"), 1});
  CHECK(a != b);
  remove_local_node(a);
  const std::uint32_t c = add_local_node({atom("three@h"), 1});
  CHECK(c != a);
  CHECK(local_node_at(a).name == atom("one@h"));
  remove_local_node(b);
  remove_local_node(c);
  // All the others go before the ones just freed; then these, the first freed first.
  std::vector<std::uint32_t> taken;
  while (taken.empty() || taken.back() != a) {
    taken.push_back(add_local_node({atom("filler@h"), 1}));
    REQUIRE(taken.size() <= local_nodes_max);
  }
  CHECK(add_local_node({atom("filler@h"), 1}) == b);
  remove_local_node(b);
  for (const std::uint32_t index : taken) {
    remove_local_node(index);
  }
}
