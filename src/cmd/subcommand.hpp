// A subcommand of `kith`. What it says of itself and of its options is the one source of its help,
// its page of the manual and its completions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace kith::cmd {

/// A part of a page of the manual. Paragraphs are parted by empty lines; a line that begins with
/// four spaces is shown as it is.
struct manual_section {
  std::string heading;
  std::string text;
};

class subcommand {
 public:
  virtual ~subcommand() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  /// What it does, in one line without a full stop: "asks …".
  [[nodiscard]] virtual std::string summary() const = 0;
  /// What follows the name in its usage, each way of using it by itself.
  [[nodiscard]] virtual std::vector<std::string> synopsis() const = 0;
  [[nodiscard]] virtual std::vector<manual_section> manual() const = 0;
  /// Whether its options are written as OTP's program of the same work has them, `-names`; then
  /// `--names` is understood too.
  [[nodiscard]] virtual bool single_dash() const { return false; }
  /// Puts its options into `app`, with where their values go.
  virtual void define(CLI::App& app) = 0;
  /// After the options have been read; gives the exit status.
  virtual int run() = 0;
};

using subcommands = std::vector<std::unique_ptr<subcommand>>;

[[nodiscard]] std::unique_ptr<subcommand> make_attach();
[[nodiscard]] std::unique_ptr<subcommand> make_call();
[[nodiscard]] std::unique_ptr<subcommand> make_doctor();
[[nodiscard]] std::unique_ptr<subcommand> make_epmd();
[[nodiscard]] std::unique_ptr<subcommand> make_help();
[[nodiscard]] std::unique_ptr<subcommand> make_locks();
[[nodiscard]] std::unique_ptr<subcommand> make_names();
[[nodiscard]] std::unique_ptr<subcommand> make_ping();
[[nodiscard]] std::unique_ptr<subcommand> make_version();

/// All, in the order in which the help lists them.
[[nodiscard]] subcommands all_subcommands();

/// Reads the arguments behind its name and runs it. A wrong command line is told on standard error.
[[nodiscard]] int run_subcommand(subcommand& which, std::vector<std::string> arguments);

/// `kith NAME: text` on standard error; gives back the status.
int complain(const subcommand& who, std::string_view text, int status);

}  // namespace kith::cmd
