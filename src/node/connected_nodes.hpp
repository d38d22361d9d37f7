// What the kernel asks about other nodes, answered by the distribution.
#pragma once

#include "dist/distribution.hpp"
#include "kernel/node_list.hpp"

namespace kith {

class connected_nodes final : public detail::node_list {
 public:
  connected_nodes(const detail::node_core& node, dist::distribution& d) : node_(node), dist_(d) {}

  [[nodiscard]] std::vector<atom> visible() const override { return dist_.nodes(true, false); }
  [[nodiscard]] std::vector<atom> hidden() const override { return dist_.nodes(false, true); }
  [[nodiscard]] bool is_visible(atom node) const override;
  [[nodiscard]] std::vector<atom> known() const override;
  [[nodiscard]] std::uint64_t connection_id(atom node) const override;
  [[nodiscard]] duration net_ticktime() const override { return dist_.net_ticktime(); }
  void tell_of_nodes(pid who) override { dist_.monitors().subscribe(who, {}); }
  [[nodiscard]] bool has_dynamic_name() const override { return dist_.has_dynamic_name(); }
  [[nodiscard]] bool has_long_names() const override { return dist_.has_long_names(); }
  void disconnect(atom node) override { dist_.disconnect(node); }

 private:
  const detail::node_core& node_;
  dist::distribution& dist_;
};

}  // namespace kith
