#include "dist/epmd_registry.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

std::string operator""_b(const char* text, std::size_t size) {
  return {text, size};
}

io::instant at(std::int64_t seconds) {
  return io::instant{} + duration::seconds(seconds);
}

std::string alive(std::string name, std::uint16_t port, std::uint16_t highest = 6) {
  epmd_request r{epmd_request::op::alive2, {}};
  r.entry.name = std::move(name);
  r.entry.port = port;
  r.entry.highest = highest;
  r.entry.lowest = highest;
  return encode(r);
}
std::string request(const std::string& body) {
  return std::string{'\0', static_cast<char>(body.size())} + body;
}

// A registry and its driver.
struct mapper {
  epmd_registry registry;
  std::uint64_t last = 0;
  std::map<std::uint64_t, std::string> said = {};
  std::map<std::uint64_t, bool> open = {};
  bool stopped = false;

  explicit mapper(epmd_registry_options o = {.port = 45369, .first_creation = 1000})
      : registry(o) {}

  std::uint64_t connect(bool local = true, std::string_view ip = "127.0.0.1", int time = 0) {
    const std::uint64_t c = ++last;
    open[c] = true;
    registry.opened(c, *io::address::parse(ip, 1), local, at(time));
    run();
    return c;
  }
  void say(std::uint64_t c, const std::string& bytes) {
    registry.received(c, bytes);
    run();
  }
  // A new connection that says this; what it hears, with '!' behind it when it was closed.
  std::string ask(const std::string& bytes, bool local = true) {
    const std::uint64_t c = connect(local, local ? "127.0.0.1" : "10.0.0.9");
    say(c, bytes);
    return said[c] + (open[c] ? "" : "!");
  }
  void hang_up(std::uint64_t c) {
    open[c] = false;
    registry.closed(c);
    run();
  }
  void run() {
    while (const auto a = registry.next()) {
      if (const auto* s = std::get_if<epmd_registry::send>(&*a)) {
        CHECK(open[s->to]);
        said[s->to] += s->bytes;
      } else if (const auto* c = std::get_if<epmd_registry::close>(&*a)) {
        open[c->which] = false;
      } else {
        stopped = true;
      }
    }
  }
};

}  // namespace

TEST_CASE("epmd_registry: answers as epmd 25.2 does") {
  mapper m;
  CHECK(m.ask(alive("a", 1111)) == "v\0\0\0\x03\xe8"_b);
  CHECK(m.ask(alive("b", 2222, 5)).substr(0, 3) == "y\0\0"_b);
  CHECK(m.ask(request("za")) == "w\0\x04WM\0\0\6\0\6\0\1a\0\0!"_b);
  CHECK(m.ask(request("za\0"_b)) == "w\0\x04WM\0\0\6\0\6\0\1a\0\0!"_b);
  CHECK(m.ask(request("zq")) == "w\1!"_b);
  CHECK(m.ask(request("n")) == "\0\0\xb1\x39name b at port 2222\nname a at port 1111\n!"_b);
  CHECK(m.ask(request("d")) == "\0\0\xb1\x39"
                               "active name     <b> at port 2222, fd = 2\n\0"
                               "active name     <a> at port 1111, fd = 1\n\0!"_b);
  CHECK(m.ask(request("k")) == "NO!");
  CHECK(m.ask(request("sa")) == "!");
  m.hang_up(2);
  CHECK(m.ask(request("d")) == "\0\0\xb1\x39"
                               "active name     <a> at port 1111, fd = 1\n\0"
                               "old/unused name <b>, port = 2222, fd = 2 \n\0!"_b);
  CHECK_FALSE(m.stopped);
}

TEST_CASE("epmd_registry: a node of before version 6 gets a creation of 1 to 3") {
  mapper m;
  for (int i = 0; i < 5; ++i) {
    const std::string answer = m.ask(alive("n" + std::to_string(i), 1, 5));
    REQUIRE(answer.size() == 4);
    CHECK(answer[3] >= 1);
    CHECK(answer[3] <= 3);
  }
}

