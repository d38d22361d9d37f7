// What groups of nodes mean for names: they are shared with nodes of our group alone, once
// global_group says that these read the definition of the groups as we do.
//
//   {group_nodeup, Node, Number}, {group_nodedown, Node, Number}   from global_group, of a
//   connection

#include "kernel/global_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

bool global_state::is_member(atom node) const {
  return options_.groups != nullptr && options_.groups->get()->is_member(node);
}

bool global_state::is_participant(atom node) const {
  return options_.groups == nullptr || options_.groups->get()->is_participant(node);
}

bool global_state::in_groups() const {
  return options_.groups != nullptr && options_.groups->get()->configured;
}

/// The loss of a node of another group is nobody's partition.
global_state::why_down global_state::why_lost(atom node) const {
  return is_participant(node) ? why_down::disconnected : why_down::ignore_node;
}

bool global_state::handle_group_event(term_ref m) {
  const bool up = m[0].is(atom("group_nodeup"));
  if (!m.is_tuple(3) || (!up && !m[0].is(atom("group_nodedown")))) {
    return false;
  }
  const atom node = m[1].as_atom();
  const auto at = connections_.find(node);
  if (at == connections_.end() || !(at->second == m[2])) {
    return true;  // of a connection that is gone
  }
  if (up) {
    if (options_.connect_all) {
      nodeup(node);
    }
    return true;
  }
  // The connection may stay, so that no monitor of ours tells of what goes.
  drop_names_of(node);
  drop_locks_of(node);
  const bool is_loss =
      options_.connect_all && options_.prevent_overlapping_partitions && is_member(node);
  nodedown(node, is_loss ? why_down::disconnected : why_down::ignore_node);
  return true;
}

}  // namespace kith::detail
