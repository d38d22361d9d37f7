#include "kith/atom.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "base/mutex.hpp"
#include "term/atom_table.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

constexpr std::size_t characters_max = 255;
constexpr std::uint32_t limit_default = 1'048'576;
constexpr std::uint32_t limit_max = 2'147'483'647;  // as of +t

/// Open addressing. A slot is 0, or the high 32 bits of the name's hash and the index plus 1.
struct slot_table {
  std::uint64_t mask;
  std::uint64_t* slots;
  const slot_table* outgrown;  ///< the one before, so that leak checkers see that it is known
};
constexpr std::size_t first_slots = 4096;

/// The bytes from `at` on, at most eight, as a number.
constexpr std::uint64_t word_at(std::string_view name, std::size_t at) noexcept {
  const std::size_t n = std::min<std::size_t>(name.size() - at, 8);
  if (!std::is_constant_evaluated()) {
    return detail::word_of_name(name.data() + at, n);
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < n; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(name[at + i])} << (8 * i);
  }
  return word;
}

/// Says where a name is looked for, and never leaves the program.
constexpr std::uint64_t table_hash(std::string_view name) noexcept {
  std::uint64_t h = 0x9e3779b97f4a7c15u ^ name.size();
  for (std::size_t at = 0; at < name.size(); at += 8) {
    h = (h ^ word_at(name, at)) * 0xd6e8feb86659fd93u;
    h ^= h >> 32u;
  }
  return h * 0xd6e8feb86659fd93u;
}
constexpr std::uint64_t slot_of(std::uint64_t hash, std::uint32_t index) noexcept {
  return (hash & 0xFFFFFFFF00000000u) | (std::uint64_t{index} + 1);
}
constexpr std::uint16_t short_hash(std::uint64_t hash) noexcept {
  return static_cast<std::uint16_t>(hash);
}
constexpr std::uint32_t slot_index(std::uint64_t slot) noexcept {
  return static_cast<std::uint32_t>(slot) - 1;
}
/// Where probing starts: the bits that the slot keeps, so that growing needs no name.
constexpr std::uint64_t slot_start(std::uint64_t slot_or_hash) noexcept {
  return slot_or_hash >> 32u;
}

constexpr std::string_view text_of(std::string_view name) {
  return name;
}
constexpr std::string_view text_of(std::string_view, std::string_view text) {
  return text;
}

#define KITH_ATOM_TEXT(name, ...) text_of(#name __VA_OPT__(, ) __VA_ARGS__),
constexpr std::string_view predefined[] = {KITH_ATOMS(KITH_ATOM_TEXT)};
#undef KITH_ATOM_TEXT
constexpr std::uint32_t predefined_count = static_cast<std::uint32_t>(std::size(predefined));
static_assert(predefined_count == static_cast<std::uint32_t>(atoms::id::count_));

constexpr std::size_t longest_predefined() {
  std::size_t most = atom_readable_bytes;
  for (const std::string_view text : predefined) {
    most = std::max(most, text.size());
  }
  return most;
}
/// Their names with as many bytes behind them as may be read.
using predefined_text = std::array<char, longest_predefined()>;
constexpr auto make_predefined_texts() {
  std::array<predefined_text, predefined_count> texts{};
  for (std::uint32_t i = 0; i < predefined_count; ++i) {
    std::copy(predefined[i].begin(), predefined[i].end(), texts[i].begin());
  }
  return texts;
}
constexpr auto predefined_texts = make_predefined_texts();

// The predefined atoms are in the table before any code of the program runs, constructors of
// static objects included.
constexpr auto make_first_entries() {
  std::array<atom_entry, detail::first_atom_chunk> entries{};
  for (std::uint32_t i = 0; i < predefined_count; ++i) {
    entries[i] = {predefined_texts[i].data(), portable_atom_hash(predefined[i]),
                  static_cast<std::uint16_t>(predefined[i].size()),
                  short_hash(table_hash(predefined[i]))};
  }
  return entries;
}
constexpr auto make_first_slots() {
  std::array<std::uint64_t, first_slots> slots{};
  for (std::uint32_t i = 0; i < predefined_count; ++i) {
    const std::uint64_t hash = table_hash(predefined[i]);
    std::uint64_t at = slot_start(hash) % first_slots;
    while (slots[at] != 0) {
      at = (at + 1) % first_slots;
    }
    slots[at] = slot_of(hash, i);
  }
  return slots;
}
constexpr bool all_differ() {
  for (std::uint32_t i = 0; i < predefined_count; ++i) {
    for (std::uint32_t j = 0; j < i; ++j) {
      if (predefined[i] == predefined[j]) {
        return false;
      }
    }
  }
  return true;
}
static_assert(all_differ(), "an atom is listed twice in KITH_ATOMS");

