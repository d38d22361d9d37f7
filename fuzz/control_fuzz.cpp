// Any stream of frames from a peer that has been let in: framing, headers, atom cache, fragments,
// control messages. The first byte chooses the flags of the connection. What is accepted is made
// anew and must be the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "dist/control.hpp"
#include "dist/dist_header.hpp"
#include "dist/flags.hpp"
#include "dist/fragments.hpp"
#include "dist/frame.hpp"
#include "dist/peer_ties.hpp"
#include "etf/decode.hpp"

using namespace kith;
using namespace kith::dist;

namespace {

// The table of atoms is never emptied, so that a run may make few of them.
constexpr std::uint32_t new_atoms = 4;

class peer {
 public:
  explicit peer(std::uint64_t flags)
      : form_(flags), who_{atom("fake@vm"), 77, atom("real@vm"), flags} {}

  bool take(std::string_view frame) {
    if (frame.empty()) {
      return true;
    }
    const result<dist_header> h = read_dist_header(frame, form_, cache_, quota_, atoms_);
    if (!h) {
      return false;
    }
    std::string body(frame.substr(h->size));
    if (h->what == dist_header::kind::first_fragment || h->what == dist_header::kind::fragment) {
      auto whole = h->what == dist_header::kind::fragment
                       ? fragments_.next(h->sequence, h->fragment, body)
                       : fragments_.first(h->sequence, h->fragment, body, atoms_);
      if (!whole || !whole->has_value()) {
        return whole.ok();
      }
      body = std::move((*whole)->bytes);
      atoms_ = std::move((*whole)->atoms);
    }
    return take_message(*h, body);
  }

 private:
  bool take_message(const dist_header& h, std::string_view body) {
    decoder_.set_cached(atoms_);
    decoder_.set_new_atoms_left(quota_.left());
    std::size_t at = 0;
    if (!begin_term(h, body, at)) {
      return false;
    }
    const result<term> message = decoder_.decode(body, at);
    if (!message) {
      return false;
    }
    const result<control> c = read_control(*message, who_);
    if (!c || !ties_.received(*c)) {
      return false;
    }
    term payload;
    if (c->payload) {
      if (!begin_term(h, body, at)) {
        return false;
      }
      result<term> read = decoder_.decode(body, at);
      if (!read) {
        return false;
      }
      payload = std::move(*read);
    }
    quota_.set_left(decoder_.new_atoms_left());
    control again = *c;
    again.reason = c->payload ? payload.ref() : c->reason;
    const auto made = make_control(again, who_.flags, payload);
    if (made && !read_control(made->message, who_)) {
      std::abort();
    }
    return true;
  }

  header_form form_;
  control_context who_;
  receiver_cache cache_;
  atom_quota quota_{new_atoms};
  fragment_assembler fragments_{{.sequences_max = 8, .bytes_max = 1 << 20}};
  peer_ties ties_{64};
  std::vector<atom> atoms_;
  etf::decoder decoder_{{}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  std::uint64_t flags = offered_flags;
  flags &= (data[0] & 1u) != 0 ? ~flag::dist_hdr_atom_cache : ~std::uint64_t{0};
  flags &= (data[0] & 2u) != 0 ? ~flag::fragments : ~std::uint64_t{0};
  flags &= (data[0] & 4u) != 0 ? ~flag::exit_payload : ~std::uint64_t{0};
  flags &= (data[0] & 8u) != 0 ? ~flag::unlink_id : ~std::uint64_t{0};
  flags |= (data[0] & 16u) != 0 ? flag::altact_sig : 0;
  peer from(flags);
  frame_reader reader(1 << 20);
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  while (true) {
    const auto frame = reader.next();
    if (!frame) {
      return 0;
    }
    if (frame->has_value()) {
      if (!from.take((*frame)->body)) {
        return 0;
      }
      continue;
    }
    if (bytes.empty()) {
      return 0;
    }
    const std::span<std::byte> room = reader.room();
    const std::size_t n = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), n);
    reader.filled(n);
    bytes.remove_prefix(n);
  }
}
