#include "term/map_change.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>
#include <utility>

#include "kith/map.hpp"
#include "term/node_view.hpp"

namespace kith::detail {

namespace {

/// Nobody else can come to have the block meanwhile: who has it is asking.
bool is_sole(const block* b) noexcept {
  return __atomic_load_n(&b->refs, __ATOMIC_ACQUIRE) == 1;
}

/// Puts another node where one hangs.
void hang(xref& x, term node) noexcept {
  block* const old = x.owner;
  std::tie(x.target, x.owner) = std::move(node).release();
  release(old);
}

/// A leaf that may be changed.
class leaf {
 public:
  explicit leaf(const xref& x) noexcept
      : home_(x.owner), node_(pointer(x.target)), count_(size_of(*node_)) {}

  /// False: it has no room left.
  bool put(const entry& e, unsigned shift) noexcept {
    const std::uint64_t place = place_of(e);
    if (place < count_ && hashes()[place] == e.hash && view(pairs()[2 * place]) == e.key) {
      return replace(pairs()[2 * place + 1], e.value);
    }
    return (count_ < trie_leaf_max || shift == 0) && insert(place, e);
  }

 private:
  [[nodiscard]] word* hashes() const noexcept { return node_ + 2; }
  [[nodiscard]] word* pairs() const noexcept { return node_ + 2 + count_; }

  [[nodiscard]] std::uint64_t place_of(const entry& e) const noexcept {
    auto place = static_cast<std::uint64_t>(std::lower_bound(hashes(), hashes() + count_, e.hash) -
                                            hashes());
    while (place < count_ && hashes()[place] == e.hash &&
           compare_exact(view(pairs()[2 * place]), e.key) < 0) {
      ++place;
    }
    return place;
  }

  /// Takes the words from the room's end: what is embedded lies behind it.
  [[nodiscard]] word embed(term_ref t, std::uint64_t words) noexcept {
    const std::uint64_t room = room_of(node_) - words;
    node_[1] = leaf_word(room);
    return embed_at(home_, pairs() + 2 * count_ + room, words, t);
  }

  bool replace(word& old, term_ref value) noexcept {
    const std::uint64_t words = embed_words(value);
    if (words > room_of(node_)) {
      return false;
    }
    const word before = std::exchange(old, embed(value, words));
    if (tag_of(before) == tag::away) {
      unlink(reinterpret_cast<xref*>(pointer(before)));
    }
    return true;
  }

  bool insert(std::uint64_t place, const entry& e) noexcept {
    const std::uint64_t of_key = embed_words(e.key);
    const std::uint64_t of_value = embed_words(e.value);
    const std::uint64_t room = room_of(node_);
    if (room < 3 + of_key + of_value) {
      return false;
    }
    const word key = embed(e.key, of_key);
    const word value = embed(e.value, of_value);
    word* const from = pairs();
    std::memmove(from + 2 * place + 3, from + 2 * place, 2 * (count_ - place) * sizeof(word));
    std::memmove(from + 1, from, 2 * place * sizeof(word));
    from[2 * place + 1] = key;
    from[2 * place + 2] = value;
    std::memmove(hashes() + place + 1, hashes() + place, (count_ - place) * sizeof(word));
    hashes()[place] = e.hash;
    node_[0] = header(kind::hash_map, ++count_);
    node_[1] = leaf_word(room - 3 - of_key - of_value);
    return true;
  }

  void unlink(xref* gone) noexcept {
    xref** at = &home_->away;
    while (*at != gone) {
      at = &(*at)->next;
    }
    *at = gone->next;
    release(gone->owner);
  }

  block* home_;
  word* node_;
  std::uint64_t count_;
};

}  // namespace

term put_changing(term map, const entry& e) {
  xref root{};
  std::tie(root.target, root.owner) = std::move(map).release();
  xref* at = &root;
  unsigned shift = root_shift;
  std::array<word*, root_shift / trie_bits> above;
  std::size_t depth = 0;
  std::uint64_t before = 0;
  for (;;) {
    const term_ref node(at->target, at->owner);
    before = size_of(*node.node());
    if (!is_sole(at->owner)) {
      hang(*at, put_below(node, shift, e));
      break;
    }
    if (!is_trie(node)) {
      if (!leaf(*at).put(e, shift)) {
        hang(*at, put_below(node, shift, e));
      }
      break;
    }
    word* const inner = pointer(at->target);
    xref* const child = child_on(inner, branch(e.hash, shift));
    if (child == nullptr) {
      hang(*at, with_new_child(node, shift, e));
      break;
    }
    above[depth++] = inner;
    at = child;
    shift -= trie_bits;
  }
  const std::uint64_t more = size_of(*pointer(at->target)) - before;
  for (std::size_t i = 0; i < depth; ++i) {
    *above[i] = header(kind::trie_map, size_of(*above[i]) + more);
  }
  return term::adopt(root.target, root.owner);
}

}  // namespace kith::detail
