#pragma once

#include "eval/evaluator.hpp"

namespace kith::eval {

/// The modules whose text lies in the folders of the evaluator's path, as `Module.erl`.
class folder_source final : public module_source {
 public:
  [[nodiscard]] task<std::optional<found>> find(ctx self, atom module) override;
};

}  // namespace kith::eval
