// The bytes of an established connection into control messages. The driver reads from its socket
// straight into `room()`; the pieces of a large message go right to where its binaries will lie.
#pragma once

#include "dist/frame.hpp"
#include "dist/frame_decoder.hpp"

namespace kith::dist {

class message_reader {
 public:
  /// `rest` is what has come behind the handshake.
  message_reader(decoder_setup setup, std::string_view rest) : decoder_(std::move(setup)) {
    frames_.preload(rest);
  }

  /// Where the next bytes go, the first part first; that one is never empty. All messages must have
  /// been taken with `next` before.
  [[nodiscard]] std::array<std::span<std::byte>, 2> room() { return frames_.room(); }
  void filled(std::size_t n) { frames_.filled(n); }

  /// The next message, or nothing yet; ticks are passed over. Any error is the end of the
  /// connection.
  [[nodiscard]] result<std::optional<inbound>> next();

 private:
  [[nodiscard]] result<std::optional<inbound>> take(const frame_reader::frame& f);

  frame_reader frames_;
  frame_decoder decoder_;
};

}  // namespace kith::dist
