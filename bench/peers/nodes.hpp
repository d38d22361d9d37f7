#pragma once

#include "settings.hpp"

namespace bench {

/// `kith-bench node mode=… name=… cookie=…`: runs a node until the standard input ends; returns the
/// status for the system.
int be_a_node(const settings& s);

}  // namespace bench
