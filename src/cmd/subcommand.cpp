#include "cmd/subcommand.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cmd/exit_status.hpp"
#include "cmd/manual.hpp"

namespace kith::cmd {

namespace {

/// `-names` becomes `--names` where that is one of the options.
void double_dashes(const CLI::App& app, std::vector<std::string>& arguments) {
  for (std::string& word : arguments) {
    if (word.size() < 3 || word[0] != '-' || word[1] == '-') {
      continue;
    }
    for (const CLI::Option* option : app.get_options()) {
      const auto& names = option->get_lnames();
      if (std::ranges::find(names, word.substr(1)) != names.end()) {
        word.insert(word.begin(), '-');
        break;
      }
    }
  }
}

}  // namespace

subcommands all_subcommands() {
  subcommands all;
  all.push_back(make_epmd());
  all.push_back(make_names());
  all.push_back(make_locks());
  all.push_back(make_ping());
  all.push_back(make_call());
  all.push_back(make_attach());
  all.push_back(make_doctor());
  all.push_back(make_version());
  all.push_back(make_help());
  return all;
}

int run_subcommand(subcommand& which, std::vector<std::string> arguments) {
  const described d(which);
  if (which.single_dash()) {
    double_dashes(*d.app, arguments);
  }
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    d.app->parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    std::fputs(help_text(d).c_str(), stdout);
    return exit_good;
  } catch (const CLI::ParseError& e) {
    std::fprintf(stderr, "kith %s: %s\n%s\n'kith help %s' says more.\n", which.name().c_str(),
                 e.what(), usage_line(which).c_str(), which.name().c_str());
    return exit_usage;
  }
  return which.run();
}

int complain(const subcommand& who, std::string_view text, int status) {
  std::fflush(stdout);
  std::fprintf(stderr, "kith %s: %.*s\n", who.name().c_str(), static_cast<int>(text.size()),
               text.data());
  return status;
}

}  // namespace kith::cmd
