// The packets of the distribution handshake, version 6 (OTP 23 to 28). Each goes behind its length
// in two bytes. Source: ERTS User's Guide, "Distribution Handshake"; kernel, dist_util.
//
//   send_name        dials →    'N' flags:u64 creation:u32 name_length:u16 name
//   send_status      ← accepts  's' "ok" | "ok_simultaneous" | "nok" | "not_allowed" | "alive"
//                               's' "named:" name_length:u16 name creation:u32
//   status reply     dials →    's' "true" | "false"            (only to "alive")
//   send_challenge   ← accepts  'N' flags:u64 challenge:u32 creation:u32 name_length:u16 name
//   challenge_reply  dials →    'r' challenge:u32 digest[16]
//   challenge_ack    ← accepts  'a' digest[16]
//
// Names are Latin-1, but for the one in "named:", which is UTF-8. Bytes after a name are ignored,
// as OTP does. The older packets ('n' in place of 'N', 'c') are not spoken by OTP 25 and later.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "dist/md5.hpp"
#include "kith/result.hpp"

namespace kith::dist {

/// No packet of ours is longer than 285 bytes; a longer claim closes the connection unread.
inline constexpr std::size_t handshake_packet_max = 1024;

struct name_packet {
  std::uint64_t flags = 0;
  std::uint32_t creation = 0;
  std::string name;  ///< Latin-1; a host alone when the flags ask for a name
};

struct challenge_packet {
  std::uint64_t flags = 0;
  std::uint32_t challenge = 0;
  std::uint32_t creation = 0;
  std::string name;  ///< Latin-1
};

struct reply_packet {
  std::uint32_t challenge = 0;
  std::string digest;  ///< 16 bytes
};

/// What "named:" carries.
struct given_name {
  std::string name;  ///< UTF-8
  std::uint32_t creation = 0;
};

[[nodiscard]] std::string encode(const name_packet& p);
[[nodiscard]] std::string encode(const challenge_packet& p);
[[nodiscard]] std::string encode_status(std::string_view word);
[[nodiscard]] std::string encode_named(const given_name& n);
[[nodiscard]] std::string encode_reply(std::uint32_t challenge, const md5_digest& digest);
[[nodiscard]] std::string encode_ack(const md5_digest& digest);

// The parsers take a packet without its length. Each fails with errc::bad_input and a sentence that
// says which packet it was and what is wrong with it.

/// Checks the name too: `name@host`, or a host alone when the flags ask for a name; no control
/// characters, at most 255.
[[nodiscard]] result<name_packet> parse_name(std::string_view packet);
[[nodiscard]] result<challenge_packet> parse_challenge(std::string_view packet);
/// The word after 's'.
[[nodiscard]] result<std::string> parse_status(std::string_view packet);
/// The name in a status word; nothing when the word is not "named:…".
[[nodiscard]] std::optional<result<given_name>> parse_named(std::string_view word);
[[nodiscard]] result<reply_packet> parse_reply(std::string_view packet);
/// The digest, 16 bytes.
[[nodiscard]] result<std::string> parse_ack(std::string_view packet);

/// Cuts a stream into the packets of the handshake.
class packet_splitter {
 public:
  void add(std::string_view bytes) { buffer_.append(bytes); }
  /// The next packet, or nothing yet. Fails when its claimed length is 0 or past the limit.
  [[nodiscard]] result<std::optional<std::string>> next();
  /// What followed the last packet: the start of the connection's own stream.
  [[nodiscard]] std::string take_rest() { return std::exchange(buffer_, {}); }
  [[nodiscard]] std::size_t held() const { return buffer_.size(); }

 private:
  std::string buffer_;
};

}  // namespace kith::dist
