#include "kith/arena.hpp"

#include <algorithm>

namespace kith {

using namespace detail;

namespace {

/// Past `embed_copy_max`, an xref is taken.
constexpr std::uint64_t too_much = embed_copy_max + 1;

/// Whether there is a node behind the word.
constexpr bool is_node(word w) noexcept {
  const tag t = tag_of(w);
  return t == tag::list || t == tag::boxed || t == tag::away;
}

/// Words of the nodes below `w`, or `too_much`. Each level takes at least a word, so the recursion
/// is at most `embed_copy_max` deep.
std::uint64_t copy_words(word w, std::uint64_t left) noexcept {
  std::uint64_t own = 0;
  const word* parts = nullptr;
  std::uint64_t count = 0;
  if (tag_of(w) == tag::list) {
    own = 2;
    parts = pointer(w);
    count = 2;
  } else if (tag_of(w) == tag::boxed) {
    const word* n = pointer(w);
    const std::uint64_t size = size_of(*n);
    switch (kind_of(*n)) {
    case kind::tuple: own = 1 + size, parts = n + 1, count = size; break;
    case kind::flat_map: own = 1 + 2 * size, parts = n + 1, count = 2 * size; break;
    case kind::binary: own = arena::size_binary((size + 7) / 8); break;
    case kind::reference: own = arena::size_reference(size); break;
    case kind::big_pos:
    case kind::big_neg:
    case kind::floating:
    case kind::pid:
    case kind::port:
    case kind::export_fun: own = 1 + size; break;
    default: return too_much;
    }
  } else {
    return tag_of(w) == tag::away ? too_much : 0;
  }
  std::uint64_t sum = own;
  for (std::uint64_t i = 0; i < count && sum <= left; ++i) {
    if (is_node(parts[i])) {
      sum += copy_words(parts[i], left - sum);
    }
  }
  return sum <= left ? sum : too_much;
}

/// Copies the nodes below `w` to where `next` is, which moves behind them, as long as there are no
/// more than `left` words, which is counted down; 0 when there are. It takes what `copy_words`
/// counts.
word copy_into(word*& next, word w, std::uint64_t& left) noexcept {
  const bool list = tag_of(w) == tag::list;
  if (!list && tag_of(w) != tag::boxed) {
    return 0;
  }
  const word* from = pointer(w);
  std::uint64_t words = 2;
  std::uint64_t terms_from = 0;  // what follows are terms, not bits
  if (!list) {
    const std::uint64_t size = size_of(*from);
    switch (kind_of(*from)) {
    case kind::tuple: words = 1 + size, terms_from = 1; break;
    case kind::flat_map: words = 1 + 2 * size, terms_from = 1; break;
    case kind::binary: terms_from = words = arena::size_binary((size + 7) / 8); break;
    case kind::reference: terms_from = words = arena::size_reference(size); break;
    case kind::big_pos:
    case kind::big_neg:
    case kind::floating:
    case kind::pid:
    case kind::port:
    case kind::export_fun: terms_from = words = 1 + size; break;
    default: return 0;
    }
  }
  if (words > left) {
    return 0;
  }
  left -= words;
  word* copy = next;
  next += words;
  for (std::uint64_t i = 0; i < terms_from; ++i) {
    copy[i] = from[i];
  }
  for (std::uint64_t i = terms_from; i < words; ++i) {
    copy[i] = is_node(from[i]) ? copy_into(next, from[i], left) : from[i];
    if (copy[i] == 0) {
      return 0;
    }
  }
  return list ? list_word(copy) : boxed_word(copy);
}

word identity_word(atom node, std::uint32_t creation) noexcept {
  return (static_cast<word>(node.index()) << 32u) | creation;
}

}  // namespace

std::uint64_t embed_words(term_ref t) noexcept {
  const std::uint64_t copied = copy_words(t.raw(), embed_copy_max);
  return copied == too_much ? xref_words : copied;
}

word arena::embed_node(term_ref t) noexcept {
  word* next = next_;
  std::uint64_t left = std::min(embed_copy_max, static_cast<std::uint64_t>(end_ - next_));
  if (const word copied = copy_into(next, t.raw(), left)) {
    next_ = next;
    return copied;
  }
  auto* x = reinterpret_cast<xref*>(take(xref_words));
  return link_away(block_, x, t.raw(), t.home());
}

word arena::process(pid p) noexcept {
  if (p.is_local()) {
    return p.local_word();
  }
  word* n = take(size_pid(p));
  n[0] = header(kind::pid, 2);
  n[1] = identity_word(p.node(), p.creation());
  n[2] = (static_cast<word>(p.id()) << 32u) | p.serial();
  return boxed_word(n);
}

word arena::ref(const reference& r) noexcept {
  const auto words = r.words();
  KITH_ASSERT(!words.empty());
  word* n = take(size_reference(words.size()));
  n[0] = header(kind::reference, words.size());
  n[1] = identity_word(r.node(), r.creation());
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const word high = i + 1 < words.size() ? words[i + 1] : 0;
    n[2 + i / 2] = (high << 32u) | words[i];
  }
  return boxed_word(n);
}

word arena::port(atom node, std::uint32_t creation, std::uint64_t number) noexcept {
  word* n = take(size_port());
  n[0] = header(kind::port, 2);
  n[1] = identity_word(node, creation);
  n[2] = number;
  return boxed_word(n);
}

word arena::integer(bool negative, std::uint64_t magnitude) noexcept {
  if (size_integer(negative, magnitude) == 0) {
    return small_word(negative ? -static_cast<std::int64_t>(magnitude)
                               : static_cast<std::int64_t>(magnitude));
  }
  word* n = take(2);
  n[0] = header(negative ? kind::big_neg : kind::big_pos, 1);
  n[1] = magnitude;
  return boxed_word(n);
}

word arena::function(atom module, atom name, std::uint8_t arity) noexcept {
  word* n = take(size_function());
  n[0] = header(kind::export_fun, 3);
  n[1] = atom_word(module.index());
  n[2] = atom_word(name.index());
  n[3] = small_word(arity);
  return boxed_word(n);
}

word arena::part_of_binary(term_ref whole, std::uint64_t offset, std::uint64_t bytes) noexcept {
  KITH_ASSERT(whole.tag() == tag::boxed);
  const word h = *whole.node();
  KITH_ASSERT(kind_of(h) == kind::binary);
  KITH_ASSERT(offset <= size_of(h) / 8 && bytes <= size_of(h) / 8 - offset);
  word* n = take(size_part_of_binary());
  n[0] = header(kind::sub_binary, bytes * 8);
  n[1] = offset;
  link_away(block_, reinterpret_cast<xref*>(n + 2), whole.raw(), whole.home());
  return boxed_word(n);
}

}  // namespace kith
