#include <doctest/doctest.h>

#include <rapidcheck.h>

#include "stdlib/native_call.hpp"
#include "stdlib/packet.hpp"

using namespace kith;
using namespace kith::detail;

namespace {

using outcome = packet_place::outcome;

packet_place place(packet_type type, std::string_view bytes, packet_limits limits = {}) {
  return find_packet(type, bytes, limits);
}

std::string decoded(std::string_view args) {
  return called("erlang", "decode_packet", args);
}

}  // namespace

TEST_CASE("packet: a length is believed only up to the limit and to what OTP carries") {
  const std::string_view huge("\x7F\xFF\xFF\xFF", 4);
  CHECK(place(packet_type::length_4, huge).what == outcome::invalid);
  CHECK(place(packet_type::sunrm, huge).what == outcome::invalid);
  CHECK(place(packet_type::asn1, "\x30\x84\xFF\xFF\xFF\xFF").what == outcome::invalid);
  const std::string_view three("\0\0\0\3ab", 6);
  CHECK(place(packet_type::length_4, three).total == 7);
  CHECK(place(packet_type::length_4, three, {.packet_bytes = 3}).what == outcome::more);
  CHECK(place(packet_type::length_4, three, {.packet_bytes = 2}).what == outcome::invalid);
}

TEST_CASE("packet: what is whole lies within the bytes, and more bytes do not change it") {
  CHECK(rc::check([] {
    const auto type = static_cast<packet_type>(*rc::gen::inRange(0, 12));
    const auto bytes = *rc::gen::container<std::string>(
        rc::gen::element('\0', '\1', '\2', '\3', '\x30', '\x1F', '\x80', '\x84', '\xFF', 'G', '\n',
                         '\r', ' ', ':', 'a'));
    packet_limits limits;
    limits.packet_bytes = *rc::gen::inRange<std::uint32_t>(0, 20);
    limits.line_bytes = *rc::gen::inRange<std::uint32_t>(0, 20);
    const packet_place at = find_packet(type, bytes, limits);
    if (at.what == outcome::whole) {
      RC_ASSERT(at.begin <= at.end);
      RC_ASSERT(at.end <= at.total);
      RC_ASSERT(at.total <= bytes.size());
    }
    if (at.what == outcome::more) {
      RC_ASSERT(at.total == 0u || at.total > bytes.size());
    }
    // All bytes are raw; and a line that is not yet known to be too long is cut, then refused.
    const bool may_change =
        type == packet_type::raw || (type == packet_type::line && limits.packet_bytes != 0);
    if (at.what == outcome::whole && !may_change) {
      const packet_place again = find_packet(type, bytes + "x", limits);
      RC_ASSERT(again.total == at.total);
    }
  }));
}

TEST_CASE("packet: lines of HTTP are read, and what is none is an error of its own") {
  CHECK(decoded(R"([http, <<"GET /a HTTP/1.1\r\nb">>, []])") ==
        R"({ok,{http_request,'GET',{abs_path,"/a"},{1,1}},<<"b">>})");
  CHECK(decoded(R"([httph_bin, <<"host: a\r\n b\r\n\r\n">>, []])") ==
        R"({ok,{http_header,14,'Host',<<"host">>,<<"a\r\n b">>},<<"\r\n">>})");
  CHECK(decoded(R"([httph, <<"\r\n">>, []])") == "{ok,http_eoh,<<>>}");
  CHECK(decoded(R"([httph, <<"x\r\n">>, []])") == "{more,undefined}");
  CHECK(decoded(R"([http, <<"?\r\n">>, []])") == R"({ok,{http_error,"?\r\n"},<<>>})");
  // Past 32 bits, where OTP takes the lowest of them.
  CHECK(decoded(R"([http_bin, <<"HTTP/1.1 99999999999 x\n">>, []])") ==
        R"({ok,{http_error,<<"HTTP/1.1 99999999999 x\n">>},<<>>})");
  CHECK(decoded(R"([http, <<"GET http://h:99999999999 HTTP/1.1\n">>, []])") ==
        R"({ok,{http_request,'GET',{absoluteURI,http,"h",undefined,"/"},{1,1}},<<>>})");
}

TEST_CASE("packet: types and options that are none are badarg") {
  for (const char* args : {"[foo, <<>>, []]", "[3, <<>>, []]", "[1, a, []]", "[1, <<>>, [foo]]",
                           "[1, <<>>, [{packet_size, 1} | a]]", "[1, <<>>, [{line_delimiter, 1}]]",
                           "[line, <<>>, [{packet_size, 4294967296}]]"}) {
    CAPTURE(args);
    CHECK(decoded(args) == "error:badarg");
  }
}
