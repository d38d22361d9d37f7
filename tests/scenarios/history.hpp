// What the processes of a cluster did and saw, each event in the order in which it happened: the
// logs that a referee reads. Numbers stand for everything, so that a history can be made by hand.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kith::scenarios {

/// A process, of whatever life of whatever node; 0 is none.
using actor = std::uint32_t;

enum class deed : std::uint8_t {
  began,        ///< on `member`, in the life `number` of its node; `traps` exits or does not
  ended,        ///< with `reason`, where it ends of its own will
  up,           ///< hears that `member` is connected, by `connection`
  down,         ///< hears that `member` is not
  sent,         ///< its message `number`, to `other` (0: to a name) by `connection`; of an exit/2
                ///< the reason with which it ends whom it ends
  got,          ///< message `number` of `other`, by `connection`
  monitored,    ///< by `tie`: `other` (0: a name); `owed` an answer by it, as it is an alias too
  demonitored,  ///< `tie`, without flush
  flushed,      ///< `tie`, with flush
  told,         ///< 'DOWN' of `tie`
  answered,     ///< by the alias that is `tie`, which ends the monitor
  linked,       ///< `other`
  unlinked,     ///< `other`
  exited,       ///< 'EXIT' of `other`, by a link
  fenced,       ///< what was in its mailbox when it undid `tie`, or the link with `other`, is taken
  asked,        ///< for a process on `member`, by `tie`
  granted,      ///< the request `tie` has its answer
  counted,      ///< its node says what ties it has in the end: it
  has_link,     ///< with `other`,
  has_monitor,  ///< of `other` (0: a name), and
  has_watcher,  ///< `other`, which monitors it
};

struct event {
  deed what;
  actor who = 0;
  actor other = 0;
  std::uint64_t number = 0;
  std::uint64_t tie = 0;
  /// As `who`'s node counts them; 0: none, as within a node.
  std::uint64_t connection = 0;
  std::size_t member = 0;
  std::size_t bytes = 0;
  /// Of a message: nothing but a loss may keep it from `other`, and one that is deadly `other` does
  /// not outlive; one to a name or an alias may find nobody.
  bool owed = false;
  /// Of a message that came: its bytes are those that were sent.
  bool intact = true;
  bool traps = true;
  std::string reason = {};
  std::int64_t at_ms = 0;
};

struct history {
  std::vector<event> events;
  /// The connections (by member, and number there) that stood at the end, and where each led.
  std::map<std::pair<std::size_t, std::uint64_t>, std::size_t> standing;
};

}  // namespace kith::scenarios
