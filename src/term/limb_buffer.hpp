// Room for the limbs of an integer while it is worked out.
#pragma once

#include <gmp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace kith {

/// So many limbs, unwritten; few lie within the object.
class limb_buffer {
 public:
  explicit limb_buffer(std::size_t limbs)
      : many_(limbs > few ? new std::uint64_t[limbs] : nullptr), size_(limbs) {}

  [[nodiscard]] std::uint64_t* data() noexcept { return many_ ? many_.get() : few_.data(); }
  [[nodiscard]] mp_limb_t* gmp() noexcept { return reinterpret_cast<mp_limb_t*>(data()); }
  [[nodiscard]] std::span<std::uint64_t> all() noexcept { return {data(), size_}; }

 private:
  static constexpr std::size_t few = 12;
  std::unique_ptr<std::uint64_t[]> many_;
  std::size_t size_;
  std::array<std::uint64_t, few> few_;  // not written before it is used
};

}  // namespace kith
