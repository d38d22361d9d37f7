// What the parameter `global_groups` of kernel says, as one node reads it. Pure.
// OTP: kernel, global_group, config_scan/2, publish/2.
//
//   [{GroupName, [Node]} | {GroupName, normal | hidden, [Node]}]
#pragma once

#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "base/mutex.hpp"
#include "kith/term.hpp"

namespace kith::detail {

struct group_definition {
  /// How this node shows itself: with `hidden`, a node connects hidden to nodes of other groups.
  enum class publish_type : std::uint8_t { normal, hidden };

  struct other {
    term name;
    std::vector<atom> nodes;
  };

  term parameter;           ///< as it was given; none: there are no groups
  bool configured = false;  ///< there are groups
  term name;                ///< of our group; `no_name` when we are in none
  publish_type publish = publish_type::normal;
  std::set<atom> own;  ///< nodes of our group, ourselves among them
  std::vector<other> others;

  [[nodiscard]] bool is_member(atom node) const { return own.contains(node); }
  /// Whether names are shared with that node: it is of our group, or there are no groups.
  [[nodiscard]] bool is_participant(atom node) const { return own.empty() || is_member(node); }
  /// Whether we connect visibly to that node, whose name is no atom yet.
  [[nodiscard]] bool publishes_to(std::string_view node, bool hidden) const;
};

/// Fails when it is no definition, or this node is in two groups; then the failure says which, as
/// OTP words it: `{'node defined twice', {Group, Other}}`.
struct group_reading {
  group_definition definition;
  term fault;
};
[[nodiscard]] group_reading read_groups(atom node, term_ref parameter);

[[nodiscard]] term own_nodes_of(const group_definition& d);
[[nodiscard]] term other_groups_of(const group_definition& d);  ///< [{Name, [Node]}]

/// The definition that is in force. Any thread may read; the process global_group alone writes.
class group_table {
 public:
  [[nodiscard]] std::shared_ptr<const group_definition> get() const {
    const scoped_shared_lock guard(mutex_);
    return now_;
  }
  void set(group_definition d) {
    auto next = std::make_shared<const group_definition>(std::move(d));
    const scoped_lock guard(mutex_);
    now_.swap(next);
  }

 private:
  mutable shared_mutex mutex_;
  std::shared_ptr<const group_definition>
      now_ KITH_GUARDED_BY(mutex_) = std::make_shared<const group_definition>();
};

}  // namespace kith::detail
