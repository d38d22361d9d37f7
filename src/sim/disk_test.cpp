#include "sim/disk.hpp"

#include <doctest/doctest.h>

#include "sim/simulation.hpp"

namespace kith::sim {

TEST_CASE("simulated disk: create refuses what exists, replace does not, remove takes it away") {
  simulation sim(1);
  io::disk& files = sim.add_host("alpha").files();
  REQUIRE(files.create("/tmp/a", "one", 0600));
  CHECK(files.create("/tmp/a", "two", 0600).failure().code == errc::exists);
  CHECK(files.read("/tmp/a", 10)->bytes == "one");
  CHECK(files.read("/tmp/a", 10)->info.mode == 0600);
  CHECK(files.read("/tmp/a", 10)->info.owner == sim.hosts()[0]->user_id());
  CHECK(files.read("/tmp/a", 2).failure().code == errc::limit);
  REQUIRE(files.replace("/tmp/a", "three", 0600));
  CHECK(files.read("/tmp/a", 10)->bytes == "three");
  REQUIRE(files.remove("/tmp/a"));
  CHECK(files.read("/tmp/a", 10).failure().code == errc::not_found);
  CHECK(files.remove("/tmp/a").failure().code == errc::not_found);
  CHECK(files.create("/no/such", "x", 0600).failure().code == errc::not_found);
}

TEST_CASE("simulated disk: what was flushed survives a crash, what was not is lost or torn") {
  int lost = 0;
  int torn = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    simulation sim(seed);
    host& alpha = sim.add_host("alpha");
    io::disk& files = alpha.files();
    REQUIRE(files.create("/tmp/kept", "flushed", 0600));
    REQUIRE(files.make_directories("/tmp/new/folder", 0700));
    REQUIRE(files.create("/tmp/old", "before", 0600));
    alpha.own_disk().ignore_flushes(true);
    REQUIRE(files.create("/tmp/lied", "0123456789", 0600));
    REQUIRE(files.replace("/tmp/old", "after", 0600));
    alpha.crash();
    alpha.restart();
    CHECK(files.read("/tmp/kept", 10)->bytes == "flushed");
    CHECK(files.read("/tmp/old", 10)->bytes == "before");
    CHECK_FALSE(files.create("/tmp/new/folder/x", "x", 0600));
    const auto found = files.read("/tmp/lied", 10);
    lost += found ? 0 : 1;
    torn += found && found->bytes.size() < 10 ? 1 : 0;
    if (found)
      CHECK(std::string("0123456789").starts_with(found->bytes));
  }
  CHECK(lost > 5);
  CHECK(torn > 5);
}

TEST_CASE("simulated disk: what waits long enough is written back by itself") {
  simulation sim(1);
  host& alpha = sim.add_host("alpha");
  alpha.own_disk().ignore_flushes(true);
  REQUIRE(alpha.files().make_directories("/var/x", 0700));
  REQUIRE(alpha.files().create("/var/x/y", "slow", 0600));
  sim.run_for(disk::write_back_limit);
  alpha.crash();
  CHECK(alpha.files().read("/var/x/y", 10)->bytes == "slow");
}

TEST_CASE("simulated disk: full it takes nothing more, broken nothing, erased it is empty") {
  simulation sim(1);
  host& alpha = sim.add_host("alpha");
  REQUIRE(alpha.files().create("/tmp/a", "one", 0600));
  alpha.own_disk().set_full(true);
  CHECK(alpha.files().create("/tmp/b", "two", 0600).failure().code == errc::unavailable);
  CHECK(alpha.files().read("/tmp/a", 10).ok());
  CHECK(alpha.files().remove("/tmp/a").ok());
  alpha.own_disk().set_full(false);
  alpha.own_disk().set_broken(true);
  CHECK(alpha.files().create("/tmp/b", "two", 0600).failure().code == errc::unavailable);
  alpha.own_disk().set_broken(false);
  REQUIRE(alpha.files().create("/tmp/b", "two", 0600));
  alpha.own_disk().erase();
  CHECK_FALSE(alpha.files().read("/tmp/b", 10));
}

}  // namespace kith::sim
