// Reading terms, and making those of one node.
#include "kith/term.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "kith/arena.hpp"
#include "kith/codec.hpp"
#include "term/local_node.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

using namespace detail;

// ---- pids ------------------------------------------------------------------------------------

atom pid::node() const noexcept {
  return is_local() ? local_node_at(pid_node(a_)).name
                    : atom::from_index(static_cast<std::uint32_t>(a_));
}
std::uint32_t pid::creation() const noexcept {
  return is_local() ? local_node_at(pid_node(a_)).creation : static_cast<std::uint32_t>(a_ >> 32u);
}
std::uint32_t pid::id() const noexcept {
  return is_local() ? pid_slot(a_) : static_cast<std::uint32_t>(b_ >> 32u);
}
std::uint32_t pid::serial() const noexcept {
  return is_local() ? pid_generation(a_) : static_cast<std::uint32_t>(b_);
}
bool pid::same(pid x, pid y) noexcept {
  return x.id() == y.id() && x.serial() == y.serial() && x.node() == y.node() &&
         x.creation() == y.creation();
}

// ---- tests -----------------------------------------------------------------------------------

term_type term_ref::type() const noexcept {
  switch (tag()) {
  case tag::none:
  case tag::away: return term_type::none;
  case tag::list: return term_type::list;
  case tag::small: return term_type::integer;
  case tag::atom: return term_type::atom;
  case tag::pid: return term_type::pid;
  case tag::nil: return term_type::nil;
  case tag::boxed: break;
  }
  switch (kind_of(*node())) {
  case kind::tuple: return term_type::tuple;
  case kind::big_pos:
  case kind::big_neg: return term_type::integer;
  case kind::floating: return term_type::floating;
  case kind::binary:
  case kind::sub_binary: return term_type::bitstring;
  case kind::flat_map:
  case kind::hash_map:
  case kind::trie_map: return term_type::map;
  case kind::pid: return term_type::pid;
  case kind::port: return term_type::port;
  case kind::reference: return term_type::reference;
  case kind::export_fun:
  case kind::closure: return term_type::fun;
  }
  return term_type::none;
}

bool term_ref::is_integer() const noexcept {
  return tag() == tag::small || is_kind(kind::big_pos) || is_kind(kind::big_neg);
}
bool term_ref::is_map() const noexcept {
  return is_kind(kind::flat_map) || is_kind(kind::hash_map) || is_kind(kind::trie_map);
}
bool term_ref::is_bitstring() const noexcept {
  return is_kind(kind::binary) || is_kind(kind::sub_binary);
}
bool term_ref::is_binary() const noexcept {
  return is_bitstring() && size_of(*node()) % 8 == 0;
}
bool term_ref::is_pid() const noexcept {
  return tag() == tag::pid || is_kind(kind::pid);
}
bool term_ref::is_fun() const noexcept {
  return is_kind(kind::export_fun) || is_kind(kind::closure);
}

// ---- reading ---------------------------------------------------------------------------------

void term_ref::throw_bad_term(term_ref t, const char* reader) {
  throw bad_term(reader, term(t));
}

bad_term::bad_term(const char* reader, term read)
    : reader_(reader), read_(std::move(read)),
      text_("badarg: " + std::string(reader) + " of " + brief(read_)) {}

bool term_ref::fits_int64() const noexcept {
  if (tag() == tag::small) {
    return true;
  }
  if (tag() != tag::boxed) {
    return false;
  }
  const word* n = node();
  constexpr std::uint64_t top = std::uint64_t{1} << 63u;
  return (*n == header(kind::big_pos, 1) && n[1] < top) ||
         (*n == header(kind::big_neg, 1) && n[1] <= top);
}

std::int64_t term_ref::as_large_int(term_ref t) {
  t.expect(t.fits_int64(), "as_int");
  const word* n = t.node();
  return static_cast<std::int64_t>(kind_of(*n) == kind::big_pos ? n[1] : ~n[1] + 1);
}

double term_ref::as_float() const {
  expect(is_float(), "as_float");
  return std::bit_cast<double>(node()[1]);
}

pid term_ref::as_pid() const {
  expect(is_pid(), "as_pid");
  if (tag() == tag::pid) {
    return pid::from_word(w_);
  }
  const word* n = node();
  return pid::external(atom::from_index(static_cast<std::uint32_t>(n[1] >> 32u)),
                       static_cast<std::uint32_t>(n[1]), static_cast<std::uint32_t>(n[2] >> 32u),
                       static_cast<std::uint32_t>(n[2]));
}

reference term_ref::as_reference() const {
  expect(is_reference(), "as_reference");
  const word* n = node();
  const std::uint64_t count = size_of(*n);
  KITH_ASSERT(count <= reference::words_max);
  const word last = count > 4 ? static_cast<std::uint32_t>(n[4]) : 0;
  return reference(reference::packed{n[1], n[2], count > 2 ? n[3] : 0, count << 32u | last});
}

