#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kith/atom.hpp"
#include "kith/word.hpp"

namespace kith {

class term;
class term_ref;
namespace detail {
class byte_reader;
}

/// A process identifier: of a process of this program (local) or of another node (external).
/// A trivial value of 16 bytes.
class pid {
 public:
  /// No process; sending to it does nothing, linking to it finds `noproc`.
  constexpr pid() = default;

  /// A pid of another node, as it comes off the wire.
  static constexpr pid external(atom node, std::uint32_t creation, std::uint32_t id,
                                std::uint32_t serial) noexcept {
    return pid((static_cast<std::uint64_t>(creation) << 32u) | (std::uint64_t{node.index()}),
               (static_cast<std::uint64_t>(id) << 32u) | serial, 0);
  }
  /// A process of this program.
  static constexpr pid local(std::uint32_t node_index, std::uint32_t slot,
                             std::uint32_t generation) noexcept {
    return pid(detail::pid_word(node_index, slot, generation), ~std::uint64_t{0}, 0);
  }
  static constexpr pid from_word(detail::word w) noexcept { return pid(w, ~std::uint64_t{0}, 0); }

  [[nodiscard]] constexpr bool is_local() const noexcept { return b_ == ~std::uint64_t{0}; }
  explicit constexpr operator bool() const noexcept { return a_ != 0 || b_ != 0; }
  [[nodiscard]] constexpr detail::word local_word() const noexcept { return a_; }

  /// The node it lives on (for a local one, the name its node had when last seen).
  [[nodiscard]] atom node() const noexcept;
  [[nodiscard]] std::uint32_t creation() const noexcept;
  /// The two numbers of a printed pid `<X.id.serial>`.
  [[nodiscard]] std::uint32_t id() const noexcept;
  [[nodiscard]] std::uint32_t serial() const noexcept;

  /// Whether both name the same process, whichever form each has.
  friend bool operator==(pid x, pid y) noexcept {
    return (x.a_ == y.a_ && x.b_ == y.b_) || (x.is_local() != y.is_local() && same(x, y));
  }

 private:
  constexpr pid(std::uint64_t a, std::uint64_t b, int) noexcept : a_(a), b_(b) {}
  static bool same(pid x, pid y) noexcept;

  // External: creation:32 node:32, id:32 serial:32. Local: the term's word, all ones
  // (an external pid has no id and serial of all ones: decoders refuse it).
  std::uint64_t a_ = 0;
  std::uint64_t b_ = 0;
};

/// A reference, of this node or another: 1 to 5 words of 32 bits, the first sent first.
/// A trivial value of 32 bytes.
class reference {
 public:
  static constexpr std::size_t words_max = 5;

  constexpr reference() = default;
  constexpr reference(atom node, std::uint32_t creation,
                      std::span<const std::uint32_t> words) noexcept
      : reference(pack(node, creation, words)) {}

  [[nodiscard]] constexpr atom node() const noexcept { return atom::from_index(node_); }
  [[nodiscard]] constexpr std::uint32_t creation() const noexcept { return creation_; }
  [[nodiscard]] constexpr std::span<const std::uint32_t> words() const noexcept {
    return {words_.data(), size_};
  }
  explicit constexpr operator bool() const noexcept { return size_ != 0; }

  friend constexpr bool operator==(const reference& a, const reference& b) noexcept {
    const packed x = a.pack();
    const packed y = b.pack();
    return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3])) == 0;
  }

 private:
  friend class detail::byte_reader;  // writes it in place
  friend class arena;                // these two copy it from and to a node
  friend class term_ref;

  /// The first three are those of a node of that kind, see detail::kind.
  using packed = std::array<std::uint64_t, 4>;
  explicit constexpr reference(const packed& p) noexcept
      : reference(__builtin_bit_cast(reference, p)) {}
  /// Whole words from the start: what is written in halves is slow to be read again.
  static constexpr packed pack(atom node, std::uint32_t creation,
                               std::span<const std::uint32_t> words) noexcept {
    const auto at = [words](std::size_t i) {
      return i < words.size() ? std::uint64_t{words[i]} : 0;
    };
    return {std::uint64_t{node.index()} << 32u | creation, at(0) | at(1) << 32u,
            at(2) | at(3) << 32u, at(4) | std::uint64_t{words.size()} << 32u};
  }
  [[nodiscard]] constexpr packed pack() const noexcept { return __builtin_bit_cast(packed, *this); }

  std::uint32_t creation_ = 0;
  std::uint32_t node_ = 0;
  std::array<std::uint32_t, words_max> words_{};
  std::uint32_t size_ = 0;
};
static_assert(sizeof(reference) == 32);

