#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

#include "io/local_socket.hpp"
#include "io/world.hpp"

namespace kith::io {

namespace {

class folder {
 public:
  folder() { REQUIRE(::mkdtemp(path_.data()) != nullptr); }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string at(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_ = "/tmp/kith_test_sockets_XXXXXX";
};

errc listening_fails(const std::string& path) {
  const auto listener = real_world().listen_local(path);
  REQUIRE_FALSE(listener.ok());
  return listener.failure().code;
}

}  // namespace

TEST_CASE("local socket: what one side writes the other reads, until it closes") {
  const folder f;
  auto listener = real_world().listen_local(f.at("s"));
  REQUIRE(listener.ok());
  auto dialled = real_world().dial_local(f.at("s"));
  REQUIRE(dialled.ok());
  auto accepted = (*listener)->accept();
  REQUIRE(accepted.ok());
  REQUIRE((*dialled)->write("bytes").ok());
  std::array<std::byte, 16> bytes{};
  CHECK(*(*accepted)->read(bytes) == 5);
  CHECK(static_cast<char>(bytes[4]) == 's');
  (*dialled)->close();
  CHECK(*(*accepted)->read(bytes) == 0);
  CHECK_FALSE((*dialled)->write("more").ok());
}

TEST_CASE("local socket: closing a listener ends the wait in it and removes the path") {
  const folder f;
  auto listener = real_world().listen_local(f.at("s"));
  REQUIRE(listener.ok());
  struct stat file{};
  REQUIRE(::stat(f.at("s").c_str(), &file) == 0);
  CHECK((file.st_mode & 0777u) == 0600u);
  result<std::unique_ptr<local_stream>> got(error(errc::limit, "not yet"));
  std::thread waits([&] { got = (*listener)->accept(); });
  (*listener)->close();
  waits.join();
  REQUIRE_FALSE(got.ok());
  CHECK(got.failure().code == errc::closed);
  CHECK(real_world().dial_local(f.at("s")).failure().code == errc::not_found);
}

TEST_CASE("local socket: a path is taken from who is dead, and from nobody else") {
  const folder f;
  auto first = real_world().listen_local(f.at("s"));
  REQUIRE(first.ok());
  CHECK(listening_fails(f.at("s")) == errc::exists);
  // A hard link keeps the socket's file when its program ends, as its death would.
  REQUIRE(::link(f.at("s").c_str(), f.at("dead").c_str()) == 0);
  first->reset();
  CHECK(real_world().dial_local(f.at("dead")).failure().code == errc::refused);
  CHECK(real_world().listen_local(f.at("dead")).ok());
  std::ofstream(f.at("file")) << "no socket";
  CHECK(listening_fails(f.at("file")) == errc::exists);
  CHECK(std::filesystem::exists(f.at("file")));
}

TEST_CASE(
    "local socket: a path may be 107 bytes long, in a folder that is ours alone to write to") {
  const folder f;
  const std::string longest(local_path_bytes_max - f.path().size() - 1, 'x');
  CHECK(real_world().listen_local(f.at(longest)).ok());
  CHECK(listening_fails(f.at(longest + "x")) == errc::limit);
  CHECK(listening_fails("") == errc::limit);
  CHECK(listening_fails(f.at("none/s")) == errc::not_found);
  REQUIRE(::chmod(f.path().c_str(), 0770) == 0);
  CHECK(listening_fails(f.at("s")) == errc::refused);
}

}  // namespace kith::io
