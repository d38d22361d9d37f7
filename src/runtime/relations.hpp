// What a process is tied to: links, monitors it has, monitors on it, aliases, and what else few
// processes need. Made at the first of them.
#pragma once

#include <memory>
#include <vector>

#include "base/dense_map.hpp"
#include "kith/process.hpp"
#include "runtime/process_flags.hpp"
#include "runtime/running_code.hpp"
#include "runtime/spawn_request.hpp"
#include "runtime/timer_wheel.hpp"

namespace kith::detail {

// These hash what a seed decides, and neither places in the tables of atoms and nodes nor
// addresses, which depend on what the program did before: maps are walked, and the order must
// repeat.
struct pid_hash {
  std::size_t operator()(pid p) const noexcept {
    // Both forms of one pid must hash alike; external forms of local pids do not come here, since
    // decoders make them local.
    const std::uint64_t x =
        p.is_local()
            ? std::uint64_t{pid_generation(p.local_word())} << 32u | pid_slot(p.local_word())
            : (std::uint64_t{p.id()} << 32u | p.serial()) * 0x9e3779b97f4a7c15ull + p.creation();
    return static_cast<std::size_t>((x ^ (x >> 29u)) * 0xbf58476d1ce4e5b9ull);
  }
};
struct reference_hash {
  std::size_t operator()(const reference& r) const noexcept {
    // Two words at a time, and none waits for the product of the one before.
    const auto words = r.words();
    std::uint64_t x = r.creation();
    std::uint64_t factor = 0x9e3779b97f4a7c15ull;
    for (std::size_t i = 0; i < words.size(); i += 2, factor = factor << 7u | 1u) {
      const std::uint64_t high = i + 1 < words.size() ? words[i + 1] : 0;
      x ^= (high << 32u | words[i]) * factor;
    }
    return static_cast<std::size_t>((x ^ x >> 32u) * 0xbf58476d1ce4e5b9ull);
  }
};

struct link_state {
  std::uint64_t unlink_id = 0;   ///< not 0: unlinked here, the other side has not confirmed yet
  std::uint64_t connection = 0;  ///< of a remote peer: over which connection
};

/// Whether a monitor is an alias as well, and what ends that besides the monitor's own end.
enum class monitor_alias : std::uint8_t {
  none,
  lasting,  ///< nothing: `alias_mode::demonitor`
  reply,    ///< the first message, which ends the monitor too: `alias_mode::reply_demonitor`
};

/// A monitor this process has.
struct monitor_state {
  pid target;  ///< none when by name on another node
  atom name;   ///< by name: the name and the node it was asked on
  atom node;
  std::uint64_t connection = 0;
  bool by_name = false;
  monitor_alias alias = monitor_alias::none;
};

/// A monitor on this process.
struct watcher_state {
  pid watcher;
  atom name;  ///< by name: what 'DOWN' says, with `by_name`
  bool by_name = false;
  bool until_reply = false;  ///< a message from here to the reference, an alias, ends it
  std::uint64_t connection = 0;
};

/// A spawn_request that has not been answered.
struct spawning {
  spawn_request_options how;
  atom node;
  std::uint64_t connection = 0;
};

/// An alias that is no part of a monitor.
enum class alias_kind : std::uint8_t { plain, reply };

/// What hardly any process needs.
struct rarities {
  process_flags flags;
  /// What the messages of some monitors begin with in place of 'DOWN'.
  dense_map<reference, term, reference_hash> tags;
};

struct relations {
  dense_map<pid, link_state, pid_hash> links;
  dense_map<reference, monitor_state, reference_hash> monitors;
  dense_map<reference, watcher_state, reference_hash> watchers;
  dense_map<reference, alias_kind, reference_hash> aliases;
  dense_map<reference, spawning, reference_hash> spawns;
  std::vector<std::pair<term, term>> dictionary;
  std::unique_ptr<rarities> rare;      ///< made at the first of them
  const running_code* code = nullptr;  ///< null: it has no name in Erlang
  term reason;                         ///< why the process ends; none: `normal`
  std::uint64_t busy_connection = 0;   ///< its sends are ahead of that one; see `is_ahead`
  bool remote = false;                 ///< has had relations with processes of other nodes
  std::uint64_t next_unlink_id = 1;

  rarities& rarely() {
    if (rare == nullptr) {
      rare = std::make_unique<rarities>();
    }
    return *rare;
  }
  /// One of its monitors is gone, and its tag, too.
  void forget_tag(const reference& ref) {
    if (rare != nullptr) {
      rare->tags.erase(ref);
    }
  }
};

}  // namespace kith::detail
