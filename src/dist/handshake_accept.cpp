// The side of the handshake that accepts.
#include "base/latin1.hpp"
#include "dist/handshake.hpp"

namespace kith::dist {

void handshake::on_name(std::string_view packet) {
  const result<name_packet> name = parse_name(packet);
  if (!name) {
    return fail(name.failure());
  }
  peer_ = latin1_to_utf8(name->name);
  peer_flags_ = name->flags;
  peer_creation_ = name->creation;
  if (!check_flags()) {
    return;
  }
  if (peer_ == options_.node) {
    send(encode_status("nok"));
    return fail(handshake_failure::own_name, "has the name of this node", true);
  }
  state_ = state::asks_acceptance;
  actions_.push_back(ask_acceptance{.node = peer_,
                                    .flags = peer_flags_,
                                    .creation = peer_creation_,
                                    .dynamic = is_dynamic(peer_flags_)});
}

void handshake::answer(acceptance a, bool publish) {
  if (state_ != state::asks_acceptance) {
    return;
  }
  KITH_ASSERT(!is_dynamic(peer_flags_) || a == acceptance::not_allowed || a == acceptance::drop);
  sent_flags_ = options_.flags | (publish ? flag::published : 0);
  switch (a) {
  case acceptance::accept: send(encode_status("ok")); break;
  case acceptance::accept_simultaneous: send(encode_status("ok_simultaneous")); break;
  case acceptance::alive:
    send(encode_status("alive"));
    state_ = state::expects_alive_answer;
    return pump();
  case acceptance::nok:
    send(encode_status("nok"));
    return fail(handshake_failure::nok, "calls while we dial it; our connection is the one");
  case acceptance::not_allowed:
    send(encode_status("not_allowed"));
    return fail(handshake_failure::not_allowed, "is not among the nodes that may connect");
  case acceptance::drop:
    return fail(handshake_failure::superseded, "has another connection under way");
  }
  send_challenge();
  pump();
}

void handshake::name_peer(given_name name) {
  if (state_ != state::asks_acceptance) {
    return;
  }
  KITH_ASSERT(is_dynamic(peer_flags_));
  send(encode_named(name));
  peer_ = std::move(name.name);
  peer_creation_ = name.creation;
  peer_named_by_us_ = true;
  // In place of PUBLISHED: the link is hidden. OTP: dist_util:publish_flag/3.
  sent_flags_ = options_.flags | flag::name_me;
  send_challenge();
  pump();
}

void handshake::on_alive_answer(std::string_view packet) {
  const result<std::string> status = parse_status(packet);
  if (!status) {
    return fail(status.failure());
  }
  if (*status == "false") {
    return fail(handshake_failure::superseded, "no longer wants this connection");
  }
  if (*status != "true") {
    return fail(handshake_failure::malformed,
                "answers '" + printable(*status) + "' to whether it still wants to connect");
  }
  replaces_ = true;
  send_challenge();
}

void handshake::send_challenge() {
  const result<std::uint32_t> ours = secrets_->new_challenge();
  if (!ours) {
    return fail(handshake_failure::overloaded, "has to wait: " + ours.failure().text);
  }
  our_challenge_ = *ours;
  const std::optional<std::string> name = utf8_to_latin1(options_.node);
  KITH_ASSERT(name.has_value());
  send(encode(challenge_packet{.flags = sent_flags_,
                               .challenge = our_challenge_,
                               .creation = options_.creation,
                               .name = *name}));
  state_ = state::expects_reply;
}

void handshake::on_reply(std::string_view packet) {
  const result<reply_packet> reply = parse_reply(packet);
  if (!reply) {
    return fail(reply.failure());
  }
  if (!equal_digests(gen_digest(our_challenge_, secrets_->cookie(peer_)), reply->digest)) {
    return fail(handshake_failure::bad_cookie, "does not know the cookie that we have for it",
                true);
  }
  if (secrets_->is_ours(reply->challenge)) {
    return fail(handshake_failure::reflection,
                "sends back a challenge of ours, to have it answered by ourselves", true);
  }
  peer_challenge_ = reply->challenge;
  if (!replaces_) {
    return acknowledge();
  }
  // Only now: whoever merely knows a node's name cannot cut it off.
  state_ = state::takes_over;
  actions_.push_back(take_over{});
}

void handshake::old_connection_gone() {
  if (state_ == state::takes_over) {
    acknowledge();
  }
}

void handshake::acknowledge() {
  send(encode_ack(gen_digest(peer_challenge_, secrets_->cookie(peer_))));
  establish();
}

}  // namespace kith::dist