/// What Erlang's type tests tell apart.
enum class term_type : std::uint8_t {
  none,
  integer,
  floating,
  atom,
  reference,
  fun,
  port,
  pid,
  tuple,
  map,
  nil,
  list,
  bitstring
};

/// A borrowed term: a word and the block it lies in. Trivial, two registers wide. Valid as long as
/// some `term` keeps the block; nothing checks that, as with std::string_view.
class term_ref {
 public:
  constexpr term_ref() = default;
  constexpr term_ref(detail::word w, detail::block* b) noexcept : w_(w), b_(b) {}

  /// False for the value that is no term (a default-made one).
  [[nodiscard]] explicit constexpr operator bool() const noexcept { return w_ != 0; }

  [[nodiscard]] term_type type() const noexcept;

  [[nodiscard]] constexpr bool is_atom() const noexcept { return tag() == detail::tag::atom; }
  [[nodiscard]] bool is_integer() const noexcept;
  [[nodiscard]] bool is_float() const noexcept { return is_kind(detail::kind::floating); }
  [[nodiscard]] constexpr bool is_nil() const noexcept { return w_ == detail::nil_word; }
  /// A cons; the empty list is `is_nil`.
  [[nodiscard]] constexpr bool is_cons() const noexcept { return tag() == detail::tag::list; }
  [[nodiscard]] constexpr bool is_list() const noexcept { return is_cons() || is_nil(); }
  [[nodiscard]] bool is_tuple() const noexcept { return is_kind(detail::kind::tuple); }
  [[nodiscard]] bool is_tuple(std::size_t arity) const noexcept {
    return tag() == detail::tag::boxed &&
           *untagged(detail::tag::boxed) == detail::header(detail::kind::tuple, arity);
  }
  [[nodiscard]] bool is_map() const noexcept;
  [[nodiscard]] bool is_binary() const noexcept;     ///< a bitstring of whole bytes
  [[nodiscard]] bool is_bitstring() const noexcept;  ///< any number of bits
  [[nodiscard]] bool is_pid() const noexcept;
  [[nodiscard]] bool is_port() const noexcept { return is_kind(detail::kind::port); }
  [[nodiscard]] bool is_reference() const noexcept { return is_kind(detail::kind::reference); }
  [[nodiscard]] bool is_fun() const noexcept;
  [[nodiscard]] bool is(atom a) const noexcept { return w_ == detail::atom_word(a.index()); }
  [[nodiscard]] bool is(const reference& r) const noexcept;

  // Reading. Each throws bad_term when the term is of another type; test first, or match.
  [[nodiscard]] atom as_atom() const {
    expect(is_atom(), "as_atom");
    return atom::from_index(detail::atom_index(w_));
  }
  /// An integer that fits 64 bits signed; see `fits_int64`.
  [[nodiscard]] std::int64_t as_int() const {
    return tag() == detail::tag::small ? detail::small_value(w_) : as_large_int(*this);
  }
  [[nodiscard]] bool fits_int64() const noexcept;
  [[nodiscard]] double as_float() const;
  [[nodiscard]] pid as_pid() const;
  [[nodiscard]] reference as_reference() const;
  /// The bytes of a binary (`is_binary`), where they lie.
  [[nodiscard]] std::string_view as_binary() const;
  /// The bytes and the number of bits of a bitstring; spare bits of the last byte are zero.
  [[nodiscard]] std::string_view bit_bytes() const;
  [[nodiscard]] std::uint64_t bit_size() const;
  /// The characters of a proper list of integers 0..0x10FFFF, or of a binary, in UTF-8;
  /// an iolist is flattened. False when it is none of these.
  [[nodiscard]] bool to_text(std::string& out) const;

