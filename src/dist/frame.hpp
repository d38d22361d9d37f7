// The frames of an established connection: a length in four bytes, big-endian, and a body. A frame
// of length 0 is a tick: "I am here". Source: ERTS User's Guide, "Protocol between Connected
// Nodes".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "kith/result.hpp"
#include "term/byte_block.hpp"

namespace kith::dist {

/// The longest frame that is taken; what is longer goes in fragments.
inline constexpr std::size_t frame_bytes_max = 128 * 1024 * 1024;

/// Cuts a stream into frames. The driver reads from its socket straight into `room()`. Small frames
/// lie where they were read, many to a chunk; a frame that does not fit gets memory of its own,
/// which grows with what has come and never with what was claimed. The rest of a frame that has
/// begun can be diverted, so that it is read right to where it belongs.
class frame_reader {
 public:
  enum class part : std::uint8_t {
    whole,     ///< all of a frame
    begun,     ///< the first bytes of a frame, at least `head_bytes`; it may be diverted
    diverted,  ///< a frame is whole of which the rest has been diverted
  };
  struct frame {
    part what = part::whole;
    /// Valid until the next call of `next`, `room` or `divert`. A tick is empty.
    std::string_view body;
    std::size_t length = 0;  ///< of all of the body
    bool large = false;      ///< whole, and `take_body` can hand the memory over
  };
  /// What is given of a frame that has begun, and the least length at which that is done.
  static constexpr std::size_t head_bytes = 32;
  static constexpr std::size_t begun_bytes_min = 8 * 1024;

  explicit frame_reader(std::size_t limit = frame_bytes_max);

  /// Where the next bytes go, the first part first; that one is never empty. All frames must have
  /// been taken with `next` before.
  [[nodiscard]] std::array<std::span<std::byte>, 2> room();
  /// So many bytes of `room()` have been filled.
  void filled(std::size_t n);
  /// Bytes that came before this reader did (what the handshake left over).
  void preload(std::string_view bytes);

  /// The next frame, or nothing yet. Fails with errc::limit at a length past the limit, as soon as
  /// that is known; then the connection is of no further use.
  [[nodiscard]] result<std::optional<frame>> next();

  /// The bytes of the frame that `next` has just given as `begun`, but for the first `skip`, go to
  /// the end of `to`, which stays until the frame is whole. `skip` is at most `head_bytes`.
  void divert(std::size_t skip, byte_block& to);
  /// The frame that `next` has just given as whole and `large`, as a binary.
  [[nodiscard]] term take_body();

  /// Whether a frame has begun and is not whole.
  [[nodiscard]] bool inside() const { return begin_ != end_ || into_ != nullptr; }

 private:
  void move_on(std::size_t skip, byte_block& to);

  std::size_t limit_;
  std::unique_ptr<char[]> chunk_;  ///< made at the first use
  std::size_t begin_ = 0;          ///< of the unread part of the chunk
  std::size_t end_ = 0;
  bool offered_ = false;         ///< the frame at `begin_` has been given as `begun`
  bool among_diverted_ = false;  ///< the frame before was diverted, and the next may be
  std::size_t length_ = 0;       ///< of the frame that goes to `into_`
  byte_block* into_ = nullptr;   ///< where the frame under way goes, if not to the chunk
  std::size_t missing_ = 0;      ///< of its bytes
  std::size_t straight_ = 0;     ///< the size of the first part of `room`
  byte_block large_;             ///< a large frame that is not diverted
};

/// The four bytes before a body of that length.
inline void put_frame_length(char (&out)[4], std::size_t length) {
  KITH_ASSERT(length <= UINT32_MAX);
  for (unsigned i = 0; i < 4; ++i) {
    out[i] = static_cast<char>(length >> (24u - 8u * i));
  }
}

}  // namespace kith::dist
