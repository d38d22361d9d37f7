// Signals: everything that reaches a process. They wait in the order of their arrival and are
// applied by the process that they are for (`apply.cpp`), so that the order of each pair of
// processes, and the safety of killing, come for free.
#pragma once

#include <cstdint>
#include <utility>

#include "base/slab.hpp"
#include "kith/term.hpp"

namespace kith::detail {

enum class signal_kind : std::uint8_t {
  message,        ///< payload
  alias_message,  ///< payload, by an alias that must still be active
  call,           ///< payload, of who watches the receiver from now on, until it answers
  answer,         ///< payload, by the alias of a call; the sender is not watched any more
  exit,           ///< exit/2
  link_exit,      ///< a linked process has ended, or the connection to it
  link,
  unlink,
  unlink_ack,
  monitor,
  demonitor,
  down,
  group_leader,
  alive_request,  ///< is_process_alive/1
  info_request,   ///< process_info/2
  spawn_reply,    ///< what spawn_request asked for: a pid, or an atom that says why not
  receive_timeout,
  wake,             ///< what the process waits for may be ready (a job, room on a connection)
  connection_lost,  ///< all relations with a node over one connection end
};

struct signal {
  signal* next = nullptr;
  signal_kind kind;
  std::uint32_t number = 0;  ///< receive_timeout: which receive; else what the kind says
  term payload;              ///< message; exit, link_exit and down: the reason

  signal(signal_kind k, term t) noexcept : kind(k), payload(std::move(t)) {}
};
static_assert(sizeof(signal) == 32, "a message costs one small slab cell");

/// A signal with a peer: all but messages.
struct peer_signal : signal {
  pid from;                      ///< who linked, watches, exits, asks
  reference ref;                 ///< monitor, alias or request
  std::uint64_t id = 0;          ///< unlink and its ack: the number of the request
  std::uint64_t connection = 0;  ///< of a remote peer: the connection it came by; 0: this program
  atom name;                     ///< monitor: by which name; connection_lost: the node

  using signal::signal;
};

/// In the number of a monitor or call: it is by a name; it ends when the one who is watched sends
/// to its reference.
inline constexpr std::uint32_t monitor_by_name = 1;
inline constexpr std::uint32_t monitor_until_reply = 2;

inline signal* make_message(term t) {
  return ::new (slab_allocate(sizeof(signal))) signal(signal_kind::message, std::move(t));
}
inline peer_signal* make_peer_signal(signal_kind k, pid from, term t = {}) {
  auto* s = ::new (slab_allocate(sizeof(peer_signal))) peer_signal(k, std::move(t));
  s->from = from;
  return s;
}
constexpr bool is_plain(signal_kind k) noexcept {
  return k == signal_kind::message || k == signal_kind::receive_timeout || k == signal_kind::wake;
}
/// What processes that work send each other, and what does not end them.
constexpr bool is_frequent(signal_kind k) noexcept {
  return k == signal_kind::message || k == signal_kind::call || k == signal_kind::answer;
}
/// Whether it came by a connection, which remembers whom it was for until told to forget.
inline bool came_from_outside(const signal& s) noexcept {
  return !is_plain(s.kind) && static_cast<const peer_signal&>(s).connection != 0;
}
inline void free_signal(signal* s) noexcept {
  if (is_plain(s->kind)) {
    s->~signal();
    slab_free(s, sizeof(signal));
  } else {
    auto* p = static_cast<peer_signal*>(s);
    p->~peer_signal();
    slab_free(p, sizeof(peer_signal));
  }
}

}  // namespace kith::detail
