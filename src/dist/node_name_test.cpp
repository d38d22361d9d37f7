#include "dist/node_name.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

std::string own(std::string_view given, name_domain domain, std::string_view machine = "vm") {
  const result<node_name> r = own_node_name(given, domain, machine);
  return r ? r->full() : "error: " + r.failure().text;
}

constexpr auto brief = name_domain::short_names;
constexpr auto full = name_domain::long_names;

}  // namespace

TEST_CASE("node_name: completes a name as erl does") {
  // Each seen with erl 25.2.
  CHECK(own("a", brief) == "a@vm");
  CHECK(own("a@", brief) == "a@vm");
  CHECK(own("a", brief, "vm.example.org") == "a@vm");
  CHECK(own("a", full, "vm.example.org") == "a@vm.example.org");
  CHECK(own("a@localhost", brief) == "a@localhost");
  CHECK(own("a@h!", brief) == "a@h!");
  CHECK(own("a@127.0.0.1", full) == "a@127.0.0.1");
  CHECK(own("a@vm", full) == "a@vm");
}

TEST_CASE("node_name: refuses what erl refuses") {
  CHECK(own("a@b.c", brief).find("use a long name") != std::string::npos);
  CHECK(own("a", full).find("domain name") != std::string::npos);
  for (const std::string_view given :
       {"a.b", "a b", "@x", "", "\xc3\xa9", "a@b@c", "a@b c", "a@\xe2\x82\xac", "a@h\n"}) {
    CHECK(own(given, brief).starts_with("error: "));
  }
  CHECK(own(std::string(300, 'a'), brief).starts_with("error: "));
  CHECK(own("a", brief, "").find("host name") != std::string::npos);
}

TEST_CASE("node_name: undefined, by which a node asks for a name, has a host") {
  CHECK(own("undefined", brief, "vm.example.net") == "undefined@vm");
  CHECK(own("undefined@vm", brief) == "undefined@vm");
}

TEST_CASE("node_name: any node's name has one '@' with something on both sides") {
  REQUIRE(parse_node_name("c1@host"));
  CHECK(parse_node_name("c1@host")->host == "host");
  CHECK(parse_node_name("with.dot@h")->name == "with.dot");
  for (const std::string_view text : {"", "@", "a", "a@", "@b", "a@b@c"}) {
    CHECK_FALSE(parse_node_name(text));
  }
  CHECK(parse_node_name(std::string(253, 'a') + "@b"));
  CHECK_FALSE(parse_node_name(std::string(254, 'a') + "@b"));
  CHECK_FALSE(parse_node_name("a@\xff"));
}

TEST_CASE("node_name: short and long names do not mix") {
  CHECK(check_peer_host("vm", brief, false));
  CHECK(check_peer_host("vm.example.org", full, false));
  CHECK(check_peer_host("::1", full, true));
  CHECK_FALSE(check_peer_host("vm", full, false));
  CHECK_FALSE(check_peer_host("vm.example.org", brief, false));
  CHECK_FALSE(check_peer_host("127.0.0.1", brief, true));
}

TEST_CASE("node_name: knows the hosts that nobody else can reach") {
  CHECK(is_loopback_host("localhost"));
  CHECK(is_loopback_host("127.0.0.1"));
  CHECK(is_loopback_host("::1"));
  CHECK_FALSE(is_loopback_host("vm"));
  CHECK_FALSE(is_loopback_host("10.0.0.1"));
}

}  // namespace kith::dist
