// Control messages: what one node asks of another about its processes. Each is a tuple whose first
// element is a number; some are followed by a payload, a second term in the same frame. Source:
// ERTS User's Guide, "Protocol between Connected Nodes"; dist.c of the emulator for what is
// checked.
//
//    1 LINK {From,To}                        19 MONITOR_P {From,To,Ref}
//    2 SEND {'',To} + message                20 DEMONITOR_P {From,To,Ref}
//    3 EXIT {From,To,Reason}                 21 MONITOR_P_EXIT {From,To,Ref,Reason}
//    4 UNLINK {From,To}                      24 PAYLOAD_EXIT {From,To} + reason
//    6 REG_SEND {From,'',Name} + message     26 PAYLOAD_EXIT2 {From,To} + reason
//    7 GROUP_LEADER {Leader,To}              28 PAYLOAD_MONITOR_P_EXIT {From,To,Ref} + reason
//    8 EXIT2 {From,To,Reason}                29 SPAWN_REQUEST {Ref,From,GL,{M,F,A},Options} + args
//   22 SEND_SENDER {From,To} + message       31 SPAWN_REPLY {Ref,To,Flags,PidOrError}
//   33 ALIAS_SEND {From,Alias} + message     35 UNLINK_ID {Id,From,To}
//   37 ALTACT_SIG_SEND {Flags,From,To}       36 UNLINK_ID_ACK {Id,From,To}
//        + message or reason
//
// 12, 13, 16, 18, 23, 25, 27, 30, 32 and 34 are 2, 3, 6, 8, 22, 24, 26, 29, 31 and 33 with a trace
// token: behind To, Name, Options or PidOrError, and before Reason. 5 (NODE_LINK) is long gone.
// In MONITOR_P and DEMONITOR_P `To` may be a name, and so may `From` in the two MONITOR_P_EXITs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kith/result.hpp"
#include "kith/term.hpp"

namespace kith::dist {

/// A control message in one shape, whichever of the numbers it has on the wire. The references to
/// terms are borrowed from the tuple that it was read from, or from whoever sends it.
struct control {
  enum class op : std::uint8_t {
    send,           ///< from (may be none), to | name | ref (an alias), payload
    link,           ///< from, to
    unlink,         ///< from, to, id (0 in the protocol of before UNLINK_ID)
    unlink_ack,     ///< from, to, id
    exit,           ///< from, to, reason: exit/2
    link_exit,      ///< from, to, reason: a link breaks
    monitor,        ///< from, to | name, ref
    demonitor,      ///< from, to | name, ref
    down,           ///< from (who ended) | name, to (the watcher), ref, reason
    group_leader,   ///< from (the leader), to
    spawn_request,  ///< ref, from, leader, module, function, arity, options; payload: arguments
    spawn_reply,    ///< ref, to, id (flags: 1 linked, 2 monitored), result
  };

  op what = op::send;
  pid from;
  pid to;
  atom name;
  bool by_name = false;   ///< `name` stands for a process
  bool by_alias = false;  ///< `ref` stands for a process
  reference ref;
  std::uint64_t id = 0;
  /// exit, link_exit, down: the reason, unless it is the payload. Which one goes over the wire, the
  /// flags of the connection decide.
  term_ref reason;
  term_ref result;  ///< spawn_reply: a pid, or an atom that says why not
  term_ref token;   ///< of seq_trace; no term: none

  pid leader;
  atom module;
  atom function;
  std::uint32_t arity = 0;
  term_ref options;

  /// A second term follows in the frame.
  bool payload = false;
  /// The addressee belongs to an earlier life of this node, or, for what is merely dropped then, to
  /// no process of ours. To a link, a monitor: answer `noproc`; anything else: ignore.
  bool addressee_gone = false;
};

/// Who talks to whom.
struct control_context {
  atom own_node;
  std::uint32_t own_creation = 0;
  atom peer;
  std::uint64_t flags = 0;
};

/// Reads a control message. Fails with errc::bad_input and a sentence when it has a wrong arity or
/// type, uses what was not negotiated, or speaks for a process that is not on the peer; then the
/// connection is to be dropped.
[[nodiscard]] result<control> read_control(term_ref message, const control_context& context);

/// How a control message goes over the wire.
struct control_form {
  term message;
  /// Behind it in the frame: what the sender gave as payload, or the reason; no term: nothing.
  term_ref payload;
};

/// Puts a control message into the form that the flags of the connection allow. `payload` is that
/// of a send or the arguments of a spawn. Nothing when the peer lacks what it takes (an alias, a
/// spawn, a monitor by name, an acknowledgement of unlink): then there is nothing to send. A send
/// to a name must say from whom: OTP drops a connection by which it does not.
[[nodiscard]] std::optional<control_form> make_control(const control& c, std::uint64_t flags,
                                                       term_ref payload = {});

/// Bits of `id` in a spawn_reply.
inline constexpr std::uint64_t spawn_flag_link = 1;
inline constexpr std::uint64_t spawn_flag_monitor = 2;

/// Bits of the flags of ALTACT_SIG_SEND.
namespace altact {
inline constexpr unsigned priority = 1;
inline constexpr unsigned has_token = 2;
inline constexpr unsigned to_alias = 4;
inline constexpr unsigned to_name = 8;
inline constexpr unsigned is_exit = 16;
}  // namespace altact

}  // namespace kith::dist
