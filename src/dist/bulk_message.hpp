// A large message on its way out, in fragments, between which other messages may go. Its first
// fragment goes with its header when it is made; binaries in it are not copied.
#pragma once

#include <string>
#include <vector>

#include "dist/fragments.hpp"
#include "dist/out_queue.hpp"
#include "etf/encode.hpp"

namespace kith::dist {

/// An encoded message: `body` with pieces put in that were left out of it.
class message_bytes {
 public:
  void clear();
  [[nodiscard]] std::size_t size() const;
  /// Bytes `from` .. `from + size`, behind those of the call before.
  void put_range(std::size_t from, std::size_t size, out_queue& to);

  std::string body;
  std::vector<etf::left_out> shared;

 private:
  // How far the ranges have come.
  std::size_t piece_ = 0;    ///< pieces of `shared` that are through
  std::size_t before_ = 0;   ///< their bytes
  std::size_t body_at_ = 0;  ///< the place of the last of them in `body`
};

class bulk_message {
 public:
  /// `keeper` holds what `bytes` shares. The first fragment, whose header the caller has written
  /// to `head`, goes to `to`.
  bulk_message(message_bytes bytes, term keeper, const fragmentation& cut, std::uint64_t sequence,
               std::string_view head, out_queue& to);

  /// Appends the next fragment; false when it was the last.
  bool put_next(out_queue& to);
  /// What is still to be put.
  [[nodiscard]] std::size_t bytes_left() const noexcept { return left_; }

 private:
  void put(std::string_view head, out_queue& to);

  message_bytes bytes_;
  term keeper_;
  fragmentation cut_;
  std::uint64_t sequence_;
  std::uint64_t next_ = 0;
  std::size_t left_;
};

}  // namespace kith::dist
