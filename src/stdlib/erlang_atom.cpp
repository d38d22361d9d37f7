// Module `erlang`: atoms and their names.

#include "stdlib/erlang.hpp"
#include "stdlib/text.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

constexpr std::size_t atom_characters_max = 255;

std::string_view name_of(term_ref t) {
  return t.is_atom() ? t.as_atom().name() : (badarg(), std::string_view());
}

term atom_to_list_1(arguments a) {
  return term(name_of(a[0]));
}

bool is_utf8(term_ref encoding) {
  return encoding.is(atom("utf8")) || encoding.is(atoms::unicode);
}

term atom_to_binary_2(arguments a) {
  const std::string_view name = name_of(a[0]);
  if (is_utf8(a[1])) {
    return term::binary(name);
  }
  if (!a[1].is(atoms::latin1)) {
    badarg();
  }
  std::string bytes;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = decode_utf8(name, at);
    if (c > 0xFF) {
      badarg();
    }
    bytes.push_back(static_cast<char>(c));
  }
  return term::binary(bytes);
}

term atom_to_binary_1(arguments a) {
  return term::binary(name_of(a[0]));
}

enum class wanted : std::uint8_t { any, existing };

/// `name` is UTF-8.
term atom_of(std::string_view name, wanted which) {
  const bool too_long = count_utf8(name) > atom_characters_max;
  if (which == wanted::existing) {
    atom found;
    return !too_long && atom::find(name, found) ? term(found) : (badarg(), term());
  }
  const auto made = too_long ? result<atom>(error(errc::limit, "")) : atom::intern(name);
  return made.ok() ? term(*made) : (system_limit(), term());
}

term list_to_atom(term_ref list, wanted which) {
  std::string name;
  return read_text_list(list, name) ? atom_of(name, which) : (badarg(), term());
}

term list_to_atom_1(arguments a) {
  return list_to_atom(a[0], wanted::any);
}
term list_to_existing_atom_1(arguments a) {
  return list_to_atom(a[0], wanted::existing);
}

bool valid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (decode_utf8(bytes, at) == no_char) {
      return false;
    }
  }
  return true;
}

term binary_to_atom(term_ref binary, term_ref encoding, wanted which) {
  if (!binary.is_binary()) {
    badarg();
  }
  const std::string_view bytes = binary.as_binary();
  if (is_utf8(encoding)) {
    return valid_utf8(bytes) ? atom_of(bytes, which) : (badarg(), term());
  }
  if (!encoding.is(atoms::latin1)) {
    badarg();
  }
  std::string name;
  for (const char c : bytes) {
    append_utf8(name, static_cast<unsigned char>(c));
  }
  return atom_of(name, which);
}

term binary_to_atom_1(arguments a) {
  return binary_to_atom(a[0], term(atoms::unicode), wanted::any);
}
term binary_to_atom_2(arguments a) {
  return binary_to_atom(a[0], a[1], wanted::any);
}
term binary_to_existing_atom_1(arguments a) {
  return binary_to_atom(a[0], term(atoms::unicode), wanted::existing);
}
term binary_to_existing_atom_2(arguments a) {
  return binary_to_atom(a[0], a[1], wanted::existing);
}

}  // namespace

std::span<const native_row> erlang_atom_rows() {
  static constexpr native_row rows[] = {
      {"atom_to_list", 1, atom_to_list_1},
      {"atom_to_binary", 1, atom_to_binary_1},
      {"atom_to_binary", 2, atom_to_binary_2},
      {"list_to_atom", 1, list_to_atom_1},
      {"list_to_existing_atom", 1, list_to_existing_atom_1},
      {"binary_to_atom", 1, binary_to_atom_1},
      {"binary_to_atom", 2, binary_to_atom_2},
      {"binary_to_existing_atom", 1, binary_to_existing_atom_1},
      {"binary_to_existing_atom", 2, binary_to_existing_atom_2},
  };
  return rows;
}

}  // namespace kith::detail