  [[nodiscard]] std::size_t arity() const { return tuple_size(); }
  [[nodiscard]] std::size_t tuple_size() const {
    expect(is_tuple(), "tuple_size");
    return detail::size_of(*node());
  }
  /// The i-th element, counted from 0 (`element(I+1, T)`).
  [[nodiscard, gnu::always_inline]] term_ref element(std::size_t i) const {
    const detail::word* n = untagged(detail::tag::boxed);
    expect(tag() == detail::tag::boxed && has_element(*n, i), "element");
    return inside(n[1 + i]);
  }
  [[nodiscard]] term_ref operator[](std::size_t i) const { return element(i); }
  [[nodiscard]] term_ref head() const {
    expect(is_cons(), "head");
    return inside(untagged(detail::tag::list)[0]);
  }
  [[nodiscard]] term_ref tail() const {
    expect(is_cons(), "tail");
    return inside(untagged(detail::tag::list)[1]);
  }
  /// The length of a proper list; -1 of an improper one or of anything else.
  [[nodiscard]] std::int64_t list_length() const noexcept;
  [[nodiscard]] std::size_t map_size() const noexcept;
  /// The value of `key` (exact equality), or no term.
  [[nodiscard]] term_ref map_get(term_ref key) const noexcept;

  /// Exact equality (`=:=`).
  friend bool operator==(term_ref a, term_ref b) noexcept { return a.w_ == b.w_ || equal(a, b); }

  [[nodiscard]] constexpr detail::word raw() const noexcept { return w_; }
  [[nodiscard]] constexpr detail::block* home() const noexcept { return b_; }
  [[nodiscard]] constexpr detail::tag tag() const noexcept { return detail::tag_of(w_); }
  /// The header of a boxed node and what follows it.
  [[nodiscard]] const detail::word* node() const noexcept { return detail::pointer(w_); }
  /// The term of a word that lies in the same block (follows an xref).
  [[nodiscard]] term_ref inside(detail::word w) const noexcept {
    if (detail::tag_of(w) == detail::tag::away) [[unlikely]] {
      const auto* x = reinterpret_cast<const detail::xref*>(detail::pointer(w));
      return {x->target, x->owner};
    }
    return {w, b_};
  }

 private:
  /// `node()` where the tag is known: taking it away is part of the address of what is read.
  [[nodiscard]] const detail::word* untagged(detail::tag known) const noexcept {
    return reinterpret_cast<const detail::word*>(w_ - static_cast<detail::word>(known));
  }
  static constexpr bool has_element(detail::word h, std::size_t i) noexcept {
    return detail::kind_of(h) == detail::kind::tuple && i < detail::size_of(h);
  }
  [[nodiscard]] bool is_kind(detail::kind k) const noexcept {
    return tag() == detail::tag::boxed && detail::kind_of(*untagged(detail::tag::boxed)) == k;
  }
  static bool equal(term_ref a, term_ref b) noexcept;
  void expect(bool right, const char* reader) const {
    if (!right) [[unlikely]] {
      throw_bad_term(*this, reader);
    }
  }
  // By value: a term whose address goes to a function out of line is not kept in registers.
  [[noreturn]] static void throw_bad_term(term_ref t, const char* reader);
  [[nodiscard]] static std::int64_t as_large_int(term_ref t);

  detail::word w_ = 0;
  detail::block* b_ = nullptr;
};

/// A term that keeps what it is made of. Copying adds one to a count; terms never change.
class term {
 public:
  /// No term at all; test with `operator bool`.
  constexpr term() = default;
  explicit term(term_ref borrowed) noexcept : w_(borrowed.raw()), b_(home_of(borrowed)) {
    detail::retain(b_);
  }
  /// Takes over one count of `b`.
  static term adopt(detail::word w, detail::block* b) noexcept {
    term t;
    t.w_ = w;
    t.b_ = b;
    return t;
  }

