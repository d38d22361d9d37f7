// Any stream of frames from a peer that has been let in: framing, headers, atom cache, fragments,
// control messages. The first byte chooses the flags of the connection, the second in which pieces
// the stream comes. What is accepted is made anew and must be the same again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "dist/flags.hpp"
#include "dist/message_reader.hpp"
#include "dist/peer_ties.hpp"
#include "term/local_node.hpp"

using namespace kith;
using namespace kith::dist;

namespace {

// The table of atoms is never emptied, so that a run may make few of them.
constexpr std::uint32_t new_atoms = 4;

/// Whether the connection would go on.
bool take(const inbound& in, const control_context& who, peer_ties& ties) {
  if (!ties.received(in.what)) {
    return false;
  }
  control again = in.what;
  again.reason = in.what.payload ? in.payload.ref() : in.what.reason;
  const auto made = make_control(again, who.flags, in.payload);
  if (made && !read_control(made->message, who)) {
    std::abort();
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  std::uint64_t flags = offered_flags;
  flags &= (data[0] & 1u) != 0 ? ~flag::dist_hdr_atom_cache : ~std::uint64_t{0};
  flags &= (data[0] & 2u) != 0 ? ~flag::fragments : ~std::uint64_t{0};
  flags &= (data[0] & 4u) != 0 ? ~flag::exit_payload : ~std::uint64_t{0};
  flags &= (data[0] & 8u) != 0 ? ~flag::unlink_id : ~std::uint64_t{0};
  flags |= (data[0] & 16u) != 0 ? flag::altact_sig : 0;
  const std::size_t piece = data[1] == 0 ? size : data[1] * std::size_t{32};
  const control_context who{atom("fake@vm"), 77, atom("real@vm"), flags};
  static const std::uint32_t index = add_local_node({who.own_node, who.own_creation});
  peer_ties ties(64);
  message_reader reader({flags,
                         who.peer,
                         {who.own_node, who.own_creation, index},
                         new_atoms,
                         {.sequences_max = 8, .bytes_max = 1 << 20}},
                        {});
  std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  while (true) {
    const auto message = reader.next();
    if (!message) {
      return 0;
    }
    if (message->has_value()) {
      if (!take(**message, who, ties)) {
        return 0;
      }
      continue;
    }
    if (bytes.empty()) {
      return 0;
    }
    std::size_t all = 0;
    for (const auto& part : reader.room()) {
      const std::size_t n = std::min({part.size(), bytes.size(), piece - all});
      if (n != 0) {
        std::memcpy(part.data(), bytes.data(), n);
      }
      all += n;
      bytes.remove_prefix(n);
    }
    reader.filled(all);
  }
}
