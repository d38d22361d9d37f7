// The side of the handshake that dials.
#include "base/latin1.hpp"
#include "dist/handshake.hpp"
#include "dist/node_name.hpp"

namespace kith::dist {

void handshake::on_status(std::string_view packet) {
  const result<std::string> status = parse_status(packet);
  if (!status) {
    return fail(status.failure());
  }
  const std::string& word = *status;
  if (const std::optional<result<given_name>> named = parse_named(word)) {
    return *named ? on_named(**named) : fail(named->failure());
  }
  if (word == "not_allowed") {
    return fail(handshake_failure::not_allowed, "does not allow this node to connect");
  }
  if (options_.dynamic) {
    return fail(handshake_failure::malformed,
                "answers '" + printable(word) + "' where it should give us a name");
  }
  if (word == "ok" || word == "ok_simultaneous") {
    state_ = state::expects_challenge;
  } else if (word == "alive") {
    state_ = state::asks_still_pending;
    actions_.push_back(ask_still_pending{});
  } else if (word == "nok") {
    state_ = state::awaits_other;
    actions_.push_back(await_other{});
  } else {
    fail(handshake_failure::malformed, "answers with the unknown status '" + printable(word) + "'");
  }
}

void handshake::on_named(const given_name& name) {
  if (!options_.dynamic) {
    return fail(handshake_failure::malformed, "gives a name to a node that has one");
  }
  // The host is ours to say; the peer chooses what stands before it.
  const result<node_name> parts = parse_node_name(name.name);
  if (!parts || parts->host != options_.node || !utf8_to_latin1(name.name)) {
    return fail(handshake_failure::malformed,
                "gives us the name '" + printable(name.name) + "', which is not of our host");
  }
  options_.node = name.name;
  options_.creation = name.creation;
  named_by_peer_ = true;
  state_ = state::expects_challenge;
}

void handshake::still_pending(bool yes) {
  if (state_ != state::asks_still_pending) {
    return;
  }
  send(encode_status(yes ? "true" : "false"));
  if (!yes) {
    return fail(handshake_failure::superseded, "is connected already; this dial is not needed");
  }
  state_ = state::expects_challenge;
  pump();
}

void handshake::on_challenge(std::string_view packet) {
  const result<challenge_packet> challenge = parse_challenge(packet);
  if (!challenge) {
    return fail(challenge.failure());
  }
  if (peer_.empty()) {
    peer_ = latin1_to_utf8(challenge->name);
  } else if (latin1_to_utf8(challenge->name) != peer_) {
    return fail(handshake_failure::wrong_name,
                "is not the node at that address: '" + printable(challenge->name) + "' answers");
  }
  peer_flags_ = challenge->flags;
  peer_creation_ = challenge->creation;
  if (!check_flags()) {
    return;
  }
  if (secrets_->is_ours(challenge->challenge)) {
    return fail(handshake_failure::reflection,
                "sends back a challenge of ours, to have it answered by ourselves", true);
  }
  const result<std::uint32_t> ours = secrets_->new_challenge();
  if (!ours) {
    return fail(handshake_failure::overloaded, "has to wait: " + ours.failure().text);
  }
  our_challenge_ = *ours;
  send(encode_reply(our_challenge_, gen_digest(challenge->challenge, secrets_->cookie(peer_))));
  state_ = state::expects_ack;
}

void handshake::on_ack(std::string_view packet) {
  const result<std::string> digest = parse_ack(packet);
  if (!digest) {
    return fail(digest.failure());
  }
  if (!equal_digests(gen_digest(our_challenge_, secrets_->cookie(peer_)), *digest)) {
    return fail(handshake_failure::bad_cookie, "does not know the cookie that we have for it",
                true);
  }
  establish();
}

}  // namespace kith::dist
