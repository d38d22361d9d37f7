// The atom cache of a connection: 2,048 places that both ends fill alike, so that an atom goes over
// the wire by name once and by number afterwards. A message refers to at most 255 of them; its
// header (dist_header.hpp) says which, and which are new.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "etf/encode.hpp"
#include "kith/atom.hpp"
#include "kith/result.hpp"

namespace kith::dist {

inline constexpr std::size_t atom_cache_places = 2048;
/// References in one message: they are numbered by a byte, and 255 is how many OTP uses.
inline constexpr std::size_t atom_refs_max = 255;

/// The place of an atom in a sender's cache. The receiver takes any.
[[nodiscard]] constexpr std::uint16_t atom_cache_place(atom a) {
  return static_cast<std::uint16_t>(a.index() % atom_cache_places);
}

/// The atoms that one message refers to by number. Belongs to the message, not to the connection,
/// so that encoding needs no connection: what is new there is settled when the header is written.
/// Reused from message to message; `clear` costs what the last message used.
class atom_refs final : public etf::atom_numbers {
 public:
  atom_refs() { numbers_.fill(none); }

  /// The number by which this message refers to `a`, or -1 when it must be written out: another
  /// atom has its place, or 255 are in use. The same answer whenever it is asked again.
  int refer(atom a) override {
    std::uint8_t& number = numbers_[atom_cache_place(a)];
    if (number == none) {
      if (size_ == atom_refs_max) {
        return -1;
      }
      number = static_cast<std::uint8_t>(size_);
      atoms_[size_++] = a;
      return number;
    }
    return atoms_[number] == a ? number : -1;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] atom operator[](std::size_t number) const { return atoms_[number]; }

  void clear() {
    for (std::size_t i = 0; i < size_; ++i) {
      numbers_[atom_cache_place(atoms_[i])] = none;
    }
    size_ = 0;
  }

 private:
  static constexpr std::uint8_t none = 255;
  std::array<std::uint8_t, atom_cache_places> numbers_;
  std::array<atom, atom_refs_max> atoms_;
  std::size_t size_ = 0;
};

/// The places of a cache, of which most connections use few: they take memory by the row.
class atom_places {
 public:
  static constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();

  /// The index of the atom that is there, or `nothing`.
  [[nodiscard]] std::uint32_t get(std::size_t place) const {
    const row* r = rows_[place / row_places].get();
    return r == nullptr ? nothing : (*r)[place % row_places];
  }
  /// Puts one there; returns what was there.
  std::uint32_t put(std::size_t place, std::uint32_t index) {
    std::unique_ptr<row>& r = rows_[place / row_places];
    if (r == nullptr) {
      r = std::make_unique<row>();
      r->fill(nothing);
    }
    return std::exchange((*r)[place % row_places], index);
  }

 private:
  static constexpr std::size_t row_places = 64;
  using row = std::array<std::uint32_t, row_places>;
  std::array<std::unique_ptr<row>, atom_cache_places / row_places> rows_;
};

/// What the peer's cache holds, on the side that sends.
class sender_cache {
 public:
  /// Puts an atom into its place; whether it was there already.
  bool hold(atom a) { return held_.put(atom_cache_place(a), a.index()) == a.index(); }

 private:
  atom_places held_;
};

/// How many atoms a peer may still add to our table, which never shrinks.
class atom_quota {
 public:
  explicit atom_quota(std::uint32_t left) : left_(left) {}
  [[nodiscard]] std::uint32_t left() const { return left_; }
  /// After a decoder has made atoms on the same account.
  void set_left(std::uint32_t left) { left_ = left; }
  /// The atom of that name; fails with errc::limit when it would be one too many.
  [[nodiscard]] result<atom> intern(std::string_view name);

 private:
  std::uint32_t left_;
};

/// `atoms_per_peer_max`, unless configured.
inline constexpr std::uint32_t atoms_per_peer_default = 100'000;

/// What our cache holds, on the side that receives.
class receiver_cache {
 public:
  void put(std::uint16_t place, atom a) { held_.put(place, a.index()); }
  /// False when nothing was ever put there.
  [[nodiscard]] bool get(std::uint16_t place, atom& a) const {
    const std::uint32_t index = held_.get(place);
    if (index == atom_places::nothing) {
      return false;
    }
    a = atom::from_index(index);
    return true;
  }

 private:
  atom_places held_;
};

}  // namespace kith::dist
