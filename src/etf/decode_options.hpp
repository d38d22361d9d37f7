// What a decoder knows of where its bytes come from.
#pragma once

#include <cstdint>
#include <span>

#include "kith/etf.hpp"

namespace kith::etf {

/// The node that decodes: its own pids become local ones.
struct self_identity {
  atom name;
  std::uint32_t creation = 0;
  std::uint32_t index = 0;
};

struct decoding {
  decode_limits limits;
  /// None for a program that is no node.
  const self_identity* self = nullptr;
  /// What ATOM_CACHE_REF numbers stand for; none outside of messages between nodes.
  std::span<const atom> cached = {};

  /// Whether a pid is one of our own, in the range of those that we give out.
  [[nodiscard]] bool is_own(std::uint32_t node, std::uint32_t creation, std::uint32_t id,
                            std::uint32_t serial) const noexcept {
    return self != nullptr && self->name.index() == node && self->creation == creation &&
           id < (1u << detail::pid_slot_bits) && serial < (1u << detail::pid_generation_bits);
  }
};

/// Binaries of more bytes get a block of their own, so that one can be kept without the rest.
inline constexpr std::uint64_t inline_bytes_max = 64;

}  // namespace kith::etf
