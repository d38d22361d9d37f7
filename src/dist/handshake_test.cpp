#include "dist/handshake.hpp"

#include <doctest/doctest.h>

#include "dist/golden_lines.hpp"
#include "dist/handshake_party.hpp"

namespace kith::dist {

TEST_CASE("handshake: accepts erl, byte for byte what erl saw before") {
  const auto lines = golden_lines(
#include "../../tests/golden/handshake_dial_otp25.txt"
  );
  scripted_secrets s;
  party us = acceptor(s, "fake@vm");
  us.hear(golden_bytes(lines, '>'));
  CHECK(us.take() == golden_bytes(lines, '<'));
  REQUIRE(us.up);
  CHECK(us.up->node == "real@vm");
  CHECK(us.up->flags == erl_flags);
  CHECK_FALSE(us.up->hidden);
  CHECK(us.up->creation >= 4);
  CHECK(us.asked == std::vector<std::string>{"acceptance real@vm"});
}

TEST_CASE("handshake: accepts a C node, and the link is hidden") {
  const auto lines = golden_lines(
#include "../../tests/golden/handshake_dial_ei25.txt"
  );
  scripted_secrets s;
  party us = acceptor(s, "fake@vm");
  us.hear(golden_bytes(lines, '>'));
  REQUIRE(us.up);
  CHECK(us.up->hidden);
  CHECK((us.up->flags & flag::dist_hdr_atom_cache) == 0);
}

TEST_CASE("handshake: dials erl, byte for byte what erl accepted before") {
  const auto lines = golden_lines(
#include "../../tests/golden/handshake_accept_otp25.txt"
  );
  scripted_secrets s;
  s.upcoming = 0x0a0b0c0d;
  party us = dialler(s, "fake2@vm", "real2@vm");
  us.hear(golden_bytes(lines, '<'));
  CHECK(us.take() == golden_bytes(lines, '>'));
  REQUIRE(us.up);
  CHECK(us.up->node == "real2@vm");
  CHECK(us.up->flags == erl_flags);
}

TEST_CASE("handshake: dials erl that thinks us alive") {
  const auto lines = golden_lines(
#include "../../tests/golden/handshake_alive_otp25.txt"
  );
  scripted_secrets s;
  s.upcoming = 0x0a0b0c0d;
  party us = dialler(s, "fake2@vm", "real2@vm");
  us.hear(golden_bytes(lines, '<'));
  CHECK(us.take() == golden_bytes(lines, '>'));
  CHECK(us.up);
  party late = dialler(s, "fake2@vm", "real2@vm");
  late.take();
  late.wanted = false;
  late.hear(golden_bytes(lines, '<'));
  CHECK(late.take() == encode_status("false"));
  REQUIRE(late.down);
  CHECK(late.down->why == handshake_failure::superseded);
}

TEST_CASE("handshake: names a node that erl starts without a name") {
  const auto lines = golden_lines(
#include "../../tests/golden/handshake_dynamic_otp25.txt"
  );
  scripted_secrets s;
  party us = acceptor(s, "fake@vm");
  us.gives = given_name{"GIVEN@vm", 5000};
  us.hear(golden_bytes(lines, '>'));
  CHECK(us.take() == golden_bytes(lines, '<'));
  REQUIRE(us.up);
  CHECK(us.up->node == "GIVEN@vm");
  CHECK(us.up->creation == 5000);
  CHECK(us.up->peer_named_by_us);
  CHECK(us.up->hidden);
  CHECK((us.up->flags & flag::name_me) != 0);
}

TEST_CASE("handshake: takes a name from erl") {
  const auto lines = golden_lines(
#include "../../tests/golden/handshake_named_by_otp25.txt"
  );
  scripted_secrets s;
  s.upcoming = 0x0a0b0c0d;
  handshake_options options = named("vm", 78);
  options.dynamic = true;
  party us{handshake::dial(options, "real2@vm", s)};
  us.run();
  us.hear(golden_bytes(lines, '<'));
  REQUIRE(us.up);
  CHECK(us.up->own_node == "2OX06RBEXMFVH@vm");
  CHECK(us.up->own_creation == 0x354cca99);
  CHECK(us.up->named_by_peer);
  CHECK(us.up->hidden);
  // Everything behind the name is what erl accepted; the name itself had creation 78 there.
  CHECK(us.take().substr(19) == golden_bytes(lines, '>').substr(19));
}

TEST_CASE("handshake: a status that is not for us ends the dial") {
  scripted_secrets s;
  handshake_options nameless = named("vm");
  nameless.dynamic = true;
  const auto hears = [&](const handshake_options& o, const std::string& status) {
    party us{handshake::dial(o, "real@vm", s)};
    us.run();
    us.hear(status);
    return us.down ? us.down->why : handshake_failure::closed;
  };
  const handshake_options plain = named("fake@vm");
  CHECK(hears(plain, encode_named({"x@vm", 5})) == handshake_failure::malformed);
  CHECK(hears(plain, encode_status("not_allowed")) == handshake_failure::not_allowed);
  CHECK(hears(plain, encode_status("okay")) == handshake_failure::malformed);
  CHECK(hears(plain, encode_status("")) == handshake_failure::malformed);
  CHECK(hears(nameless, encode_status("ok")) == handshake_failure::malformed);
  CHECK(hears(nameless, encode_status("not_allowed")) == handshake_failure::not_allowed);
  CHECK(hears(nameless, encode_named({"x@elsewhere", 5})) == handshake_failure::malformed);
  CHECK(hears(nameless, encode_named({"x", 5})) == handshake_failure::malformed);
  CHECK(hears(nameless, encode_status("named:")) == handshake_failure::malformed);
}

TEST_CASE("handshake: erl refuses a dialler that lacks a flag or uses its name") {
  const auto refused = golden_lines(
#include "../../tests/golden/handshake_not_allowed_otp25.txt"
  );
  const auto own_name = golden_lines(
#include "../../tests/golden/handshake_own_name_otp25.txt"
  );
  scripted_secrets s;
  party weak = dialler(s, "weak@vm", "real2@vm");
  weak.hear(golden_bytes(refused, '<'));
  REQUIRE(weak.down);
  CHECK(weak.down->why == handshake_failure::not_allowed);
  party double_ = dialler(s, "real2@vm", "real2@vm");
  double_.hear(golden_bytes(own_name, '<'));
  CHECK(double_.asked == std::vector<std::string>{"await other"});
}

TEST_CASE("handshake: works however the bytes are cut, and leaves what follows alone") {
  scripted_secrets s;
  scripted_secrets r;
  r.upcoming = 0x55;
  party reference_dial = dialler(s, "a@h", "b@h");
  party reference_accept = acceptor(r, "b@h");
  const std::string to_acceptor_1 = reference_dial.take();
  reference_accept.hear(to_acceptor_1);
  const std::string to_dialler_1 = reference_accept.take();
  reference_dial.hear(to_dialler_1);
  const std::string to_acceptor_2 = reference_dial.take();
  reference_accept.hear(to_acceptor_2);
  const std::string to_dialler_2 = reference_accept.take();
  REQUIRE(reference_accept.up);

  const std::string stream = to_dialler_1 + to_dialler_2 + std::string("\0\0\0\0dist", 8);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    scripted_secrets t;
    party us = dialler(t, "a@h", "b@h");
    us.hear(stream.substr(0, cut));
    const bool ended_early = us.up.has_value();
    if (!ended_early) {
      us.hear(stream.substr(cut));
    }
    REQUIRE(us.up);
    const std::string rest =
        us.machine.take_rest() + (ended_early ? stream.substr(cut) : std::string());
    CHECK(rest == std::string("\0\0\0\0dist", 8));
  }
  const std::string other = to_acceptor_1 + to_acceptor_2;
  for (std::size_t cut = 0; cut <= other.size(); ++cut) {
    scripted_secrets t;
    t.upcoming = 0x55;
    party us = acceptor(t, "b@h");
    us.hear(other.substr(0, cut));
    us.hear(other.substr(cut));
    CHECK(us.up);
    CHECK(us.machine.take_rest().empty());
  }
}

