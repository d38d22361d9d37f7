// The three things a node wants of an epmd, each a state machine over one connection: bytes to send
// at the start, bytes that come, the end of the connection, and an outcome.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dist/epmd_codec.hpp"
#include "kith/duration.hpp"

namespace kith::dist {

/// How long OTP's own client waits for an answer.
inline constexpr duration epmd_answer_time = duration::seconds(10);

/// Registers a node. The connection must stay open as long as the node lives: when it closes after
/// `registered`, epmd has died and the node registers again, after epmd_reconnect_time.
class epmd_registering {
 public:
  explicit epmd_registering(epmd_entry self) : self_(std::move(self)) {}

  [[nodiscard]] std::string request() const {
    return encode(epmd_request{epmd_request::op::alive2, self_});
  }
  void received(std::string_view bytes);
  /// The connection has ended, or the time is over.
  void closed();

  /// The creation that epmd gave; errc::exists when the name is taken. Nothing yet.
  [[nodiscard]] const std::optional<result<std::uint32_t>>& outcome() const { return outcome_; }
  /// Whether epmd has gone, or broken the protocol, after it had registered us.
  [[nodiscard]] bool lost() const { return lost_; }

 private:
  epmd_entry self_;
  std::string buffer_;
  std::optional<result<std::uint32_t>> outcome_;
  bool lost_ = false;
};

/// OTP: erl_epmd's RECONNECT_TIME.
inline constexpr duration epmd_reconnect_time = duration::seconds(2);

/// Asks where a node listens.
class epmd_lookup {
 public:
  /// `name` is the part before the '@'.
  explicit epmd_lookup(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] std::string request() const;
  void received(std::string_view bytes);
  void closed();

  /// errc::not_found when no node of that name is there, or one that speaks no version of ours
  /// (6; 5 is what OTP 25 and later refuse). Nothing yet.
  [[nodiscard]] const std::optional<result<epmd_entry>>& outcome() const { return outcome_; }

 private:
  void finish(const port2_answer& answer);

  std::string name_;
  std::string buffer_;
  std::optional<result<epmd_entry>> outcome_;
};

/// Asks for all names.
class epmd_listing {
 public:
  [[nodiscard]] static std::string request() {
    return encode(epmd_request{epmd_request::op::names, {}});
  }
  void received(std::string_view bytes);
  void closed();
  [[nodiscard]] const std::optional<result<std::vector<epmd_name>>>& outcome() const {
    return outcome_;
  }

 private:
  std::string buffer_;
  std::optional<result<std::vector<epmd_name>>> outcome_;
};

}  // namespace kith::dist