  term(const term& other) noexcept : w_(other.w_), b_(other.b_) { detail::retain(b_); }
  term(term&& other) noexcept
      : w_(std::exchange(other.w_, 0)), b_(std::exchange(other.b_, nullptr)) {}
  term& operator=(term other) noexcept {
    std::swap(w_, other.w_);
    std::swap(b_, other.b_);
    return *this;
  }
  ~term() { detail::release(b_); }

  term(atom a) noexcept : w_(detail::atom_word(a.index())) {}  // NOLINT: implicit by design
  template <class Bool>
    requires(std::is_same_v<Bool, bool>)  // else a pointer would become `true`
  term(Bool b) noexcept : term(b ? atoms::true_ : atoms::false_) {}  // NOLINT
  /// No process and no reference are the atom `undefined`.
  term(pid p);               // NOLINT
  term(const reference& r);  // NOLINT
  /// Throws std::domain_error for infinities and NaN, which Erlang's floats do not have.
  term(double d);  // NOLINT
  /// Any C++ integer; those past 61 bits make a big integer.
  template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool> &&
             !std::is_same_v<Integer, char>)
  term(Integer value)  // NOLINT
      : term(integer(value < 0, value < 0 ? ~static_cast<std::uint64_t>(value) + 1
                                          : static_cast<std::uint64_t>(value))) {}
  /// A string is a list of its characters (UTF-8 in, code points out), as "…" is in Erlang.
  term(const char* text) : term(std::string_view(text)) {}         // NOLINT
  term(std::string_view text);                                     // NOLINT
  term(const std::string& text) : term(std::string_view(text)) {}  // NOLINT

  static term nil() noexcept { return adopt(detail::nil_word, nullptr); }
  /// A binary of those bytes (`<<"…">>`).
  static term binary(std::string_view bytes);
  /// A binary of that size whose bytes the caller writes before anyone else sees the term.
  static term binary(std::size_t size, char*& bytes);
  /// `negative` and the magnitude.
  static term integer(bool negative, std::uint64_t magnitude);

  operator term_ref() const noexcept { return {w_, b_}; }  // NOLINT: implicit by design
  [[nodiscard]] term_ref ref() const noexcept { return {w_, b_}; }
  const term_ref* operator->() const noexcept = delete;
  [[nodiscard]] explicit constexpr operator bool() const noexcept { return w_ != 0; }

  // The readers of term_ref, for short programs.
  [[nodiscard]] bool is(atom a) const noexcept { return ref().is(a); }
  [[nodiscard]] bool is_atom() const noexcept { return ref().is_atom(); }
  [[nodiscard]] bool is_integer() const noexcept { return ref().is_integer(); }
  [[nodiscard]] bool is_float() const noexcept { return ref().is_float(); }
  [[nodiscard]] bool is_list() const noexcept { return ref().is_list(); }
  [[nodiscard]] bool is_tuple() const noexcept { return ref().is_tuple(); }
  [[nodiscard]] bool is_tuple(std::size_t arity) const noexcept { return ref().is_tuple(arity); }
  [[nodiscard]] bool is_map() const noexcept { return ref().is_map(); }
  [[nodiscard]] bool is_binary() const noexcept { return ref().is_binary(); }
  [[nodiscard]] bool is_pid() const noexcept { return ref().is_pid(); }
  [[nodiscard]] bool is_reference() const noexcept { return ref().is_reference(); }
  [[nodiscard]] atom as_atom() const { return ref().as_atom(); }
  [[nodiscard]] std::int64_t as_int() const { return ref().as_int(); }
  [[nodiscard]] double as_float() const { return ref().as_float(); }
  [[nodiscard]] pid as_pid() const { return ref().as_pid(); }
  [[nodiscard]] reference as_reference() const { return ref().as_reference(); }
  [[nodiscard]] std::string_view as_binary() const { return ref().as_binary(); }
  [[nodiscard]] std::size_t tuple_size() const { return ref().tuple_size(); }
  [[nodiscard]] term_ref element(std::size_t i) const { return ref().element(i); }
  [[nodiscard]] term_ref operator[](std::size_t i) const { return ref().element(i); }

  friend bool operator==(const term& a, const term& b) noexcept { return a.ref() == b.ref(); }
  friend bool operator==(const term& a, term_ref b) noexcept { return a.ref() == b; }

  /// Gives the count to the caller, who adopts or releases it.
  [[nodiscard]] std::pair<detail::word, detail::block*> release() && noexcept {
    return {std::exchange(w_, 0), std::exchange(b_, nullptr)};
  }

 private:
  static detail::block* home_of(term_ref r) noexcept {
    const auto t = r.tag();
    return t == detail::tag::boxed || t == detail::tag::list ? r.home() : nullptr;
  }

  detail::word w_ = 0;
  detail::block* b_ = nullptr;
};

