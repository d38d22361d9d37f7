// The global name server as a state machine: messages in, effects out; no socket, no clock, no
// process. One function reads as the handle_* of the same message does in OTP, whose words are used
// throughout. OTP: kernel, global, protocol version 8 (5 to 8 are spoken).
//
// Between the name servers of two nodes, in the order of a connection (casts unless said):
//
//   {init_connect, {Vsn, Tag}, Node, {locker, _, Known, LockerPid}}
//   {init_connect_ack, Node, YourTag, MyTag}                      bare, from version 8
//   {lock_set, LockerPid, IsSet, Known, YourTag}                  from locker to locker
//   {exchange, Node, [{Name, Pid, Method}], [], YourTag}
//   {resolved, Node, Ops, Known, _, NamesExt, YourTag}            Known: [{Node, Vsn}] from 7
//   {new_nodes, Node, Ops, NamesExt, [{Node, Vsn}], ExtraInfo}    to the others known
//   {in_sync, Node, IsKnown}                                      to those just learnt of
//   {cancel_connect, Node, YourTag}                               bare, from version 8
//   {lost_connection, Node, Creation, OpId, LostNode}             bare, from version 7
//   {remove_connection, Node}                                     bare, from version 7
//
// and the calls {register, Name, Pid, Method}, {unregister, Name}, {register_ext, …},
// {set_lock, Id}, {del_lock, Id}, get_known and others of handle_call.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kernel/global_effects.hpp"
#include "kernel/global_table.hpp"
#include "kernel/group_definition.hpp"

namespace kith::detail {

struct global_options {
  /// Names are known on all connected visible nodes, which all connect to one another.
  /// OTP: connect_all.
  bool connect_all = true;
  /// A connection that is lost between two nodes is given up by all. OTP:
  /// prevent_overlapping_partitions.
  bool prevent_overlapping_partitions = true;
  /// Tells this instance of the node from others of its name: random bits above, the creation
  /// below.
  std::uint64_t extended_creation = 0;
  /// With whom names are shared; null: with all.
  const group_table* groups = nullptr;
};

class global_state {
 public:
  static constexpr int protocol_version = 8;
  /// Locks beyond these are refused, lost connections beyond these forgotten first: a peer that
  /// invents them must not fill the memory.
  static constexpr std::size_t locks_max = 1u << 20u;
  static constexpr std::size_t lost_connections_max = 1u << 14u;
  static constexpr std::size_t known_max = 1u << 16u;
  static constexpr std::size_t early_connects_max = 1u << 10u;

  global_state(atom node, global_table& table, global_effects& outside, global_options options);

  /// A message as it came: a call, a cast, or bare. What has not the shape of one is logged and
  /// dropped.
  void handle(const term& message);
  /// The node got its name only now, or another.
  void rename(atom node) noexcept { node_ = node; }

  [[nodiscard]] std::vector<atom> known() const;
  [[nodiscard]] const std::set<atom>& synced() const noexcept { return synced_; }

 private:
  /// What is under way with a node that connects; all of it goes when the attempt ends.
  struct session {
    term my_tag;   ///< of our attempt, an integer; none: we have not begun
    term his_tag;  ///< as it came, opaque
    int version = 0;
    term early_init;  ///< an init_connect that came before nodeup: {Vsn, InitMsg, HisTag}
    bool lock_is_set = false;
    term names_sent;      ///< ours: what he settles conflicts by
    term early_names;     ///< the names of an exchange that came before our lock was set
    term ops;             ///< what our resolver found
    term early_resolved;  ///< a `resolved` that came before that: {HisKnown, NamesExt, HisResolved}
    term lock_id;
  };
  struct resolver {
    term tag;
    pid who;
  };
  struct sync_request {
    term from;
    std::set<atom> waiting;
  };
  /// Answered with `nodes` when the nodedown of each has come.
  struct disconnect_request {
    term from;
    term nodes;
    std::set<atom> waiting;
  };
  struct lost_connection {
    term op;
    reference timer;
  };

  // global_state.cpp: which message it is.
  bool handle_call(term_ref request, const term& from);
  bool handle_cast(term_ref request);
  bool handle_info(const term& m);
  void never_connected(atom node);
  bool handle_node_event(term_ref m);
  bool handle_local_call(term_ref request, const term& from);
  [[nodiscard]] term info() const;
  void sync(const std::set<atom>& nodes, const term& from);
  void synced_with(atom node);
  void disconnect(const term& from);
  void disconnected_from(atom node);
  void unexpected(const char* where, term_ref message);

