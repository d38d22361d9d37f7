// Patterns of module `re` as terms.
#pragma once

#include <optional>
#include <string>

#include "kith/term.hpp"
#include "stdlib/regex_options.hpp"

namespace kith::detail {

/// `{re_pattern, Groups, Unicode, MayEndLinesWithCrLf, Source}`, whatever is in it.
[[nodiscard]] bool is_pattern(term_ref t);
/// What such a pattern was compiled from; badarg when `re:compile` has not made it. Only the source
/// counts: whoever made the tuple may have written anything into the rest.
[[nodiscard]] regex_source source_of(term_ref pattern);
[[nodiscard]] term pattern_term(const regex& compiled, const regex_source& from);

/// The bytes of a pattern or subject that is none yet: of lists, with `unicode`, in UTF-8. Nothing
/// for what is no text.
[[nodiscard]] std::optional<std::string> text_of(term_ref data, bool unicode);

/// By the cache of the running process's node.
[[nodiscard]] regex::outcome compile_regex(const regex_options& options, const regex_source& from);
/// `{Text, At}`
[[nodiscard]] term described(const regex_fault& fault);

/// badarg where OTP's `re` has left native code and explains its errors no more.
[[noreturn]] void unexplained();

}  // namespace kith::detail
