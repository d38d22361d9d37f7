#include "etf/encode.hpp"

#include <bit>

#include "base/small_stack.hpp"
#include "etf/leaf_writer.hpp"
#include "kith/map.hpp"
#include "term/closure.hpp"
#include "term/map_node.hpp"

namespace kith::etf {

namespace {

using detail::kind;
using detail::word;

constexpr std::uint64_t string_bytes_max = 65'535;
/// Longer binaries are copied by a call.
constexpr std::uint64_t short_binary_max = 64;

/// Walks a term. Functions that write take the place `p` and return where to go on, so that it
/// stays in a register.
class walk {
 public:
  walk(std::string& out, const encoding& how, term_ref root, std::vector<left_out>* shared) noexcept
      : out_(out), how_(how), root_(root), shared_(shared) {}

  void run() {
    const word root = root_.raw();
    const word* at = &root;  // the words that are next,
    std::uint64_t left = 1;  // and how many
    char* p = out_.begin();
    for (;;) {
      while (left == 0) {
        if (outer_.empty()) {
          out_.flush(p);
          return;
        }
        next(p, at, left);
      }
      --left;
      p = one(out_.room(p), detail::resolve(*at++), at, left);
    }
  }

 private:
  struct level {
    enum kind_of_level : std::uint8_t {
      words,  ///< `left` words from `at`
      list,   ///< the cons at `at`; `left` elements before it; their number goes to `start`
      trie,   ///< the map at `at`, its pairs from the `left`-th
      fun,    ///< its size goes to `start`; `left`: left_out_ when it began
    };
    const word* at;
    std::uint64_t left;
    std::uint64_t start;
    kind_of_level what;
  };

  /// The words at `from` are next; what stood there comes after them.
  void open(const word* from, std::uint64_t count, const word*& at, std::uint64_t& left) noexcept {
    if (left != 0) {
      outer_.push({at, left, 0, level::words});
    }
    at = from;
    left = count;
  }
  /// The same for a level that gives its words by and by.
  void open(const level& inner, const word*& at, std::uint64_t& left) noexcept {
    open(nullptr, 0, at, left);
    outer_.push(inner);
  }

  /// What the innermost level has next; leaves it if that is all.
  void next(const char* p, const word*& at, std::uint64_t& left) noexcept {
    level& now = outer_.back();
    switch (now.what) {
    case level::words:
      at = now.at;
      left = now.left;
      outer_.pop();
      return;
    case level::list: next_of_list(now, at, left); return;
    case level::trie: next_of_trie(now, at, left); return;
    case level::fun:
      out_.patch_u32(now.start, out_.offset(p) - now.start + left_out_ - now.left);
      outer_.pop();
      return;
    }
  }

  void next_of_list(level& now, const word*& at, std::uint64_t& left) noexcept {
    at = now.at;
    ++now.left;
    const word tail = detail::resolve(at[1]);
    if (detail::tag_of(tail) == detail::tag::list) {
      now.at = detail::pointer(tail);
      left = 1;
      return;
    }
    KITH_ASSERT(now.left <= UINT32_MAX);
    out_.patch_u32(now.start, now.left);
    outer_.pop();
    left = 2;  // the tail follows the head
  }

  void next_of_trie(level& now, const word*& at, std::uint64_t& left) noexcept {
    const term_ref map(detail::boxed_word(now.at), nullptr);
    std::uint64_t index = now.left;
    if (index == map.map_size()) {
      outer_.pop();
      return;
    }
    const detail::map_leaf leaf = detail::leaf_at(map, index);
    now.left += leaf.count;
    at = leaf.pairs;
    left = 2 * leaf.count;
  }

