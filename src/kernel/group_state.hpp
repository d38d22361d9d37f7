// The process global_group as a state machine: messages in, effects out. It knows which nodes of
// our group read the definition of the groups as we do, and tells the global name server with whom
// to share names. OTP: kernel, global_group.
//
// Between the nodes (casts unless said):
//
//   {disconnect_node, Node}                                  bare: Node shares no names with us
//   {conf_check, 3, Node, {Pid, Session}, sync, Group, Type, Nodes}
//   {config_ok | config_error, 3, {Pid, Session}, Node}      bare, to Pid
//   {registered_names, Pid}    answered with {registered_names_res, Names}, bare
//   {find_name, Pid, Name}     answered with {find_name_res, Pid | undefined}, bare
//   erpc global_group:get_own_nodes(), global_group:ng_add_check(Node, Type, Nodes)
//
// and to the global name server of this node, with the number of the connection:
//
//   {group_nodeup, Node, Number}, {group_nodedown, Node, Number}
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "kernel/group_definition.hpp"
#include "kernel/group_effects.hpp"
#include "kernel/term_order.hpp"

namespace kith::detail {

class group_state {
 public:
  static constexpr int conf_check_version = 3;
  /// Searches beyond these find nothing.
  static constexpr std::size_t searches_max = 1u << 14u;
  /// Who asks to hear of nodes beyond these gets `{error, system_limit}`.
  static constexpr std::size_t monitors_max = 1u << 14u;

  group_state(atom node, pid self, group_table& table, group_effects& outside);

  /// A message as it came: a call, a cast, or bare. Others are dropped.
  void handle(const term& message);

 private:
  enum class standing : std::uint8_t { sync, sync_error, no_contact };
  /// An answer that is due from a node, asked for while that connection was up; none: while none.
  struct question {
    enum class what : std::uint8_t { nodeup, changed, added } why;
    atom node;
    term connection;
  };
  struct search {
    enum class what : std::uint8_t { names, whereis, send } why;
    term from;
    term name;
    term message;
  };

  // group_state.cpp
  void handle_call(term_ref request, const term& from);
  [[nodiscard]] term monitor_nodes(pid who, bool on);
  bool handle_change(term_ref request, const term& from);
  void handle_cast(term_ref m);
  void handle_info(const term& m);
  void nodeup(atom node, term_ref info);
  void nodedown(atom node);
  void ended(pid who, term_ref reason);
  [[nodiscard]] term info() const;

  // group_search.cpp: names of other groups.
  bool handle_search(term_ref request, const term& from);
  void look(const search& wanted, std::vector<std::vector<atom>> groups);
  void fail(const search& wanted);
  /// With no searcher nothing is found.
  void remember(pid searcher, const search& wanted);
  void look_for(search wanted, term_ref where);
  void found(pid searcher, const term& result);
  void answer(const search& s, const term& result);
  void failed(pid searcher, term_ref reason);

  // group_check.cpp: whether other nodes read the definition as we do.
  void check_at_start();
  void sync();
  void end_session();
  [[nodiscard]] term change(term_ref parameter, bool added);
  void conf_check(term_ref m);
  void checked(term_ref m, bool agreed);
  void watched_ended(const reference& watch, atom node, term_ref reason);
  void answered(const question& q, term_ref outcome);
  void ask(question::what why, atom node);
  void set(atom node, standing s);
  void share_with(atom node);
  void share_no_more_with(atom node, bool tell_him);
  void tell_monitors(atom what, atom node);
  void no_agreement(atom node);
  [[nodiscard]] term connection_of(atom node) const;

  [[nodiscard]] std::shared_ptr<const group_definition> groups() const { return table_.get(); }

  atom node_;
  pid self_;
  group_table& table_;
  group_effects& outside_;

  std::map<atom, standing> nodes_;    ///< of our group, but for ourselves
  std::map<atom, term> connections_;  ///< visible nodes that are up, and the connection's number
  std::deque<pid> monitors_;          ///< who hears of nodes, as often as it asked
  std::map<term, question, term_less> questions_;  ///< by reference
  std::map<term, search, term_less> searches_;     ///< by who searches
  /// A sync under way: its reference, and the nodes that have not answered.
  std::optional<std::pair<reference, std::map<atom, reference>>> session_;
};

/// A list of nodes in the order of their names, each once; of anything else the empty list.
[[nodiscard]] term sorted_nodes(term_ref list);

}  // namespace kith::detail