TEST_CASE("epmd_registry: a taken name keeps its first owner") {
  mapper m;
  m.ask(alive("a", 1111));
  CHECK(m.ask(alive("a", 1112)) == "v\1\0\0\0c"_b);
  CHECK(m.ask(alive("a", 1112, 5)) == "y\1\0c"_b);
  CHECK(m.ask(request("za")).substr(2, 2) == "\x04W"_b);
}

TEST_CASE("epmd_registry: a name that comes again gets a new creation") {
  mapper m;
  const std::string first = m.ask(alive("a", 1));
  const std::string other = m.ask(alive("b", 1));
  m.hang_up(1);
  const std::string second = m.ask(alive("a", 1));
  CHECK(first == "v\0\0\0\x03\xe8"_b);
  CHECK(second == "v\0\0\0\x03\xe9"_b);
  CHECK(other == "v\0\0\0\x03\xe9"_b);
  // It wraps around the creations that mean something else.
  mapper last({.first_creation = UINT32_MAX});
  CHECK(last.ask(alive("a", 1)) == "v\0\xff\xff\xff\xff"_b);
  CHECK(last.ask(alive("b", 1)) == "v\0\0\0\0\4"_b);
}

TEST_CASE("epmd_registry: an unusable name is not registered") {
  mapper m;
  CHECK(m.ask(alive(std::string(256, 'x'), 1)) == "v\1\0\0\0c"_b);
  CHECK(m.ask(alive("\xff\xfe", 1)) == "v\1\0\0\0c"_b);
  CHECK(m.ask(alive("a@b", 1)) == "v\1\0\0\0c"_b);
  CHECK(m.ask(alive("", 1)) == "!");
  CHECK(m.ask(alive("a\0b"_b, 1)) == "!");
  CHECK(m.registry.entries().empty());
  CHECK(m.ask(alive("h\xc3\xa9", 1)).starts_with("v\0"_b));
}

TEST_CASE("epmd_registry: malformed requests close the connection") {
  mapper m;
  for (const std::string& bytes :
       {"\0\0"_b, "\xff\xff"_b, request("Q"), request("z"), "\0\1nn"_b,
        request(alive("abc", 1).substr(2, 14)), "GET / HTTP/1.0\r\n\r\n"_b}) {
    CHECK(m.ask(bytes) == "!");
  }
  CHECK(m.registry.connections() == 0);
}

TEST_CASE("epmd_registry: a registered node that says more is unregistered") {
  mapper m;
  m.ask(alive("a", 1));
  m.say(1, "x");
  CHECK_FALSE(m.open[1]);
  CHECK(m.registry.entries().empty());
}

TEST_CASE("epmd_registry: from other machines only names and ports are answered") {
  mapper m;
  m.ask(alive("a", 1111));
  CHECK(m.ask(request("za"), false) == "w\0\x04WM\0\0\6\0\6\0\1a\0\0!"_b);
  CHECK(m.ask(request("n"), false) == "\0\0\xb1\x39name a at port 1111\n!"_b);
  for (const std::string& bytes : {alive("b", 1), request("d"), request("k"), request("sa")}) {
    CHECK(m.ask(bytes, false) == "!");
  }
  CHECK(m.registry.entries().size() == 1);
  mapper closed({.names_for_all = false});
  CHECK(closed.ask(request("n"), false) == "!");
  CHECK(closed.ask(request("n"), true).size() == 5);
}

TEST_CASE("epmd_registry: KILL ends it when no node lives, or when told so") {
  mapper idle;
  CHECK(idle.ask(request("k")) == "OK!");
  CHECK(idle.stopped);
  mapper relaxed({.relaxed_command_check = true});
  relaxed.ask(alive("a", 1));
  CHECK(relaxed.ask(request("k")) == "OK!");
  CHECK(relaxed.stopped);
}

