// What a worker of the stress is owed, and what it must never get:
//
//   - one 'DOWN' for each monitor, none after demonitor; of one that is an alias for an answer as
//     well, either that or the answer
//   - one 'EXIT' for each link at most, none after unlink
//   - one message for each timer, none after it was cancelled in time
//   - by an alias what it is good for, nothing after unalias
//
// OTP: Erlang Reference Manual, "Processes".
#pragma once

#include <string>
#include <vector>

#include "stress.hpp"

namespace kith::endurance {

struct ledger {
  struct monitor_entry {
    reference ref;
    bool answers;  ///< an answer by it as an alias ends it
  };
  struct alias_entry {
    reference ref;
    bool once;
  };
  struct timer_entry {
    reference ref;
    std::int64_t number;
  };

  std::vector<monitor_entry> monitors;
  std::vector<pid> links;
  std::vector<alias_entry> aliases;
  std::vector<timer_entry> timers;

  /// Enters what has come. True when it was owed, or nothing of the kind that is.
  [[nodiscard]] bool take(stress& all, const term& message);

  /// Aliases owe nothing.
  [[nodiscard]] bool is_settled() const {
    return monitors.empty() && links.empty() && timers.empty();
  }
  [[nodiscard]] std::string owed() const;

 private:
  [[nodiscard]] bool down(const reference& ref);
  [[nodiscard]] bool exit(const pid& from);
  [[nodiscard]] bool answer(const reference& ref);
  [[nodiscard]] bool timeout(std::int64_t number);
};

}  // namespace kith::endurance
