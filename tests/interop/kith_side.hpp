// A Kith node in the program of the test, and ways to let its processes act and to see what they
// get, from the thread of the test.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "child.hpp"
#include "erl_node.hpp"
#include "kith/kith.hpp"

namespace kith::interop {

/// Keeps a node's log.
class log_book final : public log_sink {
 public:
  void write(log_level level, std::string_view node, std::string_view who,
             std::string_view text) noexcept override;
  /// Whether there is an entry that holds `part`, or is in time.
  bool holds(std::string_view part, duration limit = patience);
  [[nodiscard]] std::string text();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

/// A term that a process hands to the thread of a test.
class term_box {
 public:
  void put(term t);
  /// No term when none came in time.
  term take(duration limit);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  term held_;
  bool full_ = false;
};

using shared_box = std::shared_ptr<term_box>;

/// The body of `kith_side::run`.
using action = task<term> (*)(ctx self, term argument);

struct kith_options {
  std::string name = "dog@localhost";
  std::uint16_t epmd = 0;
  std::string cookie = the_cookie;
  bool hidden = false;
  duration net_ticktime = 60_s;
  bool evaluate = false;
  std::string global_groups = {};  ///< as text; empty: none
};

/// Messages as `kith_side::transcript` shows them: printed, a line each, sorted.
[[nodiscard]] std::string lines(const std::vector<term>& messages);

class kith_side {
 public:
  explicit kith_side(kith_options options);

  [[nodiscard]] node& the_node() noexcept { return node_; }
  [[nodiscard]] atom name() const { return node_.name(); }
  [[nodiscard]] log_book& log() noexcept { return log_; }

  /// Runs `body` in a new process and returns its value; what it threw is returned as
  /// `{'EXIT', Reason}`, and the atom `no_answer` when it takes too long.
  term run(action body, term argument = term::nil(), duration limit = patience);

  /// A new puppet; one that is to be registered under a name.
  pid spawn_puppet(atom name = atom());
  /// Lets a puppet, of this node or another, act; its result, or the atom `no_answer`.
  term order(const term& puppet, term command, duration limit = patience);
  /// What a puppet has got since it was last asked, once there are `n` messages, and what comes
  /// within 200 ms after them; see `lines`.
  std::string transcript(pid puppet, int n);

  /// Whether the other node answers `pong`.
  bool ping(std::string_view other);
  /// The atoms of `nodes(Kind)`, printed.
  std::string nodes_of(std::string_view kind);

 private:
  log_book log_;
  node node_;
};

/// A Kith node in a program of its own, for a test that is to stop it or to kill it: it has a
/// puppet of the name `puppet`.
class kith_program {
 public:
  explicit kith_program(kith_options options);
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  child& program() noexcept { return program_; }
  /// The node ends in good order, and the program with it.
  void halt() { program_.write_line("halt"); }

 private:
  std::string name_;
  child program_;
};

}  // namespace kith::interop
