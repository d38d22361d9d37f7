#include "cmd/shell.hpp"

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>

#include "cmd/background.hpp"
#include "cmd/break_menu.hpp"
#include "cmd/console.hpp"
#include "cmd/ending_signals.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/heart.hpp"
#include "eval/evaluator.hpp"
#include "io/world.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/log_relay.hpp"
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
  term shell = atom("none");
  if (!options.settings.noshell) {
    shell = options.settings.remsh ? term(tuple(atom("remote"), *options.settings.remsh))
            : options.attach       ? term(tuple(atom("attach"), atom(*options.attach)))
                                   : term(atom("local"));
  }
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

/// A parameter of kernel that is a text; empty if it is none.
std::string kernel_text(const shell_options& options, const char* key) {
  std::string text;
  const term_ref value = options.settings.env.get_env(atom("kernel"), atom(key));
  return value.is_cons() && value.to_text(text) ? text : std::string();
}

/// The parameters shell_history, shell_history_path and shell_history_drop of kernel.
history_options history_of(const shell_options& options) {
  history_options history;
  if (!options.settings.env.get_env(atom("kernel"), atom("shell_history")).is(atom("enabled"))) {
    return history;
  }
  std::string folder = kernel_text(options, "shell_history_path");
  const io::world& world = io::real_world();
  if (folder.empty()) {
    folder =
        world.getenv("XDG_CACHE_HOME").value_or(world.getenv("HOME").value_or(".") + "/.cache") +
        "/kith-history";
  }
  history.path = folder + "/lines";
  term_ref dropped = options.settings.env.get_env(atom("kernel"), atom("shell_history_drop"));
  for (std::string line; dropped.is_cons(); dropped = dropped.tail()) {
    if (dropped.head().is_cons() && dropped.head().to_text(line)) {
      history.drop.push_back(line);
    }
  }
  return history;
}

atom atom_of(shell::warning_map as) {
  switch (as) {
  case shell::warning_map::error: return atoms::error;
  case shell::warning_map::info: return atom("info");
  case shell::warning_map::warning: break;
  }
  return atom("warning");
}

/// As in OTP only those of applications that are loaded can be asked for.
void set_parameters(detail::application_env& to, const shell::application_env& from) {
  for (const atom application : {atom("kernel"), atom("stdlib")}) {
    for (const auto& [key, value] : from.get_all_env(application)) {
      to.set(application, key.as_atom(), value);
    }
  }
}

void start_evaluating(node& n, const shell_options& options, console& terminal,
                      std::optional<heart>& heart) {
  detail::kernel_state& kernel = *n.core().kernel.load();
  kernel.heart = heart ? &*heart : nullptr;
  set_parameters(kernel.env, options.settings.env);
  kernel.input = &terminal;
  kernel.arguments = arguments_of(options.line);
  kernel.warnings = atom_of(options.settings.emulator.warnings);
  kernel.printable = options.settings.emulator.unicode_printable ? printable_range::unicode
                                                                 : printable_range::latin1;
  kernel.maybe_expr = options.settings.maybe_expr;
  if (terminal.screen() != nullptr) {
    kernel.output = terminal.screen();
  }
  static_cast<eval::evaluator&>(*kernel.code).set_path(code_path(options.line));
  n.spawn(eval::apply_process, atom("kith_boot"), atom("start"), boot_arguments(options));
}

/// Returns true if the program ends by this signal.
bool take_signal(int number, node& n, console& terminal, std::optional<heart>& heart) {
  if (!is_ending(number)) {
    if (terminal.screen() != nullptr) {
      terminal.screen()->refresh();
    }
    return false;
  }
  if (number == SIGINT && terminal.screen() != nullptr && !run_break_menu(n, *terminal.screen())) {
    return false;
  }
  if (number == SIGTERM) {
    if (heart) {
      heart->shut_down();
    }
    std::fputs("kith: SIGTERM received - shutting down\n", stderr);
  }
  the_ending().stop();
  return true;
}

int run_node(const shell_options& options, background& parent) {
  // These outlive the node.
  std::optional<heart> heart;
  if (options.line.has("heart")) {
    heart.emplace();
  }
  const ending_signals::blocked blocked;
  // Never destroyed: a thread of the pool that was asked for a line may come to it after the node.
  static auto* const only = new console(!options.settings.noshell, history_of(options));
  console& terminal = *only;
  stderr_log early;
  detail::log_relay log(early);
  std::unique_ptr<node> n;
  try {
    node_options what = options.settings.node;
    what.evaluate = true;
    what.attach = true;
    what.log = &log;
    n = std::make_unique<node>(what);
  } catch (const start_error& e) {
    terminal.end();
    return parent.tell(complain(e.what(), exit_failure));
  }
  if (!options.settings.cookies.empty()) {
    n->spawn(set_cookies, options.settings.cookies);
  }
  the_ending().watch(n.get());
  parent.tell(exit_good);
  n->core().kernel.load()->relay = &log;
  start_evaluating(*n, options, terminal, heart);
  {
    const ending_signals signals(
        [&](int number) { return take_signal(number, *n, terminal, heart); });
    const int status = n->wait();
    the_ending().watch(nullptr);
    terminal.end();
    n.reset();
    return status;
  }
}

}  // namespace

int run_shell(const shell_options& options) {
  background parent(options.settings.detached);
  return parent.is_parent() ? parent.status_of_child() : run_node(options, parent);
}

}  // namespace kith::cmd
