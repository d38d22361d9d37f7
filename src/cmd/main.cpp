// The command `kith`: a subcommand, or a node with the flags of erl.
#include <cstdio>
#include <string>
#include <vector>

#include "cmd/build_info.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/manual.hpp"
#include "cmd/shell_start.hpp"
#include "cmd/subcommand.hpp"

namespace kith::cmd {

namespace {

int run(std::vector<std::string> arguments) {
  if (arguments.empty()) {
    return start_shell(arguments);
  }
  const std::string first = arguments.front();
  const subcommands all = all_subcommands();
  for (const auto& s : all) {
    if (s->name() == first) {
      arguments.erase(arguments.begin());
      return run_subcommand(*s, std::move(arguments));
    }
  }
  if (first == "--help") {
    std::fputs(help_text(all).c_str(), stdout);
    return exit_good;
  }
  if (first == "--version") {
    std::puts("kith " KITH_VERSION);
    return exit_good;
  }
  // To erl a word without dash is an argument for the program; here it is far more likely a slip.
  if (first.front() != '-' && first.front() != '+') {
    std::fprintf(
        stderr,
        "kith: no subcommand '%s'. 'kith help' lists them; what a node's own program is to "
        "get stands behind -extra.\n",
        first.c_str());
    return exit_usage;
  }
  return start_shell(arguments);
}

}  // namespace

}  // namespace kith::cmd

int main(int count, char** words) {
  return kith::cmd::run({words + (count > 0 ? 1 : 0), words + count});
}
