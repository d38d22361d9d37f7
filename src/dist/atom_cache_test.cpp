#include "dist/atom_cache.hpp"

#include <doctest/doctest.h>

#include <string>

namespace kith::dist {
namespace {

// An atom in the same place of the cache as `a`, and another one.
atom rival_of(atom a, const std::string& stem) {
  for (int i = 0;; ++i) {
    const atom b(stem + std::to_string(i));
    if (b != a && atom_cache_place(b) == atom_cache_place(a)) {
      return b;
    }
  }
}

}  // namespace

TEST_CASE("atom_cache: a message numbers its atoms in the order of their first use") {
  atom_refs refs;
  CHECK(refs.refer(atoms::ok) == 0);
  CHECK(refs.refer(atoms::error) == 1);
  CHECK(refs.refer(atoms::ok) == 0);
  CHECK(refs.size() == 2);
  CHECK(refs[1] == atoms::error);
  refs.clear();
  CHECK(refs.size() == 0);
  CHECK(refs.refer(atoms::error) == 0);
}

TEST_CASE("atom_cache: of two atoms for one place a message numbers the first") {
  const atom first("atom_cache_first");
  const atom second = rival_of(first, "atom_cache_rival_");
  atom_refs refs;
  CHECK(refs.refer(first) == 0);
  CHECK(refs.refer(second) == -1);
  CHECK(refs.refer(second) == -1);
  CHECK(refs.refer(first) == 0);
}

TEST_CASE("atom_cache: a message numbers 255 atoms and keeps its answers") {
  atom_refs refs;
  std::vector<atom> numbered;
  atom left_out;
  for (int i = 0; refs.size() < atom_refs_max || left_out == atom(); ++i) {
    const atom a("atom_cache_many_" + std::to_string(i));
    if (refs.refer(a) >= 0) {
      numbered.push_back(a);
    } else if (refs.size() == atom_refs_max) {
      left_out = a;
    }
  }
  CHECK(numbered.size() == 255);
  for (std::size_t i = 0; i < numbered.size(); ++i) {
    CHECK(refs.refer(numbered[i]) == static_cast<int>(i));
  }
  CHECK(refs.refer(left_out) == -1);
}

TEST_CASE("atom_cache: a place holds the last atom that was put there") {
  const atom first("atom_cache_first");
  const atom second = rival_of(first, "atom_cache_rival_");
  sender_cache sender;
  CHECK_FALSE(sender.hold(first));
  CHECK(sender.hold(first));
  CHECK_FALSE(sender.hold(second));
  CHECK_FALSE(sender.hold(first));
  receiver_cache receiver;
  atom got;
  CHECK_FALSE(receiver.get(7, got));
  receiver.put(7, first);
  receiver.put(7, second);
  REQUIRE(receiver.get(7, got));
  CHECK(got == second);
  // `undefined`, which a place might hold by default, is not there by default either.
  CHECK_FALSE(sender_cache().hold(atoms::undefined));
}

TEST_CASE("atom_cache: a peer's account is for new atoms only") {
  atom_quota quota(2);
  CHECK(quota.intern("ok"));
  CHECK(quota.left() == 2);
  CHECK(quota.intern("atom_quota_new_1"));
  CHECK(quota.intern("atom_quota_new_1"));
  CHECK(quota.left() == 1);
  CHECK(quota.intern("\xff").failure().code == errc::bad_input);
  CHECK(quota.left() == 1);
  CHECK(quota.intern("atom_quota_new_2"));
  const std::uint32_t before = atom::count();
  CHECK(quota.intern("atom_quota_new_3").failure().code == errc::limit);
  CHECK(atom::count() == before);
  CHECK(quota.intern("atom_quota_new_2"));
}

}  // namespace kith::dist
