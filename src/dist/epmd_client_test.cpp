#include "dist/epmd_client.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

std::string operator""_b(const char* text, std::size_t size) {
  return {text, size};
}

epmd_registering dog() {
  epmd_entry e;
  e.name = "dog";
  e.port = 4711;
  return epmd_registering(e);
}

}  // namespace

TEST_CASE("epmd_client: registers and notices when epmd goes") {
  epmd_registering r = dog();
  CHECK(r.request() == "\0\x10x\x12gM\0\0\6\0\6\0\3dog\0\0"_b);
  r.received("v\0\0"_b);
  CHECK_FALSE(r.outcome());
  r.received("\0\1\2"_b);
  REQUIRE(r.outcome());
  CHECK(**r.outcome() == 0x102);
  CHECK_FALSE(r.lost());
  r.closed();
  CHECK(r.lost());
  CHECK(r.outcome()->ok());
}

TEST_CASE("epmd_client: a taken name, garbage and an early end are errors") {
  epmd_registering taken = dog();
  taken.received("v\1\0\0\0c"_b);
  CHECK(taken.outcome()->failure().code == errc::exists);
  epmd_registering garbage = dog();
  garbage.received("HTTP/1.1 400");
  CHECK(garbage.outcome()->failure().code == errc::bad_input);
  epmd_registering gone = dog();
  gone.closed();
  CHECK(gone.outcome()->failure().code == errc::closed);
}

TEST_CASE("epmd_client: finds a node's port") {
  epmd_lookup l("dog");
  CHECK(l.request() == "\0\4zdog"_b);
  l.received("w\0\x04WM\0\0\6\0\5\0"_b);
  CHECK_FALSE(l.outcome());
  l.received("\3dog\0\0"_b);
  REQUIRE(l.outcome());
  CHECK((*l.outcome())->port == 1111);
  epmd_lookup cut("dog");
  cut.received("w\0\x04WM\0\0\6\0\5"_b);
  cut.closed();
  CHECK((*cut.outcome())->port == 1111);
}

TEST_CASE("epmd_client: says why a node is not found") {
  epmd_lookup unknown("dog");
  unknown.received("w\1"_b);
  CHECK(unknown.outcome()->failure().code == errc::not_found);
  epmd_lookup old("dog");
  old.received("w\0\x04WM\0\0\5\0\5\0\3dog\0\0"_b);
  CHECK(old.outcome()->failure().text.find("speaks versions 5 to 5") != std::string::npos);
  epmd_lookup gone("dog");
  gone.closed();
  CHECK(gone.outcome()->failure().code == errc::closed);
  epmd_lookup endless("dog");
  for (int i = 0; i < 100 && !endless.outcome(); ++i) {
    endless.received("w\0\x04WM\0\0\6\0\5\xff\xff"_b + std::string(1000, 'x'));
  }
  REQUIRE(endless.outcome());
  CHECK_FALSE(endless.outcome()->ok());
}

TEST_CASE("epmd_client: lists names once the connection has ended") {
  epmd_listing l;
  CHECK(l.request() == "\0\1n"_b);
  l.received("\0\0\x11\x11name a at "_b);
  l.received("port 5\n");
  CHECK_FALSE(l.outcome());
  l.closed();
  REQUIRE(l.outcome());
  CHECK(**l.outcome() == std::vector<epmd_name>{{"a", 5}});
}

TEST_CASE("epmd_client: an endless list is cut off") {
  epmd_listing l;
  const std::string much(1024 * 1024, '\n');
  for (int i = 0; i < 20; ++i) {
    l.received(much);
  }
  CHECK(l.outcome()->failure().code == errc::limit);
}

}  // namespace kith::dist
