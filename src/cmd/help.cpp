// kith help: what there is. Hidden, for the build: the manual and the completions of shells.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/exit_status.hpp"
#include "cmd/manual.hpp"

namespace kith::cmd {

namespace {

class help final : public subcommand {
 public:
  std::string name() const override { return "help"; }
  std::string summary() const override { return "explains a subcommand, or lists all"; }
  std::vector<std::string> synopsis() const override { return {"[SUBCOMMAND]"}; }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION", "Prints what the subcommand is for and its options."}};
  }
  void define(CLI::App& app) override {
    app.add_option("SUBCOMMAND", about_, "What to explain.")->type_name("");
    app.add_flag("--man", man_, "Prints the page of the manual, in roff.")->group("");
    app.add_option("--complete", shell_, "Prints the completions of bash, zsh or fish.")->group("");
  }
  int run() override {
    const subcommands all = all_subcommands();
    std::string text;
    if (!shell_.empty()) {
      text = completion_script(shell_, all);
    } else if (about_.empty()) {
      text = man_ ? manual_page(all) : help_text(all);
    } else {
      for (const auto& s : all) {
        if (s->name() == about_) {
          const described d(*s);
          text = man_ ? manual_page(d) : help_text(d);
        }
      }
    }
    if (text.empty()) {
      const bool of_shell = !shell_.empty();
      return complain(
          *this, (of_shell ? "no completions for '" + shell_ : "no subcommand '" + about_) + "'",
          exit_usage);
    }
    std::fputs(text.c_str(), stdout);
    return exit_good;
  }

 private:
  std::string about_;
  std::string shell_;
  bool man_ = false;
};

}  // namespace

std::unique_ptr<subcommand> make_help() {
  return std::make_unique<help>();
}

}  // namespace kith::cmd
