// What a process runs, where that has a name in Erlang: it tells process_info.
#pragma once

#include "kith/term.hpp"

namespace kith::detail {

/// Set in `relations::code` for as long as the process runs it. Called by the scheduler that has
/// the process, which is not within it then, or by the process.
class running_code {
 public:
  virtual ~running_code() = default;

  /// `{Module, Function, Arity}`: with what it was spawned.
  [[nodiscard]] virtual term initial_call() const = 0;
  /// `[{Module, Function, Arity, Location}, …]`, where it is first.
  [[nodiscard]] virtual term stacktrace() const = 0;
};

}  // namespace kith::detail
