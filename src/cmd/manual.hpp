// The manual of the command: what `--help` prints, the pages of man(1) and the completions of
// shells, all from what the subcommands say of themselves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cmd/subcommand.hpp"

namespace kith::cmd {

/// A subcommand with its options defined.
struct described {
  explicit described(subcommand& s);
  ~described();

  subcommand& which;
  std::unique_ptr<CLI::App> app;
};

/// An option as it is shown.
struct shown_option {
  std::vector<std::string> names;  ///< with their dashes; none of a word without dash
  std::string value;               ///< what follows, `PORT`; empty: nothing
  std::string text;
};

/// Those that are no secret, in the order of definition.
[[nodiscard]] std::vector<shown_option> options_of(const described& d);
/// The flags that `kith` takes without a subcommand, as erl does.
[[nodiscard]] std::vector<shown_option> shell_flags();

[[nodiscard]] std::string usage_line(const subcommand& which);
[[nodiscard]] std::string help_text(const described& d);
/// Of `kith` itself.
[[nodiscard]] std::string help_text(const subcommands& all);

/// A page of man(1), in roff.
[[nodiscard]] std::string manual_page(const described& d);
[[nodiscard]] std::string manual_page(const subcommands& all);

/// The completion script of a shell: `bash`, `zsh` or `fish`; empty for others.
[[nodiscard]] std::string completion_script(const std::string& shell, const subcommands& all);

}  // namespace kith::cmd
