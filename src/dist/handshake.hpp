// The distribution handshake, version 6, as a state machine for both roles: bytes and answers in,
// actions out. It owns no socket and no timer, and interns no atom: a peer's name stays bytes until
// the peer has shown that it knows the cookie.
//
//   dials                                             accepts
//   name ──────────────────────────────────────────→  ask_acceptance, answered by the driver
//   ←───────────────── status: ok | ok_simultaneous | nok | not_allowed | alive | named:…
//   [alive: ask_still_pending; true or false ──────→]
//   ←──────────────────────────────────────────────── challenge
//   reply, with a challenge of its own ────────────→  digest verified; [alive: take_over]
//   ←──────────────────────────────────────────────── ack
//   digest verified: established                      established
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "dist/flags.hpp"
#include "dist/handshake_codec.hpp"
#include "kith/duration.hpp"
#include "kith/result.hpp"

namespace kith::dist {

/// How long each step of the handshake may take (kernel's `net_setuptime`).
inline constexpr duration net_setuptime_default = duration::seconds(7);

/// What the machine must know and must not keep: cookies and challenges.
class handshake_secrets {
 public:
  /// The cookie shared with that node (its name in UTF-8), as Latin-1.
  virtual std::string cookie(std::string_view node) = 0;
  /// An unpredictable number, from now on one of ours; fails when too many are young.
  virtual result<std::uint32_t> new_challenge() = 0;
  /// Whether this node issued that challenge lately. (Not: any node of this program. Two of them
  /// may be connecting to each other.)
  virtual bool is_ours(std::uint32_t challenge) = 0;

 protected:
  ~handshake_secrets() = default;
};

struct handshake_options {
  /// Our name in UTF-8; our host alone when `dynamic`.
  std::string node;
  std::uint32_t creation = 0;
  std::uint64_t flags = offered_flags;
  /// What the peer must have.
  std::uint64_t required = mandatory_flags;
  /// Whether the peer may show us among its `nodes()`. For the dialler; an acceptor answers it.
  bool publish = true;
  /// The dialler has no name yet and asks the peer for one.
  bool dynamic = false;
};

// Actions.

struct send_bytes {
  std::string bytes;
};

/// Somebody calls himself `node` and is about to prove it. Answer with `answer`, or with
/// `name_peer` when `dynamic`: then `node` is a host.
struct ask_acceptance {
  std::string node;  ///< UTF-8
  std::uint64_t flags = 0;
  std::uint32_t creation = 0;
  bool dynamic = false;
};

/// The peer has a living connection to us and asks whether ours is still wanted. Answer with
/// `still_pending`: true if this dial is the one that its node waits for.
struct ask_still_pending {};

/// The peer dials us at the same time and its connection is the one to live: this dial sends and
/// reads no more. Drop it when the other is up, or fail it with `timed_out`.
struct await_other {};

/// The peer is who it says. End the old connection to it, and call `old_connection_gone` when its
/// nodedown has been delivered.
struct take_over {};

struct established {
  std::string node;            ///< the peer's name, UTF-8
  std::uint32_t creation = 0;  ///< the peer's; 0 is legal and never equal to another
  std::uint64_t flags = 0;     ///< what both sides have; nothing else may be used
  bool hidden = false;
  std::string own_node;  ///< ours, UTF-8: new when `named_by_peer`
  std::uint32_t own_creation = 0;
  bool named_by_peer = false;  ///< losing this connection loses our name
  bool peer_named_by_us = false;
};

enum class handshake_failure : std::uint8_t {
  malformed,      ///< bytes that are no handshake
  wrong_name,     ///< another node answers at that address
  own_name,       ///< somebody uses our name
  missing_flags,  ///< a capability that we need is not there
  not_allowed,    ///< the peer's or our own list of allowed nodes
  nok,            ///< another connection to the same node is preferred
  bad_cookie,     ///< the digest is wrong
  reflection,     ///< our own challenge came back
  overloaded,     ///< too many handshakes
  superseded,     ///< no longer wanted
  timed_out,      ///< silence for net_setuptime
  closed,         ///< the peer closed the connection
};

struct failed {
  handshake_failure why;
  error what;  ///< a sentence that names the peer
  /// Somebody may be attacking: worth a line at level `alert`.
  bool security_event = false;
};

using handshake_action = std::variant<send_bytes, ask_acceptance, ask_still_pending, await_other,
                                      take_over, established, failed>;

enum class acceptance : std::uint8_t {
  accept,               ///< no other connection to that node
  accept_simultaneous,  ///< we dial it too, and this connection is the one to live
  nok,                  ///< we dial it too, and that connection is the one to live
  alive,                ///< there is a living connection; replace it once the peer is known
  not_allowed,
  drop,  ///< another one is already waiting to replace the living connection
};

/// What we have with a node at the moment when it calls.
enum class link_state : std::uint8_t { none, dialling, up, up_pending };

/// OTP's choice, by the names of the two nodes: kernel, net_kernel (accept_pending).
[[nodiscard]] acceptance choose_acceptance(std::string_view own_node, std::string_view peer,
                                           link_state have);

class handshake {
 public:
  /// A connection that we opened, to reach `peer` (UTF-8); empty: whoever is at the address. The
  /// first action sends our name.
  static handshake dial(handshake_options options, std::string peer, handshake_secrets& secrets);
  /// A connection that came in from `address`, which is for sentences only.
  static handshake accept(handshake_options options, std::string address,
                          handshake_secrets& secrets);

