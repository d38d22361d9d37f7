#include "dist/handshake.hpp"

#include <utility>

#include "base/latin1.hpp"

namespace kith::dist {
namespace {

// A peer that sends ahead while the driver still thinks: more than any honest one does.
constexpr std::size_t held_bytes_max = 256 * 1024;

std::string own_bytes(const std::string& name) {
  const std::optional<std::string> latin1 = utf8_to_latin1(name);
  KITH_ASSERT(latin1.has_value());  // own_node_name has seen to it
  return *latin1;
}

}  // namespace

acceptance choose_acceptance(std::string_view own_node, std::string_view peer, link_state have) {
  switch (have) {
  case link_state::none: return acceptance::accept;
  case link_state::dialling:
    return own_node > peer ? acceptance::nok : acceptance::accept_simultaneous;
  case link_state::up: return acceptance::alive;
  case link_state::up_pending: break;
  }
  return acceptance::drop;
}

handshake handshake::dial(handshake_options options, std::string peer, handshake_secrets& secrets) {
  handshake h(std::move(options), secrets, std::move(peer), state::expects_status);
  h.dials_ = true;
  // A node without a name cannot be shown under one, so NAME_ME comes in place of PUBLISHED.
  h.sent_flags_ = h.options_.flags | (h.options_.dynamic   ? flag::name_me
                                      : h.options_.publish ? flag::published
                                                           : 0);
  h.send(encode(name_packet{.flags = h.sent_flags_,
                            .creation = h.options_.dynamic ? 0 : h.options_.creation,
                            .name = own_bytes(h.options_.node)}));
  return h;
}

handshake handshake::accept(handshake_options options, std::string address,
                            handshake_secrets& secrets) {
  KITH_ASSERT(!options.dynamic);
  handshake h(std::move(options), secrets, {}, state::expects_name);
  h.address_ = std::move(address);
  return h;
}

void handshake::received(std::string_view bytes) {
  if (ended() || state_ == state::awaits_other) {
    return;
  }
  packets_.add(bytes);
  pump();
  if (!ended() && packets_.held() > held_bytes_max) {
    fail(handshake_failure::malformed, "sends too much before it is its turn");
  }
}

void handshake::pump() {
  while (!ended() && state_ != state::asks_acceptance && state_ != state::asks_still_pending &&
         state_ != state::takes_over && state_ != state::awaits_other) {
    result<std::optional<std::string>> packet = packets_.next();
    if (!packet) {
      fail(packet.failure());
      return;
    }
    if (!packet->has_value()) {
      return;
    }
    ++steps_;
    step(**packet);
  }
}

void handshake::step(std::string_view packet) {
  switch (state_) {
  case state::expects_status: on_status(packet); return;
  case state::expects_challenge: on_challenge(packet); return;
  case state::expects_ack: on_ack(packet); return;
  case state::expects_name: on_name(packet); return;
  case state::expects_alive_answer: on_alive_answer(packet); return;
  case state::expects_reply: on_reply(packet); return;
  case state::asks_still_pending:
  case state::awaits_other:
  case state::asks_acceptance:
  case state::takes_over:
  case state::ended: break;
  }
  KITH_ASSERT(false);  // pump takes no packet in these states
}

void handshake::timed_out() {
  if (!ended()) {
    fail(handshake_failure::timed_out, "did not answer in time (net_setuptime)");
  }
}

void handshake::closed() {
  if (ended() || state_ == state::awaits_other) {
    return;  // the side that said `nok` closes; the other connection decides
  }
  // An acceptor that gets a wrong digest closes without a word.
  fail(handshake_failure::closed, state_ == state::expects_ack
                                      ? "closed the connection at our answer to its challenge: the "
                                        "cookies of the two nodes differ, probably"
                                      : "closed the connection during the handshake");
}

std::optional<handshake_action> handshake::next() {
  if (actions_.empty()) {
    return std::nullopt;
  }
  handshake_action action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

bool handshake::check_flags() {
  const std::vector<std::string_view> missing = missing_flags(peer_flags_, options_.required);
  if (missing.empty()) {
    return true;
  }
  std::string text = "lacks ";
  for (const std::string_view name : missing) {
    text.append(name == missing.front() ? "" : ", ").append(name);
  }
  if (!dials()) {
    send(encode_status("not_allowed"));
  }
  fail(handshake_failure::missing_flags, text);
  return false;
}

void handshake::establish() {
  const std::uint64_t agreed = agreed_flags(sent_flags_, peer_flags_);
  state_ = state::ended;
  actions_.push_back(established{.node = peer_,
                                 .creation = peer_creation_,
                                 .flags = agreed,
                                 .hidden = is_hidden(agreed),
                                 .own_node = options_.node,
                                 .own_creation = options_.creation,
                                 .named_by_peer = named_by_peer_,
                                 .peer_named_by_us = peer_named_by_us_});
}

void handshake::fail(handshake_failure why, std::string text, bool security_event) {
  KITH_ASSERT(!ended());
  const errc code = why == handshake_failure::malformed    ? errc::bad_input
                    : why == handshake_failure::timed_out  ? errc::timed_out
                    : why == handshake_failure::closed     ? errc::closed
                    : why == handshake_failure::overloaded ? errc::limit
                                                           : errc::refused;
  state_ = state::ended;
  actions_.push_back(failed{why, error(code, who() + " " + std::move(text)), security_event});
}

void handshake::fail(const error& malformed) {
  fail(handshake_failure::malformed, "breaks the handshake: " + malformed.text);
}

std::string handshake::who() const {
  std::string text = peer_.empty() ? "a peer" : "node '" + printable(peer_, 300) + "'";
  return address_.empty() ? text : text + " at " + address_;
}

}  // namespace kith::dist
