// The options of module `re`, from Erlang.
#pragma once

#include <cstdint>

#include "kith/term.hpp"
#include "stdlib/regex.hpp"

namespace kith::detail {

/// What a match may cost at most. PCRE2 counts the first two; each start of a match counts anew.
inline constexpr std::uint32_t match_limit_max = 10'000'000;
inline constexpr std::uint32_t match_depth_max = 10'000'000;
inline constexpr std::uint32_t match_heap_kib_max = 512 * 1024;

enum class capture_type : std::uint8_t { index, list, binary };

struct regex_options {
  // How a pattern is compiled.
  std::uint32_t compile_flags = 0;
  std::uint32_t newline = 0;  ///< 0: as the pattern says
  std::uint32_t bsr = 0;      ///< the same
  bool contradicts = false;   ///< of the two above, there are several
  bool compiles = false;      ///< there are options that a compiled pattern does not take

  // How it is matched.
  std::uint32_t match_flags = 0;
  std::size_t from = 0;
  std::uint32_t match_limit = match_limit_max;
  std::uint32_t depth_limit = match_depth_max;
  bool global = false;
  bool report_errors = false;
  term_ref values;  ///< of `capture`; none when there is no such option
  term_ref type;    ///< the same

  /// Those of `compile`; raises badarg, its cause `badopt`, for all else.
  [[nodiscard]] static regex_options for_compile(term_ref list);
  /// Those of `run`, among which are those of `compile`.
  [[nodiscard]] static regex_options for_run(term_ref list);

  /// What is compiled: of a text, or of one that was compiled by other options.
  [[nodiscard]] regex_source source(std::string text) const;
  [[nodiscard]] regex_source source(regex_source compiled) const;

 private:
  [[nodiscard]] bool take_compile(term_ref option);
  [[nodiscard]] bool take_run(term_ref option);
  [[nodiscard]] bool take_newline(term_ref name);
};

}  // namespace kith::detail
