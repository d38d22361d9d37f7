// How containers, structs and enumerations are read out of the bytes of a term. See from_bytes.hpp.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "kith/detail/bytes_leaf.hpp"
#include "kith/reflect.hpp"

namespace kith::detail {

template <class T>
concept read_by_family = std::derived_from<codec<T>, own_family>;

template <class T, class Where>
bool read_bytes_part(byte_reader& from, T* out, Where&& where) {
  return bytes_codec<T>::read(from, out) || from.fail_within(where());
}

inline bool too_deep(byte_reader& from, const char* start) {
  return from.fail(start, numbered("at most ", reading::depth_max) + " levels of nesting");
}

template <read_by_family T>
  requires optional_value<T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    if (from.that_atom(atoms::undefined)) {
      out->reset();
      return true;
    }
    typename T::value_type v{};
    if (!bytes_codec<typename T::value_type>::read(from, &v)) {
      return false;
    }
    *out = std::move(v);
    return true;
  }
};

template <read_by_family T>
  requires product<T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    return read_elements(from, out, std::make_index_sequence<std::tuple_size<T>::value>());
  }

 private:
  template <std::size_t... I>
  static bool read_elements(byte_reader& from, [[maybe_unused]] T* out, std::index_sequence<I...>) {
    const char* const start = from.place();
    if (!from.tuple(sizeof...(I))) {
      return from.fail(start, codec<T>::expected());
    }
    const byte_reader::level down(from);
    if (down.too_deep()) {
      return too_deep(from, start);
    }
    return (read_bytes_part(from, &get<I>(*out), [] { return numbered("element ", I + 1); }) &&
            ...);
  }
};

template <read_by_family T>
  requires plain_struct<T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    return with_members(*out, [&]<class... Members>(Members&... m) {
      return read_members(from, std::index_sequence_for<Members...>(), &m...);
    });
  }

 private:
  template <std::size_t... I, class... Members>
  static bool read_members(byte_reader& from, std::index_sequence<I...>, Members*... m) {
    const char* const start = from.place();
    if (!from.tuple(1 + sizeof...(I)) ||
        !from.that_atom(atom::from_index(atom_index(tag_word<T>())))) {
      return from.fail(start, expected_struct(type_name<T>, sizeof...(I)));
    }
    const byte_reader::level down(from);
    if (down.too_deep()) {
      return too_deep(from, start);
    }
    return (read_bytes_part(from, m, [] { return field_of(member_name<T, I>, type_name<T>); }) &&
            ...);
  }
};

template <read_by_family T>
  requires has_enumerators<T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    const char* const start = from.place();
    atom name;
    bool found = false;
    if (from.some_atom(name)) {
      std::size_t i = 0;
      kith_enumerators(type_tag<T>(), [&](const char*, T named) {
        if (!found && names<T>::at(i) == atom_word(name.index())) {
          found = true;
          *out = named;
        }
        ++i;
      });
    }
    return found || from.fail(start, codec<T>::expected());
  }
};

template <read_by_family T>
  requires sequence<T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    const char* const start = from.place();
    byte_reader::piece piece;
    if (!from.list(piece)) {
      return from.fail(start, codec<T>::expected());
    }
    const byte_reader::level down(from);
    if (down.too_deep()) {
      return too_deep(from, start);
    }
    if constexpr (grows) {
      out->clear();
    }
    std::size_t n = 0;  // elements read
    while (read_piece(from, start, piece, out, n)) {
      if (piece.last) {
        return is_whole(n) || from.fail(start, codec<T>::expected());
      }
      if (!from.list(piece)) {
        return from.fail(start, codec<T>::expected());
      }
    }
    return false;
  }

 private:
  using element = typename T::value_type;
  static constexpr bool grows = requires(T v, element e) { v.insert(v.end(), std::move(e)); };

  static constexpr bool is_whole(std::size_t n) noexcept {
    if constexpr (grows) {
      return true;
    } else {
      return n == std::tuple_size<T>::value;
    }
  }
  static bool read_piece(byte_reader& from, const char* start, const byte_reader::piece& piece,
                         T* out, std::size_t& n) {
    for (std::uint64_t i = 0; i < piece.elements; ++i, ++n) {
      if (!grows && is_whole(n)) {  // and there are more
        return from.fail(start, codec<T>::expected());
      }
      const char* const character = piece.characters == nullptr ? nullptr : piece.characters + i;
      if (!read_element(from, character, out, n)) {
        return from.fail_within(numbered("element ", n + 1));
      }
    }
    return true;
  }
  static bool read_element(byte_reader& from, const char* character, T* out, std::size_t n) {
    const auto read_to = [&](element* e) {
      return character == nullptr
                 ? bytes_codec<element>::read(from, e)
                 : from.character(character, [&] { return bytes_codec<element>::read(from, e); });
    };
    if constexpr (grows) {
      element e{};
      if (!read_to(&e)) {
        return false;
      }
      out->insert(out->end(), std::move(e));
      return true;
    } else {
      return read_to(&(*out)[n]);
    }
  }
};

