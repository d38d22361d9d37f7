// The expressions that have several operands: tuples, lists and maps. See build.hpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/detail/expression.hpp"

namespace kith {

namespace detail {

/// What expressions with several operands share. `Self` says how they lie in a term.
template <class Self, class... Ops>
class compound : public expression<Self> {
 public:
  static constexpr bool is_pattern = (false || ... || Ops::is_pattern);
  static constexpr bool borrows = (false || ... || Ops::borrows);
  static constexpr std::size_t size = sizeof...(Ops);

  template <class... Us>
    requires(sizeof...(Us) == sizeof...(Ops))
  explicit compound(std::in_place_t, Us&&... ops) : ops_(std::forward<Us>(ops)...) {}

  [[nodiscard]] const reference* needs() const noexcept {
    const reference* found = nullptr;
    each([&](auto i) { found = found == nullptr ? op<i>().needs() : found; });
    return found;
  }

  operator term() const  // NOLINT: implicit by design
    requires(!is_pattern)
  {
    return build(static_cast<const Self&>(*this));
  }

 protected:
  using indices = std::make_index_sequence<sizeof...(Ops)>;

  template <std::size_t I>
  [[nodiscard]] constexpr const auto& op() const noexcept {
    return at<I>(ops_);
  }
  [[nodiscard]] std::uint64_t operand_words() const { return operand_words(indices()); }
  /// Calls `f` with the number of each operand, as a constant.
  template <class F>
  static void each(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f(std::integral_constant<std::size_t, I>()), ...);
    }(indices());
  }
  /// The same until one returns false; whether none has.
  template <class F>
  static bool all(F&& f) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (f(std::integral_constant<std::size_t, I>()) && ...);
    }(indices());
  }

 private:
  template <std::size_t... I>
  [[nodiscard]] std::uint64_t operand_words(std::index_sequence<I...>) const {
    return (std::uint64_t{0} + ... + at<I>(ops_).words());
  }

  [[no_unique_address]] operands<Ops...> ops_;
};

template <class... Ops>
class tuple_expression : public compound<tuple_expression<Ops...>, Ops...> {
  using base = compound<tuple_expression<Ops...>, Ops...>;

 public:
  using base::base;
  using base::size;
  using typename base::indices;

  [[nodiscard]] std::uint64_t words() const { return 1 + size + base::operand_words(); }
  word write(arena& to) const {
    word* node = to.take(1 + size);
    node[0] = header(kind::tuple, size);
    write_parts(to, node, indices());
    return boxed_word(node);
  }

  [[nodiscard]] bool match(term_ref t) const {
    return t.is_tuple(size) && match_parts(t, indices());
  }
  void commit(term_ref t) const { commit_parts(t, indices()); }
  template <class Then, class... Values>
  decltype(auto) extract(term_ref t, Then&& then, Values&... values) const {
    return extract_from<0>(t, then, values...);
  }
  void explain(term_ref t, mismatch& why) const;
  void describe(std::string& out) const;

 private:
  // Folds and not `each`: these are in every program, and a lambda a part takes long to compile.
  template <std::size_t... I>
  void write_parts([[maybe_unused]] arena& to, [[maybe_unused]] word* node,
                   std::index_sequence<I...>) const {
    ((node[1 + I] = this->template op<I>().write(to)), ...);
  }
  template <std::size_t... I>
  [[nodiscard]] bool match_parts([[maybe_unused]] term_ref t, std::index_sequence<I...>) const {
    return (this->template op<I>().match(part_of(t, I)) && ...);
  }
  template <std::size_t... I>
  void commit_parts([[maybe_unused]] term_ref t, std::index_sequence<I...>) const {
    (this->template op<I>().commit(part_of(t, I)), ...);
  }
  template <std::size_t I, class Then, class... Values>
  decltype(auto) extract_from(term_ref t, Then& then, Values&... values) const {
    if constexpr (I == size) {
      return then(values...);
    } else {
      return this->template op<I>().extract(
          part_of(t, I),
          [&](auto&... more) -> decltype(auto) { return extract_from<I + 1>(t, then, more...); },
          values...);
    }
  }
};

