#pragma once

#include <compare>
#include <concepts>
#include <cstdint>

namespace kith {

/// A span of time in nanoseconds; negative spans are legal. Light on purpose: <chrono> costs a
/// third of a second to compile. Converts from any std::chrono::duration.
class duration {
 public:
  constexpr duration() = default;
  template <class Chrono>
    requires requires(Chrono c) {
      c.count();
      Chrono::period::num;
    }
  constexpr duration(Chrono c)  // NOLINT: implicit by design
      : ns_(static_cast<std::int64_t>(static_cast<long double>(c.count()) * Chrono::period::num *
                                      (1'000'000'000.0L / Chrono::period::den))) {}

  static constexpr duration nanoseconds(std::int64_t n) { return duration(n, 0); }
  static constexpr duration microseconds(std::int64_t n) { return duration(n * 1'000, 0); }
  static constexpr duration milliseconds(std::int64_t n) { return duration(n * 1'000'000, 0); }
  static constexpr duration seconds(std::int64_t n) { return duration(n * 1'000'000'000, 0); }
  /// Longer than any program runs: a wait without a limit (Erlang's `infinity`).
  static constexpr duration infinity() { return duration(INT64_MAX, 0); }

  [[nodiscard]] constexpr std::int64_t ns() const { return ns_; }
  /// Whole milliseconds, rounded towards zero.
  [[nodiscard]] constexpr std::int64_t ms() const { return ns_ / 1'000'000; }
  [[nodiscard]] constexpr bool is_infinite() const { return ns_ == INT64_MAX; }

  friend constexpr auto operator<=>(duration, duration) = default;
  friend constexpr duration operator+(duration a, duration b) { return duration(a.ns_ + b.ns_, 0); }
  friend constexpr duration operator-(duration a, duration b) { return duration(a.ns_ - b.ns_, 0); }
  friend constexpr duration operator*(duration a, std::int64_t k) { return duration(a.ns_ * k, 0); }
  friend constexpr duration operator/(duration a, std::int64_t k) { return duration(a.ns_ / k, 0); }

 private:
  constexpr duration(std::int64_t ns, int) : ns_(ns) {}
  std::int64_t ns_ = 0;
};

/// `co_await self.receive(…, after(5_s))`: `using namespace kith::literals` (part of `kith`).
inline namespace literals {
constexpr duration operator""_ns(unsigned long long n) {
  return duration::nanoseconds(static_cast<std::int64_t>(n));
}
constexpr duration operator""_us(unsigned long long n) {
  return duration::microseconds(static_cast<std::int64_t>(n));
}
constexpr duration operator""_ms(unsigned long long n) {
  return duration::milliseconds(static_cast<std::int64_t>(n));
}
constexpr duration operator""_s(unsigned long long n) {
  return duration::seconds(static_cast<std::int64_t>(n));
}
constexpr duration operator""_min(unsigned long long n) {
  return duration::seconds(static_cast<std::int64_t>(n) * 60);
}
}  // namespace literals

}  // namespace kith
