#include "etf/atom_reader.hpp"

#include "base/latin1.hpp"
#include "etf/recent_atoms.hpp"

namespace kith::etf {

namespace {

constexpr std::size_t atom_characters_max = 255;

constinit thread_local recent_atoms recent;

/// Whether it may be the name of an atom.
fault prove(const atom_head& head) noexcept {
  if (head.latin1) {
    return head.bytes <= atom_characters_max ? fault::none : fault::long_atom;
  }
  const auto characters = utf8_length({head.name, head.bytes});
  if (!characters) {
    return fault::not_utf8;
  }
  return *characters <= atom_characters_max ? fault::none : fault::long_atom;
}

fault find_name(const atom_head& head, std::uint32_t& index) noexcept {
  const std::string_view name(head.name, head.bytes);
  if (recent.find(name, index)) {
    return fault::none;
  }
  atom known;
  const bool as_it_is = !head.latin1 || is_ascii(name.data(), name.size());
  if (as_it_is ? atom::find(name, known)
               : name.size() <= atom_characters_max && atom::find(latin1_to_utf8(name), known)) {
    if (as_it_is) {
      recent.keep(name, known);
    }
    index = known.index();
    return fault::none;
  }
  index = new_atom;
  return prove(head);
}

}  // namespace

fault find_atom(const char*& p, const char* end, std::span<const atom> cached,
                std::uint32_t& index) noexcept {
  const auto left = static_cast<std::size_t>(end - p);
  if (left < 2) {
    return fault::truncated;
  }
  const auto t = static_cast<tag>(*p);
  if (t == tag::atom_cache_ref) {
    const std::size_t number = load_u8(p + 1);
    if (number >= cached.size()) {
      return fault::no_such_reference;
    }
    index = cached[number].index();
    p += 2;
    return fault::none;
  }
  if (!is_atom_tag(t)) {
    return fault::not_an_atom;
  }
  if (left < 3 && (t == tag::atom || t == tag::atom_utf8)) {
    return fault::truncated;
  }
  const atom_head head = head_of_atom(p);
  if (head.bytes > static_cast<std::size_t>(end - head.name)) {
    return fault::truncated;
  }
  p = head.name + head.bytes;
  return find_name(head, index);
}

fault atom_reader::make(const char*& p, atom& a, std::uint32_t& budget) {
  const atom_head head = head_of_atom(p);
  const std::string_view plain(head.name, head.bytes);
  const std::string wide = head.latin1 ? latin1_to_utf8(plain) : std::string();
  const std::string_view name = head.latin1 ? std::string_view(wide) : plain;
  if (!atom::find(name, a)) {
    if (budget == 0) {
      return fault::too_many_new_atoms;
    }
    const auto made = atom::intern(name);
    if (!made) {
      return fault::atom_table_full;
    }
    --budget;
    a = *made;
  }
  p = head.name + head.bytes;
  return fault::none;
}

}  // namespace kith::etf
