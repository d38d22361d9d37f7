#include "dist/cookie_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "io/world.hpp"

namespace kith::dist {
namespace {

struct paper_disk final : io::disk {
  std::map<std::string, io::file_content> files;
  std::string rival;      ///< whoever makes a file first puts this into it
  int rival_is_slow = 0;  ///< so many reads find the rival's file still empty

  result<io::file_content> read(const std::string& path, std::size_t limit) override {
    const auto f = files.find(path);
    if (f == files.end()) {
      return error(errc::not_found, "no such file");
    }
    if (f->second.bytes.size() > limit) {
      return error(errc::limit, "too large");
    }
    if (rival_is_slow > 0) {
      --rival_is_slow;
      return io::file_content{"", f->second.info};
    }
    return f->second;
  }
  result<void> create(const std::string& path, std::string_view bytes,
                      std::uint32_t mode) override {
    if (!rival.empty()) {
      files[path] = {rival, {0400, 1000, true, rival.size()}};
    }
    if (files.contains(path)) {
      return error(errc::exists, "exists");
    }
    files[path] = {std::string(bytes), {mode, 1000, true, bytes.size()}};
    return {};
  }
  result<void> replace(const std::string&, std::string_view, std::uint32_t) override {
    return error(errc::unavailable, "not here");
  }
  result<void> remove(const std::string&) override { return error(errc::unavailable, "not here"); }
  result<void> make_directories(const std::string& path, std::uint32_t mode) override {
    folders[path] = mode;
    return {};
  }
  std::map<std::string, std::uint32_t> folders;
};

struct paper_world {
  paper_disk disk;
  std::string home = "/home/u";
  std::string config_home;
  unsigned chance = 0;

  void put(const std::string& path, std::string bytes, std::uint32_t mode = 0400,
           std::uint32_t owner = 1000, bool regular = true) {
    const std::uint64_t size = bytes.size();
    disk.files[path] = {std::move(bytes), {mode, owner, regular, size}};
  }
  std::string cookie() {
    const result<std::string> r =
        user_cookie({.files = disk,
                     .home = home,
                     .config_home = config_home,
                     .user = 1000,
                     .entropy = [this](std::span<std::byte> into) {
                       for (std::byte& b : into) {
                         b = static_cast<std::byte>((chance += 37) & 0xFFu);
                       }
                     }});
    return r ? *r : "error: " + r.failure().text;
  }
};

const std::string home_file = "/home/u/.erlang.cookie";
const std::string xdg_file = "/home/u/.config/erlang/.erlang.cookie";

}  // namespace

TEST_CASE("cookie_file: keeps all up to the first line end, spaces too") {
  CHECK(*cookie_in("abc") == "abc");
  CHECK(*cookie_in("abc \n") == "abc ");
  CHECK(*cookie_in(" a b\r\n \n") == " a b");
  CHECK(*cookie_in(std::string(255, 'x')) == std::string(255, 'x'));
}

TEST_CASE("cookie_file: refuses what auth refuses") {
  for (const std::string_view content : {"", "\n", "abc\ndef", "a\tb", "\xe9", "a\x7f"}) {
    CHECK_FALSE(cookie_in(content));
  }
  CHECK_FALSE(cookie_in(std::string(256, 'x')));
}

TEST_CASE("cookie_file: the one at home comes first, then the configuration folder") {
  paper_world world;
  world.put(xdg_file, "from xdg");
  CHECK(world.cookie() == "from xdg");
  world.put(home_file, "from home\n");
  CHECK(world.cookie() == "from home");
  world.config_home = "/etc/u";
  world.disk.files.erase(home_file);
  world.put("/etc/u/erlang/.erlang.cookie", "elsewhere");
  CHECK(world.cookie() == "elsewhere");
}

TEST_CASE("cookie_file: a file that others can read is refused, and nothing else is tried") {
  paper_world world;
  world.put(xdg_file, "good");
  for (const std::uint32_t mode : {0440u, 0404u, 0620u, 0644u, 0401u}) {
    world.put(home_file, "abc", mode);
    CHECK(world.cookie().find("chmod 400") != std::string::npos);
  }
  world.put(home_file, "abc", 0600);
  CHECK(world.cookie() == "abc");
}

TEST_CASE("cookie_file: a folder, a stranger's file and a huge one are refused") {
  paper_world world;
  world.put(home_file, "abc", 0400, 1000, false);
  CHECK(world.cookie().find("regular") != std::string::npos);
  world.put(home_file, "abc", 0400, 1001);
  CHECK(world.cookie().find("another user") != std::string::npos);
  world.put(home_file, "abc", 0400, 0);
  CHECK(world.cookie() == "abc");
  world.put(home_file, std::string(5000, 'x'));
  CHECK(world.cookie().starts_with("error: "));
}

TEST_CASE("cookie_file: absent, it is made of 20 capitals for the owner alone") {
  paper_world world;
  const std::string made = world.cookie();
  CHECK(made.size() == 20);
  CHECK(std::ranges::all_of(made, [](char c) { return c >= 'A' && c <= 'Z'; }));
  CHECK(world.disk.files.at(home_file).info.mode == 0400);
  CHECK(world.cookie() == made);
}

TEST_CASE("cookie_file: of two that make it at once the loser takes the winner's") {
  paper_world world;
  world.disk.rival = "WINNER";
  CHECK(world.cookie() == "WINNER");
  paper_world slow;
  slow.disk.rival = "WINNER";
  slow.disk.rival_is_slow = 3;
  CHECK(slow.cookie() == "WINNER");
}

TEST_CASE("cookie_file: without a home only the configuration folder counts") {
  paper_world world;
  world.home.clear();
  world.config_home = "/x/";
  const std::string made = world.cookie();
  CHECK(made.size() == 20);
  CHECK(world.disk.folders.at("/x/erlang") == 0700);
  CHECK(world.disk.files.contains("/x/erlang/.erlang.cookie"));
  world.config_home.clear();
  CHECK(world.cookie().find("set HOME") != std::string::npos);
}

}  // namespace kith::dist
