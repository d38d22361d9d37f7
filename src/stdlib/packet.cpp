// Lengths of packets are integers, big-endian unless said otherwise.
//
//   1, 2, 4  length:u8|u16|u32 data
//   asn1     tag length data, as X.690 has them (8.1)
//   sunrm    last:1 length:31 data                                          (RFC 5531)
//   cdr      "GIOP" version:u8[2] flags:u8 type:u8 length:u32 data          (flags & 1:
//   little-endian) fcgi     1 type:u8 id:u16 length:u16 padding:u8 reserved:u8 data pad tpkt     3
//   reserved:u8 length:u16 data                                  (all counted; RFC 1006)

#include "stdlib/packet.hpp"

#include <algorithm>
#include <string>

namespace kith::detail {

namespace {

using outcome = packet_place::outcome;

/// No packet of OTP is larger.
constexpr std::uint64_t total_max = INT32_MAX;

constexpr packet_place invalid{.what = outcome::invalid};
constexpr packet_place more{};

std::uint64_t unsigned_at(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = value << 8u | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/// What is known of a packet once its head has been read.
struct head {
  std::uint64_t bytes;        ///< of the head itself
  std::uint64_t data;         ///< of what follows
  std::uint64_t padding = 0;  ///< behind it
  bool is_kept = true;        ///< whether the head belongs to the packet
};

packet_place placed(const head& h, std::string_view bytes, const packet_limits& limits) {
  const std::uint64_t size = h.data + h.padding;
  if ((limits.packet_bytes != 0 && size > limits.packet_bytes) || h.bytes + size > total_max) {
    return invalid;
  }
  packet_place at{.total = h.bytes + size};
  if (at.total <= bytes.size()) {
    at.what = outcome::whole;
    at.begin = h.is_kept ? 0 : h.bytes;
    at.end = h.bytes + h.data;
  }
  return at;
}

packet_place with_length(std::size_t size, std::string_view bytes, const packet_limits& limits) {
  if (bytes.size() < size) {
    return more;
  }
  return placed({.bytes = size, .data = unsigned_at(bytes, 0, size), .is_kept = false}, bytes,
                limits);
}

packet_place of_asn1(std::string_view bytes, const packet_limits& limits) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < 2) {
    return more;
  }
  std::size_t at = 1;
  if ((byte(0) & 0x1Fu) == 0x1Fu) {  // a tag of several bytes, the last without the highest bit
    while (at < bytes.size() && byte(at) >= 0x80) {
      ++at;
    }
    ++at;
  }
  if (at >= bytes.size()) {
    return more;
  }
  const unsigned char first = byte(at++);
  if (first < 0x80) {
    return placed({.bytes = at, .data = first}, bytes, limits);
  }
  const std::size_t count = first & 0x7Fu;
  if (bytes.size() - at < count) {
    return more;
  }
  if (count > 4) {
    return invalid;
  }
  return placed({.bytes = at + count, .data = unsigned_at(bytes, at, count)}, bytes, limits);
}

packet_place of_sunrm(std::string_view bytes, const packet_limits& limits) {
  if (bytes.size() < 4) {
    return more;
  }
  return placed({.bytes = 4, .data = unsigned_at(bytes, 0, 4) & 0x7FFF'FFFFu}, bytes, limits);
}

packet_place of_cdr(std::string_view bytes, const packet_limits& limits) {
  constexpr std::size_t head_bytes = 12;
  if (bytes.size() < head_bytes) {
    return more;
  }
  if (!bytes.starts_with("GIOP")) {
    return invalid;
  }
  std::string length(bytes.substr(8, 4));
  if ((static_cast<unsigned char>(bytes[6]) & 1u) != 0) {
    std::reverse(length.begin(), length.end());
  }
  return placed({.bytes = head_bytes, .data = unsigned_at(length, 0, 4)}, bytes, limits);
}

packet_place of_fcgi(std::string_view bytes, const packet_limits& limits) {
  constexpr std::size_t head_bytes = 8;
  if (bytes.size() < head_bytes) {
    return more;
  }
  if (bytes[0] != 1) {
    return invalid;
  }
  return placed(
      {.bytes = head_bytes, .data = unsigned_at(bytes, 4, 2), .padding = unsigned_at(bytes, 6, 1)},
      bytes, limits);
}

packet_place of_tpkt(std::string_view bytes, const packet_limits& limits) {
  constexpr std::size_t head_bytes = 4;
  if (bytes.size() < head_bytes) {
    return more;
  }
  const std::uint64_t length = unsigned_at(bytes, 2, 2);
  if (bytes[0] != 3 || length < head_bytes) {
    return invalid;
  }
  return placed({.bytes = head_bytes, .data = length - head_bytes}, bytes, limits);
}

packet_place up_to(std::uint64_t end) {
  return {.what = outcome::whole, .total = end, .begin = 0, .end = end};
}

/// A line that is too long is cut.
packet_place of_line(std::string_view bytes, const packet_limits& limits) {
  const std::size_t at = bytes.find(limits.delimiter);
  const std::size_t size = at == std::string_view::npos ? bytes.size() : at + 1;
  if (limits.packet_bytes != 0 && size > limits.packet_bytes) {
    return invalid;
  }
  const bool has_end = at != std::string_view::npos;
  if (limits.line_bytes != 0 && size + (has_end ? 0 : 1) > limits.line_bytes) {
    return up_to(limits.line_bytes);
  }
  return has_end ? up_to(size) : more;
}

/// Where a line of HTTP ends, or how long it is at least.
struct http_end {
  std::size_t size;
  bool is_known;
};

http_end end_of_first(std::string_view bytes) {
  const std::size_t at = bytes.find('\n');
  return at == std::string_view::npos ? http_end{bytes.size() + 1, false} : http_end{at + 1, true};
}

/// With what is folded behind it. Nothing is behind an empty line, nor in OTP behind any of two
/// bytes.
http_end end_of_header(std::string_view bytes) {
  if (bytes.starts_with("\n") || bytes.starts_with("\r\n")) {
    return end_of_first(bytes);
  }
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at)) {
    if (++at == bytes.size()) {
      return {at, false};
    }
    if (at <= 2 || (bytes[at] != ' ' && bytes[at] != '\t')) {
      return {at, true};
    }
  }
  return {bytes.size() + 1, false};
}

packet_place of_http(const http_end& end, const packet_limits& limits) {
  const std::uint32_t limit = limits.packet_bytes != 0 ? limits.packet_bytes : limits.line_bytes;
  if (limit != 0 && end.size > limit) {
    return invalid;
  }
  return end.is_known ? up_to(end.size) : more;
}

}  // namespace

packet_place find_packet(packet_type type, std::string_view bytes, const packet_limits& limits) {
  switch (type) {
  case packet_type::raw: return bytes.empty() ? more : up_to(bytes.size());
  case packet_type::length_1: return with_length(1, bytes, limits);
  case packet_type::length_2: return with_length(2, bytes, limits);
  case packet_type::length_4: return with_length(4, bytes, limits);
  case packet_type::asn1: return of_asn1(bytes, limits);
  case packet_type::sunrm: return of_sunrm(bytes, limits);
  case packet_type::cdr: return of_cdr(bytes, limits);
  case packet_type::fcgi: return of_fcgi(bytes, limits);
  case packet_type::tpkt: return of_tpkt(bytes, limits);
  case packet_type::line: return of_line(bytes, limits);
  case packet_type::http: return of_http(end_of_first(bytes), limits);
  case packet_type::http_header: return of_http(end_of_header(bytes), limits);
  }
  return invalid;
}

}  // namespace kith::detail
