#include "mesh/gossip_packet.hpp"

#include "base/latin1.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"

namespace kith::mesh {

namespace {

constexpr std::string_view prelude = "heartbeat::";
constexpr std::string_view map_of_one("\x83t\0\0\0\1", 6);

bool take(std::string_view& bytes, std::string_view first) {
  if (!bytes.starts_with(first)) {
    return false;
  }
  bytes.remove_prefix(first.size());
  return true;
}

std::optional<std::string> take_atom(std::string_view& bytes) {
  if (bytes.empty()) {
    return std::nullopt;
  }
  const char tag = bytes[0];
  const bool is_short = tag == 's' || tag == 'w';
  const std::size_t head = is_short ? 2 : 3;
  if ((!is_short && tag != 'd' && tag != 'v') || bytes.size() < head) {
    return std::nullopt;
  }
  const auto byte = [&](std::size_t i) -> std::size_t {
    return static_cast<unsigned char>(bytes[i]);
  };
  const std::size_t length = is_short ? byte(1) : byte(1) << 8u | byte(2);
  if (bytes.size() - head < length) {
    return std::nullopt;
  }
  const std::string_view name = bytes.substr(head, length);
  bytes.remove_prefix(head + length);
  return tag == 'd' || tag == 's' ? latin1_to_utf8(name) : std::string(name);
}

}  // namespace

std::string encode_heartbeat(atom node) {
  const term told = map(atom("node"), node);
  return std::string(prelude) + term_to_binary(told);
}

std::optional<std::string> decode_heartbeat(std::string_view bytes) {
  if (!take(bytes, prelude) || !take(bytes, map_of_one) || take_atom(bytes) != "node") {
    return std::nullopt;
  }
  std::optional<std::string> name = take_atom(bytes);
  return bytes.empty() ? name : std::nullopt;
}

}  // namespace kith::mesh
