#include "stdlib/regex.hpp"

#include <algorithm>

#include "kith/assert.hpp"

namespace kith::detail {

namespace {

constexpr std::string_view mark = "KithRE\x01";
constexpr std::size_t head_bytes = mark.size() + 6;

/// All that an option of `re` sets.
constexpr std::uint32_t flags_known =
    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_CASELESS | PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL |
    PCRE2_EXTENDED | PCRE2_FIRSTLINE | PCRE2_MULTILINE | PCRE2_NO_AUTO_CAPTURE | PCRE2_DUPNAMES |
    PCRE2_UNGREEDY | PCRE2_NO_START_OPTIMIZE | PCRE2_UCP | PCRE2_NEVER_UTF;

/// PCRE2 refuses `\j` and its like; PCRE 8 reads them as letters.
constexpr int unknown_escape = PCRE2_ERROR_UNKNOWN_ESCAPE;

struct attempt {
  pcre2_code* code = nullptr;
  int error = 0;
  std::size_t at = 0;
};

/// PCRE 8 allows `\K` everywhere.
#ifdef PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK
constexpr std::uint32_t extra_always = PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK;
#else
constexpr std::uint32_t extra_always = 0;
#endif

/// PCRE2 10.42 forgets the letters of Latin-1 when it works out which bytes of UTF-8 a match of
/// `\w` can begin with.
std::uint32_t flags_of(const regex_source& from) {
  const bool may_be_utf = (from.flags & PCRE2_UTF) != 0 || from.text.starts_with("(*");
  const bool has_word = from.text.find("\\w") != std::string::npos;
  const std::uint32_t flags = from.flags | PCRE2_USE_OFFSET_LIMIT;
  return may_be_utf && has_word ? flags | PCRE2_NO_START_OPTIMIZE : flags;
}

attempt compile_once(const regex_source& from, std::uint32_t extra) {
  const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> context(
      pcre2_compile_context_create(nullptr), &pcre2_compile_context_free);
  if (context == nullptr) {
    throw std::bad_alloc();
  }
  pcre2_set_newline(context.get(), from.newline);
  pcre2_set_bsr(context.get(), from.bsr);
  pcre2_set_parens_nest_limit(context.get(), regex_nesting_max);
  pcre2_set_max_pattern_length(context.get(), regex_bytes_max);
  pcre2_set_compile_extra_options(context.get(), extra_always | extra);
  if (const std::uint8_t* tables = latin1_tables()) {
    pcre2_set_character_tables(context.get(), tables);
  }
  attempt got;
  const auto* const text = reinterpret_cast<PCRE2_SPTR>(from.text.data());
  got.code =
      pcre2_compile(text, from.text.size(), flags_of(from), &got.error, &got.at, context.get());
  return got;
}

}  // namespace

std::string regex_source::bytes() const {
  std::string out(mark);
  out.push_back(static_cast<char>(newline));
  out.push_back(static_cast<char>(bsr));
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(flags >> static_cast<unsigned>(shift)));
  }
  return out + text;
}

std::optional<regex_source> regex_source::of_bytes(std::string_view bytes) {
  if (bytes.size() < head_bytes || !bytes.starts_with(mark)) {
    return std::nullopt;
  }
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[mark.size() + i]);
  };
  regex_source from;
  from.newline = byte(0);
  from.bsr = byte(1);
  from.flags = byte(2) << 24u | byte(3) << 16u | byte(4) << 8u | byte(5);
  const bool known = from.newline >= PCRE2_NEWLINE_CR && from.newline <= PCRE2_NEWLINE_ANYCRLF &&
                     (from.bsr == PCRE2_BSR_UNICODE || from.bsr == PCRE2_BSR_ANYCRLF) &&
                     (from.flags & ~flags_known) == 0;
  if (!known) {
    return std::nullopt;
  }
  from.text = bytes.substr(head_bytes);
  return from;
}

regex::outcome regex::compile(const regex_source& from) {
  attempt got = compile_once(from, 0);
  if (got.code == nullptr && got.error == unknown_escape) {
    got = compile_once(from, PCRE2_EXTRA_BAD_ESCAPE_IS_LITERAL);
  }
  if (got.code == nullptr) {
    return fault_of(got.error, got.at);
  }
  std::shared_ptr<const regex> made(new regex(got.code, from));
  // `\C` would leave a match within a character, where none of its like may begin.
  if (made->is_utf() && made->number(PCRE2_INFO_HASBACKSLASHC) != 0) {
    return fault_of(PCRE2_ERROR_BACKSLASH_C_CALLER_DISABLED, from.text.find("\\C"));
  }
  return made;
}

regex::regex(pcre2_code* code, const regex_source& from) : code_(code) {
  const auto has = [&](std::string_view text) { return from.text.find(text) != std::string::npos; };
  const std::uint32_t flags = number(PCRE2_INFO_ALLOPTIONS);
  is_divisible_ = (flags & (PCRE2_ANCHORED | PCRE2_FIRSTLINE)) == 0 && !has("(*") && !has("\\G");
  PCRE2_SPTR entry = nullptr;
  pcre2_pattern_info(code_, PCRE2_INFO_NAMETABLE, &entry);
  const std::uint32_t size = number(PCRE2_INFO_NAMEENTRYSIZE);
  for (std::uint32_t n = number(PCRE2_INFO_NAMECOUNT); n > 0; --n, entry += size) {
    // group:u16 name:u8[] 0
    const std::uint32_t group = std::uint32_t{entry[0]} << 8u | entry[1];
    const std::string name(reinterpret_cast<const char*>(entry + 2));
    groups_.emplace_back(name, group);
    if (names_.empty() || names_.back() != name) {
      names_.push_back(name);
    }
  }
}

std::uint32_t regex::number(std::uint32_t what) const {
  std::uint32_t value = 0;
  const int failed = pcre2_pattern_info(code_, what, &value);
  KITH_ASSERT(failed == 0);
  return value;
}

bool regex::may_end_lines_with_crlf() const {
  const std::uint32_t newline = number(PCRE2_INFO_NEWLINE);
  return newline == PCRE2_NEWLINE_CRLF || newline == PCRE2_NEWLINE_ANY ||
         newline == PCRE2_NEWLINE_ANYCRLF;
}

std::size_t regex::size() const {
  std::size_t bytes = 0;
  pcre2_pattern_info(code_, PCRE2_INFO_SIZE, &bytes);
  return bytes;
}

std::vector<std::uint32_t> regex::named(std::string_view name) const {
  std::vector<std::uint32_t> all;
  for (const auto& [group_name, group] : groups_) {
    if (group_name == name) {
      all.push_back(group);
    }
  }
  return all;
}

}  // namespace kith::detail
