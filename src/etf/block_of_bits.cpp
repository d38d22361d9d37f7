#include "etf/block_of_bits.hpp"

#include <cstring>

#include "kith/arena.hpp"

namespace kith::etf {

namespace {

/// A part of the carrier is shared if it is at least 1/16 of it, lest a small part keep it all.
constexpr std::uint64_t parts_max = 16;

}  // namespace

term block_of_bits(const char* data, std::uint64_t bits, term_ref carrier) {
  const std::uint64_t bytes = (bits + 7) / 8;
  if (carrier && bits % 8 == 0 && bytes >= carrier.as_binary().size() / parts_max) {
    const auto offset = static_cast<std::uint64_t>(data - carrier.as_binary().data());
    arena part(arena::size_part_of_binary());
    const detail::word made = part.part_of_binary(carrier, offset, bytes);
    return part.finish(made);
  }
  arena own(arena::size_binary(bytes));
  char* copy = nullptr;
  const detail::word made = own.binary(bits, copy);
  std::memcpy(copy, data, bytes);
  clear_spare_bits(copy, bits);
  return own.finish(made);
}

}  // namespace kith::etf
