// Module `io_lib`: texts of terms, and what is a text. A text is returned as one flat list, where
// OTP nests lists.

#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"

#include "base/small_stack.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "term/format_pretty.hpp"
#include "term/format_text.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

term format_2(arguments a) {
  auto text = io_lib_format(a[0], a[1], printable_range_here());
  return text.ok() ? term(*text) : (badarg(), term());
}

/// Of the options of io_lib: a list of `{Key, Value}`, of which the first of a key counts.
term_ref option(term_ref options, const char* key, term_ref otherwise) {
  const atom wanted(key);
  for (; options.is_cons(); options = options.tail()) {
    const term_ref one = options.head();
    if (one.is_tuple() && one.tuple_size() != 0 && one[0].is(wanted)) {
      return one.tuple_size() == 2 ? one[1] : otherwise;
    }
  }
  return options.is_nil() ? otherwise : (badarg(), otherwise);
}
/// An integer, of which those past 64 bits are any large one; badarg for all else.
std::int64_t number(term_ref t) {
  if (!t.is_integer()) {
    badarg();
  }
  return t.fits_int64() ? t.as_int() : is_negative(t) ? -1 : INT64_MAX / 2;
}

term format_3(arguments a) {
  const term any(-1);
  const std::int64_t limit = number(option(a[2], "chars_limit", any));
  auto text = io_lib_format(a[0], a[1], printable_range_here(), limit);
  return text.ok() ? term(*text) : (badarg(), term());
}

term write_1(arguments a) {
  return term(to_string(a[0], format::w));
}
term written(term_ref t, std::int64_t depth, bool unicode, std::int64_t limit) {
  const format_rules rules{
      .strings = false, .unicode = unicode, .written = limit < 0, .depth = depth};
  return term(print_pretty(t, {.rules = rules, .columns = 0, .limit = limit}));
}
/// The second argument is a depth or a list of options.
term write_2(arguments a) {
  if (a[1].is_integer()) {
    return written(a[0], number(a[1]), false, -1);
  }
  const term any(-1);
  return written(a[0], number(option(a[1], "depth", any)),
                 !option(a[1], "encoding", any).is(atom("latin1")),
                 number(option(a[1], "chars_limit", any)));
}
term write_3(arguments a) {
  if (a[2].is(atoms::false_)) {
    return write_2(a.first(2));
  }
  if (!a[2].is(atoms::true_)) {
    function_clause();
  }
  return term(print_pretty(a[0], {.rules = {.depth = number(a[1])}}));
}

std::string_view name_of(term_ref t) {
  return t.is_atom() ? t.as_atom().name() : (badarg(), std::string_view());
}
term write_atom_1(arguments a) {
  std::string out;
  append_atom(out, name_of(a[0]), true);
  return term(out);
}
term write_atom_as_latin1_1(arguments a) {
  std::string out;
  append_atom(out, name_of(a[0]), false);
  return term(out);
}

/// The characters of a flat list in UTF-8; function_clause for all else.
std::string text_of(term_ref list) {
  std::string out;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref c = list.head();
    if (c.tag() != tag::small || c.as_int() < 0 || c.as_int() > 0x10FFFF) {
      function_clause();
    }
    append_utf8(out, static_cast<char32_t>(c.as_int()));
  }
  return list.is_nil() ? out : (function_clause(), out);
}
char32_t character(term_ref t, std::int64_t max) {
  const bool valid = t.tag() == tag::small && t.as_int() >= 0 && t.as_int() <= max;
  return valid ? static_cast<char32_t>(t.as_int()) : (function_clause(), U' ');
}
void check_latin1(term_ref list) {
  for (; list.is_cons(); list = list.tail()) {
    character(list.head(), 0xFF);
  }
}
term write_string_1(arguments a) {
  std::string out;
  append_quoted(out, text_of(a[0]), '"', true);
  return term(out);
}
term write_string_as_latin1_1(arguments a) {
  std::string out;
  append_quoted(out, text_of(a[0]), '"', false);
  return term(out);
}
/// The quote is a character, the second argument.
template <bool Unicode>
term write_string_2(arguments a) {
  std::string out;
  const std::string text = text_of(a[0]);
  const char32_t quote = character(a[1], 0x10FFFF);
  append_utf8(out, quote);
  for (std::size_t at = 0; at < text.size();) {
    append_escaped(out, decode_utf8(text, at), quote, Unicode);
  }
  append_utf8(out, quote);
  return term(out);
}
/// Latin-1 has no escape for what is beyond it.
term write_latin1_string_1(arguments a) {
  check_latin1(a[0]);
  return write_string_as_latin1_1(a);
}
term write_latin1_string_2(arguments a) {
  check_latin1(a[0]);
  return write_string_2<false>(a);
}
term write_char_1(arguments a) {
  std::string out;
  append_character(out, character(a[0], 0x10FFFF));
  return term(out);
}
template <char32_t Max>
term write_char_as_latin1_1(arguments a) {
  const char32_t c = character(a[0], Max);
  std::string out = "$";
  if (c == U' ') {
    out += ' ';
  } else {
    append_escaped(out, c, no_char, false);
  }
  return term(out);
}

