#include "dist/epmd_codec.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

using op = epmd_request::op;

epmd_entry entry(std::string name, std::uint16_t port) {
  epmd_entry e;
  e.name = std::move(name);
  e.port = port;
  return e;
}

std::string operator""_b(const char* text, std::size_t size) {
  return {text, size};
}

}  // namespace

TEST_CASE("epmd_codec: every request survives the way there and back") {
  epmd_entry full = entry("dog", 4711);
  full.extra = "more\0"_b;
  full.type = 72;
  for (const op what : {op::alive2, op::port2, op::names, op::dump, op::kill, op::stop}) {
    epmd_request r{what, {}};
    if (what == op::alive2) {
      r.entry = full;
    } else if (what == op::port2 || what == op::stop) {
      r.entry.name = "dog";
    }
    epmd_request_reader in;
    const std::string bytes = encode(r);
    for (const char c : bytes) {
      CHECK_FALSE(in.body());
      REQUIRE(in.add(std::string_view(&c, 1)));
    }
    REQUIRE(in.body());
    const result<epmd_request> back = parse_epmd_request(*in.body());
    REQUIRE(back);
    CHECK(back->what == what);
    CHECK(back->entry == r.entry);
  }
}

TEST_CASE("epmd_codec: a request of a wrong length is refused at once") {
  CHECK_FALSE(epmd_request_reader().add("\0\0"_b));
  CHECK_FALSE(epmd_request_reader().add("\xff\xff"_b));
  CHECK_FALSE(epmd_request_reader().add("\0\1nn"_b));
  CHECK(epmd_request_reader().add("\0\1n"_b));
  CHECK(epmd_request_reader().add("\x07"_b));
}

TEST_CASE("epmd_codec: malformed requests are errors") {
  const std::string alive = encode({op::alive2, entry("abc", 1)}).substr(2);
  for (std::size_t size = 0; size < alive.size(); ++size) {
    CHECK_FALSE(parse_epmd_request(alive.substr(0, size)));
  }
  for (const std::string& body :
       {"Q"_b, "z"_b, "z\0"_b, "za\0b"_b, "z\xff"_b, "s"_b, "za@b"_b, "z" + std::string(256, 'x'),
        encode({op::alive2, entry("", 1)}).substr(2),
        encode({op::alive2, entry("a\0b"_b, 1)}).substr(2)}) {
    CHECK_FALSE(parse_epmd_request(body));
  }
  CHECK(parse_epmd_request("zdog\0"_b)->entry.name == "dog");
}

TEST_CASE("epmd_codec: answers are those of epmd 25.2") {
  CHECK(encode_alive2_answer(true, 0, 0x6b0123c1) == "v\0k\x01#\xc1"_b);
  CHECK(encode_alive2_answer(true, 1, 99) == "v\1\0\0\0c"_b);
  CHECK(encode_alive2_answer(false, 0, 3) == "y\0\0\3"_b);
  CHECK(encode_port2_answer(entry("a", 1111)) == "w\0\x04WM\0\0\6\0\6\0\1a\0\0"_b);
  CHECK(encode_port2_answer() == "w\1"_b);
}

TEST_CASE("epmd_codec: reads an answer to a registration as it comes") {
  CHECK_FALSE(parse_alive2_answer("")->has_value());
  CHECK_FALSE(parse_alive2_answer("v\0\0\0"_b)->has_value());
  CHECK((*parse_alive2_answer("v\0k\x01#\xc1"_b))->creation == 0x6b0123c1);
  CHECK((*parse_alive2_answer("y\0\0\3"_b))->creation == 3);
  CHECK((*parse_alive2_answer("y\1\0c"_b))->result == 1);
  CHECK_FALSE(parse_alive2_answer("HTTP/1.0"));
  CHECK_FALSE(parse_alive2_answer("y\0\0\3x"_b));
}

TEST_CASE("epmd_codec: reads an answer with a port as it comes") {
  epmd_entry e = entry("a", 1111);
  e.extra = "xy";
  const std::string whole = encode_port2_answer(e);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(parse_port2_answer(whole.substr(0, size), false)->has_value());
    // The numbers are enough for OTP's clients when the connection ends.
    CHECK(parse_port2_answer(whole.substr(0, size), true).ok() == (size >= 10));
  }
  CHECK((*parse_port2_answer(whole, false))->entry == e);
  CHECK_FALSE((*parse_port2_answer("w\1"_b, false))->found);
  CHECK_FALSE(parse_port2_answer("HTTP", false));
}

TEST_CASE("epmd_codec: reads a list of names and skips lines that are none") {
  const std::string bytes = "\0\0\xb1\x39name b at port 2222\nnonsense\nname a at port 99999\n"
                            "name  at port at port 7\nname a at port 1111\nname cut at po"_b;
  const auto names = parse_names_answer(bytes);
  REQUIRE(names);
  CHECK(*names == std::vector<epmd_name>{{"b", 2222}, {" at port", 7}, {"a", 1111}});
  CHECK(parse_names_answer("")->empty());
  CHECK_FALSE(parse_names_answer("ab"));
}

}  // namespace kith::dist
