#include "etf/encode.hpp"

#include <algorithm>
#include <bit>

#include "base/small_stack.hpp"
#include "etf/sinks.hpp"
#include "etf/tags.hpp"
#include "kith/map.hpp"
#include "term/closure.hpp"
#include "term/local_node.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"
#include "term/scan_utf8.hpp"

namespace kith::etf {

namespace {

using detail::kind;
using detail::word;

constexpr std::uint64_t string_bytes_max = 65'535;
/// Ports of larger numbers need V4_PORT_EXT; OTP 25 writes NEW_PORT_EXT for the others.
constexpr std::uint64_t short_port_max = (std::uint64_t{1} << 28u) - 1;

/// Whether UTF-8 holds nothing past U+00FF: such characters begin with C2 or C3.
bool is_latin1(std::string_view name) noexcept {
  for (const char c : name) {
    if (static_cast<unsigned char>(c) > 0xC3) {
      return false;
    }
  }
  return true;
}

/// Walks a term and gives its bytes to `Out`.
template <class Out>
class walk {
 public:
  walk(Out& out, const encoding& how, term_ref root, std::vector<left_out>* shared) noexcept
      : out_(out), how_(how), root_(root), shared_(shared) {}

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
    case detail::tag::small: put_small(detail::small_value(w)); return;
    case detail::tag::atom: put_atom(atom::from_index(detail::atom_index(w))); return;
    case detail::tag::nil: *out_.room(1) = code(tag::nil); return;
    case detail::tag::list: put_list(w); return;
    case detail::tag::boxed: put_boxed(w); return;
    case detail::tag::pid: put_pid(w); return;
    case detail::tag::away:
    case detail::tag::none: break;
    }
    KITH_ASSERT(w == detail::nil_word);  // a term's word is none of these
  }

  static constexpr char code(tag t) noexcept { return static_cast<char>(t); }

  // Heads of a tag and a length or a number.
  void put_u8(tag t, std::uint64_t v) {
    char* const at = out_.room(2);
    at[0] = code(t);
    at[1] = static_cast<char>(v);
  }
  void put_u16(tag t, std::uint64_t v) {
    char* const at = out_.room(3);
    at[0] = code(t);
    store_u16(at + 1, static_cast<std::uint16_t>(v));
  }
  void put_u32(tag t, std::uint64_t v) {
    KITH_ASSERT(v <= UINT32_MAX);  // 4 GiB is the most that the format can say
    char* const at = out_.room(5);
    at[0] = code(t);
    store_u32(at + 1, static_cast<std::uint32_t>(v));
  }
  /// The tag of what has its length last; where it is to go.
  std::uint64_t put_place(tag t) {
    put_u32(t, 0);
    return out_.at() - 4;
  }

  void put_atom(atom a) {
    if (how_.numbers != nullptr) {
      const int number = how_.numbers->refer(a);
      if (number >= 0) {
        put_u8(tag::atom_cache_ref, static_cast<std::uint64_t>(number));
        return;
      }
    }
    const std::string_view name = a.name();
    const std::size_t n = name.size();
    if (how_.atoms == atom_form::otp_25) {
      if (is_ascii(name.data(), n)) {
        put_long_name(tag::atom, name);
        return;
      }
      if (is_latin1(name)) {
        put_latin1_name(name);
        return;
      }
    }
    if (n > 255) {
      put_long_name(tag::atom_utf8, name);
      return;
    }
    char* const at = out_.room(2 + n);
    at[0] = code(tag::small_atom_utf8);
    at[1] = static_cast<char>(n);
    copy_bytes(at + 2, name.data(), n);
  }

  void put_long_name(tag t, std::string_view name) {
    const std::size_t n = name.size();
    char* const at = out_.room(3 + n);
    at[0] = code(t);
    store_u16(at + 1, static_cast<std::uint16_t>(n));
    copy_bytes(at + 3, name.data(), n);
  }

  void put_latin1_name(std::string_view name) {
    const std::size_t n = count_utf8(name);
    char* at = out_.room(3 + n);
    *at++ = code(tag::atom);
    store_u16(at, static_cast<std::uint16_t>(n));
    at += 2;
    for (std::size_t i = 0; i < name.size();) {
      *at++ = static_cast<char>(decode_utf8(name, i));
    }
  }

  void put_small(std::int64_t v) {
    if (v >= 0 && v < 256) {
      put_u8(tag::small_integer, static_cast<std::uint64_t>(v));
    } else if (v >= INT32_MIN && v <= INT32_MAX) {
      put_u32(tag::integer, static_cast<std::uint32_t>(v));
    } else {
      const auto m = static_cast<std::uint64_t>(v < 0 ? -v : v);
      put_big(v < 0, &m, 1);
    }
  }

  void put_big(bool negative, const std::uint64_t* limbs, std::size_t count) {
    const std::size_t n =
        count * 8 - static_cast<std::size_t>(std::countl_zero(limbs[count - 1])) / 8;
    if (n < 256) {
      put_u8(tag::small_big, n);
    } else {
      put_u32(tag::large_big, n);
    }
    *out_.room(1) = negative ? 1 : 0;
    out_.bytes(reinterpret_cast<const char*>(limbs), n);  // little-endian, as the machine is
  }