template <read_by_family T>
  requires dictionary<T>
struct bytes_codec<T> {
  /// Of keys that differ as terms but not as keys of the dictionary (1 and 1.0 as `double`) the one
  /// that comes later counts.
  static bool read(byte_reader& from, T* out) {
    const char* const start = from.place();
    std::uint64_t pairs = 0;
    if (!from.map(pairs)) {
      return from.fail(start, "a map");
    }
    const byte_reader::level down(from);
    if (down.too_deep()) {
      return too_deep(from, start);
    }
    out->clear();
    bool fresh = true;
    for (std::uint64_t i = 1; i <= pairs; ++i) {
      typename T::key_type key{};
      typename T::mapped_type value{};
      if (!read_bytes_part(from, &key, [i] { return numbered("key ", i); }) ||
          !read_bytes_part(from, &value, [i] { return numbered("value ", i); })) {
        return false;
      }
      fresh = out->insert_or_assign(std::move(key), std::move(value)).second && fresh;
    }
    return fresh || from.keys_differ(start);
  }
};

template <read_by_family T>
  requires has_fields<T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    const char* const start = from.place();
    std::uint64_t pairs = 0;
    if (!from.map(pairs)) {
      return from.fail(start, codec<T>::expected());
    }
    const byte_reader::level down(from);
    if (down.too_deep()) {
      return too_deep(from, start);
    }
    std::array<bool, names<T>::count> seen{};
    bool proved = false;  // that no key comes twice: looked at when one is not known, or seems to
    for (; pairs != 0; --pairs) {
      const std::size_t field = next_field(from);
      if ((field == none || seen[field]) && !proved) {
        if (!from.keys_differ(start)) {
          return false;
        }
        proved = true;
      }
      if (field == none) {
        if (!from.skip() || !from.skip()) {
          return false;
        }
        continue;
      }
      seen[field] = true;
      if (!read_field(from, out, field)) {
        return false;
      }
    }
    return fill_missing(from, start, out, seen);
  }

 private:
  static constexpr std::size_t none = names<T>::count;

  /// Which member the next key names; moves over it if it does.
  static std::size_t next_field(byte_reader& from) {
    for (std::size_t i = 0; i < names<T>::count; ++i) {
      if (from.that_atom(atom::from_index(atom_index(names<T>::at(i))))) {
        return i;
      }
    }
    return none;
  }
  static bool read_field(byte_reader& from, T* out, std::size_t field) {
    bool ok = true;
    std::size_t i = 0;
    kith_fields(type_tag<T>(), [&]<class M>(const char* name, M T::* member) {
      if (i++ == field) {
        ok = read_bytes_part(from, &(out->*member), [&] { return field_of(name, type_name<T>); });
      }
    });
    return ok;
  }
  static bool fill_missing(byte_reader& from, const char* start, T* out, const auto& seen) {
    bool ok = true;
    std::size_t i = 0;
    kith_fields(type_tag<T>(), [&]<class M>(const char* name, M T::* member) {
      if (seen[i++] || !ok) {
        return;
      }
      if constexpr (optional_value<M>) {
        (out->*member).reset();
      } else {
        mismatch why;
        why.record(expected_for<M>(), term_ref());
        why.of(field_of(name, type_name<T>));
        ok = from.fail(start, std::move(why));
      }
    });
    return ok;
  }
};

}  // namespace kith::detail
