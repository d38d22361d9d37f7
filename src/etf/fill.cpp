#include "etf/fill.hpp"

#include <bit>
#include <span>

#include "etf/big_bytes.hpp"
#include "etf/block_of_bits.hpp"
#include "etf/bytes.hpp"
#include "etf/float_text.hpp"
#include "etf/measure.hpp"
#include "etf/short_bytes.hpp"
#include "term/closure.hpp"
#include "term/map.hpp"

namespace kith::etf {

using detail::word;

namespace {

word two_halves(std::uint32_t high, std::uint32_t low) noexcept {
  return (word{high} << 32u) | low;
}

word small(std::int64_t v) noexcept {
  return detail::small_word(v);
}

}  // namespace

inline std::uint32_t filler::name() {
  atom a;
  return atoms_.take(p_, a) ? a.index() : new_name();
}

inline void filler::open_tuple(level& now, word* slot, std::uint64_t n) noexcept {
  word* const node = to_.take(1 + n);
  node[0] = detail::header(detail::kind::tuple, n);
  *slot = detail::boxed_word(node);
  open(now, {node + 1, n, 1});
}

inline void filler::open_list(level& now, word* slot, std::uint64_t n) noexcept {
  if (n == 0) {
    open(now, {slot, 1, 1});  // the tail is the whole of it
    return;
  }
  word* const cells = to_.take(2 * n);
  *slot = detail::list_word(cells);
  open(now, {cells, n, 2});
}

inline void filler::open_pairs(level& now, word* slot, std::uint64_t n, const char* start) {
  word* const pairs = open_map(to_, n);
  // No level: where the map's word goes, and where its bytes begin.
  open(now, {slot, static_cast<std::uint64_t>(start - begin_), 1});
  outer_.push(now);
  outer_.push({pairs, n, is_map});
  now = {pairs, 2 * n, 1};
}

// The loop keeps its place in local variables, which stay in registers; `p_` is brought up to date
// for the other functions.
fault filler::run(std::size_t at) {
  const char* p = begin_ + at;
  level now{&root_, 1, 1};
  do {
    while (now.left != 0) {
      word* const slot = now.slot;
      now.slot += now.stride;
      --now.left;
      if (now.stride == 2) {
        slot[1] = detail::list_word(slot + 2);  // after the last head the tail takes its place
      }
      const char* const start = p;
      const auto t = static_cast<tag>(*p++);
      switch (t) {
      case tag::nil: *slot = detail::nil_word; break;
      case tag::small_integer:
        *slot = small(load_u8(p));
        p += 1;
        break;
      case tag::integer:
        *slot = small(static_cast<std::int32_t>(load_u32(p)));
        p += 4;
        break;
      case tag::new_float:
        *slot = to_.floating(std::bit_cast<double>(load_u64(p)));
        p += 8;
        break;
      case tag::small_tuple:
        open_tuple(now, slot, load_u8(p));
        p += 1;
        break;
      case tag::large_tuple:
        open_tuple(now, slot, load_u32(p));
        p += 4;
        break;
      case tag::list:
        open_list(now, slot, load_u32(p));
        p += 4;
        break;
      case tag::map:
        open_pairs(now, slot, load_u32(p), start);
        p += 4;
        break;
      default:
        p_ = p;
        *slot = other(t);
        p = p_;
        if (t == tag::new_fun) {
          open(now, variables_);
        }
        break;
      }
    }
  } while (close(now, p));
  p_ = fault_ == fault::none ? p : fault_at_;
  return fault_;
}

inline bool filler::close(level& now, const char*& p) noexcept {
  while (now.left == 0) {
    if (now.stride == 2) {
      // All heads are there. The tail's slot lies behind the last head.
      now = {now.slot - 1, 1, 1};
      if (static_cast<tag>(*p) != tag::nil) {
        return true;
      }
      ++p;
      *now.slot = detail::nil_word;
      now.left = 0;
    }
    if (outer_.empty()) {
      return false;
    }
    now = outer_.pop();
    if (now.stride == is_map) {
      if (!seal(now)) {
        return false;
      }
      now = {nullptr, 0, 1};
    }
  }
  return fault_ == fault::none;
}

bool filler::seal(const level& map) noexcept {
  const level place = outer_.pop();
  const word made = seal_map(map.slot, map.left);
  if (made == 0) {
    fail(fault::key_twice, begin_ + place.left);
  }
  *place.slot = made;
  return made != 0;
}

term filler::take() noexcept {
  if (detail::tag_of(root_) == detail::tag::away) {
    const auto* x = reinterpret_cast<const detail::xref*>(detail::pointer(root_));
    return term(term_ref(x->target, x->owner));  // a large binary by itself
  }
  return to_.finish(root_);
}

word filler::other(tag t) {
  switch (t) {
  case tag::atom:
  case tag::small_atom:
  case tag::atom_utf8:
  case tag::small_atom_utf8:
  case tag::atom_cache_ref: --p_; return detail::atom_word(name());
  case tag::string: return string();
  case tag::binary: return bits(true);
  case tag::bit_binary: return bits(false);
  case tag::small_big: return integer(false);
  case tag::large_big: return integer(true);
  case tag::new_pid: return process(false);
  case tag::pid: return process(true);
  case tag::reference: return oldest_reference();
  case tag::new_reference: return reference_of_words(true);
  case tag::newer_reference: return reference_of_words(false);
  case tag::port:
  case tag::new_port:
  case tag::v4_port: return port(t);
  case tag::export_fun: return exported();
  case tag::new_fun: return closure();
  default: break;
  }
  KITH_ASSERT(t == tag::float_text);  // the first pass lets no other tag through
  return real_text();
}

word filler::real_text() noexcept {
  double value = 0;
  const bool read = read_float_text(p_, value);
  KITH_ASSERT(read);
  p_ += float_text_bytes;
  return to_.floating(value);
}

std::uint32_t filler::new_name() {
  atom a;
  const char* const start = p_;
  const fault made = atoms_.make(p_, a, how_.limits.new_atoms_max);
  if (made != fault::none) {
    // What follows is filled in all the same, up to the end of this level.
    const atom_head head = head_of_atom(start);
    p_ = head.name + head.bytes;
    fail(made, start);
  }
  return a.index();
}

void filler::fail(fault what, const char* where) noexcept {
  if (fault_ == fault::none) {
    fault_ = what;
    fault_at_ = where;
  }
}

word filler::integer(bool large) noexcept {
  const std::uint64_t n = large ? load_u32(p_) : load_u8(p_);
  const bool negative = p_[large ? 4 : 1] != 0;
  p_ += large ? 5 : 2;
  const std::uint64_t real = significant(p_, n);
  const char* const bytes = std::exchange(p_, p_ + n);
  if (real <= 8) {
    return to_.integer(negative, magnitude(bytes, real));
  }
  const std::uint64_t limbs = (real + 7) / 8;
  word* const node = to_.take(1 + limbs);
  node[0] = detail::header(negative ? detail::kind::big_neg : detail::kind::big_pos, limbs);
  node[limbs] = 0;
  std::memcpy(node + 1, bytes, real);
  return detail::boxed_word(node);
}

word filler::process(bool old) {
  const std::uint32_t node = name();
  const std::uint32_t id = load_u32(p_);
  const std::uint32_t serial = load_u32(p_ + 4);
  const std::uint32_t creation = old ? load_u8(p_ + 8) : load_u32(p_ + 8);
  p_ += old ? 9 : 12;
  if (how_.is_own(node, creation, id, serial)) {
    return detail::pid_word(how_.self->index, id, serial);
  }
  word* const n = to_.take(3);
  n[0] = detail::header(detail::kind::pid, 2);
  n[1] = two_halves(node, creation);
  n[2] = two_halves(id, serial);
  return detail::boxed_word(n);
}

word filler::port(tag t) {
  const std::uint32_t node = name();
  const std::uint64_t number = t == tag::v4_port ? load_u64(p_) : load_u32(p_);
  p_ += t == tag::v4_port ? 8 : 4;
  const std::uint32_t creation = t == tag::port ? load_u8(p_) : load_u32(p_);
  p_ += t == tag::port ? 1 : 4;
  return to_.port(atom::from_index(node), creation, number);
}

/// The oldest form has its number before the creation, the others behind it.
word filler::oldest_reference() {
  const std::uint32_t node = name();
  const std::uint32_t number = load_u32(p_);
  const std::uint32_t creation = load_u8(p_ + 4);
  p_ += 5;
  return to_.ref(reference(atom::from_index(node), creation, std::span(&number, 1)));
}

word filler::reference_of_words(bool old) {
  const std::uint64_t count = load_u16(p_);
  p_ += 2;
  const std::uint32_t node = name();
  const std::uint32_t creation = old ? load_u8(p_) : load_u32(p_);
  p_ += old ? 1 : 4;
  word* const n = to_.take(arena::size_reference(count));
  n[0] = detail::header(detail::kind::reference, count);
  n[1] = two_halves(node, creation);
  for (std::uint64_t i = 0; i < count; i += 2, p_ += 8) {
    const bool last = i + 1 == count;
    n[2 + i / 2] = two_halves(last ? 0 : load_u32(p_ + 4), load_u32(p_));
  }
  p_ -= count % 2 * 4;
  return detail::boxed_word(n);
}

word filler::string() noexcept {
  const std::uint64_t n = load_u16(p_);
  p_ += 2;
  if (n == 0) {
    return detail::nil_word;
  }
  word* const cells = to_.take(2 * n);
  for (std::uint64_t i = 0; i < n; ++i) {
    cells[2 * i] = small(load_u8(p_ + i));
    cells[2 * i + 1] = detail::list_word(cells + 2 * i + 2);
  }
  cells[2 * n - 1] = detail::nil_word;
  p_ += n;
  return detail::list_word(cells);
}

word filler::bits(bool whole) {
  const std::uint64_t n = load_u32(p_);
  std::uint64_t count = 8 * n;
  p_ += 4;
  if (!whole) {
    const std::uint8_t last = load_u8(p_++);
    count = n == 0 ? 0 : count - 8 + last;
  }
  const char* const from = std::exchange(p_, p_ + n);
  if (n > inline_bytes_max) {
    return apart(from, count);
  }
  char* data = nullptr;
  const word made = to_.binary(count, data);
  copy_bytes(data, from, n);
  clear_spare_bits(data, count);
  return made;
}

word filler::apart(const char* data, std::uint64_t count) {
  auto* const x = reinterpret_cast<detail::xref*>(to_.take(detail::xref_words));
  const term made = block_of_bits(data, count, carrier_);
  return detail::link_away(to_.home(), x, made.ref().raw(), made.ref().home());
}

std::int64_t filler::number() noexcept {
  std::int64_t value = 0;
  const fault found = read_integer(p_, end_, value);
  KITH_ASSERT(found == fault::none);
  return value;
}

word filler::exported() {
  const atom module = atom::from_index(name());
  const atom function = atom::from_index(name());
  const std::int64_t arity = number();
  return to_.function(module, function, static_cast<std::uint8_t>(arity));
}

word filler::closure() {
  closure_identity f;
  f.arity = load_u8(p_ + 4);
  std::memcpy(f.uniq.data(), p_ + 5, f.uniq.size());
  f.index = load_u32(p_ + 21);
  const std::uint64_t free = load_u32(p_ + 25);
  p_ += 29;
  f.module = atom::from_index(name());
  f.old_index = static_cast<std::uint32_t>(number());
  f.old_uniq = static_cast<std::uint32_t>(number());
  const auto creator = static_cast<tag>(*p_++);
  const word maker = process(creator == tag::pid);
  word* variables = nullptr;
  const word made = closure_in(to_, f, maker, free, variables);
  variables_ = {variables, free, 1};
  return made;
}

}  // namespace kith::etf
