// The entries of one local registry (kith/registry.hpp). Any thread may read and write; what is
// split by key, and by process, so that they seldom meet.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <memory>
#include <vector>

#include "base/line_gap.hpp"
#include "base/mutex.hpp"
#include "kernel/term_order.hpp"
#include "kith/registry.hpp"
#include "term/hash.hpp"

namespace kith::detail {

class registry_table {
 public:
  registry_table(pid owner, pid parent, kith::registry::keys which, std::vector<atom> listeners)
      : owner_(owner), parent_(parent), which_(which), listeners_(std::move(listeners)) {}

  [[nodiscard]] pid owner() const noexcept { return owner_; }
  /// Whom the registry ends with; none when it was not linked.
  [[nodiscard]] pid parent() const noexcept { return parent_; }
  [[nodiscard]] bool unique() const noexcept { return which_ == kith::registry::keys::unique; }
  [[nodiscard]] const std::vector<atom>& listeners() const noexcept { return listeners_; }

  /// None; or, where keys are unique, the process that has the key and `lives`.
  template <class Lives>
  pid put(const term& key, pid who, const term& value, Lives lives) {
    {
      shard& s = by_key(key);
      const scoped_lock guard(s.mutex);
      auto& entries = s.entries[key];
      if (unique()) {
        if (!entries.empty() && lives(entries.front().who)) {
          return entries.front().who;
        }
        entries.clear();  // of a process that has ended, and of which the owner has not heard yet
      }
      entries.push_back({who, value});
    }
    add_key(who, key);
    return {};
  }
  [[nodiscard]] std::vector<kith::registry::entry> find(term_ref key) const;
  /// The first entry of that process; false when there is none.
  bool put_value(term_ref key, pid who, term value);
  /// Removes the entries of a process under a key; whether one is left, of whatever key.
  bool drop(term_ref key, pid who);
  /// Removes entries of exactly these values, one each.
  bool drop_values(term_ref key, pid who, const std::vector<term>& values);
  /// Removes all that a process has.
  void drop_all(pid who);

  [[nodiscard]] std::vector<term> keys_of(pid who) const;
  [[nodiscard]] bool has_keys(pid who) const;
  [[nodiscard]] std::size_t count() const;
  /// `[{Key, {Pid, Value}}]`
  [[nodiscard]] std::vector<term> all() const;

  void put_meta(const term& key, term value);
  [[nodiscard]] term meta(term_ref key) const;
  void delete_meta(term_ref key);

 private:
  static constexpr std::size_t shards = 16;

  struct hash {
    using is_transparent = void;
    std::size_t operator()(term_ref t) const noexcept { return term_hash(t); }
  };
  struct equal {
    using is_transparent = void;
    bool operator()(term_ref a, term_ref b) const noexcept { return compare_exact(a, b) == 0; }
  };
  struct shard {
    mutable shared_mutex mutex;
    boost::unordered_flat_map<term, std::vector<kith::registry::entry>, hash, equal>
        entries KITH_GUARDED_BY(mutex);
    line_gap after;
  };
  struct process_shard {
    mutable shared_mutex mutex;
    boost::unordered_flat_map<term, std::vector<term>, hash, equal> keys KITH_GUARDED_BY(mutex);
    line_gap after;
  };

  [[nodiscard]] shard& by_key(term_ref key) { return by_key_[(term_hash(key) >> 32u) % shards]; }
  [[nodiscard]] const shard& by_key(term_ref key) const {
    return by_key_[(term_hash(key) >> 32u) % shards];
  }
  [[nodiscard]] process_shard& by_process(pid who) { return by_process_[place_of(who)]; }
  [[nodiscard]] const process_shard& by_process(pid who) const {
    return by_process_[place_of(who)];
  }
  static std::size_t place_of(pid who) { return (term_hash(term(who)) >> 32u) % shards; }

  void add_key(pid who, const term& key);
  /// Takes `times` of the key out; whether one of any key is left.
  bool remove_key(pid who, term_ref key, std::size_t times);

  pid owner_;
  pid parent_;
  kith::registry::keys which_;
  std::vector<atom> listeners_;
  std::array<shard, shards> by_key_;
  std::array<process_shard, shards> by_process_;
  mutable shared_mutex meta_mutex_;
  std::map<term, term, term_less> meta_ KITH_GUARDED_BY(meta_mutex_);
};

}  // namespace kith::detail
