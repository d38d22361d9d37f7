#include "etf/packed.hpp"

#include <zlib.h>

#include <algorithm>
#include <climits>

#include "etf/bytes.hpp"

namespace kith::etf {

namespace {

constexpr char version = code(tag::version_magic);

/// Unpacks to exactly `size` bytes; the output grows with what comes out, not with the claim.
/// `used` becomes how much of the input it took.
result<std::string> inflate_exactly(std::string_view packed, std::uint64_t size,
                                    std::size_t& used) {
  z_stream z{};
  if (inflateInit(&z) != Z_OK) {
    return error(errc::unavailable, "external term: zlib does not start");
  }
  std::string out;
  int status = Z_OK;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  // What is claimed fits 32 bits: behind so many bytes there is no more of it.
  const std::size_t given = std::min<std::size_t>(packed.size(), UINT_MAX);
  z.avail_in = static_cast<uInt>(given);
  while (status == Z_OK) {
    // One byte more than was claimed shows that the claim was false.
    const std::size_t room = std::min<std::uint64_t>(64 * 1024, size + 1 - out.size());
    if (room == 0) {
      break;
    }
    const std::size_t before = out.size();
    out.resize(before + room);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    z.avail_out = static_cast<uInt>(room);
    status = inflate(&z, Z_NO_FLUSH);
    out.resize(before + room - z.avail_out);
  }
  used = given - z.avail_in;
  inflateEnd(&z);
  if (status != Z_STREAM_END || out.size() != size) {
    return error(errc::bad_input, "external term: compressed data that does not unpack to the " +
                                      std::to_string(size) + " bytes it claims");
  }
  return out;
}

}  // namespace

result<void> check_version(std::string_view bytes) {
  if (bytes.empty() || bytes[0] != version) {
    return error(errc::bad_input, "external term: no version byte 131 at byte 0");
  }
  return {};
}

result<std::string> unpack(std::string_view bytes, std::uint64_t bytes_max, std::size_t& used) {
  if (bytes.size() < packed_head_bytes) {
    return error(errc::bad_input,
                 "external term: the bytes end within the head of compressed data");
  }
  const std::uint64_t size = load_u32(bytes.data() + 2);
  if (size > bytes_max) {
    return error(errc::limit, "external term: compressed data that claims " + std::to_string(size) +
                                  " bytes, more than unpacked_bytes_max");
  }
  auto plain = inflate_exactly(bytes.substr(packed_head_bytes), size, used);
  used += packed_head_bytes;
  return plain;
}

std::string pack(std::string bytes, int level) {
  const std::size_t plain = bytes.size() - 1;
  uLongf room = compressBound(static_cast<uLong>(plain));
  std::string packed(packed_head_bytes + room, '\0');
  if (plain > UINT32_MAX ||
      compress2(reinterpret_cast<Bytef*>(packed.data() + packed_head_bytes), &room,
                reinterpret_cast<const Bytef*>(bytes.data() + 1), static_cast<uLong>(plain),
                level > 9 ? 9 : level) != Z_OK ||
      packed_head_bytes - 1 + room > plain) {
    return bytes;
  }
  packed.resize(packed_head_bytes + room);
  packed[0] = version;
  packed[1] = code(tag::compressed);
  store_u32(packed.data() + 2, static_cast<std::uint32_t>(plain));
  return packed;
}

error bytes_behind(std::size_t used, std::size_t all) {
  return {errc::bad_input, "external term: " + std::to_string(all - used) +
                               " bytes behind the term, at byte " + std::to_string(used)};
}

error second_packed_term() {
  return {errc::bad_input, "external term: compressed data holds more than one term"};
}

}  // namespace kith::etf
