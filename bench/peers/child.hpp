// Programs of the system that a benchmark starts: this one again, as another node.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kith/kith.hpp>

namespace bench {

/// This program with other words behind its name. Its standard input and output are ours; it is
/// killed when the object goes, and ends by itself when we do (its input ends).
class child {
 public:
  explicit child(const std::vector<std::string>& words);
  child(child&& other) noexcept
      : process_(std::exchange(other.process_, 0)), input_(std::exchange(other.input_, -1)),
        output_(std::exchange(other.output_, -1)) {}
  child& operator=(child&&) = delete;
  ~child();

  /// Its number in the system.
  [[nodiscard]] int process() const noexcept { return process_; }
  /// Where its standard output is read.
  [[nodiscard]] int output() const noexcept { return output_; }
  /// Writes a line to its standard input.
  void tell(std::string_view line) const;

 private:
  int process_ = 0;
  int input_ = -1;
  int output_ = -1;
};

/// Reads lines until one is `expected`; the program ends with status 1 if none comes.
[[nodiscard]] kith::task<void> await_line(kith::ctx self, int output, const char* expected);

}  // namespace bench
