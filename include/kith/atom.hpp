#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kith/result.hpp"

namespace kith {

namespace detail {

/// The first bytes of a name, at most eight, as a number; `n` is how many.
[[nodiscard]] inline std::uint64_t word_of_name(const char* name, std::size_t n) noexcept {
  if (n == 8) {
    std::uint64_t word = 0;
    __builtin_memcpy(&word, name, 8);
    return word;
  }
  if (n >= 4) {  // two halves that may overlap
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    __builtin_memcpy(&low, name, 4);
    __builtin_memcpy(&high, name + n - 4, 4);
    return low | std::uint64_t{high} << (8 * (n - 4));
  }
  std::uint64_t word = 0;
  if (n > 0) {  // first, middle and last, which may be the same
    const auto at = [name](std::size_t i) { return static_cast<unsigned char>(name[i]); };
    word = std::uint64_t{at(0)} | std::uint64_t{at(n / 2)} << (8 * (n / 2)) |
           std::uint64_t{at(n - 1)} << (8 * (n - 1));
  }
  return word;
}

/// Where the atoms of the program's own text are found again: a name of at most 16 bytes has one
/// cell, which it fills if it is the first to come. What is there stays.
/// (Builtins: <atomic> would double what this header costs.)
struct literal_cell {
  std::uint64_t first;   ///< bytes 0..7 of the name; 0: free. Release after the others are set
  std::uint64_t second;  ///< bytes 8..15
  std::uint32_t index;   ///< of the atom
};
inline constexpr std::size_t literal_bytes_max = 16;
inline constexpr unsigned literal_cell_bits = 11;
extern literal_cell literal_cells[std::size_t{1} << literal_cell_bits];

/// Looks a name up, or makes the atom, and fills the cell if that is free.
[[nodiscard]] std::uint32_t index_of_literal(const char* name, std::size_t bytes,
                                             literal_cell& cell);

/// Where the compiler sees the name, all but reading the cell is done by it.
[[nodiscard, gnu::always_inline]] inline std::uint32_t index_of_short(const char* name,
                                                                      std::size_t bytes) {
  const std::uint64_t first = word_of_name(name, bytes < 8 ? bytes : 8);
  const std::uint64_t second = bytes > 8 ? word_of_name(name + 8, bytes - 8) : 0;
  const std::uint64_t mixed = (first ^ second * 0xd6e8feb86659fd93u) * 0x9e3779b97f4a7c15u;
  literal_cell& cell = literal_cells[mixed >> (64 - literal_cell_bits)];
  // acquire: pairs with the release in `index_of_literal`.
  if (__atomic_load_n(&cell.first, __ATOMIC_ACQUIRE) == first && cell.second == second) [[likely]] {
    return cell.index;
  }
  return index_of_literal(name, bytes, cell);
}

}  // namespace detail

/// An Erlang atom: a name of at most 255 characters of UTF-8, interned in the program's one atom
/// table and never freed, as in OTP. Copying and comparing for equality cost an integer's.
class atom {
 public:
  /// The atom `undefined`.
  constexpr atom() = default;

  /// For names that the program itself chooses. A name that is no atom (too long, not UTF-8), or a
  /// full table, is a broken invariant of the program; for names from elsewhere see `intern`.
  explicit atom(std::string_view name);
  /// Of a literal it is as good as free: `atom("item")` may stand in the innermost loop.
  [[gnu::always_inline]] explicit atom(const char* name) {
    const std::size_t bytes = __builtin_strlen(name);
    if (__builtin_constant_p(bytes) && bytes != 0 && bytes <= detail::literal_bytes_max) {
      index_ = detail::index_of_short(name, bytes);
    } else {
      *this = atom(std::string_view(name, bytes));
    }
  }

  /// For names that come from elsewhere. Fails with errc::bad_input (more than 255 characters, not
  /// UTF-8) or errc::limit (the table is full, `atom_table_limit`).
  static result<atom> intern(std::string_view name);

  /// The atom of that name if there is one already; never makes one.
  static bool find(std::string_view name, atom& found) noexcept;

  /// The name in UTF-8; lives as long as the program.
  [[nodiscard]] std::string_view name() const noexcept;

  /// The place in the table; stable within the program, meaningless outside it.
  [[nodiscard]] constexpr std::uint32_t index() const noexcept { return index_; }
  static constexpr atom from_index(std::uint32_t index) noexcept { return atom(index, 0); }

  /// How many atoms the program has.
  static std::uint32_t count() noexcept;
  /// The most it may have (`+t` of erl: 1,048,576 by default). Settable once, before it is reached.
  static std::uint32_t table_limit() noexcept;
  static void set_table_limit(std::uint32_t limit) noexcept;

  friend constexpr bool operator==(atom, atom) = default;
  /// By name, as Erlang orders atoms.
  friend std::strong_ordering operator<=>(atom a, atom b) noexcept {
    return a.index_ == b.index_ ? std::strong_ordering::equal : a.name() <=> b.name();
  }

 private:
  constexpr atom(std::uint32_t index, int) noexcept : index_(index) {}
  std::uint32_t index_ = 0;
};

/// Atoms that every program knows, at fixed places of the table.
namespace atoms {
// The list and its order are those of `predefined` in src/term/atom.cpp.
// clang-format off
#define KITH_ATOMS(X)                                                                              \
  X(undefined) X(true_, "true") X(false_, "false") X(ok) X(error) X(exit) X(throw_, "throw")       \
  X(normal) X(kill) X(killed) X(noproc) X(noconnection) X(infinity) X(timeout) X(badarg)           \
  X(EXIT, "EXIT") X(DOWN, "DOWN") X(process) X(port) X(time_offset) X(alias) X(nodeup)             \
  X(nodedown) X(badmatch) X(undef) X(system_limit) X(shutdown) X(nil, "nil")                       \
  X(gen_call, "$gen_call") X(gen_cast, "$gen_cast") X(reply) X(noreply) X(stop) X(yes) X(no)       \
  X(rex) X(net_kernel) X(global_name_server) X(is_auth) X(erlang) X(erpc) X(user) X(init)          \
  X(spawn_reply) X(return_, "return") X(badrpc) X(nonode, "nonode@nohost") X(io_request)           \
  X(io_reply) X(latin1) X(unicode) X(put_chars) X(visible) X(hidden) X(known) X(connected)         \
  X(this_, "this") X(empty, "") X(registered_name) X(links) X(monitors) X(monitored_by)            \
  X(messages) X(message_queue_len) X(dictionary) X(trap_exit) X(group_leader) X(status) \
  X(system) X(kith)
// clang-format on
enum class id : std::uint32_t {
#define KITH_ATOM_ID(name, ...) name,
  KITH_ATOMS(KITH_ATOM_ID)
#undef KITH_ATOM_ID
      count_
};
#define KITH_ATOM_CONSTANT(name, ...)                                                              \
  inline constexpr atom name = atom::from_index(static_cast<std::uint32_t>(id::name));
KITH_ATOMS(KITH_ATOM_CONSTANT)
#undef KITH_ATOM_CONSTANT
}  // namespace atoms

}  // namespace kith
