// Names met lately and their atoms: a look here is a third of one into the atom table, and a peer
// sends the same few names again and again. Only names of ASCII, which mean the same in Latin-1 and
// UTF-8. One for each thread, so that it needs no lock; it holds nothing that could become untrue.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "etf/short_bytes.hpp"
#include "kith/atom.hpp"

namespace kith::etf {

class recent_atoms {
 public:
  /// The atom of that name, if it was met lately.
  [[nodiscard]] bool find(std::string_view name, std::uint32_t& index) const noexcept {
    const entry& e = entries_[place(name)];
    if (e.bytes != name.size() || !same_bytes(e.text, name.data(), name.size())) {
      return false;
    }
    index = e.index;
    return true;
  }
  /// `a` is the atom of that name.
  void keep(std::string_view name, atom a) noexcept {
    if (!name.empty() && is_ascii(name.data(), name.size())) {
      entries_[place(name)] = {a.name().data(), static_cast<std::uint32_t>(name.size()), a.index()};
    }
  }

 private:
  struct entry {
    const char* text = nullptr;  ///< in the atom table
    std::uint32_t bytes = UINT32_MAX;
    std::uint32_t index = 0;
  };
  static constexpr unsigned place_bits = 8;

  /// The first and the last bytes, which overlap in short names.
  template <class Block>
  static std::uint64_t ends(std::string_view s) noexcept {
    return std::uint64_t{load_block<Block>(s.data())} ^
           (std::uint64_t{load_block<Block>(s.data() + s.size() - sizeof(Block))} << 1u);
  }
  static std::size_t place(std::string_view name) noexcept {
    const std::size_t n = name.size();
    const std::uint64_t mixed = n >= 8   ? ends<std::uint64_t>(name)
                                : n >= 4 ? ends<std::uint32_t>(name)
                                : n >= 1 ? ends<std::uint8_t>(name)
                                         : 0;
    return ((mixed + n) * 0x9e3779b97f4a7c15u) >> (64u - place_bits);
  }

  std::array<entry, std::size_t{1} << place_bits> entries_{};
};

}  // namespace kith::etf
