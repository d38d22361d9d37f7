// Reading bytes whose type is known. What is usual is read here, with its length proved; all else,
// and every error, is left to the decoder (byte_reader_failure.cpp).
#include "kith/detail/byte_reader.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "base/latin1.hpp"
#include "etf/atom_reader.hpp"
#include "etf/big_bytes.hpp"
#include "etf/bytes.hpp"
#include "etf/short_bytes.hpp"
#include "etf/tags.hpp"
#include "term/atom_table.hpp"

namespace kith::detail {

namespace {

/// In `tag` the namespaces `detail` and `etf` differ.
using code = etf::tag;

/// An atom that exists, at `p`, which moves behind it; false if there is none.
bool read_atom(const char*& p, const char* end, atom& a) noexcept {
  const char* behind = p;
  std::uint32_t index = 0;
  if (etf::find_atom(behind, end, {}, index) != etf::fault::none || index == etf::new_atom) {
    return false;
  }
  p = behind;
  a = atom::from_index(index);
  return true;
}

/// The node whose name was met last: most of what a peer sends is its own or ours.
constinit thread_local atom recent_node;

/// An atom that exists and is `a`, at `p`, which moves behind it.
bool read_that_atom(const char*& p, const char* end, atom a) noexcept {
  const atom_entry& e = entry_of(a);
  const std::size_t n = e.bytes;
  if (static_cast<std::size_t>(end - p) >= 2 + n &&
      static_cast<code>(*p) == code::small_atom_utf8) {
    // An atom has no other name in this form.
    if (etf::load_u8(p + 1) != n || !etf::same_bytes(p + 2, e.text, n)) {
      return false;
    }
    p += 2 + n;
    return true;
  }
  const char* behind = p;
  atom other;
  if (!read_atom(behind, end, other) || other != a) {
    return false;
  }
  p = behind;
  return true;
}

bool read_node(const char*& p, const char* end, atom& a) noexcept {
  if (read_that_atom(p, end, recent_node)) {
    a = recent_node;
    return true;
  }
  if (!read_atom(p, end, a)) {
    return false;
  }
  recent_node = a;
  return true;
}

bool in_range(std::int64_t v, std::int64_t least, std::int64_t most) noexcept {
  return least <= v && v <= most;
}

}  // namespace

bool byte_reader::integer(std::int64_t least, std::int64_t most, std::int64_t& v) noexcept {
  std::size_t length = 0;
  if (left() >= 2 && static_cast<code>(*at_) == code::small_integer) {
    v = etf::load_u8(at_ + 1);
    length = 2;
  } else if (left() >= 5 && static_cast<code>(*at_) == code::integer) {
    v = static_cast<std::int32_t>(etf::load_u32(at_ + 1));
    length = 5;
  } else if (left() >= 3 && static_cast<code>(*at_) == code::small_big) {
    const std::size_t n = etf::load_u8(at_ + 1);
    // One of 8 bytes may be past the type; integer_bytes_max may be as low as 0.
    if (n > 7 || n > limits_.integer_bytes_max || n > left() - 3) {
      return false;
    }
    const auto m = static_cast<std::int64_t>(etf::magnitude(at_ + 3, n));
    v = at_[2] != 0 ? -m : m;
    length = 3 + n;
  }
  if (length == 0 || !in_range(v, least, most)) {
    return false;
  }
  at_ += length;
  return true;
}

bool byte_reader::floating(double most, double& v) noexcept {
  if (left() < 9 || static_cast<code>(*at_) != code::new_float) {
    std::int64_t whole = 0;
    if (!integer(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                 whole)) {
      return false;
    }
    v = static_cast<double>(whole);
    return true;
  }
  v = std::bit_cast<double>(etf::load_u64(at_ + 1));
  if (!(std::fabs(v) <= most)) {  // not for what is no number either
    return false;
  }
  at_ += 9;
  return true;
}

bool byte_reader::some_atom(atom& a) noexcept {
  return read_atom(at_, end_, a);
}

bool byte_reader::that_atom(atom a) noexcept {
  return read_that_atom(at_, end_, a);
}

bool byte_reader::process(pid& p) noexcept {
  constexpr std::size_t numbers = 12;
  if (left() == 0 || static_cast<code>(*at_) != code::new_pid) {
    return false;
  }
  const char* at = at_ + 1;
  atom node;
  if (!read_node(at, end_, node) || static_cast<std::size_t>(end_ - at) < numbers) {
    return false;
  }
  const std::uint32_t id = etf::load_u32(at);
  const std::uint32_t serial = etf::load_u32(at + 4);
  if (id == UINT32_MAX && serial == UINT32_MAX) {
    return false;  // that is how a pid says that it is local
  }
  p = pid::external(node, etf::load_u32(at + 8), id, serial);
  at_ = at + numbers;
  return true;
}

bool byte_reader::ref(reference& r) noexcept {
  if (left() < 3 || static_cast<code>(*at_) != code::newer_reference) {
    return false;
  }
  const std::size_t n = etf::load_u16(at_ + 1);
  const char* at = at_ + 3;
  atom node;
  if (n == 0 || n > reference::words_max || !read_node(at, end_, node) ||
      static_cast<std::size_t>(end_ - at) < 4 + 4 * n) {
    return false;
  }
  r = {};
  r.node_ = node.index();
  r.creation_ = etf::load_u32(at);
  r.size_ = static_cast<std::uint32_t>(n);
  for (std::size_t i = 0; i < n; ++i) {
    r.words_[i] = etf::load_u32(at + 4 + 4 * i);
  }
  at_ = at + 4 + 4 * n;
  return true;
}

bool byte_reader::bytes(std::string_view& view) noexcept {
  if (left() < 5) {
    return false;
  }
  const auto t = static_cast<code>(*at_);
  const std::size_t n = etf::load_u32(at_ + 1);
  std::size_t head = 5;
  if (t == code::bit_binary) {  // of whole bytes
    head = 6;
    if (left() < head || etf::load_u8(at_ + 5) != (n == 0 ? 0 : 8)) {
      return false;
    }
  } else if (t != code::binary) {
    return false;
  }
  if (n > left() - head) {
    return false;
  }
  view = {at_ + head, n};
  at_ += head + n;
  return true;
}

bool byte_reader::characters(std::string& utf8) {
  if (left() >= 1 && static_cast<code>(*at_) == code::nil) {
    utf8.clear();
    ++at_;
    return true;
  }
  if (left() < 3 || static_cast<code>(*at_) != code::string) {
    return false;
  }
  const std::string_view latin1(at_ + 3, std::min<std::size_t>(etf::load_u16(at_ + 1), left() - 3));
  if (latin1.size() != etf::load_u16(at_ + 1)) {
    return false;
  }
  if (etf::is_ascii(latin1.data(), latin1.size())) {
    utf8 = latin1;
  } else {
    utf8 = latin1_to_utf8(latin1);
  }
  at_ += 3 + latin1.size();
  return true;
}

bool byte_reader::may_open(std::uint64_t terms, const char* first) const noexcept {
  return terms <= static_cast<std::uint64_t>(end_ - first) &&
         static_cast<std::uint64_t>(depth_) + tails_ < limits_.depth_max;
}

bool byte_reader::tuple(std::uint64_t arity) noexcept {
  const char* behind = nullptr;
  if (left() >= 2 && static_cast<code>(*at_) == code::small_tuple &&
      etf::load_u8(at_ + 1) == arity) {
    behind = at_ + 2;
  } else if (left() >= 5 && static_cast<code>(*at_) == code::large_tuple &&
             etf::load_u32(at_ + 1) == arity) {
    behind = at_ + 5;
  }
  if (behind == nullptr || (arity != 0 && !may_open(arity, behind))) {
    return false;
  }
  at_ = behind;
  return true;
}

bool byte_reader::map(std::uint64_t& pairs) noexcept {
  if (left() < 5 || static_cast<code>(*at_) != code::map) {
    return false;
  }
  pairs = etf::load_u32(at_ + 1);
  if (pairs != 0 && !may_open(2 * pairs, at_ + 5)) {
    return false;
  }
  at_ += 5;
  return true;
}

bool byte_reader::list(piece& p) noexcept {
  const auto t = left() == 0 ? code::version_magic : static_cast<code>(*at_);
  if (t == code::list && left() >= 5) {
    const std::uint64_t n = etf::load_u32(at_ + 1);
    if (!may_open(n + 1, at_ + 5)) {
      return false;
    }
    at_ += 5;
    tails_ += p.started ? 1 : 0;
    p = {.elements = n, .tails = p.tails + (p.started ? 1 : 0), .started = true};
    return true;
  }
  std::size_t n = 0;
  if (t == code::string && left() >= 3) {
    n = etf::load_u16(at_ + 1);
    if (n > left() - 3) {
      return false;
    }
    p.characters = at_ + 3;
    at_ += 3 + n;
  } else if (t == code::nil) {
    ++at_;
  } else {
    return false;
  }
  p.elements = n;
  p.last = true;
  tails_ -= p.tails;
  return true;
}

}  // namespace kith::detail
