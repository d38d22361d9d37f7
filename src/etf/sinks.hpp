// Where the encoder's bytes go: one sink writes them, the other only counts. Both have the same
// members, so that one walk over a term serves both.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "etf/bytes.hpp"
#include "etf/short_bytes.hpp"

namespace kith::etf {

/// The most that is asked for at once: the longest atom, of 255 characters of four bytes, and head.
inline constexpr std::size_t room_bytes_max = 1024;

/// Appends to a string by way of a buffer on the stack, so that the string grows seldom and is
/// never longer than it must be.
class byte_writer {
 public:
  explicit byte_writer(std::string& out) noexcept : out_(out) {}
  byte_writer(const byte_writer&) = delete;
  byte_writer& operator=(const byte_writer&) = delete;

  /// Where the next `n` bytes are to be written.
  char* room(std::size_t n) {
    if (n > static_cast<std::size_t>(buffer_ + sizeof buffer_ - next_)) {
      flush();
    }
    return std::exchange(next_, next_ + n);
  }
  void bytes(const char* from, std::size_t n) {
    if (n <= copied_max) {
      copy_bytes(room(n), from, n);
    } else {
      flush();
      out_.append(from, n);
    }
  }
  /// Where the next byte goes, counted from the start of the string.
  [[nodiscard]] std::uint64_t at() const noexcept {
    return out_.size() + static_cast<std::uint64_t>(next_ - buffer_);
  }
  /// The four bytes that begin there; all of them were given by one `room`.
  void patch_u32(std::uint64_t where, std::uint64_t v) noexcept {
    char* const at = where < out_.size() ? out_.data() + where : buffer_ + (where - out_.size());
    store_u32(at, static_cast<std::uint32_t>(v));
  }
  void flush() {
    out_.append(buffer_, next_);
    next_ = buffer_;
  }

 private:
  static constexpr std::size_t copied_max = 256;

  std::string& out_;
  char* next_ = buffer_;
  char buffer_[2 * room_bytes_max];  // written before it is read
};

class byte_counter {
 public:
  char* room(std::size_t n) noexcept {
    n_ += n;
    return unread_;
  }
  void bytes(const char*, std::size_t n) noexcept { n_ += n; }
  [[nodiscard]] std::uint64_t at() const noexcept { return n_; }
  void patch_u32(std::uint64_t, std::uint64_t) noexcept {}

 private:
  std::uint64_t n_ = 0;
  char unread_[room_bytes_max];
};

}  // namespace kith::etf
