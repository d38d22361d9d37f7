#include "etf/encode.hpp"

#include <algorithm>

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

/// Walks a term and gives its bytes to `Out`.
template <class Out>
class walk {
 public:
  walk(Out& out, const encoding& how, term_ref root, std::vector<left_out>* shared) noexcept
      : out_(out), how_(how), leaf_(out, how), root_(root), shared_(shared) {}

  void run() {
    one(root_.raw());
    for (;;) {
      switch (now_.what) {
      case level::words:
        if (now_.left == 0) {
          if (outer_.empty()) {
            return;
          }
          now_ = outer_.pop();
        } else {
          --now_.left;
          one(detail::resolve(*now_.at++));
        }
        break;
      case level::list: next_of_list(); break;
      case level::trie: next_of_trie(); break;
      case level::fun:
        out_.patch_u32(now_.start, out_.at() - now_.start + left_out_ - now_.left);
        now_ = {nullptr, 0, 0, level::words};
        break;
      }
    }
  }

 private:
  struct level {
    enum kind_of_level : std::uint8_t {
      words,  ///< `left` words from `at`
      list,   ///< the cons at `at`; `left` elements so far, whose number goes to `start`
      trie,   ///< the map at `at`, its pairs from the `left`-th
      fun,    ///< one whose size goes to `start`; `left`: left_out_ when it began
    };
    const word* at;
    std::uint64_t left;
    std::uint64_t start;
    kind_of_level what;
  };

  void open(const level& l) noexcept {
    if (now_.what != level::words || now_.left != 0) {
      outer_.push(now_);
    }
    now_ = l;
  }

  void next_of_list() {
    const word* const cons = now_.at;
    const word tail = detail::resolve(cons[1]);
    ++now_.left;
    if (detail::tag_of(tail) == detail::tag::list) {
      now_.at = detail::pointer(tail);
    } else {
      KITH_ASSERT(now_.left <= UINT32_MAX);
      out_.patch_u32(now_.start, now_.left);
      now_ = {cons + 1, 1, 0, level::words};
    }
    one(detail::resolve(cons[0]));
  }

  void next_of_trie() noexcept {
    const term_ref map(detail::boxed_word(now_.at), nullptr);
    std::uint64_t index = now_.left;
    if (index == map.map_size()) {
      now_ = {nullptr, 0, 0, level::words};
      return;
    }
    const detail::map_leaf leaf = detail::leaf_at(map, index);
    now_.left += leaf.count;
    open({leaf.pairs, 2 * leaf.count, 0, level::words});
  }

  void one(word w) {
    switch (detail::tag_of(w)) {
    case detail::tag::small: leaf_.put_small(detail::small_value(w)); return;
    case detail::tag::atom: leaf_.put_atom(atom::from_index(detail::atom_index(w))); return;
    case detail::tag::nil: *out_.room(1) = code(tag::nil); return;
    case detail::tag::list: put_list(w); return;
    case detail::tag::boxed: put_boxed(w); return;
    case detail::tag::pid: leaf_.put_pid(w); return;
    case detail::tag::away:
    case detail::tag::none: break;
    }
    KITH_ASSERT(w == detail::nil_word);  // a term's word is none of these
  }

  /// The tag of what has its length last; where it is to go.
  std::uint64_t put_place(tag t) {
    leaf_.put_u32(t, 0);
    return out_.at() - 4;
  }

  void put_bits(term_ref t) {
    const std::string_view bytes = t.bit_bytes();
    const std::uint64_t spare = t.bit_size() % 8;
    if (spare != 0) {
      leaf_.put_u32(tag::bit_binary, bytes.size());
      *out_.room(1) = static_cast<char>(spare);
      out_.bytes(bytes.data(), bytes.size());
      return;
    }
    leaf_.put_u32(tag::binary, bytes.size());
    if (shared_ != nullptr && bytes.size() >= left_out_bytes_min) {
      shared_->push_back({out_.at(), root_, bytes});
      left_out_ += bytes.size();
    } else {
      out_.bytes(bytes.data(), bytes.size());
    }
  }

  /// How many elements, if they are all bytes and no more than a string holds; else none.
  static std::uint64_t string_length(word w) noexcept {
    std::uint64_t n = 0;
    while (detail::tag_of(w) == detail::tag::list) {
      const word* const cons = detail::pointer(w);
      // A byte's word has no other bits than these.
      if ((cons[0] & ~(word{0xFF} << 3u)) != static_cast<word>(detail::tag::small) ||
          ++n > string_bytes_max) {
        return 0;
      }
      w = detail::resolve(cons[1]);
    }
    return w == detail::nil_word ? n : 0;
  }

