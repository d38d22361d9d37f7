// Big-endian integers, as every protocol of this folder sends them. Bytes are held in std::string
// and std::string_view, as everywhere in Kith where they are data and not a socket's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kith::dist {

inline void put_u8(std::string& out, std::uint8_t v) {
  out.push_back(static_cast<char>(v));
}
inline void put_u16(std::string& out, std::uint16_t v) {
  put_u8(out, static_cast<std::uint8_t>(v >> 8u));
  put_u8(out, static_cast<std::uint8_t>(v));
}
inline void put_u32(std::string& out, std::uint32_t v) {
  put_u16(out, static_cast<std::uint16_t>(v >> 16u));
  put_u16(out, static_cast<std::uint16_t>(v));
}
inline void put_u64(std::string& out, std::uint64_t v) {
  put_u32(out, static_cast<std::uint32_t>(v >> 32u));
  put_u32(out, static_cast<std::uint32_t>(v));
}

constexpr std::uint8_t byte_at(std::string_view s, std::size_t i) {
  return static_cast<std::uint8_t>(s[i]);
}

/// Takes integers and bytes from the front; each call fails, taking nothing, when too few are left.
class byte_reader {
 public:
  explicit constexpr byte_reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] constexpr std::size_t left() const { return bytes_.size() - at_; }
  [[nodiscard]] constexpr std::size_t offset() const { return at_; }
  [[nodiscard]] constexpr std::string_view rest() const { return bytes_.substr(at_); }

  [[nodiscard]] constexpr bool u8(std::uint8_t& v) { return big_endian(v, 1); }
  [[nodiscard]] constexpr bool u16(std::uint16_t& v) { return big_endian(v, 2); }
  [[nodiscard]] constexpr bool u32(std::uint32_t& v) { return big_endian(v, 4); }
  [[nodiscard]] constexpr bool u64(std::uint64_t& v) { return big_endian(v, 8); }
  [[nodiscard]] constexpr bool bytes(std::size_t n, std::string_view& v) {
    if (left() < n) {
      return false;
    }
    v = bytes_.substr(at_, n);
    at_ += n;
    return true;
  }

 private:
  template <class Integer>
  constexpr bool big_endian(Integer& v, std::size_t n) {
    if (left() < n) {
      return false;
    }
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      sum = (sum << 8u) | byte_at(bytes_, at_ + i);
    }
    v = static_cast<Integer>(sum);
    at_ += n;
    return true;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace kith::dist
