// A program that is run to its end.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kith::cmd_test {

struct outcome {
  int status = -1;  ///< of exit; 128 and the number of the signal that ended it; -1: not in time
  std::string out;
  std::string err;

  friend bool operator==(const outcome&, const outcome&) = default;
};

using variables = std::vector<std::pair<std::string, std::string>>;

/// Runs `arguments[0]`, found in $PATH, with `input` as its standard input; kills it after 20 s.
[[nodiscard]] outcome run(std::vector<std::string> arguments, const variables& more = {},
                          const std::string& input = {});
/// The same for the command that was built.
[[nodiscard]] outcome kith(std::vector<std::string> arguments, const variables& more = {},
                           const std::string& input = {});

/// A file that is there as long as the object.
class temporary_file {
 public:
  /// `suffix` is the end of its name.
  temporary_file(const std::string& suffix, const std::string& content);
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file();
  [[nodiscard]] const std::string& path() const { return path_; }
  void write(const std::string& content) const;

 private:
  std::string path_;
};

/// The value of ERL_EPMD_PORT for a test's own epmd.
[[nodiscard]] variables epmd_at(std::uint16_t port);

/// The first line of a text, without its end.
[[nodiscard]] std::string first_line(const std::string& text);

}  // namespace kith::cmd_test
