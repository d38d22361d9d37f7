#include "cmd/break_menu.hpp"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "cmd/build_info.hpp"
#include "eval/evaluator.hpp"
#include "kith/build.hpp"

namespace kith::cmd {

namespace {

constexpr duration answer_time = duration::seconds(5);
constexpr int signal_poll_ms = 50;

/// Takes C-c, which is blocked.
bool is_interrupted() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  const timespec at_once{};
  return ::sigtimedwait(&set, nullptr, &at_once) == SIGINT;
}

/// A line that is typed; false when the input has ended, or C-c has come again.
bool read_answer(std::string& line) {
  line.clear();
  for (;;) {
    pollfd in{STDIN_FILENO, POLLIN, 0};
    const int ready = ::poll(&in, 1, signal_poll_ms);
    if (is_interrupted()) {
      return false;
    }
    if (ready > 0) {
      char c = 0;
      if (::read(STDIN_FILENO, &c, 1) != 1) {
        return false;
      }
      if (c == '\n') {
        return true;
      }
      line += c;
    }
  }
}

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

/// What kith_break tells of the node; the rest of a list it takes from `after`.
std::string ask(node& n, terminal& screen, const char* what, std::int64_t after = 0) {
  n.spawn(eval::apply_process, atom("kith_break"), atom("report"), list(atom(what), after));
  const std::string text = screen.reported(answer_time);
  return text.empty() ? "The node does not answer.\n" : text;
}

/// One process after the other, until `r`. Returns false when the input has ended.
bool kill_processes(node& n, terminal& screen) {
  for (std::int64_t at = 0;; ++at) {
    const std::string text = ask(n, screen, "process", at);
    print(text);
    if (!text.starts_with("\nProcess Information")) {
      return true;
    }
    std::string answer;
    do {
      print("(k)ill (n)ext (r)eturn:\n");
      if (!read_answer(answer)) {
        return false;
      }
      if (answer == "k") {
        print(ask(n, screen, "kill", at));
        --at;  // the next has its place
        break;
      }
      if (answer == "r") {
        return true;
      }
    } while (answer != "n");
  }
}

/// Returns true if the program is to end.
bool choose(node& n, terminal& screen) {
  for (std::string answer;;) {
    if (!read_answer(answer) || answer == "a" || answer == "q") {
      return true;
    }
    if (answer == "A") {
      print(ask(n, screen, "dump"));
      return true;
    }
    const char choice = answer.size() == 1 ? answer.front() : '?';
    switch (choice) {
    case 'c': return false;
    case 'p': print(ask(n, screen, "processes")); return false;
    case 'i': print(ask(n, screen, "info")); return false;
    case 'l': print(ask(n, screen, "loaded")); return false;
    case 'D': print(ask(n, screen, "tables")); return false;
    case 'd': print(ask(n, screen, "distribution")); return false;
    case 'v': print("Kith version " KITH_VERSION "\n"); return false;
    case 'k': return !kill_processes(n, screen);
    default:
      if (!answer.empty()) {
        print("Eh?\n\n");
      }
    }
  }
}

}  // namespace

bool run_break_menu(node& n, terminal& screen) {
  screen.pause();
  print("\nBREAK: (a)bort (A)bort with dump (c)ontinue (p)roc info (i)nfo\n"
        "       (l)oaded (v)ersion (k)ill (D)b-tables (d)istribution\n");
  const bool ends = choose(n, screen);
  if (!ends) {
    screen.resume();
  }
  return ends;
}

}  // namespace kith::cmd