  void put_float(word bits) {
    char* const at = out_.room(9);
    at[0] = code(tag::new_float);
    store_u64(at + 1, bits);
  }

  void put_bits(term_ref t) {
    const std::string_view bytes = t.bit_bytes();
    const std::uint64_t spare = t.bit_size() % 8;
    if (spare != 0) {
      put_u32(tag::bit_binary, bytes.size());
      *out_.room(1) = static_cast<char>(spare);
      out_.bytes(bytes.data(), bytes.size());
      return;
    }
    put_u32(tag::binary, bytes.size());
    if (shared_ != nullptr && bytes.size() >= left_out_bytes_min) {
      shared_->push_back({out_.at(), root_, bytes});
      left_out_ += bytes.size();
    } else {
      out_.bytes(bytes.data(), bytes.size());
    }
  }

  void put_pid(word w) {
    if (detail::tag_of(w) == detail::tag::pid) {
      const local_node owner = local_node_at(detail::pid_node(w));
      put_pid(owner.name, detail::pid_slot(w), detail::pid_generation(w), owner.creation);
    } else {
      const word* const n = detail::pointer(w);
      const auto owner = detail::identity_of(n[1]);
      put_pid(owner.node, n[2] >> 32u, n[2], owner.creation);
    }
  }
  void put_pid(atom node, std::uint64_t id, std::uint64_t serial, std::uint32_t creation) {
    *out_.room(1) = code(tag::new_pid);
    put_atom(node);
    char* const at = out_.room(12);
    store_u32(at, static_cast<std::uint32_t>(id));
    store_u32(at + 4, static_cast<std::uint32_t>(serial));
    store_u32(at + 8, creation);
  }

  void put_port(const word* n) {
    const auto owner = detail::identity_of(n[1]);
    const bool wide = n[2] > short_port_max;
    *out_.room(1) = code(wide ? tag::v4_port : tag::new_port);
    put_atom(owner.node);
    if (wide) {
      store_u64(out_.room(8), n[2]);
    } else {
      store_u32(out_.room(4), static_cast<std::uint32_t>(n[2]));
    }
    store_u32(out_.room(4), owner.creation);
  }

  void put_reference(const word* n) {
    const auto owner = detail::identity_of(n[1]);
    const std::uint64_t count = detail::size_of(n[0]);
    put_u16(tag::newer_reference, count);
    put_atom(owner.node);
    char* const at = out_.room(4 + 4 * count);
    store_u32(at, owner.creation);
    for (std::uint64_t i = 0; i < count; ++i) {
      store_u32(at + 4 + 4 * i, static_cast<std::uint32_t>(n[2 + i / 2] >> (i % 2 * 32)));
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
    put_u16(tag::string, n);
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
    put_u32(tag::map, map.map_size());
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
  void put_fun_number(std::uint32_t v) { put_small(static_cast<std::int32_t>(v)); }

  void put_closure(word w) {
    const closure_view f(term_ref(w, nullptr));
    const std::uint64_t start = put_place(tag::new_fun);
    char* const at = out_.room(1 + 16 + 4 + 4);
    const auto uniq = f.uniq();
    at[0] = static_cast<char>(f.arity());
    std::memcpy(at + 1, uniq.data(), uniq.size());
    store_u32(at + 17, f.index());
    store_u32(at + 21, static_cast<std::uint32_t>(f.free_count()));
    put_atom(f.module());
    put_fun_number(f.old_index());
    put_fun_number(f.old_uniq());
    put_pid(f.creator().raw());
    open({nullptr, left_out_, start, level::fun});
    open({detail::pointer(w) + 1 + closure_fixed_words, f.free_count(), 0, level::words});
  }

  void put_boxed(word w) {
    const word* const n = detail::pointer(w);
    const std::uint64_t size = detail::size_of(*n);
    switch (detail::kind_of(*n)) {
    case kind::tuple:
      if (size < 256) {
        put_u8(tag::small_tuple, size);
      } else {
        put_u32(tag::large_tuple, size);
      }
      open({n + 1, size, 0, level::words});
      return;
    case kind::big_pos: put_big(false, n + 1, size); return;
    case kind::big_neg: put_big(true, n + 1, size); return;
    case kind::floating: put_float(n[1]); return;
    case kind::binary:
    case kind::sub_binary: put_bits(term_ref(w, nullptr)); return;
    case kind::flat_map:
      put_u32(tag::map, size);
      open({n + 1, 2 * size, 0, level::words});
      return;
    case kind::hash_map:
    case kind::trie_map: put_large_map(w); return;
    case kind::pid: put_pid(w); return;
    case kind::port: put_port(n); return;
    case kind::reference: put_reference(n); return;
    case kind::export_fun:
      *out_.room(1) = code(tag::export_fun);
      put_atom(atom::from_index(detail::atom_index(n[1])));
      put_atom(atom::from_index(detail::atom_index(n[2])));
      put_small(detail::small_value(n[3]));
      return;
    case kind::closure: put_closure(w); return;
    }
  }

  Out& out_;
  const encoding& how_;
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