bool term_ref::is(const reference& r) const noexcept {
  if (tag() != tag::boxed || *untagged(tag::boxed) != header(kind::reference, r.size_)) {
    return false;
  }
  const word* n = untagged(tag::boxed);
  const reference::packed x = r.pack();
  return n[1] == x[0] && n[2] == x[1] && (r.size_ <= 2 || n[3] == x[2]) &&
         (r.size_ <= 4 || n[4] == static_cast<std::uint32_t>(x[3]));
}

std::string_view term_ref::as_binary() const {
  expect(is_binary(), "as_binary");
  return bit_bytes();
}

std::string_view term_ref::bit_bytes() const {
  expect(is_bitstring(), "bit_bytes");
  const word* n = node();
  const std::uint64_t bytes = (size_of(*n) + 7) / 8;
  if (kind_of(*n) == kind::binary) {
    return {reinterpret_cast<const char*>(n + 1), bytes};
  }
  const auto* whole = reinterpret_cast<const xref*>(n + 2);
  return {reinterpret_cast<const char*>(pointer(whole->target) + 1) + n[1], bytes};
}

std::uint64_t term_ref::bit_size() const {
  expect(is_bitstring(), "bit_size");
  return size_of(*node());
}

namespace {

bool is_character(term_ref t) noexcept {
  if (t.tag() != tag::small) {
    return false;
  }
  const std::int64_t c = small_value(t.raw());
  return c >= 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

}  // namespace

bool term_ref::to_text(std::string& out) const {
  if (!is_list() && !is_binary()) {
    return false;
  }
  std::string text;
  std::vector<term_ref> rest{*this};
  while (!rest.empty()) {
    term_ref t = rest.back();
    rest.pop_back();
    while (t.is_cons()) {
      const term_ref h = t.head();
      t = t.tail();
      if (is_character(h)) {
        append_utf8(text, static_cast<char32_t>(small_value(h.raw())));
      } else {
        rest.push_back(t);
        t = h;
      }
    }
    if (t.is_binary()) {
      text.append(t.as_binary());
    } else if (!t.is_nil()) {
      return false;
    }
  }
  out = std::move(text);
  return true;
}

std::int64_t term_ref::list_length() const noexcept {
  std::int64_t n = 0;
  term_ref t = *this;
  for (; t.is_cons(); t = t.tail()) {
    ++n;
  }
  return t.is_nil() ? n : -1;
}

// ---- making ----------------------------------------------------------------------------------

term::term(pid p) {
  if (!p) {  // no process: as in Erlang code that has none to give
    *this = atoms::undefined;
    return;
  }
  arena a(arena::size_pid(p));
  *this = a.finish(a.process(p));
}

term::term(const reference& r) {
  if (!r) {
    *this = atoms::undefined;
    return;
  }
  arena a(arena::size_reference(r.words().size()));
  *this = a.finish(a.ref(r));
}

term::term(double d) {
  if (!std::isfinite(d)) {
    throw std::domain_error("a float of Erlang is finite: there is no term for " +
                            std::to_string(d));
  }
  arena a(arena::size_float());
  *this = a.finish(a.floating(d));
}

term::term(std::string_view text) {
  const bool is_ascii = std::all_of(text.begin(), text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::size_t characters = is_ascii ? text.size() : 0;
  for (std::size_t at = characters; at < text.size(); ++characters) {
    at += decode_utf8(text, at) == no_char ? 1u : 0u;
  }
  arena a(2 * characters);
  word* cell = a.take(2 * characters);
  std::size_t at = 0;
  for (std::size_t i = 0; i < characters; ++i) {
    // A byte that is not UTF-8 stands for itself, as Latin-1.
    char32_t c = decode_utf8(text, at);
    if (c == no_char) {
      c = static_cast<unsigned char>(text[at++]);
    }
    cell[2 * i] = small_word(static_cast<std::int64_t>(c));
    cell[2 * i + 1] = i + 1 < characters ? list_word(cell + 2 * i + 2) : nil_word;
  }
  *this = a.finish(characters == 0 ? nil_word : list_word(cell));
}

term term::binary(std::string_view bytes) {
  char* data = nullptr;
  term t = binary(bytes.size(), data);
  if (!bytes.empty()) {
    std::memcpy(data, bytes.data(), bytes.size());
  }
  return t;
}

term term::binary(std::size_t size, char*& bytes) {
  arena a(arena::size_binary(size));
  return a.finish(a.binary(std::uint64_t{size} * 8, bytes));
}

term term::integer(bool negative, std::uint64_t magnitude) {
  arena a(arena::size_integer(negative, magnitude));
  return a.finish(a.integer(negative, magnitude));
}

}  // namespace kith
