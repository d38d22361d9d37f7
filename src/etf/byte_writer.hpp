// Where the encoder's bytes go: into a buffer on the stack and from there to a string, which thus
// grows seldom. Writing needs no look at the room that is left: the writer keeps its place itself
// and asks for room once for each leaf or head of a term.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "etf/bytes.hpp"
#include "etf/short_bytes.hpp"

namespace kith::etf {

class byte_writer {
 public:
  /// What may be written between two calls of `room`, bytes past the last that counts included: a
  /// fun without its free variables, with the longest names (of 255 characters of four bytes).
  static constexpr std::size_t leaf_bytes_max = 2560;

  explicit byte_writer(std::string& out) noexcept : out_(out) {}
  byte_writer(const byte_writer&) = delete;
  byte_writer& operator=(const byte_writer&) = delete;

  /// Where the first byte goes.
  [[nodiscard]] char* begin() noexcept { return buffer_; }
  /// With everything before `p` written: where the next leaf_bytes_max bytes may go.
  [[nodiscard]] char* room(char* p) { return p <= full_ ? p : flush(p); }
  /// Writes any number of bytes at `p`; returns where to go on, with room as before the call if
  /// they were few.
  [[nodiscard]] char* bytes(char* p, const char* from, std::size_t n) {
    if (n <= copied_max) {
      copy_bytes(p, from, n);
      return p + n;
    }
    flush(p);
    out_.append(from, n);
    return buffer_;
  }
  /// Hands on what was written before `p`; returns where to go on.
  char* flush(const char* p) {
    out_.append(buffer_, static_cast<std::size_t>(p - buffer_));
    return buffer_;
  }

  /// The place of `p` in the string, once all is there.
  [[nodiscard]] std::uint64_t offset(const char* p) const noexcept {
    return out_.size() + static_cast<std::uint64_t>(p - buffer_);
  }
  /// The four bytes at `where`, which were written in one piece.
  void patch_u32(std::uint64_t where, std::uint64_t v) noexcept {
    char* const at = where < out_.size() ? out_.data() + where : buffer_ + (where - out_.size());
    store_u32(at, static_cast<std::uint32_t>(v));
  }

 private:
  static constexpr std::size_t copied_max = 256;

  std::string& out_;
  char buffer_[8 * 1024 + leaf_bytes_max + copied_max];  // written before it is read
  char* const full_ = buffer_ + 8 * 1024;
};

}  // namespace kith::etf
