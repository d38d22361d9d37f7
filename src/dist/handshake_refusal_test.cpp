// What a handshake refuses, and that it does so without harm.
#include <doctest/doctest.h>

#include "dist/handshake_party.hpp"

namespace kith::dist {

TEST_CASE("handshake: the old connection of a live peer survives a bad cookie") {
  scripted_secrets good;
  scripted_secrets bad;
  bad.shared = "guess";
  bad.upcoming = 0x55;
  party us = acceptor(good, "b@h");
  us.have = link_state::up;
  party them = dialler(bad, "a@h", "b@h");
  converse(them, us);
  REQUIRE(us.down);
  CHECK(us.down->why == handshake_failure::bad_cookie);
  CHECK(us.asked == std::vector<std::string>{"acceptance a@h"});
}

TEST_CASE("handshake: a wrong cookie is refused on both sides and the sentence names the node") {
  scripted_secrets s;
  scripted_secrets wrong;
  wrong.shared = "other";
  wrong.upcoming = 0x55;
  party us = acceptor(s, "b@h");
  party them = dialler(wrong, "a@h", "b@h");
  converse(them, us);
  REQUIRE(us.down);
  CHECK(us.down->why == handshake_failure::bad_cookie);
  CHECK(us.down->security_event);
  CHECK(us.why().find("'a@h' at 10.1.2.3:4 does not know the cookie") != std::string::npos);
  them.machine.closed();
  them.run();
  CHECK(them.why().find("cookies of the two nodes differ") != std::string::npos);
}

TEST_CASE("handshake: an acceptor that only pretends to know the cookie is refused") {
  scripted_secrets s;
  party us = dialler(s, "a@h", "b@h");
  us.hear(
      encode_status("ok") +
      encode(challenge_packet{.flags = erl_flags, .challenge = 9, .creation = 4, .name = "b@h"}));
  us.hear(encode_ack(gen_digest(1, "guess")));
  CHECK(us.down->why == handshake_failure::bad_cookie);
}

TEST_CASE("handshake: a digest of another length is refused") {
  scripted_secrets s;
  for (const std::size_t size : {0u, 15u, 17u}) {
    party us = acceptor(s, "b@h");
    us.hear(name_of("a@h"));
    std::string body = "r" + std::string(4, '\0') + std::string(size, 'x');
    us.hear(std::string{'\0', static_cast<char>(body.size())} + body);
    CHECK(us.down->why == handshake_failure::malformed);
  }
}

TEST_CASE("handshake: a peer that repeats our challenge is refused") {
  // Somebody makes us dial him and hands us the challenge that we gave him on his own connection.
  scripted_secrets s;
  party incoming = acceptor(s, "b@h");
  incoming.hear(name_of("evil@h"));
  const std::uint32_t ours = *s.issued.begin();
  party outgoing = dialler(s, "b@h", "evil@h");
  outgoing.take();
  outgoing.hear(encode_status("ok") +
                encode(challenge_packet{
                    .flags = erl_flags, .challenge = ours, .creation = 4, .name = "evil@h"}));
  REQUIRE(outgoing.down);
  CHECK(outgoing.down->why == handshake_failure::reflection);
  CHECK(outgoing.down->security_event);
  CHECK(outgoing.take().empty());

  party again = acceptor(s, "b@h");
  again.hear(name_of("evil@h"));
  again.take();
  const std::uint32_t last = s.upcoming - 1;
  again.hear(encode_reply(last, gen_digest(last, s.shared)));
  CHECK(again.down->why == handshake_failure::reflection);
  CHECK(again.take().empty());
}

TEST_CASE("handshake: too many handshakes at once are refused, not forgotten") {
  scripted_secrets s;
  s.exhausted = true;
  party us = acceptor(s, "b@h");
  us.hear(name_of("a@h"));
  CHECK(us.down->why == handshake_failure::overloaded);
  CHECK(us.down->what.code == errc::limit);
}

TEST_CASE("handshake: who dials an address without a name takes the name that answers") {
  scripted_secrets s;
  s.others["c@h"] = "theirs";
  party us = dialler(s, "a@h", "");
  us.take();
  us.hear(
      encode_status("ok") +
      encode(challenge_packet{.flags = erl_flags, .challenge = 9, .creation = 4, .name = "c@h"}));
  CHECK(us.take() == encode_reply(0x01020304, gen_digest(9, "theirs")));
  us.hear(encode_ack(gen_digest(0x01020304, "theirs")));
  REQUIRE(us.up);
  CHECK(us.up->node == "c@h");
}

TEST_CASE("handshake: another node at the looked-up port is not taken for the one we dial") {
  scripted_secrets s;
  party us = dialler(s, "a@h", "b@h");
  us.take();
  us.hear(
      encode_status("ok") +
      encode(challenge_packet{.flags = erl_flags, .challenge = 9, .creation = 4, .name = "c@h"}));
  CHECK(us.down->why == handshake_failure::wrong_name);
  CHECK(us.why().find("'c@h' answers") != std::string::npos);
  CHECK(us.take().empty());
}

TEST_CASE("handshake: what is missing is named, and an acceptor says not_allowed") {
  scripted_secrets s;
  const std::uint64_t weak = erl_flags & ~(flag::bit_binaries | flag::mandatory_25_digest);
  party us = acceptor(s, "b@h");
  us.hear(name_of("a@h", weak));
  CHECK(us.take() == encode_status("not_allowed"));
  CHECK(us.why().find("lacks BIT_BINARIES") != std::string::npos);
  CHECK(us.asked.empty());
  party out = dialler(s, "a@h", "b@h");
  out.take();
  out.hear(encode_status("ok") +
           encode(challenge_packet{.flags = weak, .challenge = 9, .creation = 4, .name = "b@h"}));
  CHECK(out.down->why == handshake_failure::missing_flags);
  CHECK(out.take().empty());
}

TEST_CASE("handshake: a peer with only the digest bit has the eleven it stands for") {
  scripted_secrets s;
  handshake_options options = named("b@h");
  options.required = mandatory_25_flags;
  party us{handshake::accept(options, "", s), "b@h"};
  us.hear(name_of("a@h", flag::mandatory_25_digest));
  us.hear(encode_reply(1, gen_digest(0x01020304, s.shared)));
  REQUIRE(us.up);
  CHECK(us.up->flags == (mandatory_25_flags | flag::mandatory_25_digest));
}

TEST_CASE("handshake: a peer that uses our name gets nok, and an alarm is raised") {
  scripted_secrets s;
  party us = acceptor(s, "b@h");
  us.hear(name_of("b@h"));
  CHECK(us.take() == encode_status("nok"));
  CHECK(us.down->why == handshake_failure::own_name);
  CHECK(us.down->security_event);
}

TEST_CASE("handshake: creation 0 is accepted") {
  scripted_secrets s;
  party us = acceptor(s, "b@h");
  us.hear(encode(name_packet{.flags = erl_flags, .creation = 0, .name = "a@h"}));
  us.hear(encode_reply(1, gen_digest(0x01020304, s.shared)));
  REQUIRE(us.up);
  CHECK(us.up->creation == 0);
}

TEST_CASE("handshake: a bad name is refused, and escaped where it is told") {
  scripted_secrets s;
  for (const std::string& name :
       {std::string("nohost"), std::string("a@b@c"), std::string("@h"), std::string("a@"),
        std::string(), std::string(200, 'a') + "@" + std::string(199, 'b'),
        std::string("a\x1b[2J@h"), std::string("a@h\n"), std::string("a\0b@h", 5)}) {
    party us = acceptor(s, "b@h");
    us.hear(name_of(name));
    REQUIRE(us.down);
    CHECK(us.down->why == handshake_failure::malformed);
    CHECK(us.why().find('\x1b') == std::string::npos);
    CHECK(us.take().empty());
  }
  party host = acceptor(s, "b@h");
  host.hear(name_of("a@h", erl_flags | flag::name_me));
  CHECK(host.down->why == handshake_failure::malformed);
}

TEST_CASE("handshake: malformed first packets are dropped without an answer") {
  scripted_secrets s;
  std::string long_name = name_of("a@h").substr(2);
  long_name[14] = '\x7f';
  const auto packet = [](const std::string& body) {
    return std::string{static_cast<char>(body.size() >> 8u), static_cast<char>(body.size())} + body;
  };
  for (const std::string& bytes :
       {packet(long_name), packet("Z" + long_name), packet("N"), packet("NN"),
        packet(std::string("n\0\5\0\0\0\1a@h", 10)), packet("c12345678"), packet("sok"),
        std::string("\0\0", 2), std::string("\xff\xff"), std::string("\x04\x01")}) {
    party us = acceptor(s, "b@h");
    us.hear(bytes);
    REQUIRE(us.down);
    CHECK(us.down->why == handshake_failure::malformed);
    CHECK(us.take().empty());
    CHECK(us.asked.empty());
  }
}

TEST_CASE("handshake: a packet of the old handshake is named in the error") {
  scripted_secrets s;
  party us = acceptor(s, "b@h");
  us.hear(std::string("\0\x0an\0\5\0\0\0\1a@h", 12));
  CHECK(us.why().find("OTP 22") != std::string::npos);
}

TEST_CASE("handshake: silence at any step ends it") {
  scripted_secrets s;
  const std::string first = name_of("a@h");
  for (const std::size_t heard : {std::size_t{0}, std::size_t{1}, first.size()}) {
    party us = acceptor(s, "b@h");
    us.hear(first.substr(0, heard));
    us.machine.timed_out();
    us.run();
    REQUIRE(us.down);
    CHECK(us.down->why == handshake_failure::timed_out);
    CHECK(us.down->what.code == errc::timed_out);
  }
}

TEST_CASE("handshake: nothing has an effect after its end") {
  scripted_secrets s;
  party us = acceptor(s, "b@h");
  us.machine.closed();
  us.run();
  REQUIRE(us.down);
  us.down.reset();
  us.hear(name_of("a@h"));
  us.machine.timed_out();
  us.machine.closed();
  us.machine.answer(acceptance::accept);
  us.machine.still_pending(true);
  us.machine.old_connection_gone();
  us.run();
  CHECK_FALSE(us.down);
  CHECK_FALSE(us.up);
  CHECK(us.take().empty());
}

TEST_CASE("handshake: a peer cannot fill our memory while we think") {
  scripted_secrets s;
  handshake machine = handshake::accept(named("b@h"), "", s);
  machine.received(name_of("a@h"));
  for (int i = 0; i < 300 && !machine.ended(); ++i) {
    machine.received(std::string(1024, 'x'));
  }
  CHECK(machine.ended());
}

}  // namespace kith::dist
