// What happens to a cluster while a property is watched. Each is a row of one table, so that a new
// property meets them all, and a new adversity all properties.
#pragma once

#include <string>
#include <vector>

#include "cluster.hpp"

namespace kith::scenarios {

struct adversity {
  const char* name;
  /// Members 0 and 1 suffer; on return the trouble may last on.
  void (*strike)(cluster& c);
  /// Whether a connection that stands can be lost by it.
  bool loses_connection;
};

[[nodiscard]] const std::vector<adversity>& adversities();

/// All is well again: links are healed, programs go on, crashed ones are started.
void end_trouble(cluster& c);

}  // namespace kith::scenarios
