// What users of global names and locks did and saw, each event in the order in which it happened:
// the log that the naming referee reads. Numbers stand for everything, so that a history can be
// made by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kith::scenarios {

/// A process, of whatever life of whatever node; 0 is none.
using citizen = std::uint32_t;

enum class naming : std::uint8_t {
  node_began,     ///< `member`, from where its watcher on sees who is up
  node_ended,     ///< `member`
  up,             ///< `member` hears that `other` is connected
  down,           ///< `member` hears that `other` is not
  began,          ///< `who`, on `member`
  ended,          ///< `who`, which at `number` ms had read all its messages
  registering,    ///< `who` asks for `name`, by `force` or not; its node knows the members `list`
  registered,     ///< `who` has its answer, `yes` or not; its node knows the members `list` by now
  displaced,      ///< `who` is told that it has lost `name` to another
  unregistering,  ///< `who` has `name` unregistered, which process `other` has
  unregistered,   ///< `who` has its answer
  resolving,      ///< `name`, which processes `who` and `other` have; `winner` is to keep it
  locking,        ///< `who` asks for lock `name` as `requester`, on the members `list`
  locked,         ///< `who` has its answer, `yes` or not
  locking_again,  ///< the same, of a lock that it has
  locked_again,   ///< `who` has its answer, `yes` or not
  unlocking,      ///< `who` gives lock `name` back
  queued,         ///< a helper of the name server of `member` has so many unread messages: `number`
  quiet,          ///< nothing goes on; what each member sees follows:
  connected,      ///< `member` is connected to `other`
  has_name,       ///< on `member`, `name` is that of process `other`
  has_lock,       ///< on `member`, process `other` holds lock `name` as `requester`
  locks_itself,   ///< on `member`, global's own lock is held
};

struct naming_event {
  naming what = naming::quiet;
  std::int64_t at_ms = 0;
  citizen who = 0;
  std::size_t member = 0;
  /// A member or a process, as `what` says.
  std::size_t other = 0;
  std::size_t name = 0;
  std::string requester = {};
  citizen winner = 0;
  std::uint64_t number = 0;
  bool force = false;
  bool yes = false;
  std::vector<std::size_t> list = {};
};

struct naming_history {
  std::size_t members = 0;
  /// Conflicts of a name are settled by `resolving`, and not by a method of global's own.
  bool (*is_resolved)(std::size_t name) = [](std::size_t) { return false; };
  std::vector<naming_event> events;
};

}  // namespace kith::scenarios
