// Any bytes as packets. The first three say the type and the limits. A packet lies within the
// bytes, bytes behind it seldom change it, and lines of HTTP are read whatever they hold.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "stdlib/packet.hpp"
#include "stdlib/packet_http.hpp"

using namespace kith;
using namespace kith::detail;

namespace {

void require(bool held) {
  if (!held) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) {
    return 0;
  }
  const auto type = static_cast<packet_type>(data[0] % 12);
  const packet_limits limits{.packet_bytes = data[1], .line_bytes = data[2]};
  const std::string bytes(reinterpret_cast<const char*>(data) + 3, size - 3);
  const packet_place at = find_packet(type, bytes, limits);
  if (at.what == packet_place::outcome::more) {
    require(at.total == 0 || at.total > bytes.size());
  }
  if (at.what != packet_place::outcome::whole) {
    return 0;
  }
  require(at.begin <= at.end && at.end <= at.total && at.total <= bytes.size());
  // All bytes are raw; and a line that is not yet known to be too long is cut, then refused.
  const bool may_change =
      type == packet_type::raw || (type == packet_type::line && limits.packet_bytes != 0);
  require(may_change || find_packet(type, bytes + "x", limits).total == at.total);
  const std::string_view line = std::string_view(bytes).substr(at.begin, at.end - at.begin);
  const http_text as = (data[0] & 0x80u) != 0 ? http_text::binary : http_text::list;
  if (type == packet_type::http) {
    require(static_cast<bool>(http_first_line(line, as)));
  } else if (type == packet_type::http_header) {
    require(static_cast<bool>(http_header_line(line, as)));
  }
  return 0;
}
