// What has no parts of its own, in the external term format: atoms, numbers, pids, ports and
// references. `Out` is one of the sinks.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "etf/encode.hpp"
#include "etf/sinks.hpp"
#include "etf/tags.hpp"
#include "kith/word.hpp"
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

constexpr char code(tag t) noexcept {
  return static_cast<char>(t);
}

template <class Out>
class leaf_writer {
 public:
  leaf_writer(Out& out, const encoding& how) noexcept : out_(out), how_(how) {}

  // Heads of a tag and a length or a number.
  void put_u8(tag t, std::uint64_t v) {
    char* const at = out_.room(2);
    at[0] = code(t);
    at[1] = static_cast<char>(v);
  }
  void put_u16(tag t, std::uint64_t v) {
    char* const at = out_.room(3);
    at[0] = code(t);
    store_u16(at + 1, static_cast<std::uint16_t>(v));
  }
  void put_u32(tag t, std::uint64_t v) {
    KITH_ASSERT(v <= UINT32_MAX);  // 4 GiB is the most that the format can say
    char* const at = out_.room(5);
    at[0] = code(t);
    store_u32(at + 1, static_cast<std::uint32_t>(v));
  }

  void put_atom(atom a) {
    if (how_.numbers != nullptr) {
      const int number = how_.numbers->refer(a);
      if (number >= 0) {
        put_u8(tag::atom_cache_ref, static_cast<std::uint64_t>(number));
        return;
      }
    }
    const std::string_view name = a.name();
    const std::size_t n = name.size();
    if (how_.atoms == atom_form::otp_25) {
      if (is_ascii(name.data(), n)) {
        put_long_name(tag::atom, name);
        return;
      }
      if (is_latin1(name)) {
        put_latin1_name(name);
        return;
      }
    }
    if (n > 255) {
      put_long_name(tag::atom_utf8, name);
      return;
    }
    char* const at = out_.room(2 + n);
    at[0] = code(tag::small_atom_utf8);
    at[1] = static_cast<char>(n);
    copy_bytes(at + 2, name.data(), n);
  }

  void put_small(std::int64_t v) {
    if (v >= 0 && v < 256) {
      put_u8(tag::small_integer, static_cast<std::uint64_t>(v));
    } else if (v >= INT32_MIN && v <= INT32_MAX) {
      put_u32(tag::integer, static_cast<std::uint32_t>(v));
    } else {
      const auto m = static_cast<std::uint64_t>(v < 0 ? -v : v);
      put_big(v < 0, &m, 1);
    }
  }

  void put_big(bool negative, const std::uint64_t* limbs, std::size_t count) {
    const std::size_t n =
        count * 8 - static_cast<std::size_t>(std::countl_zero(limbs[count - 1])) / 8;
    if (n < 256) {
      put_u8(tag::small_big, n);
    } else {
      put_u32(tag::large_big, n);
    }
    *out_.room(1) = negative ? 1 : 0;
    out_.bytes(reinterpret_cast<const char*>(limbs), n);  // little-endian, as the machine is
  }

  void put_float(detail::word bits) {
    char* const at = out_.room(9);
    at[0] = code(tag::new_float);
    store_u64(at + 1, bits);
  }

  void put_pid(detail::word w) {
    if (detail::tag_of(w) == detail::tag::pid) {
      const local_node owner = local_node_at(detail::pid_node(w));
      put_pid(owner.name, detail::pid_slot(w), detail::pid_generation(w), owner.creation);
    } else {
      const detail::word* const n = detail::pointer(w);
      const auto owner = detail::identity_of(n[1]);
      put_pid(owner.node, n[2] >> 32u, n[2], owner.creation);
    }
  }

  void put_port(const detail::word* n) {
    const auto owner = detail::identity_of(n[1]);
    const bool wide = n[2] > short_port_max;
    *out_.room(1) = code(wide ? tag::v4_port : tag::new_port);
    put_atom(owner.node);
    if (wide) {
      store_u64(out_.room(8), n[2]);
    } else {
      store_u32(out_.room(4), static_cast<std::uint32_t>(n[2]));
    }
    store_u32(out_.room(4), owner.creation);
  }

  void put_reference(const detail::word* n) {
    const auto owner = detail::identity_of(n[1]);
    const std::uint64_t count = detail::size_of(n[0]);
    put_u16(tag::newer_reference, count);
    put_atom(owner.node);
    char* const at = out_.room(4 + 4 * count);
    store_u32(at, owner.creation);
    for (std::uint64_t i = 0; i < count; ++i) {
      store_u32(at + 4 + 4 * i, static_cast<std::uint32_t>(n[2 + i / 2] >> (i % 2 * 32)));
    }
  }

 private:
  void put_long_name(tag t, std::string_view name) {
    const std::size_t n = name.size();
    char* const at = out_.room(3 + n);
    at[0] = code(t);
    store_u16(at + 1, static_cast<std::uint16_t>(n));
    copy_bytes(at + 3, name.data(), n);
  }

  void put_latin1_name(std::string_view name) {
    const std::size_t n = count_utf8(name);
    char* at = out_.room(3 + n);
    *at++ = code(tag::atom);
    store_u16(at, static_cast<std::uint16_t>(n));
    at += 2;
    for (std::size_t i = 0; i < name.size();) {
      *at++ = static_cast<char>(decode_utf8(name, i));
    }
  }

  void put_pid(atom node, std::uint64_t id, std::uint64_t serial, std::uint32_t creation) {
    *out_.room(1) = code(tag::new_pid);
    put_atom(node);
    char* const at = out_.room(12);
    store_u32(at, static_cast<std::uint32_t>(id));
    store_u32(at + 4, static_cast<std::uint32_t>(serial));
    store_u32(at + 8, creation);
  }

  Out& out_;
  const encoding& how_;
};

}  // namespace kith::etf