  // global_connect.cpp: nodes come and go.
  void nodeup(atom node);
  enum class why_down : std::uint8_t { disconnected, ignore_node, remove_connection };
  void nodedown(atom node, why_down why);
  void init_connect(term_ref version, atom node, term_ref init);
  void begin_connect(int version, atom node, const term& init, const term& his_tag);
  void init_connect_ack(atom node, term_ref his_my_tag, term_ref his_his_tag);
  void cancel_connect(atom node, term_ref my_tag);
  void restart_connect(atom node, const term& my_tag);
  void cancel_locker(atom node, const term& tag, term to_be_sent = atom("no_fun"));
  void send_cancel_connect(atom node, const term& his_tag);
  void lock_is_set(atom node, term_ref lock_id);
  void lock_set(term_ref message);
  void exchange(atom node, const term& names);
  void exchange_ops(atom node, term_ref tag, term_ref ops, term_ref resolved);
  void resolved(atom node, term_ref his_resolved, term_ref his_known, term_ref names_ext);
  void in_sync(atom node);
  void in_sync_at_last(const std::vector<atom>& added);
  void new_nodes(atom node, term_ref ops, term_ref names_ext, term_ref nodes, term_ref extra);
  void connection_resolved(atom node, term to_be_sent);
  void illegal_tag(atom node, term_ref tag);
  session* session_of(atom node, term_ref my_tag);
  void reset(atom node) { sessions_.erase(node); }

  // global_group_ties.cpp: names are shared within our group alone.
  [[nodiscard]] bool is_member(atom node) const;
  [[nodiscard]] bool is_participant(atom node) const;
  [[nodiscard]] bool in_groups() const;
  [[nodiscard]] why_down why_lost(atom node) const;
  bool handle_group_event(term_ref m);

  // global_partition.cpp: no overlapping partitions.
  void inform_connection_loss(atom node);
  void lost(const term& message);
  void remove_connection(atom node);
  void multicast(const term& message, atom except);
  void forget_lost_connection(const reference& timer);

  // global_registry.cpp: names and locks.
  [[nodiscard]] bool set_lock(term_ref id, pid who);
  void del_lock(term_ref id, pid who);
  void remove_lock_holder(const term& resource, pid who, bool died);
  void watched_ended(term_ref down);
  void drop_locks_of(atom node);
  void drop_names_of(atom node);
  void insert_name(const term& name, pid who, const term& method, bool lock_still_set);
  void insert_external(const term& name, pid who, const term& method, atom registrar,
                       bool lock_still_set);
  void delete_name(const term& name);
  void drop_external(const term& name);
  [[nodiscard]] bool registrar_holds_lock(pid registrar) const;
  [[nodiscard]] bool node_holds_lock(term_ref extra_info) const;
  void do_ops(term_ref ops, term_ref names_ext, term_ref extra_info);
  [[nodiscard]] term names_to_send() const;
  [[nodiscard]] term external_names() const;
  void whereis(const term& message);

  // global_known.cpp: who is known, and with which version of the protocol.
  [[nodiscard]] int version_of(atom node) const;
  [[nodiscard]] bool potentially_known(atom node) const;
  [[nodiscard]] bool shares_names_with(atom node) const;
  [[nodiscard]] term known_list(int version) const;
  [[nodiscard]] std::vector<std::pair<atom, int>> with_versions(term_ref nodes) const;
  std::vector<atom> add_to_known(const std::vector<std::pair<atom, int>>& nodes);

  atom node_;
  global_table& table_;
  global_effects& outside_;
  global_options options_;

  std::map<atom, int> known_;         ///< and the version each speaks
  std::map<atom, int> pending_;       ///< connecting: init_connect has come, no `resolved` yet
  std::set<atom> removing_;           ///< their nodedown is expected and no loss
  std::map<atom, term> connections_;  ///< visible nodes that are up, and the connection's number
  std::set<atom> synced_;
  std::set<atom> early_in_sync_;  ///< have said so, and are not known yet
  std::map<atom, session> sessions_;
  std::map<atom, resolver> resolvers_;
  std::vector<sync_request> syncers_;
  std::vector<disconnect_request> leavers_;
  /// By {Reporter, Creation, LostNode}: while reports of two lives of one node are under way, each
  /// is relayed once.
  std::map<term, lost_connection, term_less> lost_;
  std::map<term, std::pair<pid, atom>, term_less> external_;  ///< names of processes of C nodes
  /// The lock `global` went because who held it died, not because it was given back.
  bool global_lock_down_ = false;
  std::int64_t last_tag_ = 0;
  std::int64_t last_op_ = 0;
};

}  // namespace kith::detail
