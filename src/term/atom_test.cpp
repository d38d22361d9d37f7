#include "kith/atom.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "term/atom_table.hpp"

using namespace kith;

namespace {

/// Made before main, in whatever order the program's files are initialized.
const atom early("made before main");

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

}  // namespace

TEST_CASE("atom: the predefined ones have their names and places") {
  CHECK(atom().name() == "undefined");
  CHECK(atoms::undefined == atom("undefined"));
  CHECK(atoms::true_.name() == "true");
  CHECK(atoms::ok == atom("ok"));
  CHECK(atoms::gen_call.name() == "$gen_call");
  CHECK(atoms::nonode.name() == "nonode@nohost");
  CHECK(atoms::empty.name().empty());
  CHECK(atoms::EXIT.name() == "EXIT");
  CHECK(early == atom("made before main"));
}

TEST_CASE("atom: one name is one atom, and orders by name") {
  const atom a("zebra 1");
  CHECK(a == atom(std::string("zebra 1")));
  CHECK(a != atom("zebra 2"));
  CHECK(a.name() == "zebra 1");
  CHECK(atom::from_index(a.index()) == a);
  CHECK(atom("a") < atom("b"));
  CHECK(atom("a") < atom("aa"));
  CHECK(atom("z") < atom("\u00e5"));
}

TEST_CASE("atom: a literal of any length is the atom of that name, at each asking") {
  for (int again = 0; again < 3; ++again) {
    CHECK(atom("") == atoms::empty);
    CHECK(atom("l").name() == "l");
    CHECK(atom("li").name() == "li");
    CHECK(atom("lit").name() == "lit");
    CHECK(atom("lite").name() == "lite");
    CHECK(atom("liter").name() == "liter");
    CHECK(atom("literal").name() == "literal");
    CHECK(atom("literals").name() == "literals");
    CHECK(atom("literals_").name() == "literals_");
    CHECK(atom("literals_of_16_b").name() == "literals_of_16_b");
    CHECK(atom("literals_of_17_by").name() == "literals_of_17_by");
    CHECK(atom("\u00e5").name() == "\u00e5");
    CHECK(atom("ok") == atoms::ok);
  }
}

TEST_CASE("atom: literals that share a cell, and threads that fill it at once, find their own") {
  constexpr std::size_t names = std::size_t{1} << (detail::literal_cell_bits + 1);
  std::atomic<int> wrong{0};
  const auto work = [&wrong] {
    for (int again = 0; again < 2; ++again) {
      for (std::size_t i = 0; i < names; ++i) {
        const std::string name = (i % 2 == 0 ? "c" : "of a cell ") + std::to_string(i);
        const atom found = atom::from_index(detail::index_of_short(name.data(), name.size()));
        wrong += found == atom(std::string_view(name)) && found.name() == name ? 0 : 1;
      }
    }
  };
  std::thread other(work);
  work();
  other.join();
  CHECK(wrong == 0);
}

TEST_CASE("atom: so many bytes may be read from the start of every name, however short") {
  for (int i = 0; i < 5000; ++i) {  // more than one piece of the table's memory
    CHECK(atom::intern("short " + std::to_string(i)).ok());
  }
  for (std::uint32_t i = 0; i < atom::count(); ++i) {
    const atom_entry& e = entry_of(atom::from_index(i));
    const std::string read(e.text, atom_readable_bytes);
    const std::string_view name = atom::from_index(i).name();
    REQUIRE(read.substr(0, name.size()) == name.substr(0, read.size()));
  }
}

TEST_CASE("atom: finding never makes one") {
  const std::uint32_t before = atom::count();
  atom found;
  CHECK_FALSE(atom::find("a name that nobody has", found));
  CHECK(atom::count() == before);
  CHECK(atom::find("ok", found));
  CHECK(found == atoms::ok);
}

TEST_CASE("atom: names are at most 255 characters of UTF-8") {
  CHECK(atom::intern(repeated("x", 255)).ok());
  CHECK(atom::intern(repeated("\u00e5", 255)).ok());
  CHECK(atom::intern(repeated("\U0001F600", 255)).ok());
  const auto refused = [](const std::string& name) {
    const std::uint32_t before = atom::count();
    const auto made = atom::intern(name);
    CHECK(atom::count() == before);
    return !made.ok() && made.failure().code == errc::bad_input;
  };
  CHECK(refused(repeated("x", 256)));
  CHECK(refused(repeated("\u00e5", 256)));
  CHECK(refused("\xff"));
  CHECK(refused("\xc0\x80"));
  CHECK(refused("\xed\xa0\x80"));
  CHECK(refused("a\xe2\x82"));
}

TEST_CASE("atom: a full table refuses new names and knows the old") {
  const std::uint32_t limit = atom::table_limit();
  atom::set_table_limit(atom::count() + 1);
  CHECK(atom::intern("the last one").ok());
  const auto refused = atom::intern("one too many");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.failure().code == errc::limit);
  CHECK(atom::intern("the last one").ok());
  atom::set_table_limit(limit);
  CHECK(atom::intern("one too many").ok());
}

TEST_CASE("atom: tens of thousands stay where they are while the table grows") {
  std::vector<atom> made;
  for (int i = 0; i < 50'000; ++i) {
    made.emplace_back("grown " + std::to_string(i));
  }
  const char* text = made[0].name().data();
  for (int i = 0; i < 50'000; ++i) {
    const std::string name = "grown " + std::to_string(i);
    const atom a = made[static_cast<std::size_t>(i)];
    if (a.name() != name || atom(name) != a) {
      FAIL("lost " << name);
    }
  }
  CHECK(made[0].name().data() == text);
}

TEST_CASE("atom: threads that make the same names at once get the same atoms") {
  constexpr int names = 20'000;
  std::vector<std::vector<atom>> made(3);
  const auto work = [&](std::size_t who) {
    for (int i = 0; i < names; ++i) {
      // Each in another order.
      const int n = who == 0 ? i : who == 1 ? names - 1 - i : i * 7 % names;
      const atom a("shared " + std::to_string(n));
      if (a.name() != "shared " + std::to_string(n)) {
        return;
      }
      made[who].push_back(a);
    }
  };
  std::thread a(work, 0);
  std::thread b(work, 1);
  work(2);
  a.join();
  b.join();
  for (std::size_t i = 0; i < names; ++i) {
    REQUIRE(made[0].size() == names);
    REQUIRE(made[1].size() == names);
    REQUIRE(made[2].size() == names);
    if (made[0][i] != made[1][names - 1 - i] || made[2][i] != made[0][i * 7 % names]) {
      FAIL("two atoms of one name");
    }
  }
}

TEST_CASE("atom: the portable hash folds Latin-1 characters to one byte") {
  CHECK(portable_atom_hash("a") == 97);
  CHECK(portable_atom_hash("\u00e5\u00e4\u00f6") == 62518);
  CHECK(portable_atom_hash("\u03b1\u03b2\u03b3") == 228499347);
}