constinit std::array<atom_entry, detail::first_atom_chunk> first_entries = make_first_entries();
alignas(64) constinit std::array<std::uint64_t, first_slots> first_slot_array = make_first_slots();
constinit slot_table first_table{first_slots - 1, first_slot_array.data(), nullptr};

constinit std::atomic<slot_table*> current{&first_table};
constinit std::atomic<std::uint32_t> used{predefined_count};
constinit std::atomic<std::uint32_t> limit{limit_default};

constinit mutex making;
// Where the next names are written.
constinit char* text_next KITH_GUARDED_BY(making) = nullptr;
constinit std::size_t text_left KITH_GUARDED_BY(making) = 0;

bool is_name(const atom_entry& e, std::string_view name) noexcept {
  if (e.bytes != name.size()) {
    return false;
  }
  for (std::size_t at = 0; at < name.size(); at += 8) {
    if (word_at({e.text, e.bytes}, at) != word_at(name, at)) {
      return false;
    }
  }
  return true;
}

bool look_up(const slot_table& table, std::uint64_t hash, std::string_view name,
             std::uint32_t& found) noexcept {
  for (std::uint64_t at = slot_start(hash) & table.mask;; at = (at + 1) & table.mask) {
    // acquire: pairs with the release in `put_slot`, so that the entry is seen whole.
    const std::uint64_t slot =
        std::atomic_ref<std::uint64_t>(table.slots[at]).load(std::memory_order_acquire);
    if (slot == 0) {
      return false;
    }
    if ((slot ^ hash) >> 32u == 0) {
      const atom_entry& e = entry_of(atom::from_index(slot_index(slot)));
      if (is_name(e, name)) {
        found = slot_index(slot);
        return true;
      }
    }
  }
}

void put_slot(const slot_table& table, std::uint64_t slot) noexcept {
  std::uint64_t at = slot_start(slot) & table.mask;
  while (std::atomic_ref<std::uint64_t>(table.slots[at]).load(std::memory_order_relaxed) != 0) {
    at = (at + 1) & table.mask;
  }
  std::atomic_ref<std::uint64_t>(table.slots[at]).store(slot, std::memory_order_release);
}

template <class T>
T* allocate_zeroed(std::size_t n) {
  auto* memory = static_cast<T*>(std::calloc(n, sizeof(T)));
  KITH_ASSERT(memory != nullptr);
  return memory;
}

/// Twice the slots. The old ones stay, for whoever still reads there.
void grow() KITH_REQUIRES(making) {
  const slot_table& old = *current.load(std::memory_order_relaxed);
  auto* bigger = allocate_zeroed<slot_table>(1);
  bigger->mask = old.mask * 2 + 1;
  bigger->slots = allocate_zeroed<std::uint64_t>(bigger->mask + 1);
  bigger->outgrown = &old;
  for (std::uint64_t i = 0; i <= old.mask; ++i) {
    if (old.slots[i] != 0) {
      put_slot(*bigger, old.slots[i]);
    }
  }
  // release: pairs with the acquire in `find`.
  current.store(bigger, std::memory_order_release);
}

const char* keep_text(std::string_view name) KITH_REQUIRES(making) {
  constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;
  const std::size_t bytes = std::max(name.size(), atom_readable_bytes);
  if (text_left < bytes) {
    text_next = allocate_zeroed<char>(chunk_bytes);
    text_left = chunk_bytes;
  }
  char* at = text_next;
  if (!name.empty()) {
    std::memcpy(at, name.data(), name.size());
  }
  text_next += bytes;
  text_left -= bytes;
  return at;
}

