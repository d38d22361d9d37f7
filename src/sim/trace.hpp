#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>

#include "io/world.hpp"

namespace kith::sim {

/// What happened, as a running hash of everything and a ring of the latest. Two runs from one seed
/// have one hash; where they part, the rings show it.
class trace {
 public:
  static constexpr std::size_t lines_max = 2'000;

  /// An event of the simulator; `what` is a literal.
  void event(io::instant when, const char* what, std::uint64_t a = 0, std::uint64_t b = 0,
             std::uint64_t c = 0);
  /// A line of an upper layer or of a test.
  void note(io::instant when, std::string_view text);

  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  /// The latest lines, one event each, oldest first; times are of the simulation.
  [[nodiscard]] std::string recent() const;

 private:
  struct line {
    io::instant when;
    const char* what;
    std::uint64_t a, b, c;
    std::string text;
  };

  void mix(std::uint64_t word);
  void mix(std::string_view text);
  void keep(line one);

  std::uint64_t hash_ = 0xcbf29ce484222325;
  std::deque<line> lines_;
};

/// A hash of bytes that is quick and the same everywhere.
std::uint64_t hash_of(std::string_view bytes);

}  // namespace kith::sim
