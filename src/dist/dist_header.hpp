// What stands at the start of a frame, before the control message. Source: ERTS User's Guide,
// "External Term Format", Distribution Header; external.c of the emulator. Big-endian.
//
//   whole message     131 68 atoms control [message]
//   first fragment    131 69 sequence:u64 fragment:u64 atoms control [part of message]
//   other fragment    131 70 sequence:u64 fragment:u64 [part of message]
//   pass through      112 131 control [131 message]        when neither flag is negotiated
//
//   atoms   n:u8 flags entry*n     n references, 0 for all of it when there is no cache
//   flags   n+1 half bytes in n/2+1 bytes, the low half first: for each reference the place's upper
//           3 bits, with 8 added when it is new; then 1 when lengths take two bytes
//   entry   place:u8 [length:u8|u16 name, UTF-8, when new]
//
// Terms behind the first three have no version byte of their own. Fragments count down to 1.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dist/atom_cache.hpp"
#include "kith/result.hpp"

namespace kith::dist {

/// How frames start, by the flags of the connection.
struct header_form {
  explicit header_form(std::uint64_t flags);

  bool has_header;  ///< the frames of our own start with 131
  bool atom_cache;
  bool fragments;
};

struct dist_header {
  enum class kind : std::uint8_t { whole, first_fragment, fragment, pass_through };
  kind what = kind::whole;
  std::uint64_t sequence = 0;  ///< of fragments
  std::uint64_t fragment = 1;  ///< this one and so many less one follow
  std::size_t size = 0;        ///< where the terms begin, each behind a 131 when `pass_through`
};

/// Reads the start of a frame that is no tick; `atoms` becomes what its references stand for. New
/// atoms go into the cache and on the peer's account. Fails with errc::bad_input or errc::limit,
/// and then the connection is of no further use.
[[nodiscard]] result<dist_header> read_dist_header(std::string_view frame, header_form form,
                                                   receiver_cache& cache, atom_quota& quota,
                                                   std::vector<atom>& atoms);

/// Whether a frame that starts so is a fragment, but not the first, of a connection with headers.
[[nodiscard]] bool is_fragment_header(std::string_view start);

/// Writes the header of a whole message; its new atoms are from now on in the peer's cache, so it
/// must be sent, and in this order. `refs` is empty on a connection without the cache.
void put_dist_header(std::string& out, const atom_refs& refs, sender_cache& cache);
/// The same for the first of `fragments`.
void put_first_fragment_header(std::string& out, std::uint64_t sequence, std::uint64_t fragments,
                               const atom_refs& refs, sender_cache& cache);
/// The header of another fragment; `fragment` counts down to 1.
void put_fragment_header(std::string& out, std::uint64_t sequence, std::uint64_t fragment);
/// The start of a frame on a connection that has neither cache nor fragments.
inline void put_pass_through(std::string& out) {
  out += 'p';
}

}  // namespace kith::dist
