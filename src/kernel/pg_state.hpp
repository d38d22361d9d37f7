// The scope of process groups as a state machine: messages in, effects out; no socket, no clock, no
// process. OTP: kernel, pg.
//
// Between the scopes of two nodes, bare but for `sync`, which is a cast:
//
//   {discover, Scope} | {discover, Scope, Version}   answered by `sync`; a stranger is asked back
//   {sync, Scope, [{Group, [Pid]}]}                  all that is local to Scope's node
//   {join, Scope, Group, Pid | [Pid]}
//   {leave, Scope, Pid | [Pid], [Group]}             one membership for each time it is named
//
// and the calls {join_local, Group, Pid | [Pid]}, {leave_local, Group, Pid | [Pid]}, monitor,
// {monitor, Group}, {demonitor, Ref}.
//
// A scope of OTP ends at a message that it does not know, and at a `leave` of a group that it has
// not heard of from that peer. So nothing else is ever sent, and no change before the first sync.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <map>
#include <string_view>
#include <vector>

#include "kernel/pg_effects.hpp"
#include "kernel/pg_groups.hpp"
#include "kernel/term_order.hpp"

namespace kith::detail {

/// What others may fill in a scope; what is beyond is ignored.
struct pg_limits {
  std::size_t groups_per_peer_max = 1u << 20u;
  std::size_t members_per_peer_max = 1u << 22u;
  std::size_t peers_per_node_max = 16;
  std::size_t monitors_max = 1u << 20u;
};

class pg_state {
 public:
  pg_state(atom scope, pid own, pg_groups& groups, pg_effects& outside,
           const pg_limits& limits = pg_limits());

  /// Asks the scopes of those nodes.
  void start(const std::vector<atom>& nodes);
  /// Returns the answer; `{error, badarg}` for what is no request.
  [[nodiscard]] term call(term_ref request, pid caller);
  /// A cast and a bare message; what has not the shape of one is logged and dropped.
  void cast(term_ref request);
  void info(term_ref message);

  /// OTP's record `state`.
  [[nodiscard]] term to_term() const;

 private:
  enum class kind : std::uint8_t { member, peer, scope_monitor, group_monitor };
  struct watch {
    kind what;
    pid who;
    term group;  ///< of a group_monitor
  };
  struct peer {
    reference watch;
    bool over_quota = false;  ///< and the log says so
  };
  /// The processes that hear of changes, by the references that they know.
  using monitors = dense_map<reference, pid, reference_hash>;

  term join_local(term_ref group, term_ref who);
  term leave_local(term_ref group, term_ref who);
  term monitor_scope(pid caller);
  term monitor_group(term_ref group, pid caller);
  term demonitor(term_ref ref);

  bool discovered_by(term_ref who);
  bool sync(term_ref who, term_ref listing);
  bool join_remote(term_ref who, term_ref group, term_ref pids);
  bool leave_remote(term_ref who, term_ref pids, term_ref groups);
  void ended(const reference& ref);
  void member_ended(pid who);

  /// The peer, new if need be; null when it may be none.
  peer* accept(pid who);
  void send_sync(pid to);
  void broadcast(const term& message);
  void notify(atom what, term_ref group, const std::vector<pid>& who);
  void notify_all(const std::vector<pg_change>& changes);
  /// The processes that `t` names, of which those that live on `origin`'s node are kept; false when
  /// it is no pid and no list of pids.
  bool pids_from(pid origin, term_ref t, std::vector<pid>& out) const;
  /// How many more members may come from there.
  [[nodiscard]] bool has_room(pid origin, peer& p, std::size_t groups, std::size_t members);
  void tell_of_quota(pid origin, peer& p);
  void forget_watch(const reference& ref);
  void unexpected(std::string_view what, term_ref message);

  atom scope_;
  pid own_;
  pg_groups& groups_;
  pg_effects& outside_;
  const pg_limits limits_;

  boost::unordered_flat_map<reference, watch, reference_hash> watches_;
  boost::unordered_flat_map<pid, reference, pid_hash> members_;  ///< local ones, each watched once
  dense_map<pid, peer, pid_hash> peers_;
  monitors scope_monitors_;
  std::map<term, monitors, term_less> group_monitors_;
};

}  // namespace kith::detail
