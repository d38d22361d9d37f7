// Terms whose bytes zlib has packed: version_magic, compressed, the number of bytes, the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "etf/tags.hpp"
#include "kith/result.hpp"

namespace kith::etf {

/// Version, tag, size:u32.
inline constexpr std::size_t packed_head_bytes = 6;

/// Whether these bytes begin as a term does; the error says why not.
[[nodiscard]] result<void> check_version(std::string_view bytes);

[[nodiscard]] inline bool is_packed(std::string_view bytes) noexcept {
  return bytes.size() >= 2 && static_cast<tag>(bytes[1]) == tag::compressed;
}
/// The term within, without version byte; `used` becomes how many of the bytes belong to it. Takes
/// no memory for more than what comes out.
[[nodiscard]] result<std::string> unpack(std::string_view bytes, std::uint64_t bytes_max,
                                         std::size_t& used);
/// The term in packed form; as it is when that is no shorter.
[[nodiscard]] std::string pack(std::string bytes, int level);

/// Others than one term's bytes.
[[nodiscard]] error bytes_behind(std::size_t used, std::size_t all);
[[nodiscard]] error second_packed_term();

}  // namespace kith::etf
