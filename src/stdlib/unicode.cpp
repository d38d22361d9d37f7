// Module `unicode`.

#include "stdlib/chardata.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/normal_form.hpp"

namespace kith::detail {

namespace {

text_encoding encoding_or_badarg(term_ref t) {
  const auto known = encoding_of(t);
  return known ? *known : (badarg(), text_encoding::utf8);
}

/// The text, or what it failed with, made a term by `of`.
template <class Of>
term outcome_of(const chardata& got, Of of) {
  switch (got.outcome) {
  case chardata_outcome::whole: break;
  case chardata_outcome::error: return tuple(atoms::error, of(got.text), got.rest);
  case chardata_outcome::incomplete: return tuple(atom("incomplete"), of(got.text), got.rest);
  }
  return of(got.text);
}

chardata_reader reader_of(text_encoding from, text_encoding to) {
  const bool narrow = from == text_encoding::latin1 || from == text_encoding::utf8;
  return narrow && to == text_encoding::utf8 ? chardata_reader::bif : chardata_reader::general;
}

term to_list(term_ref data, text_encoding from) {
  const char32_t max = from == text_encoding::latin1 ? 0xFF : 0x10FFFF;
  return outcome_of(read_chardata(data, from, max, reader_of(from, text_encoding::utf8)),
                    list_of_text);
}

term to_binary(term_ref data, text_encoding from, text_encoding to) {
  const bool narrow = from == text_encoding::latin1 || to == text_encoding::latin1;
  return outcome_of(read_chardata(data, from, narrow ? 0xFF : 0x10FFFF, reader_of(from, to)),
                    [to](std::u32string_view text) { return term::binary(encode_text(text, to)); });
}

term characters_to_list_1(arguments a) {
  return to_list(a[0], text_encoding::utf8);
}
term characters_to_list_2(arguments a) {
  return to_list(a[0], encoding_or_badarg(a[1]));
}
term characters_to_binary_1(arguments a) {
  return to_binary(a[0], text_encoding::utf8, text_encoding::utf8);
}
term characters_to_binary_2(arguments a) {
  return to_binary(a[0], encoding_or_badarg(a[1]), text_encoding::utf8);
}
term characters_to_binary_3(arguments a) {
  const text_encoding from = encoding_or_badarg(a[1]);
  return to_binary(a[0], from, encoding_or_badarg(a[2]));
}

template <normal_form To>
term normal_list(arguments a) {
  return outcome_of(read_chardata(a[0], text_encoding::utf8),
                    [](std::u32string_view text) { return list_of_text(normalized(text, To)); });
}
template <normal_form To>
term normal_binary(arguments a) {
  return outcome_of(read_chardata(a[0], text_encoding::utf8), [](std::u32string_view text) {
    return term::binary(encode_text(normalized(text, To), text_encoding::utf8));
  });
}

/// A mark at the beginning of a text that says how it is encoded.
struct byte_order_mark {
  std::string_view bytes;
  text_encoding says;
};
constexpr byte_order_mark marks[] = {
    {{"\xEF\xBB\xBF", 3}, text_encoding::utf8},
    {{"\0\0\xFE\xFF", 4}, text_encoding::utf32_big},
    {{"\xFF\xFE\0\0", 4}, text_encoding::utf32_little},
    {{"\xFE\xFF", 2}, text_encoding::utf16_big},
    {{"\xFF\xFE", 2}, text_encoding::utf16_little},
};

term name_of(text_encoding e) {
  switch (e) {
  case text_encoding::latin1: return atoms::latin1;
  case text_encoding::utf8: return atom("utf8");
  case text_encoding::utf16_big: return tuple(atom("utf16"), atom("big"));
  case text_encoding::utf16_little: return tuple(atom("utf16"), atom("little"));
  case text_encoding::utf32_big: return tuple(atom("utf32"), atom("big"));
  case text_encoding::utf32_little: return tuple(atom("utf32"), atom("little"));
  }
  return {};
}

term bom_to_encoding_1(arguments a) {
  if (!a[0].is_binary()) {
    function_clause();
  }
  for (const byte_order_mark& mark : marks) {
    if (a[0].as_binary().starts_with(mark.bytes)) {
      return tuple(name_of(mark.says), mark.bytes.size());
    }
  }
  return tuple(atoms::latin1, 0);
}

term encoding_to_bom_1(arguments a) {
  const auto known = encoding_of(a[0]);
  if (!known) {
    function_clause();
  }
  for (const byte_order_mark& mark : marks) {
    if (mark.says == *known) {
      return term::binary(mark.bytes);
    }
  }
  return term::binary({});
}

term bin_is_7bit_1(arguments a) {
  if (!a[0].is_binary()) {
    return false;
  }
  for (const char c : a[0].as_binary()) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return false;
    }
  }
  return true;
}

constexpr native_row rows[] = {
    {"characters_to_list", 1, characters_to_list_1},
    {"characters_to_list", 2, characters_to_list_2},
    {"characters_to_binary", 1, characters_to_binary_1},
    {"characters_to_binary", 2, characters_to_binary_2},
    {"characters_to_binary", 3, characters_to_binary_3},
    {"characters_to_list_int", 2, characters_to_list_2},
    {"characters_to_binary_int", 2, characters_to_binary_2},
    {"characters_to_nfc_list", 1, normal_list<normal_form::nfc>},
    {"characters_to_nfd_list", 1, normal_list<normal_form::nfd>},
    {"characters_to_nfkc_list", 1, normal_list<normal_form::nfkc>},
    {"characters_to_nfkd_list", 1, normal_list<normal_form::nfkd>},
    {"characters_to_nfc_binary", 1, normal_binary<normal_form::nfc>},
    {"characters_to_nfd_binary", 1, normal_binary<normal_form::nfd>},
    {"characters_to_nfkc_binary", 1, normal_binary<normal_form::nfkc>},
    {"characters_to_nfkd_binary", 1, normal_binary<normal_form::nfkd>},
    {"bom_to_encoding", 1, bom_to_encoding_1},
    {"encoding_to_bom", 1, encoding_to_bom_1},
    {"bin_is_7bit", 1, bin_is_7bit_1},
};

}  // namespace

void add_unicode_natives(native_table& natives) {
  add_rows(natives, atom("unicode"), rows);
}

}  // namespace kith::detail