TEST_CASE("handshake: two of our own agree on the intersection of their flags") {
  scripted_secrets s;
  handshake_options plain = named("a@h");
  plain.flags &= ~(flag::fragments | flag::dist_hdr_atom_cache);
  plain.publish = false;
  party a{handshake::dial(plain, "b@h", s)};
  a.run();
  scripted_secrets t;
  t.upcoming = 0x99;
  party b = acceptor(t, "b@h");
  converse(a, b);
  REQUIRE(a.up);
  REQUIRE(b.up);
  CHECK(a.up->flags == b.up->flags);
  CHECK((a.up->flags & (flag::fragments | flag::dist_hdr_atom_cache | flag::published)) == 0);
  CHECK(a.up->hidden);
  CHECK(b.up->hidden);
  CHECK(a.up->creation == 77);
  CHECK(b.machine.steps() == 2);
}

TEST_CASE("handshake: an acceptor with its own dial under way goes by the names") {
  CHECK(choose_acceptance("real@vm", "aaa@vm", link_state::dialling) == acceptance::nok);
  CHECK(choose_acceptance("real@vm", "zzz@vm", link_state::dialling) ==
        acceptance::accept_simultaneous);
  CHECK(choose_acceptance("real@vm", "zzz@vm", link_state::none) == acceptance::accept);
  CHECK(choose_acceptance("real@vm", "zzz@vm", link_state::up) == acceptance::alive);
  CHECK(choose_acceptance("real@vm", "zzz@vm", link_state::up_pending) == acceptance::drop);
}

