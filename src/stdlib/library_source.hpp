#pragma once

#include "eval/evaluator.hpp"

namespace kith::eval {

/// The modules that are part of the program (library.hpp).
class library_source final : public module_source {
 public:
  [[nodiscard]] task<bool> find(ctx self, atom module, found& out) override;
};

}  // namespace kith::eval
