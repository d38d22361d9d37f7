// What has no parts of its own, in the external term format: atoms, numbers, pids, ports and
// references. Each function writes at `p`, where the byte_writer has room, and returns where to go
// on; it may write bytes past that, which do not count.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "etf/byte_writer.hpp"
#include "etf/encode.hpp"
#include "etf/tags.hpp"
#include "kith/word.hpp"
#include "term/atom_table.hpp"
#include "term/local_node.hpp"
#include "term/node_view.hpp"
#include "term/scan_utf8.hpp"

namespace kith::etf {

/// Ports of larger numbers need V4_PORT_EXT; OTP 25 writes NEW_PORT_EXT for the others.
inline constexpr std::uint64_t short_port_max = (std::uint64_t{1} << 28u) - 1;

/// Whether UTF-8 holds nothing past U+00FF: such characters begin with C2 or C3.
inline bool is_latin1(std::string_view name) noexcept {
  for (const char c : name) {
    if (static_cast<unsigned char>(c) > 0xC3) {
      return false;
    }
  }
  return true;
}

// Heads of a tag and a length or a number.

inline char* put_tag(char* p, tag t) noexcept {
  *p = code(t);
  return p + 1;
}
inline char* put_u8(char* p, tag t, std::uint64_t v) noexcept {
  p[0] = code(t);
  p[1] = static_cast<char>(v);
  return p + 2;
}
inline char* put_u16(char* p, tag t, std::uint64_t v) noexcept {
  p[0] = code(t);
  store_u16(p + 1, static_cast<std::uint16_t>(v));
  return p + 3;
}
inline char* put_u32(char* p, tag t, std::uint64_t v) noexcept {
  KITH_ASSERT(v <= UINT32_MAX);  // 4 GiB is the most that the format can say
  p[0] = code(t);
  store_u32(p + 1, static_cast<std::uint32_t>(v));
  return p + 5;
}

inline char* put_small(char* p, std::int64_t v) noexcept {
  if (v >= 0 && v < 256) {
    return put_u8(p, tag::small_integer, static_cast<std::uint64_t>(v));
  }
  if (v >= INT32_MIN && v <= INT32_MAX) {
    return put_u32(p, tag::integer, static_cast<std::uint32_t>(v));
  }
  const auto m = static_cast<std::uint64_t>(v < 0 ? -v : v);
  const auto n = static_cast<unsigned>(71 - std::countl_zero(m)) / 8;
  p = put_u8(p, tag::small_big, n);
  p[0] = v < 0 ? 1 : 0;
  std::memcpy(p + 1, &m, sizeof m);  // little-endian, as the machine is
  return p + 1 + n;
}

inline char* put_float(char* p, detail::word bits) noexcept {
  p[0] = code(tag::new_float);
  store_u64(p + 1, bits);
  return p + 9;
}

/// A name of up to 16 bytes is copied without looking at how long it is.
inline char* put_name(char* p, const atom_entry& e) noexcept {
  static_assert(atom_readable_bytes == 16);
  if (e.bytes <= atom_readable_bytes) {
    std::memcpy(p, e.text, atom_readable_bytes);
  } else {
    std::memcpy(p, e.text, e.bytes);
  }
  return p + e.bytes;
}
inline char* put_latin1_name(char* p, std::string_view name) noexcept {
  p = put_u16(p, tag::atom, count_utf8(name));
  for (std::size_t i = 0; i < name.size();) {
    *p++ = static_cast<char>(decode_utf8(name, i));
  }
  return p;
}
/// An atom by its name, as OTP 25 has it outside of messages.
inline char* put_otp_25_atom(char* p, const atom_entry& e) noexcept {
  const std::string_view name(e.text, e.bytes);
  if (is_ascii(name.data(), name.size())) {
    return put_name(put_u16(p, tag::atom, e.bytes), e);
  }
  if (is_latin1(name)) {
    return put_latin1_name(p, name);
  }
  return put_name(e.bytes <= 255 ? put_u8(p, tag::small_atom_utf8, e.bytes)
                                 : put_u16(p, tag::atom_utf8, e.bytes),
                  e);
}

inline char* put_atom(char* p, atom a, const encoding& how) {
  if (how.numbers != nullptr) {
    const int number = how.numbers->refer(a);
    if (number >= 0) {
      return put_u8(p, tag::atom_cache_ref, static_cast<std::uint64_t>(number));
    }
  }
  const atom_entry& e = entry_of(a);
  if (how.atoms == atom_form::otp_25) {
    return put_otp_25_atom(p, e);
  }
  return put_name(e.bytes <= 255 ? put_u8(p, tag::small_atom_utf8, e.bytes)
                                 : put_u16(p, tag::atom_utf8, e.bytes),
                  e);
}

inline char* put_pid(char* p, detail::word w, const encoding& how) {
  p = put_tag(p, tag::new_pid);
  if (detail::tag_of(w) == detail::tag::pid) {
    const local_node owner = local_node_at(detail::pid_node(w));
    p = put_atom(p, owner.name, how);
    store_u32(p, detail::pid_slot(w));
    store_u32(p + 4, detail::pid_generation(w));
    store_u32(p + 8, owner.creation);
  } else {
    const detail::word* const n = detail::pointer(w);
    const auto owner = detail::identity_of(n[1]);
    p = put_atom(p, owner.node, how);
    store_u64(p, n[2]);  // id, serial
    store_u32(p + 8, owner.creation);
  }
  return p + 12;
}

inline char* put_port(char* p, const detail::word* n, const encoding& how) {
  const auto owner = detail::identity_of(n[1]);
  const bool wide = n[2] > short_port_max;
  p = put_atom(put_tag(p, wide ? tag::v4_port : tag::new_port), owner.node, how);
  if (wide) {
    store_u64(p, n[2]);
    p += 8;
  } else {
    store_u32(p, static_cast<std::uint32_t>(n[2]));
    p += 4;
  }
  store_u32(p, owner.creation);
  return p + 4;
}

inline char* put_reference(char* p, const detail::word* n, const encoding& how) {
  const auto owner = detail::identity_of(n[1]);
  const std::uint64_t count = detail::size_of(n[0]);
  p = put_atom(put_u16(p, tag::newer_reference, count), owner.node, how);
  store_u32(p, owner.creation);
  p += 4;
  for (std::uint64_t i = 0; i < count; ++i) {
    store_u32(p + 4 * i, static_cast<std::uint32_t>(n[2 + i / 2] >> (i % 2 * 32)));
  }
  return p + 4 * count;
}

inline char* put_export(char* p, const detail::word* n, const encoding& how) {
  p = put_tag(p, tag::export_fun);
  p = put_atom(p, atom::from_index(detail::atom_index(n[1])), how);
  p = put_atom(p, atom::from_index(detail::atom_index(n[2])), how);
  return put_small(p, detail::small_value(n[3]));
}

}  // namespace kith::etf
