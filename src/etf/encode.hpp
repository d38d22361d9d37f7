// Terms into the external term format, in one walk that does not recurse, so that any depth will
// do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kith/term.hpp"

namespace kith::etf {

enum class atom_form : std::uint8_t {
  otp_25,  ///< ATOM_EXT for what Latin-1 holds, else UTF-8: term_to_binary of OTP 25
  utf8,    ///< always UTF-8: between nodes
};

/// Says by which number an atom goes in a message with an atom cache; -1: by name.
class atom_numbers {
 public:
  virtual int refer(atom a) = 0;

 protected:
  ~atom_numbers() = default;
};

struct encoding {
  atom_form atoms = atom_form::utf8;
  bool sorted_maps = false;
  atom_numbers* numbers = nullptr;
};

/// A binary so large that it is worth not copying: it is left out of the bytes.
struct left_out {
  std::size_t at;          ///< where in the bytes it belongs
  term_ref home;           ///< what keeps it alive
  std::string_view bytes;  ///< where they lie
};
inline constexpr std::size_t left_out_bytes_min = 64 * 1024;

/// Appends the encoded term, without version byte. Large binaries are left out, in ascending order,
/// if `shared` is given; what keeps them is `t`.
void encode(term_ref t, const encoding& how, std::string& out,
            std::vector<left_out>* shared = nullptr);

}  // namespace kith::etf
