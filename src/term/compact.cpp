// Copying a term out of the blocks that it lies in. What is shared inside the term stays shared:
// otherwise thirty tuples of two would become a thousand million.
#include <cstring>
#include <unordered_map>
#include <vector>

#include "term/closure.hpp"
#include "term/map.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

/// Binaries above that many bytes are not copied along but shared, each in a block of its own.
constexpr std::uint64_t copied_bytes_max = 64;

/// A node of the term, and where its copy goes.
struct placed {
  term_ref from;
  std::uint64_t offset;
  term apart;  ///< a large binary that the copy refers to instead
};

class compactor {
 public:
  term run(term_ref t) {
    note(t);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      note_parts(nodes_[i].from);
    }
    if (whole(t)) {
      return term(t);
    }
    if (nodes_.front().apart) {
      return std::move(nodes_.front().apart);
    }
    arena a(words_);
    base_ = a.take(words_);
    home_ = a.home();
    for (const placed& p : nodes_) {
      copy(p);
    }
    const word root = translate(t);
    return a.finish(root);
  }

 private:
  static bool is_node(term_ref t) noexcept { return t.tag() == tag::list || t.tag() == tag::boxed; }
  static bool is_large_map(term_ref t) noexcept {
    return t.tag() == tag::boxed &&
           (kind_of(*t.node()) == kind::hash_map || kind_of(*t.node()) == kind::trie_map);
  }

  void note(term_ref t) {
    if (!is_node(t)) {
      return;
    }
    const auto [at, fresh] = places_.try_emplace(t.node(), nodes_.size());
    if (!fresh) {
      return;
    }
    placed p{t, words_, {}};
    if (t.is_bitstring() && t.bit_bytes().size() > copied_bytes_max) {
      p.apart = apart(t);
      words_ += kind_of(*p.apart.ref().node()) == kind::sub_binary ? arena::size_part_of_binary()
                                                                   : xref_words;
    } else {
      words_ += words_of(t);
    }
    one_home_ = one_home_ && t.home() == nodes_home(t) && !p.apart && !is_trie(t);
    nodes_.push_back(std::move(p));
  }

  [[nodiscard]] block* nodes_home(term_ref t) const noexcept {
    return nodes_.empty() ? t.home() : nodes_.front().from.home();
  }
  static bool is_trie(term_ref t) noexcept {
    return is_large_map(t) && kind_of(*t.node()) == kind::trie_map;
  }

  /// Whether the term is all that its block holds.
  [[nodiscard]] bool whole(term_ref t) const noexcept {
    return nodes_.empty() || (one_home_ && t.home()->away == nullptr && t.home()->words == words_);
  }

  static std::uint64_t words_of(term_ref t) noexcept {
    if (t.tag() == tag::list) {
      return 2;
    }
    const word* n = t.node();
    const std::uint64_t size = size_of(*n);
    switch (kind_of(*n)) {
    case kind::flat_map: return 1 + 2 * size;
    case kind::hash_map:
    case kind::trie_map: return size_map(size);
    case kind::binary:
    case kind::sub_binary: return arena::size_binary((size + 7) / 8);
    case kind::reference: return arena::size_reference(size);
    case kind::closure: return size_closure(size);
    default: return 1 + size;
    }
  }

  /// A large binary that can be referred to without keeping much else: as it is if its block holds
  /// nothing else, as a part if it is half of one at least, else a copy.
  static term apart(term_ref t) {
    const word* n = t.node();
    if (kind_of(*n) == kind::binary) {
      const bool alone = t.home()->words == arena::size_binary(t.bit_bytes().size());
      if (alone) {
        return term(t);
      }
    } else {
      const auto* x = reinterpret_cast<const xref*>(n + 2);
      if (std::uint64_t{x->owner->words} * sizeof(word) <= 2 * t.bit_bytes().size()) {
        return term(t);
      }
    }
    const std::string_view bytes = t.bit_bytes();
    arena a(arena::size_binary(bytes.size()));
    char* data = nullptr;
    const word copy = a.binary(t.bit_size(), data);
    std::memcpy(data, bytes.data(), bytes.size());
    return a.finish(copy);
  }

  void note_parts(term_ref t) {
    if (t.tag() == tag::list) {
      note(t.head());
      note(t.tail());
      return;
    }
    if (is_large_map(t)) {
      for (map_cursor c(t); !c.done(); c.next()) {
        const term_ref in(0, c.home());
        note(in.inside(c.key()));
        note(in.inside(c.value()));
      }
      return;
    }
    if (kind_of(*t.node()) == kind::closure) {
      note(closure_view(t).creator());
    }
    const parts p = parts_of(t.node());
    for (std::uint64_t i = 0; i < p.count; ++i) {
      note(t.inside(p.at[i]));
    }
  }

  /// The word of the copy.
  word translate(term_ref t) {
    if (!is_node(t)) {
      return t.raw();
    }
    const placed& p = nodes_[places_.find(t.node())->second];
    word* to = base_ + p.offset;
    if (p.apart && kind_of(*p.apart.ref().node()) == kind::binary) {
      return away_word(reinterpret_cast<const xref*>(to));
    }
    return t.tag() == tag::list ? list_word(to) : boxed_word(to);
  }

  void copy(const placed& p) {
    const term_ref t = p.from;
    word* to = base_ + p.offset;
    if (p.apart) {
      return refer(p.apart, to);
    }
    if (t.tag() == tag::list) {
      to[0] = translate(t.head());
      to[1] = translate(t.tail());
      return;
    }
    if (is_large_map(t)) {
      return copy_map(t, to);
    }
    if (t.is_bitstring()) {
      return copy_bits(t, to);
    }
    std::memcpy(to, t.node(), words_of(t) * sizeof(word));
    if (kind_of(*to) == kind::closure) {
      to[closure_fixed_words] = translate(closure_view(t).creator());
    }
    const parts from = parts_of(t.node());
    word* copied = from.count == 0 ? nullptr : to + (from.at - t.node());
    for (std::uint64_t i = 0; i < from.count; ++i) {
      copied[i] = translate(t.inside(from.at[i]));
    }
  }

  void refer(term_ref binary, word* to) noexcept {
    const word* n = binary.node();
    if (kind_of(*n) == kind::binary) {
      link_away(home_, reinterpret_cast<xref*>(to), binary.raw(), binary.home());
      return;
    }
    const auto* x = reinterpret_cast<const xref*>(n + 2);
    to[0] = n[0];
    to[1] = n[1];
    link_away(home_, reinterpret_cast<xref*>(to + 2), x->target, x->owner);
  }

  static void copy_bits(term_ref t, word* to) noexcept {
    const std::string_view bytes = t.bit_bytes();
    to[0] = header(kind::binary, t.bit_size());
    if (!bytes.empty()) {
      to[(bytes.size() + 7) / 8] = 0;
      std::memcpy(to + 1, bytes.data(), bytes.size());
    }
  }

  /// Already in order of hash: only the buckets' starts are to be found.
  void copy_map(term_ref t, word* to) {
    const std::uint64_t count = t.map_size();
    const std::uint64_t buckets = buckets_for(count);
    to[0] = header(kind::hash_map, count);
    to[1] = buckets;
    word* hashes = to + 2;
    word* pairs = hashes + count;
    for (map_cursor c(t); !c.done(); c.next()) {
      const term_ref in(0, c.home());
      *hashes++ = c.hash();
      *pairs++ = translate(in.inside(c.key()));
      *pairs++ = translate(in.inside(c.value()));
    }
    write_starts(to);
  }

  std::unordered_map<const word*, std::size_t> places_;
  std::vector<placed> nodes_;
  std::uint64_t words_ = 0;
  bool one_home_ = true;
  word* base_ = nullptr;
  block* home_ = nullptr;
};

}  // namespace

term compact(term_ref t) {
  return compactor().run(t);
}

}  // namespace kith