bool is_latin1(term_ref c) {
  return c.tag() == tag::small && c.as_int() >= 0 && c.as_int() <= 0xFF;
}
bool is_unicode(term_ref c) {
  return c.tag() == tag::small && c.as_int() >= 0 && c.as_int() <= 0x10FFFF &&
         is_text_char(static_cast<char32_t>(c.as_int()));
}
bool is_printable_latin1(term_ref c) {
  return c.tag() == tag::small && c.as_int() >= 0 &&
         is_printable(static_cast<std::uint64_t>(c.as_int()), false);
}
bool is_printable_unicode(term_ref c) {
  return c.tag() == tag::small && c.as_int() >= 0 &&
         is_printable(static_cast<std::uint64_t>(c.as_int()), true);
}

term printable_range_0(arguments) {
  return atom(printable_range_here() == printable_range::unicode ? "unicode" : "latin1");
}

template <bool (*Is)(term_ref)>
term flat_list_of(arguments a) {
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    if (!Is(at.head())) {
      return false;
    }
  }
  return at.is_nil();
}

template <bool (*Is)(term_ref)>
term deep_list_of(arguments a) {
  small_stack<term_ref, 16> rest;
  term_ref at = a[0];
  for (;;) {
    while (at.is_cons()) {
      const term_ref head = at.head();
      at = at.tail();
      if (head.is_cons()) {
        rest.push(at);
        at = head;
      } else if (!head.is_nil() && !Is(head)) {
        return false;
      }
    }
    if (!at.is_nil()) {
      return false;
    }
    if (rest.empty()) {
      return true;
    }
    at = rest.pop();
  }
}

term printable_list_1(arguments a) {
  return printable_range_here() == printable_range::unicode ? flat_list_of<is_printable_unicode>(a)
                                                            : flat_list_of<is_printable_latin1>(a);
}

term nl_0(arguments) {
  return "\n";
}

/// The column in which the text ends that begins in a column. OTP: tabs go to the next of eight.
term indentation_2(arguments a) {
  if (!a[1].is_integer() || !a[1].ref().fits_int64()) {
    function_clause();
  }
  std::int64_t column = a[1].as_int();
  for (const char c : text_of(a[0])) {
    if (c == '\n') {
      column = 0;
    } else if (c == '\t') {
      column = (column + 8) / 8 * 8;
    } else if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) {
      ++column;
    }
  }
  return term(column);
}

constexpr native_row rows[] = {
    {"format", 2, format_2},
    {"fwrite", 2, format_2},
    {"write", 1, write_1},
    {"write_atom", 1, write_atom_1},
    {"write_atom_as_latin1", 1, write_atom_as_latin1_1},
    {"write_string", 1, write_string_1},
    {"write_unicode_string", 1, write_string_1},
    {"write_string_as_latin1", 1, write_string_as_latin1_1},
    {"write_latin1_string", 1, write_latin1_string_1},
    {"write_string", 2, write_string_2<true>},
    {"write_string_as_latin1", 2, write_string_2<false>},
    {"write_latin1_string", 2, write_latin1_string_2},
    {"write_char_as_latin1", 1, write_char_as_latin1_1<0x10FFFF>},
    {"write_latin1_char", 1, write_char_as_latin1_1<0xFF>},
    {"write", 2, write_2},
    {"write", 3, write_3},
    {"format", 3, format_3},
    {"fwrite", 3, format_3},
    {"write_char", 1, write_char_1},
    {"write_unicode_char", 1, write_char_1},
    {"char_list", 1, flat_list_of<is_unicode>},
    {"latin1_char_list", 1, flat_list_of<is_latin1>},
    {"printable_list", 1, printable_list_1},
    {"printable_latin1_list", 1, flat_list_of<is_printable_latin1>},
    {"printable_unicode_list", 1, flat_list_of<is_printable_unicode>},
    {"deep_char_list", 1, deep_list_of<is_unicode>},
    {"deep_unicode_char_list", 1, deep_list_of<is_unicode>},
    {"deep_latin1_char_list", 1, deep_list_of<is_latin1>},
    {"indentation", 2, indentation_2},
    {"nl", 0, nl_0},
};

}  // namespace

void add_io_lib_natives(native_table& natives) {
  add_rows(natives, atom("io_lib"), rows);
  natives.add(atom("io"), atom("printable_range"), 0, printable_range_0);
}

}  // namespace kith::detail