TEST_CASE("epmd_registry: STOP, where allowed, ends a registration") {
  mapper m({.relaxed_command_check = true});
  m.ask(alive("a", 1));
  // epmd 25.2 says NOEXISTSTOPPED here, of which its client reads the first seven bytes.
  CHECK(m.ask(request("sb")) == "NOEXIST!");
  CHECK(m.ask(request("sa")) == "STOPPED!");
  CHECK_FALSE(m.open[1]);
  CHECK(m.registry.entries().empty());
}

TEST_CASE("epmd_registry: a request must be whole within a total time") {
  mapper m;
  const std::uint64_t slow = m.connect();
  for (int i = 1; i < 10; ++i) {
    m.say(slow, i == 1 ? "\0"_b : i == 2 ? "\x20"_b : "z");
    m.registry.passed(at(i));
    m.run();
    CHECK(m.open[slow]);
  }
  CHECK(m.registry.deadline() == at(10));
  m.registry.passed(at(10));
  m.run();
  CHECK_FALSE(m.open[slow]);
  CHECK(m.registry.deadline() == io::instant::never());
}

TEST_CASE("epmd_registry: time ends refused registrations and never registered nodes") {
  mapper m;
  m.ask(alive("a", 1));
  m.ask(alive("a", 2));
  m.registry.passed(at(1000));
  m.run();
  CHECK(m.open[1]);
  CHECK_FALSE(m.open[2]);
}

TEST_CASE("epmd_registry: idle connections are capped by address and in total") {
  mapper m({.connections_per_address_max = 3, .connections_max = 5});
  for (int i = 0; i < 3; ++i) {
    CHECK(m.open[m.connect(false, "10.0.0.1")]);
  }
  CHECK_FALSE(m.open[m.connect(false, "10.0.0.1")]);
  CHECK(m.open[m.connect(false, "10.0.0.2")]);
  CHECK(m.open[m.connect(false, "10.0.0.3")]);
  CHECK_FALSE(m.open[m.connect(false, "10.0.0.4")]);
  // This machine's own nodes have their own share, and a registered one takes no place in it.
  for (int i = 0; i < 20; ++i) {
    CHECK(m.ask(alive("n" + std::to_string(i), 1)).starts_with("v\0"_b));
  }
  m.registry.passed(at(11));
  m.run();
  CHECK(m.open[m.connect(false, "10.0.0.1", 11)]);
  CHECK(m.registry.entries().size() == 20);
}

TEST_CASE("epmd_registry: ten thousand idle connections leave nothing behind") {
  mapper m;
  for (int i = 0; i < 10'000; ++i) {
    m.connect(false, "10.0.0." + std::to_string(i % 250), i / 1000);
  }
  CHECK(m.registry.connections() == 1024);
  m.registry.passed(at(100));
  m.run();
  CHECK(m.registry.connections() == 0);
}

TEST_CASE("epmd_registry: a bounded number of names, and of old ones") {
  mapper m({.names_max = 2});
  m.ask(alive("a", 1));
  m.ask(alive("b", 1));
  CHECK(m.ask(alive("c", 1)).starts_with("v\1"_b));
  m.hang_up(1);
  CHECK(m.ask(alive("c", 1)).starts_with("v\0"_b));
  mapper many;
  for (int i = 0; i < 1100; ++i) {
    const std::uint64_t c = many.connect();
    many.say(c, alive("n" + std::to_string(i), 1));
    many.hang_up(c);
  }
  const std::string dump = many.ask(request("d"));
  CHECK(dump.find("<n99>") == std::string::npos);
  CHECK(dump.find("<n100>") != std::string::npos);
}

TEST_CASE("epmd_registry: knows its own machine") {
  const auto ip = [](std::string_view s) { return *io::address::parse(s, 0); };
  CHECK(is_local_peer(ip("127.0.0.1"), ip("127.0.0.1")));
  CHECK(is_local_peer(ip("::1"), ip("::1")));
  CHECK(is_local_peer(ip("10.0.0.1"), ip("10.0.0.1")));
  CHECK_FALSE(is_local_peer(ip("10.0.0.2"), ip("10.0.0.1")));
}

}  // namespace kith::dist
