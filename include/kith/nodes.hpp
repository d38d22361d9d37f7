// Other nodes: connecting, who is connected, hearing of those that come and go, cookies. All act
// for the node of the running process; on a node that is not distributed they do nothing and know
// nobody.
#pragma once

#include <string>
#include <vector>

#include "kith/coroutine.hpp"
#include "kith/process.hpp"
#include "kith/term.hpp"

namespace kith {

/// Visible nodes that are connected, a list of atoms. OTP: erlang:nodes/0.
[[nodiscard]] term nodes();
/// Those of a kind: `visible`, `hidden`, `connected` (both), `this`, or `known`. Exits with badarg
/// for anything else. OTP: erlang:nodes/1.
[[nodiscard]] term nodes(atom kind);

/// `{nodedown, Node}` comes once for each call with `on`, when the node is lost or cannot be
/// reached; connects if need be. OTP: erlang:monitor_node/2.
void monitor_node(atom node, bool on);

/// Closes a connection, without waiting; true if there was one. OTP: net_kernel:async_disconnect/1.
bool disconnect_node(atom node);

/// Our own cookie, and what is expected of a node. OTP: erlang:get_cookie/0,1.
[[nodiscard]] atom get_cookie();
[[nodiscard]] atom get_cookie(atom node);
/// For connections from now on. Exits with badarg when it is none. OTP: erlang:set_cookie/1,2.
void set_cookie(atom cookie);
void set_cookie(atom node, atom cookie);

/// Which nodes net_kernel::monitor_nodes tells of.
enum class node_kind : std::uint8_t { visible, hidden, all };

namespace net_kernel {

/// Connects, waiting for the handshake; true when connected. OTP: net_kernel:connect_node/1.
[[nodiscard]] task<bool> connect_node(ctx self, atom node);
/// Closes a connection and waits until all here take the node for lost; true if there was one. OTP:
/// net_kernel:disconnect/1, erlang:disconnect_node/1.
[[nodiscard]] task<bool> disconnect(ctx self, atom node);

/// `{nodeup, Node}` and `{nodedown, Node}` come from now on, or no more. OTP:
/// net_kernel:monitor_nodes/1.
void monitor_nodes(bool on);
/// `{nodeup, Node, Info}`, `{nodedown, Node, Info}` with a list that says `{node_type, visible |
/// hidden}`, and of nodedown `{nodedown_reason, Reason}`. OTP: net_kernel:monitor_nodes/2 with
/// `[{node_type, Kind}, nodedown_reason]`.
void monitor_nodes(bool on, node_kind which);

/// `{ok, [{state, up}, {address, {net_address, {Ip, Port}, Host, tcp, inet | inet6}}, {type, normal
/// | hidden}, {in, Signals}, {out, Signals}, {queue_bytes, Bytes}, {suspended, Senders}]}` of a
/// connection; `{error, bad_node}` where there is none yet. Senders are suspended while more than a
/// megabyte waits. OTP: net_kernel:node_info/1. Differs: no `owner`; the last two are ours.
[[nodiscard]] term node_info(atom node);

/// The time after which a silent node counts as lost. OTP: net_kernel:get_net_ticktime/0.
[[nodiscard]] duration get_net_ticktime();

}  // namespace net_kernel

namespace net_adm {

/// Connects and asks whether the other node lets us in; true is OTP's `pong`. OTP: net_adm:ping/1.
[[nodiscard]] task<bool> ping(ctx self, atom node);
/// Pings them until one answers, lets `global` bring its nodes along, and returns those that are
/// there: a list of atoms, once no new one has come for three seconds. OTP: net_adm:ping_list/1.
[[nodiscard]] task<term> ping_list(ctx self, std::vector<atom> nodes);

/// The nodes that the epmd of a host knows, `{ok, [{Name, Port}]}`, a name being a string;
/// `{error, address}` when no epmd runs there, `{error, nxdomain}` for no host. OTP:
/// net_adm:names/0,1.
[[nodiscard]] task<term> names(ctx self, std::string host);
[[nodiscard]] task<term> names(ctx self);

/// Whether world and world_list write which nodes they ping.
enum class verbosity : std::uint8_t { silent, verbose };

/// Pings all nodes that the epmds of the hosts know and returns those that answer. OTP:
/// net_adm:world_list/1,2.
[[nodiscard]] task<term> world_list(ctx self, std::vector<atom> hosts,
                                    verbosity how = verbosity::silent);
/// The same of the hosts of the file `.hosts.erlang`; exits with `{error, Reason}` when there is
/// none. OTP: net_adm:world/0,1.
[[nodiscard]] task<term> world(ctx self, verbosity how = verbosity::silent);
/// What stands in `.hosts.erlang`, a list; or `{error, Reason}`. It is looked for in the working
/// folder, at home, and in $ROOTDIR. OTP: net_adm:host_file/0.
[[nodiscard]] task<term> host_file(ctx self);

/// `{ok, Name}` when there is such a host, else `{error, host}`. OTP: net_adm:dns_hostname/1.
[[nodiscard]] task<term> dns_hostname(ctx self, std::string host);
/// The name that the machine gives itself. OTP: net_adm:localhost/0. Differs: no domain is looked
/// up.
[[nodiscard]] std::string localhost();

}  // namespace net_adm

}  // namespace kith