/// Elements, and then what follows the last: nil for a proper list (`HasTail` false), else the last
/// operand.
template <bool HasTail, class... Ops>
class list_expression : public compound<list_expression<HasTail, Ops...>, Ops...> {
  using base = compound<list_expression<HasTail, Ops...>, Ops...>;
  static constexpr std::size_t length = sizeof...(Ops) - (HasTail ? 1 : 0);

 public:
  using base::base;
  using base::size;

  [[nodiscard]] std::uint64_t words() const { return 2 * length + base::operand_words(); }
  word write(arena& to) const {
    if constexpr (length == 0) {
      return nil_word;
    } else {
      word* cells = to.take(2 * length);
      base::each([&](auto i) {
        if constexpr (i == length) {
          cells[2 * length - 1] = this->template op<i>().write(to);
        } else {
          cells[2 * i] = this->template op<i>().write(to);
          cells[2 * i + 1] = i + 1 < length ? list_word(cells + 2 * i + 2) : nil_word;
        }
      });
      return list_word(cells);
    }
  }

  [[nodiscard]] bool match(term_ref t) const {
    return base::all([&](auto i) {
             if constexpr (i == length) {
               return this->template op<i>().match(t);
             } else {
               if (!t.is_cons() || !this->template op<i>().match(t.inside(t.node()[0]))) {
                 return false;
               }
               t = t.inside(t.node()[1]);
               return true;
             }
           }) &&
           (HasTail || t.is_nil());
  }
  void commit(term_ref t) const {
    base::each([&](auto i) {
      if constexpr (i == length) {
        this->template op<i>().commit(t);
      } else {
        this->template op<i>().commit(t.inside(t.node()[0]));
        t = t.inside(t.node()[1]);
      }
    });
  }
  template <class Then, class... Values>
  decltype(auto) extract(term_ref t, Then&& then, Values&... values) const {
    return extract_from<0>(t, then, values...);
  }
  void explain(term_ref t, mismatch& why) const;
  void describe(std::string& out) const;

 private:
  template <std::size_t I, class Then, class... Values>
  decltype(auto) extract_from(term_ref t, Then& then, Values&... values) const {
    if constexpr (I == size) {
      return then(values...);
    } else {
      const auto next = [&](auto&... more) -> decltype(auto) {
        return extract_from<I + 1>(I < length ? t.inside(t.node()[1]) : t, then, more...);
      };
      return this->template op<I>().extract(I < length ? t.inside(t.node()[0]) : t, next,
                                            values...);
    }
  }
};

template <class... Ops>
inline constexpr bool key_is_pattern = false;
template <class Key, class Value, class... Ops>
inline constexpr bool key_is_pattern<Key, Value, Ops...> =
    Key::is_pattern || key_is_pattern<Ops...>;

/// Bytes that are not copied before the term is made.
struct binary_view {
  std::string_view bytes;
};

/// Key, value, key, value, …
template <class... Ops>
class map_expression : public compound<map_expression<Ops...>, Ops...> {
  using base = compound<map_expression<Ops...>, Ops...>;
  static constexpr std::size_t pairs = sizeof...(Ops) / 2;

 public:
  using base::base;

  [[nodiscard]] std::uint64_t words() const { return map_words(pairs) + base::operand_words(); }
  word write(arena& to) const {
    word* const place = begin_map(to, pairs);
    base::each([&](auto i) { place[i] = this->template op<i>().write(to); });
    return finish_map(place, pairs);
  }

  /// As in Erlang, a map that has more keys matches too.
  [[nodiscard]] bool match(term_ref t) const {
    return t.is_map() && all_pairs([&](auto i) {
             const term_ref value = find<i>(t);
             return value && this->template op<2 * i + 1>().match(value);
           });
  }
  void commit(term_ref t) const {
    static_cast<void>(all_pairs([&](auto i) {
      this->template op<2 * i + 1>().commit(find<i>(t));
      return true;
    }));
  }
  template <class Then, class... Values>
  decltype(auto) extract(term_ref t, Then&& then, Values&... values) const {
    return extract_from<0>(t, then, values...);
  }
  void explain(term_ref t, mismatch& why) const;
  void describe(std::string& out) const;

