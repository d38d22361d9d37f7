// term_to_binary and binary_to_term: the version byte, and compression.

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <cstring>

#include "etf/decode.hpp"
#include "etf/encode.hpp"
#include "etf/tags.hpp"

namespace kith {

namespace {

constexpr char version = static_cast<char>(etf::tag::version_magic);
constexpr std::size_t compressed_head = 6;  // version, tag, size:u32

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

std::string term_to_binary(term_ref t, binary_options options) {
  etf::encoding how;
  how.atoms = options.utf8_atoms ? etf::atom_form::utf8 : etf::atom_form::otp_25;
  how.sorted_maps = options.deterministic;
  std::string out(1, version);
  etf::encode(t, how, out);
  if (options.compressed <= 0) {
    return out;
  }
  const std::size_t plain = out.size() - 1;
  uLongf room = compressBound(static_cast<uLong>(plain));
  std::string packed(compressed_head + room, '\0');
  if (plain > UINT32_MAX ||
      compress2(reinterpret_cast<Bytef*>(packed.data() + compressed_head), &room,
                reinterpret_cast<const Bytef*>(out.data() + 1), static_cast<uLong>(plain),
                options.compressed > 9 ? 9 : options.compressed) != Z_OK ||
      compressed_head - 1 + room > plain) {
    return out;
  }
  packed.resize(compressed_head + room);
  packed[0] = version;
  packed[1] = static_cast<char>(etf::tag::compressed);
  for (unsigned i = 0; i < 4; ++i) {
    packed[2 + i] = static_cast<char>(plain >> (24u - 8u * i));
  }
  return packed;
}

result<term> binary_to_term(std::string_view bytes, std::size_t& used,
                            const decode_limits& limits) {
  if (bytes.empty() || bytes[0] != version) {
    return error(errc::bad_input, "external term: no version byte 131 at byte 0");
  }
  etf::decoder decoder({limits, nullptr, {}});
  if (bytes.size() < 2 || static_cast<etf::tag>(bytes[1]) != etf::tag::compressed) {
    used = 1;
    return decoder.decode(bytes, used);
  }
  if (bytes.size() < compressed_head) {
    return error(errc::bad_input,
                 "external term: the bytes end within the head of compressed data");
  }
  std::uint64_t size = 0;
  for (unsigned i = 0; i < 4; ++i) {
    size = (size << 8u) | static_cast<unsigned char>(bytes[2 + i]);
  }
  if (size > limits.unpacked_bytes_max) {
    return error(errc::limit, "external term: compressed data that claims " + std::to_string(size) +
                                  " bytes, more than unpacked_bytes_max");
  }
  auto plain = inflate_exactly(bytes.substr(compressed_head), size, used);
  if (!plain) {
    return plain.failure();
  }
  used += compressed_head;
  std::size_t at = 0;
  auto t = decoder.decode(*plain, at);
  if (t && at != plain->size()) {
    return error(errc::bad_input, "external term: compressed data holds more than one term");
  }
  return t;
}

result<term> binary_to_term(std::string_view bytes, const decode_limits& limits) {
  std::size_t used = 0;
  auto t = binary_to_term(bytes, used, limits);
  if (t && used != bytes.size()) {
    return error(errc::bad_input, "external term: " + std::to_string(bytes.size() - used) +
                                      " bytes behind the term, at byte " + std::to_string(used));
  }
  return t;
}

}  // namespace kith
