// Where packets begin and end in a stream of bytes. OTP: erlang:decode_packet/3.
#pragma once

#include <cstdint>
#include <string_view>

namespace kith::detail {

enum class packet_type : std::uint8_t {
  raw,
  length_1,  ///< a length of one byte before it
  length_2,
  length_4,
  asn1,   ///< ASN.1 BER, which says its length
  sunrm,  ///< Sun's RPC: the highest bit of the length is none of it
  cdr,    ///< CORBA's GIOP
  fcgi,   ///< Fast CGI
  tpkt,   ///< RFC 1006
  line,
  http,         ///< a line: of a request or of a response
  http_header,  ///< a line and what is folded behind it, or the empty line at the end
};

/// 0: without limit.
struct packet_limits {
  std::uint32_t packet_bytes = 0;  ///< without what says the length, where it is not in the packet
  std::uint32_t line_bytes = 0;
  char delimiter = '\n';  ///< of a line
};

struct packet_place {
  enum class outcome : std::uint8_t { whole, more, invalid };

  outcome what = outcome::more;
  std::uint64_t total = 0;  ///< bytes up to the next packet; of `more`: 0 when not yet known
  std::uint64_t begin = 0;  ///< of the packet's own bytes
  std::uint64_t end = 0;
};

/// The first packet in the bytes. One that is whole is within them.
[[nodiscard]] packet_place find_packet(packet_type type, std::string_view bytes,
                                       const packet_limits& limits);

}  // namespace kith::detail