  char* one(char* p, word w, const word*& at, std::uint64_t& left) {
    switch (detail::tag_of(w)) {
    case detail::tag::small: return put_small(p, detail::small_value(w));
    case detail::tag::atom: return put_atom(p, atom::from_index(detail::atom_index(w)), how_);
    case detail::tag::nil: return put_tag(p, tag::nil);
    case detail::tag::list: return put_list(p, w, at, left);
    case detail::tag::boxed: return put_boxed(p, w, at, left);
    case detail::tag::pid: return put_pid(p, w, how_);
    case detail::tag::away:
    case detail::tag::none: break;
    }
    KITH_ASSERT(w == detail::nil_word);  // a term's word is none of these
    return p;
  }

  /// Writes the elements of a list that are bytes, up to `most` of them. `w` becomes the list of
  /// those that are left, or nil behind a string's last, or what is no string's tail.
  static char* put_characters(char* p, word& w, std::uint64_t most) noexcept {
    for (const char* const end = p + most; p != end;) {
      const word* const cons = detail::pointer(w);
      if (!is_byte(cons[0])) {
        break;
      }
      *p++ = static_cast<char>(detail::small_value(cons[0]));
      // Most often the next cons lies behind this one. To guess that and to compare takes no time,
      // while what follows a tail must wait for it.
      const word behind = detail::list_word(cons + 2);
      w = behind;
      if (cons[1] != behind) [[unlikely]] {
        w = detail::resolve(cons[1]);
        if (detail::tag_of(w) != detail::tag::list) {
          break;
        }
      }
    }
    return p;
  }
  static constexpr bool is_byte(word w) noexcept {
    // A byte's word has no other bits than these.
    return (w & ~(word{0xFF} << 3u)) == static_cast<word>(detail::tag::small);
  }
  /// How many elements there are, if they are all bytes and no more than `most`; else none.
  static std::uint64_t count_characters(word w, std::uint64_t most) noexcept {
    std::uint64_t n = 0;
    while (detail::tag_of(w) == detail::tag::list) {
      const word* const cons = detail::pointer(w);
      if (!is_byte(cons[0]) || ++n > most) {
        return 0;
      }
      w = detail::resolve(cons[1]);
    }
    return w == detail::nil_word ? n : 0;
  }

  char* put_list(char* p, word w, const word*& at, std::uint64_t& left) {
    constexpr std::uint64_t piece = 2048;  // fits the room that there is
    word rest = w;
    char* text = put_characters(p + 3, rest, piece);
    auto n = static_cast<std::uint64_t>(text - p - 3);
    if (rest == detail::nil_word) {
      put_u16(p, tag::string, n);
      return text;
    }
    const std::uint64_t more = n == piece ? count_characters(rest, string_bytes_max - n) : 0;
    if (more == 0) {
      const std::uint64_t start = out_.offset(p) + 1;
      open({detail::pointer(w), 0, start, level::list}, at, left);
      return put_u32(p, tag::list, 0);
    }
    put_u16(p, tag::string, n + more);
    while (rest != detail::nil_word) {
      text = put_characters(out_.room(text), rest, piece);
    }
    return text;
  }

  char* put_bits(char* p, term_ref t) {
    const std::string_view bytes = t.bit_bytes();
    const std::uint64_t spare = t.bit_size() % 8;
    if (spare != 0) {
      p = put_u32(p, tag::bit_binary, bytes.size());
      *p = static_cast<char>(spare);
      return out_.bytes(p + 1, bytes.data(), bytes.size());
    }
    p = put_u32(p, tag::binary, bytes.size());
    if (shared_ != nullptr && bytes.size() >= left_out_bytes_min) {
      shared_->push_back({out_.offset(p), root_, bytes});
      left_out_ += bytes.size();
      return p;
    }
    return out_.bytes(p, bytes.data(), bytes.size());
  }
  /// A binary of few whole bytes: they lie padded to words.
  static char* put_short_binary(char* p, const word* n, std::uint64_t bytes) noexcept {
    p = put_u32(p, tag::binary, bytes);
    for (std::uint64_t i = 0; i < (bytes + 7) / 8; ++i) {
      std::memcpy(p + 8 * i, n + 1 + i, sizeof(word));
    }
    return p + bytes;
  }