  // Events. None has an effect once the handshake has ended.

  void received(std::string_view bytes);
  /// The answer to `ask_acceptance`; `publish` as in the options.
  void answer(acceptance a, bool publish = true);
  /// The answer to an `ask_acceptance` that is dynamic.
  void name_peer(given_name name);
  void still_pending(bool yes);
  void old_connection_gone();
  void timed_out();
  void closed();

  /// The next thing to do, in order; nothing when the machine waits.
  [[nodiscard]] std::optional<handshake_action> next();

  /// Grows with every step that the peer has made: time for a timer of net_setuptime to start anew.
  [[nodiscard]] unsigned steps() const { return steps_; }
  [[nodiscard]] bool ended() const { return state_ == state::ended; }
  /// After `established`: the bytes that the peer sent behind its last packet.
  [[nodiscard]] std::string take_rest() { return packets_.take_rest(); }

 private:
  enum class state : std::uint8_t {
    // dials
    expects_status,
    asks_still_pending,
    awaits_other,
    expects_challenge,
    expects_ack,
    // accepts
    expects_name,
    asks_acceptance,
    expects_alive_answer,
    expects_reply,
    takes_over,

    ended,
  };

  handshake(handshake_options options, handshake_secrets& secrets, std::string peer, state first)
      : options_(std::move(options)), secrets_(&secrets), peer_(std::move(peer)), state_(first) {}

  void step(std::string_view packet);
  // dials
  void on_status(std::string_view packet);
  void on_named(const given_name& name);
  void on_challenge(std::string_view packet);
  void on_ack(std::string_view packet);
  // accepts
  void on_name(std::string_view packet);
  void on_alive_answer(std::string_view packet);
  void send_challenge();
  void on_reply(std::string_view packet);
  void acknowledge();

  void pump();
  void send(std::string bytes) { actions_.push_back(send_bytes{std::move(bytes)}); }
  void establish();
  void fail(handshake_failure why, std::string text, bool security_event = false);
  void fail(const error& malformed);
  bool check_flags();
  [[nodiscard]] bool dials() const { return dials_; }
  [[nodiscard]] std::string who() const;

  handshake_options options_;
  handshake_secrets* secrets_;
  std::string peer_;     ///< the peer's name, UTF-8, as far as known
  std::string address_;  ///< accepts: where it calls from
  bool dials_ = false;
  bool replaces_ = false;  ///< accepts: an old connection lives until the digest is verified
  bool peer_named_by_us_ = false;
  bool named_by_peer_ = false;
  state state_;
  std::uint64_t sent_flags_ = 0;
  std::uint64_t peer_flags_ = 0;
  std::uint32_t peer_creation_ = 0;
  std::uint32_t our_challenge_ = 0;
  std::uint32_t peer_challenge_ = 0;
  unsigned steps_ = 0;
  packet_splitter packets_;
  std::deque<handshake_action> actions_;
};

}  // namespace kith::dist
