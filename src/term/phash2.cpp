// erlang:phash2: a hash that is the same on every node and in every release.
//
// The mixing is Bob Jenkins's of 1996, 32 bits at a time; what is fed to it, and in which order, is
// OTP's. OTP: erts, utils.c, make_hash2.
#include <algorithm>

#include "base/small_stack.hpp"
#include "term/atom_table.hpp"
#include "term/closure.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

/// What is mixed in with a value says what kind of term it is: a multiple of the golden ratio.
constexpr std::uint32_t golden(std::uint32_t n) noexcept {
  return n * 0x9e3779b9u;
}

/// The keys' hashes are xored, so that the order of a map's pairs does not matter.
struct map_hash {
  std::uint32_t before;  ///< the hash outside of this map
  std::uint32_t xored_before;
};

/// What is still to be hashed: terms at `at`, or the pairs of a map from `index` on.
struct pending {
  const word* at;
  std::uint64_t left;
  word map;  ///< 0 if there are terms
  std::uint64_t index;
  map_hash outer;
};

class portable_hasher {
 public:
  std::uint32_t run(word w) noexcept {
    do {
      w = one(resolve(w));
    } while (w != 0 || take(w));
    return hash_;
  }

 private:
  static void jenkins(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c) noexcept {
    const auto round = [&](unsigned first, unsigned second, unsigned third) {
      a -= b, a -= c, a ^= c >> first;
      b -= c, b -= a, b ^= a << second;
      c -= a, c -= b, c ^= b >> third;
    };
    round(13, 8, 13);
    round(12, 16, 5);
    round(3, 10, 15);
  }
  void mix(std::uint32_t x, std::uint32_t y, std::uint32_t salt) noexcept {
    std::uint32_t a = salt + x;
    std::uint32_t b = salt + y;
    jenkins(a, b, hash_);
  }
  void mix(std::uint32_t x, std::uint32_t salt) noexcept { mix(x, 0, salt); }
  void mix_wide(std::uint64_t x, std::uint32_t salt) noexcept {
    mix(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32u), salt);
  }

  /// The next term to hash; false at the end.
  bool take(word& w) noexcept {
    while (!rest_.empty()) {
      pending& p = rest_.back();
      if (p.map == 0) {
        w = *p.at++;
        if (--p.left == 0) {
          rest_.pop();
        }
        return true;
      }
      if (next_pair(w)) {
        return true;
      }
    }
    return false;
  }

  bool next_pair(word& key) noexcept {
    pending& p = rest_.back();
    if (p.index > 0) {
      xored_ ^= hash_;
    }
    hash_ = 0;
    if (p.left == 0) {
      hash_ = p.outer.before;
      mix(xored_, golden(19));
      xored_ = p.outer.xored_before;
      rest_.pop();
      return false;
    }
    std::uint64_t at = p.index++;
    --p.left;
    const map_leaf leaf = leaf_at(view(p.map), at);
    key = leaf.pairs[2 * at];
    rest_.push({leaf.pairs + 2 * at + 1, 1, 0, 0, {}});
    return true;
  }

  /// Hashes a term but for its parts. Returns a term to go on with, or 0.
  word one(word w) noexcept {
    const term_ref t = view(w);
    switch (t.tag()) {
    case tag::list: return list(w);
    case tag::atom: return atom_hash(entry_of(t.as_atom()).portable_hash);
    case tag::nil:
      if (hash_ == 0) {
        hash_ = 3468870702u;
      } else {
        mix(2, golden(2));
      }
      return 0;
    case tag::small: return integer(small_value(w), w);
    case tag::pid: return mix(t.as_pid().id(), golden(5)), word{0};
    default: return boxed(t);
    }
  }

  word atom_hash(std::uint32_t h) noexcept {
    if (hash_ == 0) {
      hash_ = h;
    } else {
      mix(h, golden(3));
    }
    return 0;
  }

  word integer(std::int64_t v, word) noexcept {
    constexpr std::int64_t limit = std::int64_t{1} << 27u;
    if (v < -limit || v >= limit) {
      mix_wide(static_cast<std::uint64_t>(v < 0 ? -v : v), golden(v < 0 ? 10 : 11));
      return 0;
    }
    if (v < 0) {
      mix(static_cast<std::uint32_t>(-v), golden(1));
    }
    mix(static_cast<std::uint32_t>(v), golden(1));
    return 0;
  }

  /// Bytes at the head of a list are hashed four at a time.
  word list(word w) noexcept {
    std::uint32_t four = 0;
    unsigned count = 0;
    while (tag_of(w) == tag::list) {
      const word head = pointer(w)[0];
      if (tag_of(head) != tag::small || small_value(head) < 0 || small_value(head) > 255) {
        break;
      }
      four = (four << 8u) + static_cast<std::uint32_t>(small_value(head));
      if (++count == 4) {
        mix(four, golden(4));
        four = count = 0;
      }
      w = resolve(pointer(w)[1]);
    }
    if (count > 0) {
      mix(four, golden(4));
    }
    if (tag_of(w) != tag::list) {
      return w;
    }
    rest_.push({pointer(w) + 1, 1, 0, 0, {}});
    return pointer(w)[0];
  }

  void push(parts p) noexcept {
    if (p.count != 0) {
      rest_.push({p.at, p.count, 0, 0, {}});
    }
  }

  word boxed(term_ref t) noexcept {
    const word* n = t.node();
    const std::uint64_t size = size_of(*n);
    switch (kind_of(*n)) {
    case kind::tuple:
      mix(static_cast<std::uint32_t>(size), golden(9));
      push(parts_of(n));
      break;
    case kind::flat_map:
    case kind::hash_map:
    case kind::trie_map: map(t.raw(), size); break;
    case kind::export_fun:
      mix(static_cast<std::uint32_t>(small_value(n[3])),
          entry_of(view(n[1]).as_atom()).portable_hash, golden(1));
      mix(entry_of(view(n[2]).as_atom()).portable_hash, golden(14));
      break;
    case kind::closure: {
      const closure_view f(t);
      mix(static_cast<std::uint32_t>(size), entry_of(f.module()).portable_hash, golden(1));
      mix(f.index(), f.old_uniq(), golden(1));
      push(parts_of(n));
      break;
    }
    case kind::binary:
    case kind::sub_binary: bits(t); break;
    case kind::big_pos:
    case kind::big_neg:
      for (std::uint64_t i = 1; i <= size; ++i) {
        mix_wide(n[i], golden(kind_of(*n) == kind::big_neg ? 10 : 11));
      }
      break;
    case kind::reference: mix(static_cast<std::uint32_t>(n[2]), golden(7)); break;
    case kind::pid: mix(t.as_pid().id(), golden(5)); break;
    case kind::port: mix_wide(n[2], golden(6)); break;
    case kind::floating: {
      const std::uint64_t d = t.as_float() == 0.0 ? 0 : n[1];
      mix(static_cast<std::uint32_t>(d >> 32u), static_cast<std::uint32_t>(d), golden(12));
      break;
    }
    }
    return 0;
  }

  void map(word w, std::uint64_t size) noexcept {
    mix(static_cast<std::uint32_t>(size), golden(16));
    if (size != 0) {
      rest_.push({nullptr, size, w, 0, {hash_, xored_}});
      xored_ = 0;
    }
  }

  void bits(term_ref t) noexcept {
    const std::uint64_t whole = t.bit_size() / 8;
    const auto spare = static_cast<std::uint32_t>(t.bit_size() % 8);
    const std::string_view bytes = t.bit_bytes();
    const std::uint32_t salt = golden(13) + hash_;
    if (t.bit_size() == 0) {
      hash_ = salt;
      return;
    }
    hash_ = block(bytes.substr(0, whole), salt);
    if (spare > 0) {
      mix(spare,
          static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[whole])) >> (8 - spare),
          golden(15));
    }
  }

  static std::uint32_t block(std::string_view bytes, std::uint32_t salt) noexcept {
    const auto length = static_cast<std::uint32_t>(bytes.size());
    std::uint32_t abc[3] = {golden(1), golden(1), salt};
    const auto add = [&](std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) {
        // The last word leaves its lowest byte to the length.
        const std::size_t lane = i < 8 ? i : count < 12 ? i + 1 : i;
        abc[lane / 4] += std::uint32_t{static_cast<unsigned char>(bytes[i])} << (lane % 4 * 8);
      }
    };
    for (; bytes.size() >= 12; bytes.remove_prefix(12)) {
      add(12);
      jenkins(abc[0], abc[1], abc[2]);
    }
    abc[2] += length;
    add(bytes.size());
    jenkins(abc[0], abc[1], abc[2]);
    return abc[2];
  }

  std::uint32_t hash_ = 0;
  std::uint32_t xored_ = 0;
  small_stack<pending, 8> rest_;
};

std::uint32_t full_hash(term_ref t) noexcept {
  return portable_hasher().run(t.raw());
}

}  // namespace

std::uint32_t phash2(term_ref t) noexcept {
  return full_hash(t) & ((1u << 27u) - 1);
}

std::uint32_t phash2(term_ref t, std::uint64_t range) noexcept {
  KITH_ASSERT(range >= 1 && range <= std::uint64_t{1} << 32u);
  return static_cast<std::uint32_t>(full_hash(t) % range);
}

}  // namespace kith
