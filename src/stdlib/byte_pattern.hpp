// What module `binary` searches for: one or several byte strings.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "kith/term.hpp"

namespace kith::detail {

struct byte_range {
  std::size_t at;
  std::size_t size;
};

class byte_pattern {
 public:
  /// A binary, a list of some, or what `compile_pattern` made; none of them empty. Raises badarg
  /// for all else. The term keeps the bytes.
  explicit byte_pattern(term_ref pattern);

  /// The first occurrence at `from` or behind it; of those that begin there the longest.
  [[nodiscard]] std::optional<byte_range> find(std::string_view in, std::size_t from) const;

  /// `{bm, Binary}` or `{ac, [Binary]}`.
  [[nodiscard]] static term compile(term_ref pattern);

 private:
  void add(term_ref binary);

  std::vector<std::string_view> all_;  ///< longest first
  std::array<bool, 256> begins_{};     ///< whether one begins with that byte
};

}  // namespace kith::detail
