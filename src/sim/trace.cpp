#include "sim/trace.hpp"

#include <array>
#include <bit>
#include <cinttypes>
#include <cstdio>

namespace kith::sim {
namespace {

constexpr std::uint64_t multiplier = 0x9fb21c651e98df25;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (std::rotl(hash, 23) ^ word) * multiplier;
  return hash ^ (hash >> 29U);
}

}  // namespace

std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = bytes.size();
  while (!bytes.empty()) {
    const std::size_t count = bytes.size() < 8 ? bytes.size() : 8;
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    hash = mixed(hash, word);
    bytes.remove_prefix(count);
  }
  return hash;
}

void trace::mix(std::uint64_t word) {
  hash_ = mixed(hash_, word);
}
void trace::mix(std::string_view text) {
  mix(hash_of(text));
}

void trace::event(io::instant when, const char* what, std::uint64_t a, std::uint64_t b,
                  std::uint64_t c) {
  mix(static_cast<std::uint64_t>(when.ns));
  mix(std::string_view(what));
  mix(a);
  mix(b);
  mix(c);
  keep({when, what, a, b, c, {}});
}

void trace::note(io::instant when, std::string_view text) {
  mix(static_cast<std::uint64_t>(when.ns));
  mix(text);
  keep({when, "note", 0, 0, 0, std::string(text)});
}

void trace::keep(line one) {
  if (lines_.size() == lines_max)
    lines_.pop_front();
  lines_.push_back(std::move(one));
}

std::string trace::recent() const {
  std::string text;
  for (const line& each : lines_) {
    std::array<char, 128> row;
    std::snprintf(row.data(), row.size(), "%14.6f ms  %-12s ",
                  static_cast<double>(each.when.ns) / 1e6, each.what);
    text += row.data();
    if (each.text.empty()) {
      std::snprintf(row.data(), row.size(), "%" PRIu64 " %" PRIu64 " %" PRIu64, each.a, each.b,
                    each.c);
      text += row.data();
    } else {
      text += each.text;
    }
    text += '\n';
  }
  return text;
}

}  // namespace kith::sim
