// C++ values as terms, beyond those of codec.hpp:
//
//   struct point { int x; double y; };       {point, X, Y}: a tuple that the struct's name tags
//   KITH_FIELDS(settings, host, port);       #{host => …, port => …}
//   KITH_ENUM(color, red, green);            red, green
//   vector, array, set, span …               a list
//   map, unordered_map                       a map
//   optional                                 the value, or `undefined`
//   pair, tuple                              {A, B}
//
// An aggregate may have up to 16 members, none of them a C array, and no base classes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "kith/codec.hpp"
#include "kith/detail/containers.hpp"
#include "kith/detail/fields.hpp"

namespace kith {

namespace detail {

template <class T>
concept has_fields = requires(void (*visit)(...)) { kith_fields(type_tag<T>(), visit); };
template <class T>
concept has_enumerators = requires(void (*visit)(...)) { kith_enumerators(type_tag<T>(), visit); };
template <class T>
concept plain_struct = std::is_class_v<T> && std::is_aggregate_v<T> && !range<T> && !product<T> &&
                       !optional_value<T> && !has_fields<T>;

/// "field y of point".
[[nodiscard]] std::string field_of(std::string_view field, std::string_view type);

/// The error of a failed read.
[[nodiscard]] error unreadable(const mismatch& why);

template <class T>
word tag_word() {
  static const atom tag(type_name<T>);
  return atom_word(tag.index());
}

/// "{point, _, _}", with an article.
[[nodiscard]] std::string expected_struct(std::string_view name, std::size_t members);

template <class T, class Types = member_types<T>>
struct struct_codec;
template <class T, class... Members>
struct struct_codec<T, types<Members...>> {
  static_assert((has_codec<Members> && ...),
                "a member of this struct is nothing that a term can be");

  static std::uint64_t words(const T& v) {
    return with_members(v, [](const auto&... m) { return parts_words(1, m...); });
  }
  static word write(arena& to, const T& v) {
    return with_members(v, [&](const auto&... m) { return write_parts(to, tag_word<T>(), m...); });
  }
  static bool read(term_ref t, T* out, reading& how) {
    const reading::level down(how);
    if (down.too_deep()) {
      return too_deep(how, t);
    }
    if (!t.is_tuple(1 + sizeof...(Members)) || part_of(t, 0).raw() != tag_word<T>()) {
      return how.fail_for<T>(t);
    }
    if (out == nullptr) {
      return read_members(t, how, std::index_sequence_for<Members...>(),
                          static_cast<Members*>(nullptr)...);
    }
    return with_members(*out, [&](auto&... m) {
      return read_members(t, how, std::index_sequence_for<Members...>(), &m...);
    });
  }
  static std::string expected() { return expected_struct(type_name<T>, sizeof...(Members)); }

 private:
  template <std::size_t... I>
  static bool read_members([[maybe_unused]] term_ref t, [[maybe_unused]] reading& how,
                           std::index_sequence<I...>, Members*... m) {
    return (read_part(part_of(t, 1 + I), m, how,
                      [] { return field_of(member_name<T, I>, type_name<T>); }) &&
            ...);
  }
};

/// The keys of a struct, or the values of an enumeration, as atoms in the order of the macro.
template <class T>
class names {
 public:
  static constexpr std::size_t count = [] {
    std::size_t n = 0;
    const auto counting = [&](const char*, auto) { ++n; };
    if constexpr (has_fields<T>) {
      kith_fields(type_tag<T>(), counting);
    } else {
      kith_enumerators(type_tag<T>(), counting);
    }
    return n;
  }();

  static word at(std::size_t i) {
    static const names all;
    return all.words_[i];
  }