TEST_CASE("handshake: our side of a simultaneous connect is erl's, byte for byte") {
  const auto lower = golden_lines(
#include "../../tests/golden/handshake_simultaneous_lower_otp25.txt"
  );
  const auto higher = golden_lines(
#include "../../tests/golden/handshake_simultaneous_higher_otp25.txt"
  );
  scripted_secrets s;
  party us = acceptor(s, "real@vm");
  us.have = link_state::dialling;
  us.hear(golden_bytes(lower, '>'));
  CHECK(us.take() == golden_bytes(lower, '<'));
  CHECK(us.down->why == handshake_failure::nok);

  scripted_secrets t;
  t.upcoming = 0xdb1ffd68;
  handshake_options real = named("real@vm", 0x6b01241f);
  party them{handshake::accept(real, "", t), "real@vm"};
  them.have = link_state::dialling;
  them.hear(golden_bytes(higher, '>'));
  CHECK(them.take() == golden_bytes(higher, '<'));
  CHECK(them.up);
}

TEST_CASE("handshake: of two simultaneous dials exactly one survives, in both orders") {
  for (const bool a_first : {true, false}) {
    scripted_secrets s;
    scripted_secrets t;
    t.upcoming = 0x77;
    party a_dials = dialler(s, "a@h", "b@h");
    party b_dials = dialler(t, "b@h", "a@h");
    party a_accepts = acceptor(s, "a@h");
    party b_accepts = acceptor(t, "b@h");
    a_accepts.have = b_accepts.have = link_state::dialling;
    if (a_first) {
      converse(a_dials, b_accepts);
      converse(b_dials, a_accepts);
    } else {
      converse(b_dials, a_accepts);
      converse(a_dials, b_accepts);
    }
    // b's name is greater: its dial stands, and it tells a's dial so.
    CHECK(b_dials.up);
    CHECK(a_accepts.up);
    CHECK_FALSE(a_dials.up);
    CHECK_FALSE(a_dials.down);
    CHECK(a_dials.asked == std::vector<std::string>{"await other"});
    CHECK(b_accepts.down->why == handshake_failure::nok);
    // The refused dial stays quiet when its connection closes, until the timer ends it.
    a_dials.machine.closed();
    a_dials.run();
    CHECK_FALSE(a_dials.down);
    a_dials.machine.timed_out();
    a_dials.run();
    CHECK(a_dials.down->why == handshake_failure::timed_out);
  }
}

TEST_CASE("handshake: a live peer that proves itself replaces its old connection, then is up") {
  scripted_secrets s;
  scripted_secrets t;
  t.upcoming = 0x55;
  party us = acceptor(s, "b@h");
  us.have = link_state::up;
  party them = dialler(t, "a@h", "b@h");
  converse(them, us);
  CHECK(us.asked == std::vector<std::string>{"acceptance a@h", "take over"});
  CHECK_FALSE(us.up);
  CHECK_FALSE(them.up);
  us.machine.old_connection_gone();
  us.run();
  CHECK(us.up);
  converse(them, us);
  CHECK(them.up);
}

TEST_CASE("handshake: names are Latin-1 on the wire and UTF-8 here") {
  scripted_secrets s;
  party us = acceptor(s, "b@h\xc3\xa9");
  us.hear(name_of("a@h\xe9"));
  CHECK(us.asked == std::vector<std::string>{"acceptance a@h\xc3\xa9"});
  CHECK(us.take().ends_with("b@h\xe9"));
  us.hear(encode_reply(1, gen_digest(0x01020304, s.shared)));
  CHECK(us.up->node == "a@h\xc3\xa9");
}

}  // namespace kith::dist
