// What a text may include: headers that are part of the program, by the applications that have
// them, and files. Read where blocking is allowed.
#pragma once

#include "eval/evaluator.hpp"
#include "lang/epp.hpp"

namespace kith::eval {

class included_files final : public lang::source_files {
 public:
  explicit included_files(const evaluator& node) noexcept : node_(node) {}

  std::optional<std::string> read(const std::string& name) override;
  /// Where the headers are said to be: no folder of the disk.
  std::optional<std::string> library(const std::string& application) override;
  std::optional<std::string> variable(const std::string&) override { return std::nullopt; }

 private:
  const evaluator& node_;
};

/// The forms of a text; for a thread that may block.
[[nodiscard]] std::vector<term> forms_of(const std::string& text, const lang::epp_options& options,
                                         const evaluator* node);

}  // namespace kith::eval
