#include "stdlib/regex_term.hpp"

#include "kith/build.hpp"
#include "runtime/raised.hpp"
#include "stdlib/chardata.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

constexpr std::uint32_t tuple_size = 5;

}  // namespace

bool is_pattern(term_ref t) {
  return t.is_tuple(tuple_size) && t[0].is(atom("re_pattern"));
}

regex_source source_of(term_ref pattern) {
  for (std::size_t i = 1; i < tuple_size - 1; ++i) {
    if (pattern[i].tag() != tag::small) {
      badarg();
    }
  }
  const term_ref bytes = pattern[tuple_size - 1];
  const auto from = bytes.is_binary() ? regex_source::of_bytes(bytes.as_binary()) : std::nullopt;
  return from ? *from : (badarg(), regex_source());
}

std::optional<std::string> text_of(term_ref data, bool unicode) {
  if (data.is_binary()) {
    return std::string(data.as_binary());
  }
  std::string text;
  if (!data.is_list()) {
    return std::nullopt;
  }
  if (!unicode) {
    return append_iodata(data, text) ? std::optional(std::move(text)) : std::nullopt;
  }
  try {
    const chardata got = read_chardata(data, text_encoding::utf8);
    return got.outcome == chardata_outcome::whole
               ? std::optional(encode_text(got.text, text_encoding::utf8))
               : std::nullopt;
  } catch (const exit_exception&) {
    return std::nullopt;  // no characters at all
  }
}

regex::outcome compile_regex(const regex_options& options, const regex_source& from) {
  return options.contradicts ? regex::outcome(regex_fault{"inconsistent NEWLINE options", 0})
                             : library_here().regexes.get(from);
}

term described(const regex_fault& fault) {
  return tuple(list_of_bytes(fault.text), fault.at);
}

term pattern_term(const regex& compiled, const regex_source& from) {
  const bool unicode = (from.flags & PCRE2_UTF) != 0;
  return tuple(atom("re_pattern"), static_cast<std::int64_t>(compiled.groups()), unicode ? 1 : 0,
               compiled.may_end_lines_with_crlf() ? 1 : 0, term::binary(from.bytes()));
}

void unexplained() {
  throw caused_error(atoms::badarg, term());
}

}  // namespace kith::detail
