#include "sim/file_system.hpp"

#include "io/file_system_behaviour.hpp"
#include "sim/simulation.hpp"

namespace kith::sim {

TEST_CASE("simulated file system: an opened file is read, written and cut") {
  simulation sim(1);
  io::check_opened_files(sim.add_host("alpha").tree(), "/tmp");
}

TEST_CASE("simulated file system: names are made, moved, linked and removed") {
  simulation sim(1);
  io::check_names(sim.add_host("alpha").tree(), "/tmp");
}

TEST_CASE("simulated file system: it shows the files of the disk") {
  simulation sim(1);
  host& alpha = sim.add_host("alpha");
  REQUIRE(alpha.files().create("/tmp/a", "one", 0600));
  CHECK(io::content(alpha.tree(), "/tmp/a") == "one");
  CHECK(alpha.tree().status("/tmp/a", true)->mode == 0100600U);
  io::fill(alpha.tree(), "/tmp/b", "two");
  CHECK(alpha.files().read("/tmp/b", 10)->bytes == "two");
}

TEST_CASE("simulated file system: what is not flushed before a crash goes back") {
  simulation sim(1);
  host& alpha = sim.add_host("alpha");
  io::fill(alpha.tree(), "/tmp/a", "before");
  auto file = alpha.tree().open("/tmp/a", {.read = true, .write = true});
  REQUIRE(file);
  REQUIRE((*file)->flush(false));
  REQUIRE((*file)->write("after!"));
  alpha.crash();
  alpha.restart();
  CHECK(io::content(alpha.tree(), "/tmp/a") == "before");
  alpha.own_disk().set_broken(true);
  CHECK(io::failure_of(alpha.tree().list("/tmp")) == "eio");
  alpha.own_disk().set_broken(false);
  alpha.own_disk().set_full(true);
  CHECK(io::failure_of(alpha.tree().make_folder("/tmp/x")) == "enospc");
}

}  // namespace kith::sim