 private:
  template <class F>
  static bool all_pairs(F&& f) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (f(std::integral_constant<std::size_t, I>()) && ...);
    }(std::make_index_sequence<pairs>());
  }
  template <std::size_t I>
  [[nodiscard]] term_ref find(term_ref t) const {
    const auto& key = this->template op<2 * I>();
    if (key.words() == 0) {
      arena none(0);
      return t.map_get(term_ref(key.write(none), nullptr));
    }
    return t.map_get(build(key));
  }
  template <std::size_t I, class Then, class... Values>
  decltype(auto) extract_from(term_ref t, Then& then, Values&... values) const {
    if constexpr (I == pairs) {
      return then(values...);
    } else {
      return this->template op<2 * I + 1>().extract(
          find<I>(t),
          [&](auto&... more) -> decltype(auto) { return extract_from<I + 1>(t, then, more...); },
          values...);
    }
  }
};

}  // namespace detail

template <>
struct codec<detail::binary_view> {
  static std::uint64_t words(detail::binary_view v) noexcept {
    return arena::size_binary(v.bytes.size());
  }
  static detail::word write(arena& to, detail::binary_view v) noexcept {
    return detail::write_binary(to, v.bytes);
  }
  static bool equals(term_ref t, detail::binary_view v) noexcept {
    return detail::binary_equals(t, v.bytes);
  }
};

namespace detail {

// The failing part of each, in words. Apart, since most programs never need it.

template <class... Ops>
void tuple_expression<Ops...>::explain(term_ref t, mismatch& why) const {
  if (!t.is_tuple(size)) {
    why.got = brief(t);
    return;
  }
  static_cast<void>(base::all([&](auto i) {
    if (this->template op<i>().match(part_of(t, i))) {
      return true;
    }
    this->template op<i>().explain(part_of(t, i), why);
    why.of(numbered("element ", i + 1));
    return false;
  }));
}

template <class... Ops>
void tuple_expression<Ops...>::describe(std::string& out) const {
  out += '{';
  base::each([&](auto i) {
    out += i == 0 ? "" : ", ";
    this->template op<i>().describe(out);
  });
  out += '}';
}

template <bool HasTail, class... Ops>
void list_expression<HasTail, Ops...>::explain(term_ref t, mismatch& why) const {
  term_ref rest = t;
  const bool found = !base::all([&](auto i) {
    if constexpr (i == length) {
      if (!this->template op<i>().match(rest)) {
        this->template op<i>().explain(rest, why);
        why.of("the tail");
        return false;
      }
    } else {
      if (!rest.is_cons()) {
        why.got = brief(t);
        return false;
      }
      if (!this->template op<i>().match(rest.head())) {
        this->template op<i>().explain(rest.head(), why);
        why.of(numbered("element ", i + 1));
        return false;
      }
      rest = rest.tail();
    }
    return true;
  });
  if (!found) {
    why.got = brief(t);
  }
}

template <bool HasTail, class... Ops>
void list_expression<HasTail, Ops...>::describe(std::string& out) const {
  out += '[';
  base::each([&](auto i) {
    out += i == 0 ? "" : HasTail && i == length ? " | " : ", ";
    this->template op<i>().describe(out);
  });
  out += ']';
}

template <class... Ops>
void map_expression<Ops...>::explain(term_ref t, mismatch& why) const {
  if (!t.is_map()) {
    why.got = brief(t);
    return;
  }
  static_cast<void>(all_pairs([&](auto i) {
    const term_ref value = find<i>(t);
    const auto& pattern = this->template op<2 * i + 1>();
    if (value && pattern.match(value)) {
      return true;
    }
    if (value) {
      pattern.explain(value, why);
    } else {
      why.got = "missing";
    }
    why.of("the value of " + brief(build(this->template op<2 * i>())));
    return false;
  }));
}

template <class... Ops>
void map_expression<Ops...>::describe(std::string& out) const {
  out += "#{";
  base::each([&](auto i) {
    out += i == 0 ? "" : i % 2 == 1 ? " => " : ", ";
    this->template op<i>().describe(out);
  });
  out += '}';
}

}  // namespace detail

}  // namespace kith