/// Thrown by a reader of a term that is of another type: `as_int` of an atom, the third element of
/// a pair. A process that does not catch it ends with the error
/// `{badarg, [{kith, Reader, [Term], []}]}`.
class bad_term : public std::exception {
 public:
  bad_term(const char* reader, term read);
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  [[nodiscard]] const char* reader() const noexcept { return reader_; }
  [[nodiscard]] const term& read() const noexcept { return read_; }

 private:
  const char* reader_;
  term read_;
  std::string text_;
};

/// Erlang's term order, `1 == 1.0`: number < atom < reference < fun < port < pid < tuple < map <
/// nil < list < bitstring. OTP: Erlang Reference Manual, "Term Comparisons".
[[nodiscard]] std::weak_ordering compare(term_ref a, term_ref b) noexcept;
/// The same, but every integer comes before every float (the order of map keys, and `=:=` where
/// neither is less).
[[nodiscard]] std::weak_ordering compare_exact(term_ref a, term_ref b) noexcept;

/// OTP's portable hash, `erlang:phash2/1`: the same value on every node, 0..2^27-1.
[[nodiscard]] std::uint32_t phash2(term_ref t) noexcept;
/// `erlang:phash2/2`: 0..range-1, for a range of 1..2^32.
[[nodiscard]] std::uint32_t phash2(term_ref t, std::uint64_t range) noexcept;

/// A copy in one block of its own, as small as the term allows: to keep a part of a large message
/// without keeping all of it.
[[nodiscard]] term compact(term_ref t);

/// How terms print: as `io:format` does with the control of that name. `w` spells lists out, `p`
/// writes printable ones as "…"; the modifier t leaves characters past U+00FF in atoms as they are
/// (without it: \x{3B1}) and takes binaries for UTF-8. The text is UTF-8 in every case.
enum class format : std::uint8_t { w, p, tw, tp };

/// Which characters make a list of integers a string, for `tp`: erl's flag `+pc`.
enum class printable_range : std::uint8_t { latin1, unicode };

/// The term on one line of any length (`~w`, `~0p`). It is what OTP 25 prints, but for
///   maps of more than 32 pairs, whose order here is always that of the keys;
///   pids, ports and references of other nodes: their first number is the place of the node's name
///   in the program's own atom table, as in OTP, and so another one in each program;
///   funs' names past ASCII, which OTP 25 prints byte by byte;
///   integers of more than a million digits, which print in base 16.
[[nodiscard]] std::string to_string(term_ref t, format how = format::p,
                                    printable_range range = printable_range::latin1);

struct pretty_options {
  std::uint32_t columns = 80;  ///< a line stays below; 0: all on one line
  std::uint32_t column = 1;    ///< where the first line starts
  format how = format::p;
  printable_range range = printable_range::latin1;
};
/// The term on as many lines as it needs. OTP: io:format, `~p`; stdlib, io_lib:print/4.
[[nodiscard]] std::string to_string_pretty(term_ref t, const pretty_options& options = {});

/// Parses one term as `file:consult` reads it (a final '.' is optional).
/// Fails with errc::bad_input or errc::limit; the text names line and column.
[[nodiscard]] result<term> parse_term(std::string_view text);

/// Parses a whole file of terms, each ended by a full stop. OTP: kernel, file:consult/1.
[[nodiscard]] result<std::vector<term>> parse_terms(std::string_view text);

}  // namespace kith
