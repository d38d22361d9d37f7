// The frames of an established connection: a length in four bytes, big-endian, and a body. A frame
// of length 0 is a tick: "I am here". Source: ERTS User's Guide, "Protocol between Connected
// Nodes".
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "kith/result.hpp"

namespace kith::dist {

/// The longest frame that is taken; what is longer goes in fragments.
inline constexpr std::size_t frame_bytes_max = 128 * 1024 * 1024;

/// The bytes of one large frame, owned.
class frame_body {
 public:
  frame_body() = default;
  [[nodiscard]] std::string_view bytes() const { return {data_.get(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  friend class frame_reader;
  struct free_memory {
    void operator()(char* p) const { std::free(p); }  // NOLINT: from realloc
  };
  std::unique_ptr<char, free_memory> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Cuts a stream into frames. The driver reads from its socket straight into `room()`. Small frames
/// lie where they were read, many to a chunk; a frame that does not fit gets memory of its own,
/// which grows with what has come and never with what was claimed.
class frame_reader {
 public:
  struct frame {
    /// Valid until the next call of `room`. A tick is empty.
    std::string_view body;
    /// Whether `take_body` can hand the memory over without a copy.
    bool owned = false;
  };

  explicit frame_reader(std::size_t limit = frame_bytes_max);

  /// Where the next bytes go: never empty. All whole frames must have been taken with `next`
  /// before.
  [[nodiscard]] std::span<std::byte> room();
  /// So many bytes of `room()` have been filled.
  void filled(std::size_t n);
  /// Bytes that came before this reader did (what the handshake left over).
  void preload(std::string_view bytes);

  /// The next whole frame, or nothing yet. Fails with errc::limit at a length past the limit, as
  /// soon as that is known; then the connection is of no further use.
  [[nodiscard]] result<std::optional<frame>> next();

  /// The memory of the frame that `next` gave last, if it is `owned`.
  [[nodiscard]] frame_body take_body();

  /// Whether a frame has begun and is not whole.
  [[nodiscard]] bool inside() const { return begin_ != end_ || claimed_ != 0; }

 private:
  void start_large(std::size_t claimed);
  void grow(std::size_t capacity);

  std::size_t limit_;
  std::unique_ptr<char[]> chunk_;  ///< made at the first use
  std::size_t begin_ = 0;          ///< of the unread part of the chunk
  std::size_t end_ = 0;
  std::size_t claimed_ = 0;  ///< length of the large frame under way; 0: none
  frame_body large_;
  bool large_given_ = false;  ///< `next` gave it; gone at the next `room`
};

/// The four bytes before a body of that length.
inline void put_frame_length(char (&out)[4], std::size_t length) {
  KITH_ASSERT(length <= UINT32_MAX);
  for (unsigned i = 0; i < 4; ++i) {
    out[i] = static_cast<char>(length >> (24u - 8u * i));
  }
}

}  // namespace kith::dist
