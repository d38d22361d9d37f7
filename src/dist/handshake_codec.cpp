#include "dist/handshake_codec.hpp"

#include <algorithm>

#include "base/latin1.hpp"
#include "dist/flags.hpp"
#include "dist/node_name.hpp"
#include "dist/wire.hpp"

namespace kith::dist {
namespace {

constexpr std::string_view named_word = "named:";

error bad(std::string text) {
  return {errc::bad_input, std::move(text)};
}

std::string with_length(const std::string& body) {
  KITH_ASSERT(!body.empty());
  KITH_ASSERT(body.size() <= handshake_packet_max);
  std::string out;
  put_u16(out, static_cast<std::uint16_t>(body.size()));
  return out + body;
}

void put_name(std::string& out, std::string_view name) {
  KITH_ASSERT(name.size() <= 0xFFFF);
  put_u16(out, static_cast<std::uint16_t>(name.size()));
  out.append(name);
}

bool take_name(byte_reader& in, std::string& name) {
  std::uint16_t length = 0;
  std::string_view bytes;
  if (!in.u16(length) || !in.bytes(length, bytes)) {
    return false;
  }
  name = bytes;
  return true;
}

// `what` arrived with this tag in place of the expected one.
error unexpected(std::string_view packet, std::string_view what) {
  std::string text = "expected ";
  text.append(what).append(", got ");
  if (packet.empty()) {
    return bad(text + "an empty packet");
  }
  const char tag = packet[0];
  if (tag == 'n' || tag == 'c') {
    return bad(text + "a packet of the old handshake (version 5, OTP 22 and older)");
  }
  return bad(text + "a packet with tag '" + printable(packet.substr(0, 1)) + "'");
}

result<void> check_name(std::string_view name, bool dynamic) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  const auto ats = std::ranges::count(name, '@');
  const bool shape = dynamic ? ats == 0 && !name.empty()
                             : ats == 1 && !name.starts_with('@') && !name.ends_with('@');
  if (!shape || name.size() > node_name_characters_max || std::ranges::any_of(name, control)) {
    return bad("'" + printable(name) + "' is no " + (dynamic ? "host name" : "node name"));
  }
  return {};
}

}  // namespace

std::string encode(const name_packet& p) {
  std::string body = "N";
  put_u64(body, p.flags);
  put_u32(body, p.creation);
  put_name(body, p.name);
  return with_length(body);
}

result<name_packet> parse_name(std::string_view packet) {
  if (!packet.starts_with('N')) {
    return unexpected(packet, "a name");
  }
  byte_reader in(packet.substr(1));
  name_packet p;
  if (!in.u64(p.flags) || !in.u32(p.creation) || !take_name(in, p.name)) {
    return bad("a name packet of " + std::to_string(packet.size()) + " bytes ends too early");
  }
  if (const result<void> name = check_name(p.name, is_dynamic(p.flags)); !name) {
    return name.failure();
  }
  return p;
}

std::string encode(const challenge_packet& p) {
  std::string body = "N";
  put_u64(body, p.flags);
  put_u32(body, p.challenge);
  put_u32(body, p.creation);
  put_name(body, p.name);
  return with_length(body);
}

result<challenge_packet> parse_challenge(std::string_view packet) {
  if (!packet.starts_with('N')) {
    return unexpected(packet, "a challenge");
  }
  byte_reader in(packet.substr(1));
  challenge_packet p;
  if (!in.u64(p.flags) || !in.u32(p.challenge) || !in.u32(p.creation) || !take_name(in, p.name)) {
    return bad("a challenge packet of " + std::to_string(packet.size()) + " bytes ends too early");
  }
  return p;
}

std::string encode_status(std::string_view word) {
  return with_length("s" + std::string(word));
}

std::string encode_named(const given_name& n) {
  std::string body = "s" + std::string(named_word);
  put_name(body, n.name);
  put_u32(body, n.creation);
  return with_length(body);
}

result<std::string> parse_status(std::string_view packet) {
  if (!packet.starts_with('s')) {
    return unexpected(packet, "a status");
  }
  return std::string(packet.substr(1));
}

std::optional<result<given_name>> parse_named(std::string_view word) {
  if (!word.starts_with(named_word)) {
    return std::nullopt;
  }
  byte_reader in(word.substr(named_word.size()));
  given_name n;
  if (!take_name(in, n.name) || !in.u32(n.creation)) {
    return bad("the name that the peer gave us ends too early");
  }
  if (const result<node_name> name = parse_node_name(n.name); !name) {
    return name.failure();
  }
  return n;
}

std::string encode_reply(std::uint32_t challenge, const md5_digest& digest) {
  std::string body = "r";
  put_u32(body, challenge);
  body.append(digest.begin(), digest.end());
  return with_length(body);
}

result<reply_packet> parse_reply(std::string_view packet) {
  if (!packet.starts_with('r')) {
    return unexpected(packet, "a challenge reply");
  }
  byte_reader in(packet.substr(1));
  reply_packet p;
  if (!in.u32(p.challenge) || in.left() != 16) {
    return bad("a challenge reply of " + std::to_string(packet.size()) + " bytes, not 21");
  }
  p.digest = in.rest();
  return p;
}

std::string encode_ack(const md5_digest& digest) {
  return with_length("a" + std::string(digest.begin(), digest.end()));
}

result<std::string> parse_ack(std::string_view packet) {
  if (!packet.starts_with('a')) {
    return unexpected(packet, "a challenge acknowledgement");
  }
  if (packet.size() != 17) {
    return bad("a challenge acknowledgement of " + std::to_string(packet.size()) +
               " bytes, not 17");
  }
  return std::string(packet.substr(1));
}

result<std::optional<std::string>> packet_splitter::next() {
  if (buffer_.size() < 2) {
    return std::optional<std::string>();
  }
  const std::size_t length = std::size_t{byte_at(buffer_, 0)} << 8u | byte_at(buffer_, 1);
  if (length == 0 || length > handshake_packet_max) {
    return bad("a handshake packet of " + std::to_string(length) + " bytes");
  }
  if (buffer_.size() < 2 + length) {
    return std::optional<std::string>();
  }
  std::string packet = buffer_.substr(2, length);
  buffer_.erase(0, 2 + length);
  return std::optional<std::string>(std::move(packet));
}

}  // namespace kith::dist