 private:
  names() {
    std::size_t n = 0;
    const auto intern = [&](const char* name, auto) {
      words_[n++] = atom_word(atom(name).index());
    };
    if constexpr (has_fields<T>) {
      kith_fields(type_tag<T>(), intern);
    } else {
      kith_enumerators(type_tag<T>(), intern);
    }
  }
  std::array<word, count> words_;
};

}  // namespace detail

/// An aggregate: `{Name, Member, …}`.
template <detail::plain_struct T>
struct codec<T> : detail::struct_codec<T>, detail::own_family {};

/// A struct with KITH_FIELDS: a map of its members.
template <detail::has_fields T>
struct codec<T> : detail::own_family {
  static std::uint64_t words(const T& v) {
    std::uint64_t sum = detail::map_words(detail::names<T>::count);
    kith_fields(detail::type_tag<T>(),
                [&]<class M>(const char*, M T::* member) { sum += codec<M>::words(v.*member); });
    return sum;
  }
  static detail::word write(arena& to, const T& v) {
    constexpr std::size_t n = detail::names<T>::count;
    detail::word* const pairs = detail::begin_map(to, n);
    std::size_t i = 0;
    kith_fields(detail::type_tag<T>(), [&]<class M>(const char*, M T::* member) {
      pairs[2 * i] = detail::names<T>::at(i);
      pairs[2 * i + 1] = codec<M>::write(to, v.*member);
      ++i;
    });
    return detail::finish_map(pairs, n);
  }
  static bool read(term_ref t, T* out, reading& how) {
    const reading::level down(how);
    if (down.too_deep()) {
      return detail::too_deep(how, t);
    }
    if (!t.is_map()) {
      return how.fail_for<T>(t);
    }
    bool ok = true;
    std::size_t i = 0;
    kith_fields(detail::type_tag<T>(), [&]<class M>(const char* name, M T::* member) {
      const term_ref value = t.map_get(term_ref(detail::names<T>::at(i++), nullptr));
      ok = ok && read_field(value, out == nullptr ? nullptr : &(out->*member), how, name);
    });
    return ok;
  }
  static std::string expected() { return "a map for " + std::string(detail::type_name<T>); }

 private:
  template <class M>
  static bool read_field(term_ref value, M* out, reading& how, const char* name) {
    if (!value) {
      if constexpr (detail::optional_value<M>) {
        if (out != nullptr) {
          out->reset();
        }
        return true;
      }
    }
    const auto where = [&] { return detail::field_of(name, detail::type_name<T>); };
    if (!value) {
      if (how.wants_to_know()) {
        how.fail_for<M>(value);
        how.why().of(where());
      }
      return false;
    }
    return detail::read_part(value, out, how, where);
  }
};

/// An enumeration with KITH_ENUM: atoms.
template <detail::has_enumerators T>
struct codec<T> : detail::own_family {
  static std::uint64_t words(T) noexcept { return 0; }
  /// A value without a name is a mistake of the program.
  static detail::word write(arena&, T v) {
    detail::word found = 0;
    std::size_t i = 0;
    kith_enumerators(detail::type_tag<T>(), [&](const char*, T named) {
      if (named == v && found == 0) {
        found = detail::names<T>::at(i);
      }
      ++i;
    });
    KITH_ASSERT(found != 0);
    return found;
  }
  static bool read(term_ref t, T* out, reading& how) {
    bool found = false;
    std::size_t i = 0;
    kith_enumerators(detail::type_tag<T>(), [&](const char*, T named) {
      if (t.raw() == detail::names<T>::at(i++) && !found) {
        found = true;
        if (out != nullptr) {
          *out = named;
        }
      }
    });
    return found || how.fail_for<T>(t);
  }
  static std::string expected() {
    std::string all = "one of ";
    kith_enumerators(detail::type_tag<T>(), [&, first = true](const char* name, T) mutable {
      all += first ? "" : ", ";
      all += name;
      first = false;
    });
    return all;
  }
};

/// The value as a term, in one block.
template <class T>
  requires detail::has_codec<T>
[[nodiscard]] term to_term(const T& value) {
  arena a(codec<T>::words(value));
  const detail::word root = codec<T>::write(a, value);
  return a.finish(root);
}

/// A `T` read out of a term. Fails with errc::bad_input; the text says where and what was wrong:
/// `field y of point: expected a float, got "abc"`.
template <class T>
[[nodiscard]] result<T> from_term(term_ref t) {
  mismatch why;
  reading how(why);
  T value{};
  if (codec<T>::read(t, &value, how)) {
    return value;
  }
  return detail::unreadable(why);
}

}  // namespace kith
