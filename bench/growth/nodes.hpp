// What the nodes of a measurement have in common.
#pragma once

#include <string>

#include <kith/kith.hpp>

namespace growth {

/// A full name as it is, a short one with this program's number and the loopback address.
[[nodiscard]] kith::node_options options_of(const std::string& name, kith::log_sink* log);

/// The node that the far curves talk to; empty where there is none.
[[nodiscard]] std::string far_end();

/// Says a line to who started this program.
void say(const char* line);

/// Reads a line of standard input; false when that has ended.
[[nodiscard]] bool hear(std::string& line);

}  // namespace growth
