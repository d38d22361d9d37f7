// Control messages and their payloads as the frames of one connection, which it keeps the atom
// cache of. Large messages are cut into fragments; large binaries are not copied.
#pragma once

#include <memory>

#include "dist/atom_cache.hpp"
#include "dist/bulk_message.hpp"
#include "dist/control.hpp"
#include "dist/dist_header.hpp"

namespace kith::dist {

class frame_encoder final : etf::atom_numbers {
 public:
  explicit frame_encoder(std::uint64_t flags);

  struct outcome {
    bool possible = true;                ///< false: the peer lacks what the message takes
    std::unique_ptr<bulk_message> rest;  ///< the fragments but the first, to be sent in any time
  };
  /// Appends the frame of a control message, or the first fragment of a large one.
  outcome encode(const control& c, term_ref payload, out_queue& to);

 private:
  int refer(atom a) override { return refs_.refer(a); }
  void put_whole(out_queue& to);
  [[nodiscard]] std::unique_ptr<bulk_message> begin_bulk(std::size_t control_bytes,
                                                         term_ref payload, out_queue& to);

  const std::uint64_t flags_;
  const header_form form_;
  atom_refs refs_;
  sender_cache cache_;
  std::uint64_t sequence_ = 0;
  message_bytes message_;  ///< the one under way
};

}  // namespace kith::dist
