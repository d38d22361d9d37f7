// Rows of tables for tests of the decoder: bytes that are a term, and bytes that are none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "etf/sample_bytes.hpp"
#include "kith/term.hpp"

namespace kith::sample {

inline term decoded(std::string_view bytes) {
  auto t = binary_to_term(bytes);
  REQUIRE_MESSAGE(t.ok(), (t ? "" : t.failure().text));
  return *t;
}

inline term parsed(std::string_view text) {
  auto t = parse_term(text);
  REQUIRE_MESSAGE(t.ok(), (t ? "" : t.failure().text));
  return *t;
}

inline std::string refusal(std::string_view bytes) {
  auto t = binary_to_term(bytes);
  REQUIRE(!t.ok());
  return t.failure().text;
}

struct accepted {
  std::string bytes;  ///< behind the version byte
  const char* text;   ///< the term
};
struct refused {
  std::string bytes;  ///< behind the version byte
  const char* why;
  std::size_t at;
};

inline void check_read(const std::vector<accepted>& table) {
  for (const accepted& row : table) {
    CAPTURE(row.text);
    CHECK(decoded(wire(131) + row.bytes) == parsed(row.text));
  }
}
inline void check_refused(const std::vector<refused>& table) {
  for (const refused& row : table) {
    const std::string text =
        std::string("external term: ") + row.why + ", at byte " + std::to_string(row.at);
    CHECK(refusal(wire(131) + row.bytes) == text);
  }
}

}  // namespace kith::sample
