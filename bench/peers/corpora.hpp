// The terms that are encoded and decoded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kith/kith.hpp>

namespace bench {

struct corpus {
  std::string name;
  kith::term value;
};

/// `control`, `map1000`, `list10k` and `bin1m`.
[[nodiscard]] std::vector<corpus> corpora();

/// As many bytes, byte K being `(((K mod 65536) + 1) * 167 + 13) mod 256`, K from 0.
[[nodiscard]] kith::term pattern_binary(std::int64_t size);

/// In the external term format of minor version 2.
[[nodiscard]] std::string encoded(kith::term_ref t);

}  // namespace bench
