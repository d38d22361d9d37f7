// Random Erlang terms as source text, the same ones for the same seed.
#pragma once

#include <cstdint>
#include <string>

namespace kith::testing {

class text_generator {
 public:
  explicit text_generator(std::uint64_t seed) noexcept : state_(seed) {}

  /// A term in some of its spellings, of about as many leaves as `size`. Maps have at most 32
  /// pairs, since the order of larger ones is the emulator's secret.
  std::string term(unsigned size);
  /// The same with a few characters changed, so that it may be none any more.
  std::string damaged_term(unsigned size);

  /// Words of the language in no sensible order, with or without white space between them.
  std::string words(unsigned count);

  /// 0..bound-1.
  std::uint64_t below(std::uint64_t bound) noexcept;

 private:
  void value(unsigned size);
  void leaf();
  void atom();
  void integer();
  void real();
  void string();
  void binary();
  void fun();
  void tuple(unsigned size);
  void list(unsigned size);
  void map(unsigned size);
  void segment();
  void quoted(char quote, bool wide);
  void digits(unsigned count, unsigned base);
  void blank();
  bool one_in(std::uint64_t n) noexcept { return below(n) == 0; }

  std::uint64_t state_;
  std::string out_;
};

}  // namespace kith::testing
