// One table of module `ets`: objects by their keys, and the order in which they are walked.
//
// Of a set or bag the order is that in which the keys came first. A walk (`next`) goes from key to
// key; as long as the table is fixed, a key that is taken out leaves its place behind.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "base/mutex.hpp"
#include "kith/term.hpp"

namespace kith::detail {

enum class ets_type : std::uint8_t { set, ordered_set, bag, duplicate_bag };
enum class ets_protection : std::uint8_t { public_, protected_, private_ };

struct ets_options {
  ets_type type = ets_type::set;
  ets_protection protection = ets_protection::protected_;
  std::size_t keypos = 1;  ///< counted from 1
  bool named = false;
  bool read_concurrency = false;
  bool write_concurrency = false;
  bool decentralized_counters = false;
  bool compressed = false;
};

/// The objects of one key.
using ets_objects = std::vector<term>;

class ets_store {
 public:
  ets_store(ets_type type, std::size_t keypos) : type_(type), keypos_(keypos) {}

  [[nodiscard]] ets_type type() const noexcept { return type_; }
  [[nodiscard]] std::size_t keypos() const noexcept { return keypos_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// How many keys there are.
  [[nodiscard]] std::size_t keys() const noexcept;
  /// `object` is a tuple of at least `keypos` elements.
  [[nodiscard]] term_ref key_of(term_ref object) const { return object[keypos_ - 1]; }

  void insert(const term& object);
  /// Null when no object has the key.
  [[nodiscard]] const ets_objects* find(term_ref key) const;
  void erase(term_ref key);
  /// The objects of the key that are exactly that one.
  void erase_object(term_ref object);
  /// Replaces the one object of a key, which stays the same.
  void replace(term_ref key, const term& object);
  void clear();

  /// The objects of the first key, the last, or that behind or before another; null at the end.
  [[nodiscard]] const ets_objects* first() const;
  [[nodiscard]] const ets_objects* last() const;
  /// `known` is false when there is no such key, and none that was there when the table was fixed:
  /// then nobody knows what is next.
  [[nodiscard]] const ets_objects* next(term_ref key, bool& known) const;
  [[nodiscard]] const ets_objects* prev(term_ref key, bool& known) const;

  void fix() noexcept { ++fixes_; }
  /// When nobody fixes the table any more, the places of keys that have gone are forgotten.
  void unfix();
  [[nodiscard]] bool is_fixed() const noexcept { return fixes_ != 0; }

 private:
  struct before {
    bool operator()(const term& a, const term& b) const noexcept { return compare(a, b) < 0; }
    bool operator()(const term& a, term_ref b) const noexcept { return compare(a, b) < 0; }
    bool operator()(term_ref a, const term& b) const noexcept { return compare(a, b) < 0; }
    using is_transparent = void;
  };
  struct hash {
    std::size_t operator()(term_ref t) const noexcept;
  };
  struct place {
    term key;
    ets_objects objects;  ///< none: the key has gone
  };
  using row = std::list<place>;

  [[nodiscard]] bool is_ordered() const noexcept { return type_ == ets_type::ordered_set; }
  void add(ets_objects& objects, const term& object);
  void leave(row::iterator at);

  ets_type type_;
  std::size_t keypos_;
  std::size_t size_ = 0;
  std::size_t gone_ = 0;
  std::size_t fixes_ = 0;
  std::map<term, ets_objects, before> ordered_;
  row row_;
  boost::unordered_flat_map<term_ref, row::iterator, hash> places_;  ///< keys lie in the row
};

class ets_table {
 public:
  ets_table(term id_term, atom table_name, const ets_options& how, pid table_owner)
      : id(std::move(id_term)), options(how), name(table_name), owner(table_owner),
        store(how.type, how.keypos) {}

  const term id;  ///< a reference
  const ets_options options;
  shared_mutex lock;
  atom name KITH_GUARDED_BY(lock);
  pid owner KITH_GUARDED_BY(lock);
  pid heir KITH_GUARDED_BY(lock);  ///< none: `none`
  term heir_data KITH_GUARDED_BY(lock);
  bool deleted KITH_GUARDED_BY(lock) = false;
  ets_store store KITH_GUARDED_BY(lock);
  std::vector<pid> fixed_by KITH_GUARDED_BY(lock);     ///< once for each time
  std::int64_t fixed_at_ns KITH_GUARDED_BY(lock) = 0;  ///< monotonic, of the first
};

}  // namespace kith::detail