  void put_list(word w) {
    std::uint64_t n = string_length(w);
    if (n == 0) {
      const std::uint64_t start = put_place(tag::list);
      open({detail::pointer(w), 0, start, level::list});
      return;
    }
    leaf_.put_u16(tag::string, n);
    while (n != 0) {
      const std::uint64_t piece = std::min<std::uint64_t>(n, room_bytes_max);
      char* const at = out_.room(piece);
      for (std::uint64_t i = 0; i < piece; ++i) {
        const word* const cons = detail::pointer(w);
        at[i] = static_cast<char>(detail::small_value(cons[0]));
        w = detail::resolve(cons[1]);
      }
      n -= piece;
    }
  }

  void put_large_map(word w) {
    const term_ref map(w, nullptr);
    leaf_.put_u32(tag::map, map.map_size());
    if (!how_.sorted_maps) {
      open({detail::pointer(w), 0, 0, level::trie});
      return;
    }
    // Words of their own, kept until the walk is over.
    auto& words = sorted_.emplace_back();
    for (const map_pair& p : map_sorted(map)) {
      words.push_back(p.key.raw());
      words.push_back(p.value.raw());
    }
    open({words.data(), words.size(), 0, level::words});
  }

  /// The old index and uniq of a fun are signed, and never more than INTEGER_EXT.
  void put_fun_number(std::uint32_t v) { leaf_.put_small(static_cast<std::int32_t>(v)); }

  void put_closure(word w) {
    const closure_view f(term_ref(w, nullptr));
    const std::uint64_t start = put_place(tag::new_fun);
    char* const at = out_.room(1 + 16 + 4 + 4);
    const auto uniq = f.uniq();
    at[0] = static_cast<char>(f.arity());
    std::memcpy(at + 1, uniq.data(), uniq.size());
    store_u32(at + 17, f.index());
    store_u32(at + 21, static_cast<std::uint32_t>(f.free_count()));
    leaf_.put_atom(f.module());
    put_fun_number(f.old_index());
    put_fun_number(f.old_uniq());
    leaf_.put_pid(f.creator().raw());
    open({nullptr, left_out_, start, level::fun});
    open({detail::pointer(w) + 1 + closure_fixed_words, f.free_count(), 0, level::words});
  }

  void put_boxed(word w) {
    const word* const n = detail::pointer(w);
    const std::uint64_t size = detail::size_of(*n);
    switch (detail::kind_of(*n)) {
    case kind::tuple:
      if (size < 256) {
        leaf_.put_u8(tag::small_tuple, size);
      } else {
        leaf_.put_u32(tag::large_tuple, size);
      }
      open({n + 1, size, 0, level::words});
      return;
    case kind::big_pos: leaf_.put_big(false, n + 1, size); return;
    case kind::big_neg: leaf_.put_big(true, n + 1, size); return;
    case kind::floating: leaf_.put_float(n[1]); return;
    case kind::binary:
    case kind::sub_binary: put_bits(term_ref(w, nullptr)); return;
    case kind::flat_map:
      leaf_.put_u32(tag::map, size);
      open({n + 1, 2 * size, 0, level::words});
      return;
    case kind::hash_map:
    case kind::trie_map: put_large_map(w); return;
    case kind::pid: leaf_.put_pid(w); return;
    case kind::port: leaf_.put_port(n); return;
    case kind::reference: leaf_.put_reference(n); return;
    case kind::export_fun:
      *out_.room(1) = code(tag::export_fun);
      leaf_.put_atom(atom::from_index(detail::atom_index(n[1])));
      leaf_.put_atom(atom::from_index(detail::atom_index(n[2])));
      leaf_.put_small(detail::small_value(n[3]));
      return;
    case kind::closure: put_closure(w); return;
    }
  }

  Out& out_;
  const encoding& how_;
  leaf_writer<Out> leaf_;
  term_ref root_;
  std::vector<left_out>* shared_;
  std::uint64_t left_out_ = 0;  ///< bytes in all
  level now_{nullptr, 0, 0, level::words};
  small_stack<level, 16> outer_;
  std::vector<std::vector<word>> sorted_;
};

}  // namespace

std::uint64_t encoded_size(term_ref t, const encoding& how) {
  byte_counter count;
  walk<byte_counter>(count, how, t, nullptr).run();
  return count.at();
}

void encode(term_ref t, const encoding& how, std::string& out, std::vector<left_out>* shared) {
  byte_writer writer(out);
  walk<byte_writer>(writer, how, t, shared).run();
  writer.flush();
}

}  // namespace kith::etf
