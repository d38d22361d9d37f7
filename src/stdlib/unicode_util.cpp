// Module `unicode_util`: the first character, or the first grapheme cluster, of chardata. Differs:
// the grapheme clusters and properties are those of the Unicode that utf8proc knows; the rest of
// nested lists may be nested otherwise than in OTP.

#include <utf8proc.h>

#include <algorithm>

#include "stdlib/chardata.hpp"
#include "stdlib/letter_case.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/normal_form.hpp"
#include "stdlib/text.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

/// One step into chardata.
struct step {
  enum class what : std::uint8_t { character, end, invalid } kind = what::end;
  term_ref character;  ///< the integer where it lies; none of a binary's
  char32_t code = 0;
  term rest;  ///< of invalid: what could not be read
};

constexpr char32_t code_max = 0x10FFFF;

/// `rest` of what is within, in front of the tails that stand around it.
term within(term rest, const std::vector<term_ref>& outer) {
  for (std::size_t i = outer.size(); i-- > 0;) {
    rest = rest.ref().is_nil() ? term(outer[i]) : term(cons(rest, outer[i]));
  }
  return rest;
}

step first_of(term_ref data) {
  std::vector<term_ref> outer;
  for (;;) {
    if (data.is_cons()) {
      const term_ref head = data.head();
      if (head.is_integer()) {
        const bool valid = head.tag() == tag::small && head.as_int() >= 0 &&
                           head.as_int() <= static_cast<std::int64_t>(code_max);
        return {step::what::character, head, valid ? static_cast<char32_t>(head.as_int()) : no_char,
                within(term(data.tail()), outer)};
      }
      if (!data.tail().is_nil()) {
        outer.push_back(data.tail());
      }
      data = head;
    } else if (data.is_binary()) {
      const std::string_view bytes = data.as_binary();
      if (!bytes.empty()) {
        std::size_t at = 0;
        const char32_t c = decode_utf8(bytes, at);
        if (c == no_char) {
          return {step::what::invalid, {}, 0, within(term(data), outer)};
        }
        return {step::what::character, {}, c, within(part_of(data, at, bytes.size() - at), outer)};
      }
      if (outer.empty()) {
        return {};
      }
      data = outer.back();
      outer.pop_back();
    } else if (data.is_nil()) {
      if (outer.empty()) {
        return {};
      }
      data = outer.back();
      outer.pop_back();
    } else {
      function_clause();
    }
  }
}

term value_of(const step& s) {
  return s.character ? term(s.character) : term(static_cast<std::int64_t>(s.code));
}

term cp_1(arguments a) {
  const step s = first_of(a[0]);
  switch (s.kind) {
  case step::what::character: return cons(value_of(s), s.rest);
  case step::what::end: return term::nil();
  case step::what::invalid: return tuple(atoms::error, s.rest);
  }
  return {};
}

/// A grapheme cluster, and what is behind it.
struct cluster {
  std::u32string text;
  term rest;
};

/// `s` is its first character.
cluster cluster_of(const step& s) {
  cluster out{{s.code}, s.rest};
  std::int32_t state = 0;
  for (;;) {
    const step next = out.rest.is_list() || out.rest.is_binary() ? first_of(out.rest) : step();
    if (next.kind != step::what::character || next.code == no_char ||
        utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(out.text.back()),
                                         static_cast<utf8proc_int32_t>(next.code), &state)) {
      return out;
    }
    out.text.push_back(next.code);
    out.rest = next.rest;
  }
}

term one_or_list(std::u32string_view text) {
  return text.size() == 1 ? term(static_cast<std::int64_t>(text[0])) : list_of_text(text);
}

/// `[Cluster | Rest]`, the cluster made a term by `of`.
template <class Of>
term first_cluster(term_ref data, Of of) {
  const step s = first_of(data);
  switch (s.kind) {
  case step::what::character: break;
  case step::what::end: return term::nil();
  case step::what::invalid: return tuple(atoms::error, s.rest);
  }
  if (s.code == no_char) {
    return cons(s.character, s.rest);
  }
  const cluster c = cluster_of(s);
  return cons(of(c.text), c.rest);
}

term gc_1(arguments a) {
  return first_cluster(a[0], [](const std::u32string& text) { return one_or_list(text); });
}
template <normal_form To>
term normal(arguments a) {
  return first_cluster(
      a[0], [](const std::u32string& text) { return one_or_list(normalized(text, To)); });
}
/// What comes apart stays a list, even of one.
term nfkc_1(arguments a) {
  return first_cluster(a[0], [](const std::u32string& text) {
    const std::u32string whole = normalized(text, normal_form::nfkc);
    return normalized(text, normal_form::nfkd).size() > 1 ? list_of_text(whole)
                                                          : one_or_list(whole);
  });
}

template <letter_case As>
term cased(arguments a) {
  const step s = first_of(a[0]);
  switch (s.kind) {
  case step::what::character: break;
  case step::what::end: return term::nil();
  case step::what::invalid: raise_error(tuple(atoms::badarg, s.rest));
  }
  return cons(s.code == no_char ? value_of(s) : one_or_list(in_case(s.code, As)), s.rest);
}

constexpr char32_t spaces[] = {9, 10, 11, 12, 13, 32, 133, 8206, 8207, 8232, 8233};

term whitespace_0(arguments) {
  return cons(list(13, 10), list_of_text({std::begin(spaces), std::size(spaces)}));
}
term is_whitespace_1(arguments a) {
  if (a[0].ref().tag() == tag::small) {
    return std::any_of(std::begin(spaces), std::end(spaces),
                       [&](char32_t c) { return a[0] == term(static_cast<std::int64_t>(c)); });
  }
  return a[0] == term(list(13, 10));
}

term spec_version_0(arguments) {
  return tuple(14, 0);
}

constexpr native_row rows[] = {
    {"cp", 1, cp_1},
    {"gc", 1, gc_1},
    {"nfc", 1, normal<normal_form::nfc>},
    {"nfd", 1, normal<normal_form::nfd>},
    {"nfkc", 1, nfkc_1},
    {"nfkd", 1, normal<normal_form::nfkd>},
    {"uppercase", 1, cased<letter_case::upper>},
    {"lowercase", 1, cased<letter_case::lower>},
    {"titlecase", 1, cased<letter_case::title>},
    {"casefold", 1, cased<letter_case::folded>},
    {"whitespace", 0, whitespace_0},
    {"is_whitespace", 1, is_whitespace_1},
    {"spec_version", 0, spec_version_0},
};

}  // namespace

void add_unicode_util_natives(native_table& natives) {
  add_rows(natives, atom("unicode_util"), rows);
}

}  // namespace kith::detail
