// What a benchmark was asked to do, and the lines it prints.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// `key=value` from the command line, and those that were asked for.
class settings {
 public:
  settings(std::string name, int count, char** words);

  /// A number; named among the parameters of what is printed from here on.
  [[nodiscard]] std::int64_t get(const std::string& key, std::int64_t otherwise);
  /// A text, which is not named there.
  [[nodiscard]] std::string text(const std::string& key, const std::string& otherwise = {}) const;
  /// One more parameter for what is printed from here on; `json` as it is to stand there.
  void note(const std::string& key, const std::string& json);

  /// Prints one figure.
  void emit(const std::string& metric, const std::string& unit, double value) const;

 private:
  std::string name_;
  std::vector<std::pair<std::string, std::string>> given_;
  std::vector<std::pair<std::string, std::string>> used_;  // values as JSON
};

}  // namespace bench
