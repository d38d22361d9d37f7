#include "sim/random.hpp"

#include <bit>

#include "kith/assert.hpp"

namespace kith::sim {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014), public domain reference constants.
std::uint64_t split_mix(std::uint64_t& x) {
  x += 0x9e3779b97f4a7c15;
  std::uint64_t z = x;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
  return z ^ (z >> 31U);
}

}  // namespace

random::random(std::uint64_t seed) : seed_(seed), state_() {
  for (std::uint64_t& word : state_)
    word = split_mix(seed);
}

random random::fork(std::uint64_t number) const {
  std::uint64_t x = seed_ ^ std::rotl(number * 0x9e3779b97f4a7c15, 29);
  return random(split_mix(x));
}

random random::fork(std::string_view name) const {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fork(hash);
}

// xoshiro256** (Blackman, Vigna 2018).
std::uint64_t random::next() {
  const std::uint64_t drawn = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return drawn;
}

// The bias of the remainder is below 2^-40 for the small ranges drawn here.
std::uint64_t random::below(std::uint64_t end) {
  return end == 0 ? 0 : next() % end;
}

duration random::between(duration low, duration high) {
  KITH_ASSERT(low <= high);
  const auto width = static_cast<std::uint64_t>((high - low).ns());
  return low + duration::nanoseconds(static_cast<std::int64_t>(below(width + 1)));
}

void random::fill(std::span<std::byte> into) {
  for (std::byte& each : into)
    each = static_cast<std::byte>(next() >> 56U);
}

}  // namespace kith::sim
