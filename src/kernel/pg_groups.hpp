// Who is in which group of one scope. Any process looks things up here, without asking; only the
// scope's process writes. OTP: the ETS table of kernel, pg.
//
// A group is a list of processes, of which each may be in it more than once: the one that joined
// last comes first. Each membership came from the scope of the node that the process is on, its
// *origin*; what one origin brought to one group is a *share*. Whatever joins or leaves costs the
// same in groups of any size.
#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/dense_map.hpp"
#include "base/mutex.hpp"
#include "kith/term.hpp"
#include "runtime/relations.hpp"

namespace kith::detail {

/// What has become otherwise in one group.
struct pg_change {
  term group;
  std::vector<pid> left;
  std::vector<pid> joined;
};

/// A group and processes that are in it.
using pg_listing = std::pair<term, std::vector<pid>>;

class pg_groups {
 public:
  /// `own` is the scope's process: the origin of what is local.
  explicit pg_groups(pid own) : own_(own) {}
  ~pg_groups();
  pg_groups(const pg_groups&) = delete;
  pg_groups& operator=(const pg_groups&) = delete;

  // ---- any process ---------------------------------------------------------------------------

  /// Lists of pids; of a group that is not there, empty ones.
  [[nodiscard]] term members(term_ref name) const;
  [[nodiscard]] term local_members(term_ref name) const;
  [[nodiscard]] std::vector<term> names() const;
  /// Of groups that have local members.
  [[nodiscard]] std::vector<term> local_names() const;

  // ---- the scope -------------------------------------------------------------------------------

  /// The first of `who` is the first of the group afterwards.
  void join(pid origin, term_ref name, std::span<const pid> who);
  /// Each of `who` leaves once, if it is there. Returns those that were.
  [[nodiscard]] std::vector<pid> leave(pid origin, term_ref name, std::span<const pid> who);
  /// A local process leaves all its groups: returns them, as often as it was in each, the one that
  /// it joined last first.
  [[nodiscard]] std::vector<term> leave_all(pid who);
  /// What came from `origin` is `all` from now on, and nothing else; `all` names no group twice.
  [[nodiscard]] std::vector<pg_change> replace(pid origin, const std::vector<pg_listing>& all);
  /// Nothing of `origin` is left.
  [[nodiscard]] std::vector<pg_change> drop(pid origin) { return replace(origin, {}); }

  [[nodiscard]] bool is_local_member(pid who) const;
  [[nodiscard]] std::vector<term> groups_of(pid local_member) const;
  [[nodiscard]] std::vector<pg_listing> of(pid origin) const;
  [[nodiscard]] std::vector<pg_listing> all() const;
  [[nodiscard]] bool has(pid origin, term_ref name) const;
  /// How many groups and memberships came from there.
  struct size {
    std::size_t groups = 0;
    std::size_t members = 0;
  };
  [[nodiscard]] size size_of(pid origin) const;

 private:
  struct by_group;
  struct by_share;
  struct by_process;
  struct by_origin;
  template <class Tag>
  using hook = boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>>;
  template <class T, class Tag>
  using row = boost::intrusive::list<T, boost::intrusive::base_hook<hook<Tag>>,
                                     boost::intrusive::constant_time_size<false>>;

  struct share;
  /// One membership. In three rows, newest first, of which the last has local ones only.
  struct member : hook<by_group>, hook<by_share>, hook<by_process> {
    member(pid process, share& part) : who(process), in(&part) {}
    pid who;
    share* in;
    member* older = nullptr;  ///< the next older one of the same process in the same share
  };
  struct group;
  struct origin_entry {
    row<share, by_origin> shares;
    size count;
  };
  struct share : hook<by_origin> {
    share(group& g, pid came_from, origin_entry& from) : of(&g), origin(came_from), home(&from) {}
    group* of;
    pid origin;
    origin_entry* home;
    row<member, by_share> members;
    dense_map<pid, member*, pid_hash> newest;  ///< of each process
    std::uint64_t seen = 0;                    ///< the round of `replace` that named it last
  };
  struct group {
    term name;
    row<member, by_group> members;
    dense_map<pid, std::unique_ptr<share>, pid_hash> shares;  ///< by origins
    /// What lookups return; no term: it has to be made anew.
    mutable term all;
    mutable term local;
  };
  struct process_entry {
    row<member, by_process> members;
  };
  struct name_hash {
    std::size_t operator()(term_ref t) const noexcept;
  };

  [[nodiscard]] const group* find(term_ref name) const KITH_REQUIRES_SHARED(mutex_);
  [[nodiscard]] term list_of_all(const group& g) const KITH_REQUIRES(mutex_);
  [[nodiscard]] term list_of_local(const group& g) const KITH_REQUIRES(mutex_);
  share& share_of(pid origin, term_ref name) KITH_REQUIRES(mutex_);
  [[nodiscard]] share* find_share(pid origin, term_ref name) const KITH_REQUIRES_SHARED(mutex_);
  void add(share& to, std::span<const pid> who) KITH_REQUIRES(mutex_);
  /// The newest membership of a process goes; false when there is none.
  bool remove(share& from, pid who) KITH_REQUIRES(mutex_);
  void changed(share& s) KITH_REQUIRES(mutex_);
  /// An empty share goes, and with it an empty group, an empty origin.
  void tidy(share& s) KITH_REQUIRES(mutex_);
  void change(share& s, std::span<const pid> to, std::vector<pg_change>& changes)
      KITH_REQUIRES(mutex_);

  const pid own_;
  mutable shared_mutex mutex_;
  boost::unordered_flat_map<term_ref, std::unique_ptr<group>, name_hash>
      groups_ KITH_GUARDED_BY(mutex_);  ///< keys lie in the groups
  boost::unordered_flat_map<pid, std::unique_ptr<origin_entry>, pid_hash>
      origins_ KITH_GUARDED_BY(mutex_);
  boost::unordered_flat_map<pid, std::unique_ptr<process_entry>, pid_hash>
      processes_ KITH_GUARDED_BY(mutex_);  ///< local ones
  std::uint64_t round_ KITH_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::detail
