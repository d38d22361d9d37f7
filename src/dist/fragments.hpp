// Large messages in pieces, so that a small one need not wait behind a large one. The pieces of one
// message share a sequence number; pieces of several messages may come mixed.
#pragma once

#include <boost/unordered_map.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kith/atom.hpp"
#include "kith/result.hpp"
#include "term/byte_block.hpp"

namespace kith::dist {

/// What OTP cuts at, and we.
inline constexpr std::size_t fragment_bytes = 64 * 1024;

/// How a message is cut: its control part goes whole into the first piece.
class fragmentation {
 public:
  struct range {
    std::size_t from = 0;
    std::size_t size = 0;
  };

  /// `control` bytes of `total`, which are those of control and payload together.
  fragmentation(std::size_t control, std::size_t total, std::size_t piece = fragment_bytes);

  /// 1: the message goes whole.
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// The i-th piece to send, from 0; it bears the fragment number `count() - i`.
  [[nodiscard]] range piece(std::uint64_t i) const;

 private:
  std::size_t first_;
  std::size_t total_;
  std::size_t piece_;
  std::uint64_t count_;
};

struct fragment_limits {
  /// Messages under way. A sender of OTP has at most one for each of its processes.
  std::size_t sequences_max = 16'384;
  /// Bytes of all of them together, and so of the largest message.
  std::size_t bytes_max = std::size_t{512} * 1024 * 1024;
};

struct assembled {
  byte_block bytes;         ///< control and payload
  std::vector<atom> atoms;  ///< what its references stood for when its first piece came
};

/// Puts the pieces of one connection together. Every error ends the connection.
class fragment_assembler {
 public:
  explicit fragment_assembler(fragment_limits limits = {}) : limits_(limits) {}

  /// A first piece, with what followed its header. The message, when it is the only one.
  [[nodiscard]] result<std::optional<assembled>> first(std::uint64_t sequence,
                                                       std::uint64_t fragment,
                                                       std::string_view bytes,
                                                       const std::vector<atom>& atoms);
  /// Another piece, of that size: where its bytes go, all of them before the next call for this
  /// sequence; it stays until then.
  [[nodiscard]] result<byte_block*> begin(std::uint64_t sequence, std::uint64_t fragment,
                                          std::size_t size);
  /// They are there. The message, when it was the last piece.
  [[nodiscard]] std::optional<assembled> end(std::uint64_t sequence);
  /// Both, for a piece that lies elsewhere.
  [[nodiscard]] result<std::optional<assembled>>
  next(std::uint64_t sequence, std::uint64_t fragment, std::string_view bytes);

  [[nodiscard]] std::size_t sequences() const { return open_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct message {
    std::uint64_t expected = 0;
    assembled parts;
  };

  boost::unordered_map<std::uint64_t, message> open_;
  std::size_t bytes_ = 0;
  fragment_limits limits_;
};

}  // namespace kith::dist
