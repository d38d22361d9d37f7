// The near end of the benchmarks between nodes: names, and the start of the far end.
#pragma once

#include <optional>
#include <string>

#include "child.hpp"
#include "settings.hpp"

namespace bench {

/// KB_COOKIE, or what otp-bench takes without it.
[[nodiscard]] std::string cookie();
/// `kb4711_far1@127.0.0.1` of `far1`: names of one run of this program.
[[nodiscard]] std::string node_called(const std::string& what);
/// Starts this program as the node of that name, in a mode of nodes.cpp; `more` as `key=value`.
[[nodiscard]] child start_node(const std::string& what, const std::string& mode,
                               const std::vector<std::string>& more = {});

/// A far node, which ends with this object if we started it.
struct far_end {
  std::optional<child> program;
  kith::atom node;
};

/// Starts a far node and connects to it, or connects to the one that far=NODE names.
[[nodiscard]] kith::task<far_end> reach_far(kith::ctx self, settings* s, int number = 1);
/// A new process there: "echo", "sink", "blob", "srv" or "pg_watch".
[[nodiscard]] kith::task<kith::pid> far_process(kith::ctx self, kith::atom node, const char* kind);

}  // namespace bench
