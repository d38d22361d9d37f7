// Regular expressions of module `re`: what they are compiled from, and what PCRE2 made of it.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kith::detail {

/// Groups may nest so deep in a pattern.
inline constexpr std::uint32_t regex_nesting_max = 1'000;
/// A pattern has at most so many bytes.
inline constexpr std::size_t regex_bytes_max = std::size_t{1} << 24u;

/// A pattern and how it is to be read. As bytes it is what `{re_pattern, …}` holds.
struct regex_source {
  std::uint32_t flags = 0;  ///< PCRE2_UTF, PCRE2_CASELESS, …
  std::uint32_t newline = PCRE2_NEWLINE_LF;
  std::uint32_t bsr = PCRE2_BSR_UNICODE;
  std::string text;  ///< UTF-8 when the flags say so, else one byte a character

  /// `KithRE` version:u8 newline:u8 bsr:u8 flags:u32 text, big-endian.
  [[nodiscard]] std::string bytes() const;
  /// Nothing for bytes that `bytes` did not write.
  [[nodiscard]] static std::optional<regex_source> of_bytes(std::string_view bytes);
};

/// Why a pattern is none.
struct regex_fault {
  std::string text;  ///< OTP's words
  std::size_t at;    ///< a byte of the pattern
};

/// Immutable: threads may share one.
class regex {
 public:
  using outcome = std::variant<std::shared_ptr<const regex>, regex_fault>;
  [[nodiscard]] static outcome compile(const regex_source& from);

  ~regex() { pcre2_code_free(code_); }
  regex(const regex&) = delete;
  regex& operator=(const regex&) = delete;

  [[nodiscard]] const pcre2_code* code() const noexcept { return code_; }
  [[nodiscard]] std::uint32_t groups() const { return number(PCRE2_INFO_CAPTURECOUNT); }
  /// Whether subjects must be UTF-8; a pattern can begin with `(*UTF)`.
  [[nodiscard]] bool is_utf() const { return (number(PCRE2_INFO_ALLOPTIONS) & PCRE2_UTF) != 0; }
  /// Whether a search may be taken up where another left off: what a match is does not depend on
  /// where the search for it began.
  [[nodiscard]] bool is_divisible() const noexcept { return is_divisible_; }
  /// Whether CR LF may be one end of a line.
  [[nodiscard]] bool may_end_lines_with_crlf() const;
  /// Bytes of memory.
  [[nodiscard]] std::size_t size() const;

  /// The names of groups, sorted, each once.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  /// The numbers of the groups of a name.
  [[nodiscard]] std::vector<std::uint32_t> named(std::string_view name) const;

 private:
  regex(pcre2_code* code, const regex_source& from);
  [[nodiscard]] std::uint32_t number(std::uint32_t what) const;

  pcre2_code* code_;
  bool is_divisible_;
  std::vector<std::string> names_;
  std::vector<std::pair<std::string, std::uint32_t>> groups_;
};

/// What PCRE2 says of a pattern, as OTP 25 says it.
[[nodiscard]] regex_fault fault_of(int code, std::size_t at);

/// PCRE2's tables of characters, of which Latin-1 has 256: what is a letter, and its other case. As
/// OTP has them. Null when PCRE2 has tables of another form.
[[nodiscard]] const std::uint8_t* latin1_tables();

}  // namespace kith::detail
