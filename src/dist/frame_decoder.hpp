// The frames of one connection back into control messages and payloads. Any error is the end of the
// connection.
#pragma once

#include <optional>

#include "dist/control.hpp"
#include "dist/dist_header.hpp"
#include "dist/fragments.hpp"
#include "etf/decode.hpp"

namespace kith::dist {

/// How deep terms within each other may lie in a message. OTP knows no limit; this one keeps what
/// the decoder needs besides the term itself to some 512 megabytes.
inline constexpr std::uint32_t message_depth_max = 16 * 1024 * 1024;

struct decoder_setup {
  std::uint64_t flags = 0;
  atom peer;
  etf::self_identity self;
  std::uint32_t atoms_max = atoms_per_peer_default;
  fragment_limits fragments = {};
};

struct inbound {
  control what;
  term message;  ///< the control tuple, which keeps what `what` borrows
  term payload;  ///< no term when there is none
};

class frame_decoder {
 public:
  explicit frame_decoder(decoder_setup setup);

  /// Takes a frame that is no tick; nothing when it was a piece of a message that is not whole yet.
  /// If it lies in a binary, that is the `carrier`, with which large binaries in it are shared.
  [[nodiscard]] result<std::optional<inbound>> decode(std::string_view frame,
                                                      term_ref carrier = {});

  /// A frame of `length` bytes has begun with `head`. If it is a piece of a message that has begun,
  /// where the piece belongs, which begins at `at`; null: the frame is to be decoded when whole.
  [[nodiscard]] result<byte_block*> begin(std::string_view head, std::size_t length,
                                          std::size_t& at);
  /// The piece is there.
  [[nodiscard]] result<std::optional<inbound>> end();

 private:
  [[nodiscard]] result<std::optional<inbound>> read_terms(std::string_view bytes, bool versioned,
                                                          term_ref carrier);
  [[nodiscard]] result<std::optional<inbound>> read_whole(std::optional<assembled> message);

  const decoder_setup setup_;
  const header_form form_;
  receiver_cache cache_;
  atom_quota quota_;
  std::vector<atom> atoms_;
  fragment_assembler assembler_;
  std::uint64_t sequence_ = 0;  ///< of the piece that has begun
  etf::decoder terms_;
};

}  // namespace kith::dist
