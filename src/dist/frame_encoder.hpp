// Control messages and their payloads as the frames of one connection, which it keeps the atom
// cache of. Large messages are cut into fragments; large binaries are not copied.
#pragma once

#include <memory>

#include "dist/atom_cache.hpp"
#include "dist/control.hpp"
#include "dist/dist_header.hpp"
#include "dist/out_queue.hpp"
#include "etf/encode.hpp"

namespace kith::dist {

class frame_encoder final : etf::atom_numbers {
 public:
  explicit frame_encoder(std::uint64_t flags);

  /// Appends the frames of a control message; false when the peer lacks what it takes.
  bool encode(const control& c, term_ref payload, out_queue& to);

 private:
  int refer(atom a) override { return refs_.refer(a); }
  void put_whole(out_queue& to);
  void put_fragments(std::size_t control_bytes, out_queue& to);
  /// Bytes `from` .. `from + size` of the message, binaries that were left out included. Ranges are
  /// put one behind the other, so that each is found where the one before it ended.
  void put_range(std::size_t from, std::size_t size, out_queue& to);
  [[nodiscard]] std::size_t total() const;

  const std::uint64_t flags_;
  const header_form form_;
  atom_refs refs_;
  sender_cache cache_;
  std::uint64_t sequence_ = 0;
  std::string body_;                   ///< of the message under way
  std::vector<etf::left_out> shared_;  ///< what is missing in it
  /// How far its ranges have come.
  struct progress {
    std::size_t piece = 0;    ///< pieces of `shared_` that are through
    std::size_t before = 0;   ///< their bytes
    std::size_t body_at = 0;  ///< the place of the last of them in `body_`
  } put_;
};

}  // namespace kith::dist
