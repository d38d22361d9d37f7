#pragma once

#include "eval/evaluator.hpp"

namespace kith::eval {

/// The modules that are part of the program (library.hpp).
class library_source final : public module_source {
 public:
  [[nodiscard]] task<std::optional<found>> find(ctx self, atom module) override;
  [[nodiscard]] std::optional<std::string> header(const std::string& name) const override;
};

}  // namespace kith::eval
