#include "mesh/gossip_packet.hpp"

#include <doctest/doctest.h>

namespace kith::mesh {
namespace {

/// As typed at `erl` of OTP 25:
///   iolist_to_binary(["heartbeat::", term_to_binary(#{node => 'cat@localhost'})]).
const std::string of_cat = std::string("heartbeat::") + std::string("\x83t\0\0\0\1d\0\4node", 13) +
                           std::string("d\0\rcat@localhost", 16);

std::string with_name(std::string_view name) {
  return "heartbeat::" + std::string("\x83t\0\0\0\1d\0\4node", 13) + std::string(name);
}

TEST_CASE("gossip_packet: a heartbeat is written as OTP 25 writes it, and read again") {
  CHECK(encode_heartbeat(atom("cat@localhost")) == of_cat);
  CHECK(decode_heartbeat(of_cat) == "cat@localhost");
  const atom far("kätzchen@höhle");
  CHECK(decode_heartbeat(encode_heartbeat(far)) == far.name());
  const atom farther("кошка@дом");
  CHECK(decode_heartbeat(encode_heartbeat(farther)) == farther.name());
}

TEST_CASE("gossip_packet: atoms are read in each of their forms, and none is made") {
  const std::uint32_t before = atom::count();
  CHECK(decode_heartbeat(with_name(std::string("s\7a1@h\xf6he", 9))) == "a1@höhe");
  CHECK(decode_heartbeat(with_name(std::string("d\0\7a2@h\xf6he", 10))) == "a2@höhe");
  CHECK(decode_heartbeat(with_name(std::string("w\7a3@h\xc3\xb6h", 9))) == "a3@höh");
  CHECK(decode_heartbeat(with_name(std::string("v\0\7a4@h\xc3\xb6h", 10))) == "a4@höh");
  // OTP 26 and later write both atoms so.
  CHECK(decode_heartbeat("heartbeat::" + std::string("\x83t\0\0\0\1w\4nodew\4a5@b", 18)) == "a5@b");
  CHECK(atom::count() == before);
}

TEST_CASE("gossip_packet: what is no heartbeat is nothing, wherever it is cut or goes on") {
  for (std::size_t n = 0; n < of_cat.size(); ++n) {
    CAPTURE(n);
    CHECK_FALSE(decode_heartbeat(of_cat.substr(0, n)));
  }
  CHECK_FALSE(decode_heartbeat(of_cat + "x"));
  CHECK_FALSE(decode_heartbeat("Heartbeat::" + of_cat.substr(11)));
  const auto told = [](std::string_view term) { return "heartbeat::" + std::string(term); };
  // #{}, #{nodes => a@b}, #{node => <<"a@b">>}, {node, a@b}, #{node => "a@b"}
  CHECK_FALSE(decode_heartbeat(told({"\x83t\0\0\0\0", 6})));
  CHECK_FALSE(decode_heartbeat(told({"\x83t\0\0\0\1w\5nodesw\3a@b", 18})));
  CHECK_FALSE(decode_heartbeat(told({"\x83t\0\0\0\1w\4nodem\0\0\0\3a@b", 20})));
  CHECK_FALSE(decode_heartbeat(told({"\x83h\2w\4nodew\3a@b", 14})));
  CHECK_FALSE(decode_heartbeat(told({"\x83t\0\0\0\1w\4nodek\0\3a@b", 18})));
  // A map that claims four billion pairs, an atom that claims more than there is, a compressed
  // term.
  CHECK_FALSE(decode_heartbeat(told({"\x83t\xff\xff\xff\xffw\4nodew\3a@b", 17})));
  CHECK_FALSE(decode_heartbeat(with_name({"v\xff\xff"
                                          "a@b",
                                          6})));
  CHECK_FALSE(decode_heartbeat(told({"\x83P\xff\xff\xff\xffxx", 8})));
}

}  // namespace
}  // namespace kith::mesh
