#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "io/blocking_pool.hpp"
#include "io/world.hpp"

namespace kith::io {
namespace {

/// A folder of its own for a test, gone afterwards.
struct scratch {
  std::string path = "/tmp/kith-disk-XXXXXX";
  scratch() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~scratch() {
    for (const char* name : {"/file", "/a/b/c", "/a/b", "/a", ""}) {
      if (::unlink((path + name).c_str()) != 0)
        ::rmdir((path + name).c_str());
    }
  }
};

}  // namespace

TEST_CASE("address: parses, prints and knows the loopback") {
  CHECK(address::parse("10.1.2.3", 4369)->to_string() == "10.1.2.3:4369");
  CHECK(address::parse("fe80::1", 1)->to_string() == "[fe80::1]:1");
  CHECK_FALSE(address::parse("10.1.2", 1));
  CHECK_FALSE(address::parse("dog", 1));
  CHECK_FALSE(address::parse("", 1));
  CHECK(address::loopback(1).is_loopback());
  CHECK(address::parse("127.8.9.1", 1)->is_loopback());
  CHECK(address::parse("::ffff:127.0.0.1", 1)->is_loopback());
  CHECK_FALSE(address::parse("::ffff:10.0.0.1", 1)->is_loopback());
  CHECK_FALSE(address::any(1).is_loopback());
}

TEST_CASE("disk: create refuses a file that is there, and leaves it as it was") {
  const scratch folder;
  disk& files = real_world().files();
  const std::string path = folder.path + "/file";
  REQUIRE(files.create(path, "first", 0600));
  const auto second = files.create(path, "second", 0600);
  REQUIRE_FALSE(second);
  CHECK(second.failure().code == errc::exists);
  const auto content = files.read(path, 100);
  REQUIRE(content);
  CHECK(content->bytes == "first");
  CHECK(content->info.mode == 0600);
  CHECK(content->info.owner == real_world().user_id());
  CHECK(content->info.is_regular);
}

TEST_CASE("disk: replace exchanges the whole content, remove takes it away") {
  const scratch folder;
  disk& files = real_world().files();
  const std::string path = folder.path + "/file";
  REQUIRE(files.replace(path, "one", 0600));
  REQUIRE(files.replace(path, std::string(100'000, 'z'), 0644));
  CHECK(files.read(path, 100'000)->bytes.size() == 100'000);
  const auto too_long = files.read(path, 99'999);
  REQUIRE_FALSE(too_long);
  CHECK(too_long.failure().code == errc::limit);
  REQUIRE(files.remove(path));
  CHECK(files.read(path, 10).failure().code == errc::not_found);
  CHECK(files.remove(path).failure().code == errc::not_found);
}

TEST_CASE("disk: folders are made with their parents, and being there is no error") {
  const scratch folder;
  disk& files = real_world().files();
  REQUIRE(files.make_directories(folder.path + "/a/b", 0700));
  REQUIRE(files.make_directories(folder.path + "/a/b", 0700));
  REQUIRE(files.create(folder.path + "/a/b/c", "x", 0600));
  CHECK_FALSE(files.make_directories(folder.path + "/a/b/c", 0700));
  CHECK_FALSE(files.read(folder.path + "/a/b", 10));
}

TEST_CASE("blocking pool: every job runs, more of them than threads at once") {
  blocking_pool& pool = *new blocking_pool;  // never destroyed, as in the world
  static std::atomic<unsigned> running{0};
  static std::atomic<unsigned> done{0};
  static std::atomic<unsigned> most{0};
  constexpr unsigned jobs = 500;
  for (unsigned i = 0; i < jobs; ++i) {
    pool.run([] {
      const unsigned now = ++running;
      unsigned before = most.load();
      while (before < now && !most.compare_exchange_weak(before, now)) {
      }
      std::this_thread::yield();
      --running;
      ++done;
    });
  }
  while (done.load() < jobs)
    std::this_thread::yield();
  CHECK(most.load() <= blocking_pool::threads_max);
}

TEST_CASE("world: a command of the shell prints to both outputs") {
  world& w = real_world();
  const auto run = [&](const char* text, std::size_t limit) {
    shell_command command;
    command.text = text;
    command.variables = {"KITH_SEEN=yes", "PATH=/usr/bin:/bin"};
    command.output_bytes_max = limit;
    return w.run_shell(command).value();
  };
  CHECK(run("echo a; echo b >&2", 100) == "a\nb\n");
  CHECK(run("cat; echo $KITH_SEEN", 100) == "yes\n");
  CHECK(run("yes", 5) == "y\ny\ny");
  CHECK(run("kill -9 $$", 100).empty());
  CHECK(run("exit 3", 100).empty());
}

TEST_CASE("world: its clock does not go back, its entropy differs") {
  world& w = real_world();
  const instant before = w.now();
  CHECK(w.now() >= before);
  CHECK(w.wall_ns() > 1'600'000'000'000'000'000);
  std::array<std::byte, 16> a{};
  std::array<std::byte, 16> b{};
  w.entropy(a);
  w.entropy(b);
  CHECK(a != b);
  CHECK(w.processors() >= 1);
  CHECK(w.os_pid() == ::getpid());
  CHECK_FALSE(w.host_name().empty());
  CHECK(w.is_own(address::loopback(0)));
  CHECK_FALSE(w.is_own(*address::parse("192.0.2.1", 0)));
  CHECK_FALSE(w.is_own(address::any(0)));
  CHECK_FALSE(w.is_own(*address::parse("233.252.1.32", 0)));
  CHECK(w.getenv("PATH"));
  CHECK_FALSE(w.getenv("KITH_NO_SUCH_VARIABLE"));
}

}  // namespace kith::io
