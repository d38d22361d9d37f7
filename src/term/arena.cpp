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

/// Of a node that is copied: how long it is, and from where on terms follow, not bits.
struct extent {
  std::uint64_t words = 0;  ///< 0: it is not copied
  std::uint64_t terms_from = 0;
};

/// Of a node that is no tuple, by its header.
extent extent_of_other(word h) noexcept {
  const std::uint64_t size = size_of(h);
  std::uint64_t words = 1 + size;
  switch (kind_of(h)) {
  case kind::flat_map: return {1 + 2 * size, 1};
  case kind::binary: words = arena::size_binary((size + 7) / 8); break;
  case kind::reference: words = arena::size_reference(size); break;
  case kind::big_pos:
  case kind::big_neg:
  case kind::floating:
  case kind::pid:
  case kind::port:
  case kind::export_fun: break;
  default: return {};
  }
  return {words, words};
}

/// Of the node behind a word. Mostly a tuple.
inline extent extent_of(word w) noexcept {
  if (tag_of(w) == tag::list) {
    return {2, 0};
  }
  if (tag_of(w) == tag::away) {
    return {};
  }
  const word h = *pointer(w);
  return kind_of(h) == kind::tuple ? extent{1 + size_of(h), 1} : extent_of_other(h);
}

/// Words of the nodes below the node `w`, or `too_much`. Each level takes at least a word, so the
/// recursion is at most `embed_copy_max` deep.
std::uint64_t copy_words(word w, std::uint64_t left) noexcept {
  const extent it = extent_of(w);
  if (it.words == 0 || it.words > left) {
    return too_much;
  }
  const word* from = pointer(w);
  std::uint64_t sum = it.words;
  for (std::uint64_t i = it.terms_from; i < it.words; ++i) {
    if (is_node(from[i])) {
      sum += copy_words(from[i], left - sum);
      if (sum > left) {
        return too_much;
      }
    }
  }
  return sum;
}

/// Copies the nodes below the node `w` to where `next` is, which moves behind them, as long as
/// there are no more than `left` words, which is counted down; 0 when there are. It takes what
/// `copy_words` counts.
word copy_into(word*& next, word w, std::uint64_t& left) noexcept {
  const extent it = extent_of(w);
  if (it.words == 0 || it.words > left) {
    return 0;
  }
  const word* from = pointer(w);
  left -= it.words;
  word* copy = next;
  next += it.words;
  for (std::uint64_t i = 0; i < it.words; ++i) {
    copy[i] = from[i];
    if (i >= it.terms_from && is_node(from[i])) {
      copy[i] = copy_into(next, from[i], left);
      if (copy[i] == 0) {
        return 0;
      }
    }
  }
  return tag_of(w) == tag::list ? list_word(copy) : boxed_word(copy);
}

word identity_word(atom node, std::uint32_t creation) noexcept {
  return (static_cast<word>(node.index()) << 32u) | creation;
}

}  // namespace

std::uint64_t embed_words(term_ref t) noexcept {
  if (!is_node(t.raw())) {
    return 0;
  }
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

word detail::embed_at(block* home, word* at, std::uint64_t words, term_ref t) noexcept {
  if (!is_node(t.raw())) {
    return t.raw();
  }
  std::uint64_t left = words;
  word* next = at;
  if (const word copied = copy_into(next, t.raw(), left)) {
    return copied;
  }
  return link_away(home, reinterpret_cast<xref*>(at), t.raw(), t.home());
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
  KITH_ASSERT(r.size_ != 0);
  const reference::packed from = r.pack();
  word* n = take(size_reference(r.size_));
  n[0] = header(kind::reference, r.size_);
  n[1] = from[0];
  n[2] = from[1];
  if (r.size_ > 2) {
    n[3] = from[2];
  }
  if (r.size_ > 4) {
    n[4] = static_cast<std::uint32_t>(from[3]);
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