void add_entry(std::uint32_t index, std::uint64_t hash, std::string_view name)
    KITH_REQUIRES(making) {
  const detail::atom_place p = detail::place_of_atom(index);
  std::atomic<atom_entry*>& chunk = detail::atom_chunks[p.chunk];
  if (chunk.load(std::memory_order_relaxed) == nullptr) {
    const std::size_t entries = std::size_t{detail::first_atom_chunk} << p.chunk;
    // release: pairs with the acquire in `entry_of`.
    chunk.store(allocate_zeroed<atom_entry>(entries), std::memory_order_release);
  }
  chunk.load(std::memory_order_relaxed)[p.offset] = {keep_text(name), portable_atom_hash(name),
                                                     static_cast<std::uint16_t>(name.size()),
                                                     short_hash(hash)};
}

bool is_atom_name(std::string_view name) noexcept {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < name.size(); ++characters) {
    if (characters == characters_max || decode_utf8(name, at) == no_char) {
      return false;
    }
  }
  return true;
}

}  // namespace

constinit std::array<std::atomic<atom_entry*>, detail::atom_chunks_max> detail::atom_chunks{
    first_entries.data()};

bool atom::find(std::string_view name, atom& found) noexcept {
  std::uint32_t index = 0;
  if (!look_up(*current.load(std::memory_order_acquire), table_hash(name), name, index)) {
    return false;
  }
  found = from_index(index);
  return true;
}

result<atom> atom::intern(std::string_view name) {
  atom found;
  if (find(name, found)) {
    return found;
  }
  if (!is_atom_name(name)) {
    return error(errc::bad_input, "an atom's name is at most 255 characters of UTF-8");
  }
  const std::uint64_t hash = table_hash(name);
  const scoped_lock hold(making);
  std::uint32_t index = 0;
  if (look_up(*current.load(std::memory_order_relaxed), hash, name, index)) {
    return from_index(index);
  }
  index = used.load(std::memory_order_relaxed);
  if (index >= limit.load(std::memory_order_relaxed)) {
    return error(errc::limit, "the atom table is full (atom_table_limit)");
  }
  if (std::uint64_t{index} * 2 > current.load(std::memory_order_relaxed)->mask) {
    grow();
  }
  add_entry(index, hash, name);
  put_slot(*current.load(std::memory_order_relaxed), slot_of(hash, index));
  used.store(index + 1, std::memory_order_relaxed);
  return from_index(index);
}

atom::atom(std::string_view name) {
  if (find(name, *this)) [[likely]] {
    return;
  }
  const result<atom> made = intern(name);
  KITH_ASSERT(made.ok());
  *this = made.value();
}

namespace detail {

constinit literal_cell literal_cells[std::size_t{1} << literal_cell_bits] = {};

std::uint32_t index_of_literal(const char* name, std::size_t bytes, literal_cell& cell) {
  const std::uint32_t index = atom(std::string_view(name, bytes)).index();
  if (__atomic_load_n(&cell.first, __ATOMIC_RELAXED) == 0) {
    const scoped_lock hold(making);
    if (__atomic_load_n(&cell.first, __ATOMIC_RELAXED) == 0) {
      cell.second = bytes > 8 ? word_of_name(name + 8, bytes - 8) : 0;
      cell.index = index;
      // release: pairs with the acquire in `index_of_short`.
      __atomic_store_n(&cell.first, word_of_name(name, bytes < 8 ? bytes : 8), __ATOMIC_RELEASE);
    }
  }
  return index;
}

}  // namespace detail

std::string_view atom::name() const noexcept {
  const atom_entry& e = entry_of(*this);
  return {e.text, e.bytes};
}

std::uint32_t atom::count() noexcept {
  return used.load(std::memory_order_relaxed);
}
std::uint32_t atom::table_limit() noexcept {
  return limit.load(std::memory_order_relaxed);
}
void atom::set_table_limit(std::uint32_t most) noexcept {
  limit.store(std::min(most, limit_max), std::memory_order_relaxed);
}

}  // namespace kith
