// Functions that are not native: those of modules written in Erlang, and funs. The kernel calls
// them through this; `eval` implements it on nodes that evaluate.
#pragma once

#include "kernel/native_outcome.hpp"
#include "kith/process.hpp"

namespace kith::detail {

class language {
 public:
  virtual ~language() = default;
  /// Calls `module:function(args…)` in the running process on behalf of `caller`, see run_native;
  /// its module is loaded if it can be. What there is not ends with the error `undef`.
  [[nodiscard]] virtual task<native_outcome> call(ctx self, pid caller, atom module, atom function,
                                                  term args) = 0;
  /// The same of a fun.
  [[nodiscard]] virtual task<native_outcome> call_fun(ctx self, pid caller, term fun,
                                                      term args) = 0;
  /// Whether a loaded module exports it.
  [[nodiscard]] virtual bool exports(atom module, atom function, std::uint32_t arity) const = 0;
};

}  // namespace kith::detail
