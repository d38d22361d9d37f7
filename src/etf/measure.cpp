#include "etf/measure.hpp"

#include "etf/big_bytes.hpp"
#include "etf/bytes.hpp"
#include "etf/float_text.hpp"
#include "kith/arena.hpp"
#include "term/closure.hpp"
#include "term/map.hpp"
#include "term/map_node.hpp"

namespace kith::etf {

namespace {

/// A block's words are counted in 32 bits.
constexpr std::uint64_t words_max = UINT32_MAX;
/// Creations and references had so few bits in the tags of old.
constexpr std::uint8_t old_creation_max = 3;
constexpr std::uint32_t old_reference_max = (1u << 18u) - 1;
constexpr std::uint64_t free_variables_max = 255;

/// Words of a tuple, a list or a map of that claim, without what it holds.
std::uint64_t size_of_level(tag t, std::uint64_t n) noexcept {
  switch (t) {
  case tag::list: return 2 * n;
  case tag::map: return n <= detail::flat_map_max ? 1 + 2 * n : size_map(n);
  default: return 1 + n;
  }
}
/// How many terms stand in it.
constexpr std::uint64_t terms_of_level(tag t, std::uint64_t n) noexcept {
  return t == tag::list ? n + 1 : t == tag::map ? 2 * n : n;
}

/// Words of a binary or bitstring of so many bytes.
std::uint64_t size_of_bits(std::uint64_t n) noexcept {
  return n <= inline_bytes_max ? arena::size_binary(n) : detail::xref_words;
}

constexpr bool is_finite(std::uint64_t real) noexcept {
  return ((real >> 52u) & 0x7FFu) != 0x7FFu;
}

}  // namespace

inline fault measurer::open(tag t, std::uint64_t n, std::uint64_t left, std::uint64_t& missing,
                            std::uint64_t& words) noexcept {
  words += size_of_level(t, n);
  return n == 0 && t != tag::list ? fault::none : open(terms_of_level(t, n), left, missing);
}

inline fault measurer::end_at(const char* p, std::uint64_t words) noexcept {
  p_ = p;
  words_ += words;
  return words_ > words_max ? fault::too_large : fault::none;
}

// The loop keeps its place in local variables, which stay in registers; `p_` is brought up to date
// for the other functions.
fault measurer::run(std::size_t at) noexcept {
  const char* const end = end_;
  const char* p = begin_ + at;
  const char* start = p;
  std::uint64_t missing = 1;  // terms that the innermost level still lacks
  std::uint64_t words = 0;
  fault found = fault::none;
  words_ = 0;
  outer_.clear();
  while (found == fault::none) {
    while (missing == 0) {
      if (outer_.empty()) {
        return end_at(p, words);
      }
      missing = outer_.pop();
    }
    start = p;
    if (p == end) {
      found = fault::truncated;
      break;
    }
    --missing;
    const auto t = static_cast<tag>(*p++);
    const auto left = static_cast<std::uint64_t>(end - p);
    std::uint64_t length = 0;  // bytes to move over
    switch (t) {
    case tag::nil: continue;
    case tag::small_integer: length = 1; break;
    case tag::integer: length = 4; break;
    case tag::new_float:
      words += arena::size_float();
      length = 8;
      found = left >= 8 && !is_finite(load_u64(p)) ? fault::not_finite : fault::none;
      break;
    case tag::string:
      length = 2 + (left < 2 ? 0 : std::uint64_t{load_u16(p)});
      words += 2 * (length - 2);
      break;
    case tag::binary:
      length = 4 + (left < 4 ? 0 : std::uint64_t{load_u32(p)});
      words += size_of_bits(length - 4);
      break;
    case tag::small_tuple:
      length = 1;
      found = left < length ? fault::truncated : open(t, load_u8(p), left - length, missing, words);
      break;
    case tag::large_tuple:
    case tag::list:
    case tag::map:
      length = 4;
      found =
          left < length ? fault::truncated : open(t, load_u32(p), left - length, missing, words);
      break;
    case tag::atom:
    case tag::small_atom:
    case tag::atom_utf8:
    case tag::small_atom_utf8:
    case tag::atom_cache_ref: {
      const char* name = start;
      found = atoms_.measure(name, end);
      p = name;
      continue;
    }
    default:
      p_ = p;
      found = other(t, missing);
      p = p_;
      continue;
    }
    if (length > left) {
      found = fault::truncated;
    }
    p += length;
  }
  p_ = start;
  return found;
}

fault measurer::other(tag t, std::uint64_t& missing) noexcept {
  switch (t) {
  case tag::bit_binary: return bits();
  case tag::small_big: return integer(false);
  case tag::large_big: return integer(true);
  case tag::new_pid: return process(false);
  case tag::pid: return process(true);
  case tag::newer_reference: return reference_of_words(false);
  case tag::new_reference: return reference_of_words(true);
  case tag::reference: return oldest_reference();
  case tag::v4_port: return port(12, false);
  case tag::new_port: return port(8, false);
  case tag::port: return port(5, true);
  case tag::export_fun: return exported();
  case tag::new_fun: return closure(missing);
  case tag::float_text: return real_text();
  default: return fault::unknown_tag;
  }
}

fault measurer::integer(bool large) noexcept {
  const std::uint64_t head = large ? 4 : 1;
  if (left() < head + 1) {
    return fault::truncated;
  }
  const std::uint64_t n = large ? load_u32(p_) : load_u8(p_);
  const bool negative = p_[head] != 0;
  p_ += head + 1;
  if (n > how_.limits.integer_bytes_max) {
    return fault::long_integer;
  }
  if (n > left()) {
    return fault::truncated;
  }
  words_ += size_big(negative, p_, significant(p_, n));
  return skip(n);
}

fault measurer::real_text() noexcept {
  double value = 0;
  if (left() < float_text_bytes) {
    return fault::truncated;
  }
  words_ += arena::size_float();
  return read_float_text(p_, value) ? skip(float_text_bytes) : fault::no_float_text;
}

fault measurer::process(bool old) noexcept {
  if (const fault found = atom_name(); found != fault::none) {
    return found;
  }
  const std::uint64_t rest = old ? 9 : 12;
  if (left() < rest) {
    return fault::truncated;
  }
  const std::uint32_t id = load_u32(p_);
  const std::uint32_t serial = load_u32(p_ + 4);
  const std::uint32_t creation = old ? load_u8(p_ + 8) : load_u32(p_ + 8);
  if (old && creation > old_creation_max) {
    return fault::old_creation;
  }
  if (id == UINT32_MAX && serial == UINT32_MAX) {
    return fault::no_pid;  // that is how a pid says that it is local
  }
  words_ += how_.is_own(atoms_.last(), creation, id, serial) ? 0u : 3u;
  return skip(rest);
}

fault measurer::port(std::uint64_t rest, bool old) noexcept {
  if (const fault found = atom_name(); found != fault::none) {
    return found;
  }
  if (left() < rest) {
    return fault::truncated;
  }
  if (old && load_u8(p_ + 4) > old_creation_max) {
    return fault::old_creation;
  }
  words_ += arena::size_port();
  return skip(rest);
}

fault measurer::oldest_reference() noexcept {
  if (const fault found = atom_name(); found != fault::none) {
    return found;
  }
  if (left() < 5) {
    return fault::truncated;
  }
  if (load_u8(p_ + 4) > old_creation_max) {
    return fault::old_creation;
  }
  if (load_u32(p_) > old_reference_max) {
    return fault::reference_number;
  }
  words_ += arena::size_reference(1);
  return skip(5);
}

fault measurer::reference_of_words(bool old) noexcept {
  if (left() < 2) {
    return fault::truncated;
  }
  const std::uint64_t n = load_u16(p_);
  if (n == 0 || n > reference::words_max) {
    return fault::reference_words;
  }
  p_ += 2;
  if (const fault found = atom_name(); found != fault::none) {
    return found;
  }
  const std::uint64_t rest = (old ? 1 : 4) + 4 * n;
  if (left() < rest) {
    return fault::truncated;
  }
  if (old && load_u8(p_) > old_creation_max) {
    return fault::old_creation;
  }
  if (old && load_u32(p_ + 1) > old_reference_max) {
    return fault::reference_number;
  }
  words_ += arena::size_reference(n);
  return skip(rest);
}

fault measurer::bits() noexcept {
  if (left() < 5) {
    return fault::truncated;
  }
  const std::uint64_t n = load_u32(p_);
  const std::uint8_t last = load_u8(p_ + 4);
  if (last > 8 || (last == 0) != (n == 0)) {
    return fault::last_bits;
  }
  words_ += size_of_bits(n);
  return skip(5 + n);
}

namespace {

/// The integer of a big tag, whose bytes begin at `p`, moving `p` behind it.
fault read_big(const char*& p, std::uint64_t n, bool negative, const char* end,
               std::int64_t& value) noexcept {
  if (n > static_cast<std::uint64_t>(end - p)) {
    return fault::truncated;
  }
  const std::uint64_t real = significant(p, n);
  if (size_big(negative, p, real) != 0) {
    return fault::fun_number;  // must fit a word, as in OTP
  }
  const auto m = static_cast<std::int64_t>(magnitude(p, real));
  value = negative ? -m : m;
  p += n;
  return fault::none;
}

}  // namespace

fault read_integer(const char*& p, const char* end, std::int64_t& value) noexcept {
  const auto left = static_cast<std::uint64_t>(end - p);
  if (left < 2) {
    return fault::truncated;
  }
  const char* const head = p;
  switch (static_cast<tag>(*p)) {
  case tag::small_integer:
    value = load_u8(head + 1);
    p += 2;
    return fault::none;
  case tag::integer:
    if (left < 5) {
      return fault::truncated;
    }
    value = static_cast<std::int32_t>(load_u32(head + 1));
    p += 5;
    return fault::none;
  case tag::small_big:
    if (left < 3) {
      return fault::truncated;
    }
    p += 3;
    return read_big(p, load_u8(head + 1), head[2] != 0, end, value);
  case tag::large_big:
    if (left < 6) {
      return fault::truncated;
    }
    p += 6;
    return read_big(p, load_u32(head + 1), head[5] != 0, end, value);
  default: return fault::fun_number;
  }
}

fault measurer::exported() noexcept {
  for (int i = 0; i < 2; ++i) {
    if (const fault found = atom_name(); found != fault::none) {
      return found;
    }
  }
  std::int64_t arity = 0;
  const fault found = read_integer(p_, end_, arity);
  if (found != fault::none || arity < 0 || arity > 255) {
    return found == fault::truncated ? found : fault::export_arity;
  }
  words_ += arena::size_function();
  return fault::none;
}

fault measurer::closure(std::uint64_t& missing) noexcept {
  // size:u32 arity:u8 uniq[16] index:u32 free:u32; OTP does not look at the size either.
  constexpr std::uint64_t head = 4 + 1 + 16 + 4 + 4;
  if (left() < head) {
    return fault::truncated;
  }
  const std::uint64_t free = load_u32(p_ + head - 4);
  if (free > free_variables_max) {
    return fault::fun_variables;
  }
  p_ += head;
  words_ += size_closure(free);
  if (const fault found = atom_name(); found != fault::none) {
    return found;
  }
  for (int i = 0; i < 2; ++i) {  // old index, old uniq
    std::int64_t number = 0;
    if (const fault found = read_integer(p_, end_, number); found != fault::none) {
      return found;
    }
  }
  if (left() == 0) {
    return fault::truncated;
  }
  const auto creator = static_cast<tag>(*p_++);
  if (creator != tag::new_pid && creator != tag::pid) {
    return fault::fun_creator;
  }
  const fault maker = process(creator == tag::pid);
  return maker == fault::none ? open(free, left(), missing) : maker;
}

}  // namespace kith::etf
