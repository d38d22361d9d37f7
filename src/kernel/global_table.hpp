// What a node knows of global names and locks. Any process looks things up here, without asking;
// only the global name server writes. OTP: the ETS tables of kernel, global.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/line_gap.hpp"
#include "base/mutex.hpp"
#include "kernel/term_order.hpp"
#include "term/hash.hpp"

namespace kith::detail {

/// A registered name.
struct global_name {
  pid who;
  term method;      ///< how a conflict is settled: a fun of three arguments
  reference watch;  ///< the name server's monitor on `who`
};

/// A lock that is held: by one requester, for whom several processes may hold it.
struct global_lock {
  term requester;
  std::vector<std::pair<pid, reference>> holders;  ///< and the monitors on them
};

class global_table {
 public:
  // ---- any process ---------------------------------------------------------------------------

  /// The process that has the name, dead or alive; none if nobody has it.
  [[nodiscard]] pid find(term_ref name) const;
  [[nodiscard]] std::optional<global_name> entry(term_ref name) const;
  /// In the order of Erlang's terms.
  [[nodiscard]] std::vector<term> names() const;
  /// The names of one process: at most one, unless it got a second by force.
  [[nodiscard]] std::vector<term> names_of(pid who) const;
  [[nodiscard]] bool is_locked(term_ref resource) const;
  /// Whether that requester could have the lock now.
  [[nodiscard]] bool can_lock(term_ref resource, term_ref requester) const;
  [[nodiscard]] std::vector<std::pair<term, global_lock>> locks() const;

  // ---- the global name server -------------------------------------------------------------------

  void put_name(const term& name, global_name entry);
  void drop_name(term_ref name);
  /// The name that the monitor is for.
  [[nodiscard]] std::optional<term> name_watched_by(const reference& watch) const;

  [[nodiscard]] std::optional<global_lock> lock(term_ref resource) const;
  void put_lock(const term& resource, global_lock lock);
  void drop_lock(term_ref resource);
  /// The locks that the monitor is for, one or none.
  [[nodiscard]] std::optional<term> resource_watched_by(const reference& watch) const;
  [[nodiscard]] std::size_t lock_count() const;
  /// The names of processes of that node.
  [[nodiscard]] std::vector<term> names_on(atom node) const;
  /// The locks that processes of that node hold, and which of its processes.
  [[nodiscard]] std::vector<std::pair<term, pid>> holders_on(atom node) const;

 private:
  struct key_hash {
    using is_transparent = void;
    using is_avalanching = void;
    std::size_t operator()(term_ref t) const noexcept { return term_hash(t); }
  };
  struct key_equal {
    using is_transparent = void;
    bool operator()(term_ref a, term_ref b) const noexcept { return a == b; }
  };
  /// Names lie in shards by their hash, so that those who look up seldom meet.
  struct shard {
    mutable mutex guard;
    boost::unordered_flat_map<term, global_name, key_hash, key_equal> names KITH_GUARDED_BY(guard);
    line_gap after;
  };
  static constexpr std::size_t shard_count = 16;

  [[nodiscard]] const shard& shard_of(term_ref name) const noexcept {
    return shards_[(term_hash(name) >> 20u) % shard_count];
  }
  [[nodiscard]] shard& shard_of(term_ref name) noexcept {
    return shards_[(term_hash(name) >> 20u) % shard_count];
  }
  void erase_name(term_ref name) KITH_REQUIRES(mutex_);
  void erase_lock(term_ref resource) KITH_REQUIRES(mutex_);

  std::array<shard, shard_count> shards_;
  /// Of all below; taken before that of a shard.
  mutable shared_mutex mutex_;
  std::map<term, global_lock, term_less> locks_ KITH_GUARDED_BY(mutex_);
  std::multimap<term, term, term_less> names_of_pid_ KITH_GUARDED_BY(mutex_);
  std::map<term, term, term_less> watched_names_ KITH_GUARDED_BY(mutex_);
  std::map<term, term, term_less> watched_resources_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
