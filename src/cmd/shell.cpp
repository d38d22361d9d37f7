#include "cmd/shell.hpp"

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>

#include "cmd/background.hpp"
#include "cmd/console.hpp"
#include "cmd/ending_signals.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/report_log.hpp"
#include "eval/evaluator.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "kith/nodes.hpp"

namespace kith::cmd {

namespace {

int complain(const std::string& text, int status) {
  std::fprintf(stderr, "kith: %s\n", text.c_str());
  return status;
}

// ---- how other nodes end this one ---------------------------------------------------------------

/// The node that init:stop, erlang:halt and signals end, and with what; there is one in this
/// program. Whoever ends it may come while it ends already.
class ending {
 public:
  void watch(node* n) {
    const std::scoped_lock guard(mutex_);
    running_ = n;
  }
  void stop() {
    const std::scoped_lock guard(mutex_);
    if (running_ != nullptr) {
      running_->stop();
    }
  }

 private:
  std::mutex mutex_;
  node* running_ = nullptr;
};

ending& the_ending() {
  static ending e;
  return e;
}

// ---- the node -----------------------------------------------------------------------------------

process set_cookies(ctx, std::vector<std::pair<std::string, std::string>> cookies) {
  for (const auto& [peer, cookie] : cookies) {
    const auto who = atom::intern(peer);
    const auto secret = atom::intern(cookie);
    if (who && secret) {
      set_cookie(*who, *secret);
    }
  }
  co_return;
}

term strings(const std::vector<std::string>& all) {
  return list_of(all);
}

/// What kith_boot:start/2 takes.
term boot_arguments(const shell_options& options) {
  std::vector<term> actions;
  for (const shell::start_action& a : options.line.starts) {
    using kind = shell::start_action::kind;
    if (a.what == kind::eval) {
      for (const std::string& text : a.values) {
        actions.push_back(tuple(atom("eval"), text));
      }
    } else {
      actions.push_back(tuple(atom(a.what == kind::s ? "s" : "run"), strings(a.values)));
    }
  }
  const term shell = options.settings.noshell
                         ? term(atom("none"))
                         : term(tuple(atom("shell"), atom("server"), list(false)));
  return list(list_of(actions), shell);
}

/// Folders of -pa and -pz, in the order in which modules are looked for.
std::vector<std::string> code_path(const shell::command_line& line) {
  std::vector<std::string> path = {"."};
  for (const auto& folders : line.get_argument("pa")) {
    path.insert(path.begin(), folders.begin(), folders.end());
  }
  for (const auto& folders : line.get_argument("pz")) {
    path.insert(path.end(), folders.begin(), folders.end());
  }
  return path;
}

detail::start_arguments arguments_of(const shell::command_line& line) {
  detail::start_arguments all;
  for (const shell::init_flag& flag : line.flags) {
    if (const auto name = atom::intern(flag.name)) {
      all.flags.emplace_back(*name, flag.values);
    }
  }
  all.plain = line.plain;
  return all;
}

void start_evaluating(node& n, const shell_options& options, console& terminal) {
  detail::kernel_state& kernel = *n.core().kernel.load();
  kernel.input = &terminal;
  kernel.arguments = arguments_of(options.line);
  kernel.printable = options.settings.emulator.unicode_printable ? printable_range::unicode
                                                                 : printable_range::latin1;
  static_cast<eval::evaluator&>(*kernel.code).set_path(code_path(options.line));
  n.spawn(eval::apply_process, atom("kith_boot"), atom("start"), boot_arguments(options));
}

int run_node(const shell_options& options, background& parent) {
  const ending_signals::blocked blocked;
  console terminal;  // these outlive the node
  report_log log;
  std::unique_ptr<node> n;
  try {
    node_options what = options.settings.node;
    what.evaluate = true;
    what.log = &log;
    n = std::make_unique<node>(what);
  } catch (const start_error& e) {
    return parent.tell(complain(e.what(), exit_failure));
  }
  if (!options.settings.cookies.empty()) {
    n->spawn(set_cookies, options.settings.cookies);
  }
  the_ending().watch(n.get());
  parent.tell(exit_good);
  start_evaluating(*n, options, terminal);
  {
    const ending_signals signals([](int number) {
      if (number == SIGTERM) {
        std::fputs("kith: SIGTERM received - shutting down\n", stderr);
      }
      the_ending().stop();
    });
    const int status = n->wait();
    the_ending().watch(nullptr);
    terminal.end();
    n.reset();
    return status;
  }
}

}  // namespace

int run_shell(const shell_options& options) {
  if (options.settings.dynamic_name) {
    return complain("the name undefined, by which the first peer names the node, is not there yet",
                    exit_unavailable);
  }
  background parent(options.settings.detached);
  return parent.is_parent() ? parent.status_of_child() : run_node(options, parent);
}

}  // namespace kith::cmd
