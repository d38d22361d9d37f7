// Random terms in the external term format, the same ones for the same seed: a writer of its own,
// which knows nothing of the encoder under test and uses every layout that a decoder must take.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace kith::testing {

/// How often each tag, and each side of each border between sizes, was written.
using etf_coverage = std::map<std::string, std::uint64_t>;

class etf_generator {
 public:
  /// `values` decides what the terms are, `layouts` by which of several tags each is written.
  etf_generator(std::uint64_t values, std::uint64_t layouts, etf_coverage& covered) noexcept
      : values_(values), layouts_(layouts), covered_(covered) {}

  /// A term, version byte and all, of about as many leaves as `size`. The leaf of number `twisted`
  /// is another one than it would be; the rest stays.
  std::string term(unsigned size, std::uint64_t twisted = UINT64_MAX);
  /// Whether the last term has a map of over 32 pairs, whose order is the emulator's secret.
  [[nodiscard]] bool has_large_map() const noexcept { return large_map_; }
  /// Whether the last term has a fun with a name past ASCII. OTP 25 prints the bytes of such a name
  /// as if they were characters.
  [[nodiscard]] bool has_wide_fun() const noexcept { return wide_fun_; }
  /// Leaves of the last term.
  [[nodiscard]] std::uint64_t leaves() const noexcept { return leaves_; }

  /// 0..bound-1.
  std::uint64_t below(std::uint64_t bound) noexcept { return next(values_) % bound; }

 private:
  static std::uint64_t next(std::uint64_t& state) noexcept;
  bool one_in(std::uint64_t n) noexcept { return below(n) == 0; }
  /// One of that many ways to write what is to be written.
  std::uint64_t way(std::uint64_t ways) noexcept { return next(layouts_) % ways; }
  void cover(std::string_view what) { ++covered_[std::string(what)]; }
  void cover(std::string_view what, std::uint64_t size);

  void put(std::uint64_t v, unsigned bytes);
  void put(std::string_view bytes) { out_ += bytes; }
  void put_tag(unsigned tag, std::string_view name);

  void value(unsigned size);
  void leaf();
  void any_leaf();
  void integer();
  void put_integer(std::uint64_t magnitude, bool negative);
  void large_integer();
  void real();
  void put_real(std::uint64_t bits);
  void atom();
  void put_atom(std::string_view utf8);
  void fun_name(std::string_view utf8);
  void node();
  std::uint32_t creation() noexcept;
  void pid();
  void port();
  void reference();
  void string();
  void binary();
  void exported();
  void closure(unsigned size);
  void tuple(unsigned size);
  void list(unsigned size);
  void map(unsigned size);
  void key(std::uint64_t i, std::uint64_t salt);

  std::uint64_t values_;
  std::uint64_t layouts_;
  etf_coverage& covered_;
  std::string out_;
  std::uint64_t leaves_ = 0;
  std::uint64_t twisted_ = UINT64_MAX;
  bool large_map_ = false;
  bool wide_fun_ = false;
};

}  // namespace kith::testing