  char* put_big(char* p, bool negative, const word* limbs, std::uint64_t count) {
    const std::uint64_t n =
        count * 8 - static_cast<std::uint64_t>(std::countl_zero(limbs[count - 1])) / 8;
    p = n < 256 ? put_u8(p, tag::small_big, n) : put_u32(p, tag::large_big, n);
    *p = negative ? 1 : 0;
    return out_.bytes(p + 1, reinterpret_cast<const char*>(limbs), n);  // little-endian, as here
  }

  /// A map of over 32 pairs.
  void open_large_map(word w) {
    if (!how_.sorted_maps) {
      outer_.push({detail::pointer(w), 0, 0, level::trie});
      return;
    }
    // Words of their own, kept until the walk is over.
    auto& words = sorted_.emplace_back();
    for (const map_pair& p : map_sorted(term_ref(w, nullptr))) {
      words.push_back(p.key.raw());
      words.push_back(p.value.raw());
    }
    outer_.push({words.data(), words.size(), 0, level::words});
  }

  char* put_closure(char* p, word w) {
    const closure_view f(term_ref(w, nullptr));
    const std::uint64_t start = out_.offset(p) + 1;
    p = put_u32(p, tag::new_fun, 0);
    const auto uniq = f.uniq();
    p[0] = static_cast<char>(f.arity());
    std::memcpy(p + 1, uniq.data(), uniq.size());
    store_u32(p + 17, f.index());
    store_u32(p + 21, static_cast<std::uint32_t>(f.free_count()));
    p = put_atom(p + 25, f.module(), how_);
    // The old index and uniq are signed, and never more than INTEGER_EXT.
    p = put_small(p, static_cast<std::int32_t>(f.old_index()));
    p = put_small(p, static_cast<std::int32_t>(f.old_uniq()));
    p = put_pid(p, f.creator().raw(), how_);
    outer_.push({nullptr, left_out_, start, level::fun});
    outer_.push({detail::pointer(w) + 1 + closure_fixed_words, f.free_count(), 0, level::words});
    return p;
  }

  char* put_boxed(char* p, word w, const word*& at, std::uint64_t& left) {
    const word* const n = detail::pointer(w);
    const std::uint64_t size = detail::size_of(*n);
    switch (detail::kind_of(*n)) {
    case kind::tuple:
      open(n + 1, size, at, left);
      return size < 256 ? put_u8(p, tag::small_tuple, size) : put_u32(p, tag::large_tuple, size);
    case kind::floating: return put_float(p, n[1]);
    case kind::binary:
      if (size <= 8 * short_binary_max && size % 8 == 0) {
        return put_short_binary(p, n, size / 8);
      }
      return put_bits(p, term_ref(w, nullptr));
    case kind::sub_binary: return put_bits(p, term_ref(w, nullptr));
    case kind::flat_map: open(n + 1, 2 * size, at, left); return put_u32(p, tag::map, size);
    case kind::hash_map:
    case kind::trie_map:
      open(nullptr, 0, at, left);
      open_large_map(w);
      return put_u32(p, tag::map, size);
    case kind::pid: return put_pid(p, w, how_);
    case kind::port: return put_port(p, n, how_);
    case kind::reference: return put_reference(p, n, how_);
    case kind::big_pos: return put_big(p, false, n + 1, size);
    case kind::big_neg: return put_big(p, true, n + 1, size);
    case kind::export_fun: return put_export(p, n, how_);
    case kind::closure: open(nullptr, 0, at, left); return put_closure(p, w);
    }
    return p;
  }

  byte_writer out_;
  const encoding how_;
  const term_ref root_;
  std::vector<left_out>* const shared_;
  std::uint64_t left_out_ = 0;  ///< bytes in all
  small_stack<level, 16> outer_;
  std::vector<std::vector<word>> sorted_;
};

}  // namespace

void encode(term_ref t, const encoding& how, std::string& out, std::vector<left_out>* shared) {
  walk(out, how, t, shared).run();
}

}  // namespace kith::etf
