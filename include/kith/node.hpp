#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kith/log.hpp"
#include "kith/native.hpp"
#include "kith/process.hpp"

namespace kith {

namespace io {
class world;
}

/// How the host part of a node's name is written. OTP: -sname and -name.
enum class node_names : std::uint8_t {
  automatic,   ///< as the name says: long when its host has a dot, else short
  shortnames,  ///< `cat@box`: no dot in the host
  longnames,   ///< `cat@box.example.net`, `cat@10.0.0.1`
};

/// Whether a message, link or monitor for a node that is not connected connects to it. OTP:
/// dist_auto_connect.
enum class auto_connect : std::uint8_t {
  always,
  once,  ///< not again once a connection was lost, until somebody connects explicitly
  never  ///< only net_kernel::connect_node does
};

/// What a node is to be. All have defaults; a node without a name is not distributed.
struct node_options {
  /// `dog@localhost`; `dog` alone gets the host's name. `undefined`: the first node that it
  /// connects to, explicitly, names it; it neither listens nor is shown, and has no name again when
  /// that connection is lost. OTP: -sname undefined.
  std::string name = {};
  node_names names = node_names::automatic;
  /// Empty: from ~/.erlang.cookie, which is made if there is none. OTP: -setcookie.
  std::string cookie = {};
  /// Connects hidden: not in `nodes()` of others, no part of the mesh. OTP: -hidden.
  bool hidden = false;
  /// Silence longer than this (a quarter more or less) means that a peer is gone. OTP:
  /// net_ticktime.
  duration net_ticktime = 60_s;
  /// How often in net_ticktime silence is looked at, 4 to 1000. OTP: net_tickintensity.
  std::uint32_t net_tickintensity = 4;
  /// How long a handshake may take. OTP: net_setuptime.
  duration net_setuptime = 7_s;
  /// Groups of nodes with global names of their own, `[{Group, [Node]} | {Group, normal | hidden,
  /// [Node]}]`; none: all nodes share names. See kith/global_group.hpp. OTP: global_groups.
  term global_groups = {};
  /// More bytes than this wait for one peer: who sends to it is suspended. OTP: +zdbbl, in KiB.
  std::size_t dist_buf_busy_limit = 1024 * 1024;
  /// The port to accept connections on; 0 takes any. OTP: inet_dist_listen_min.
  std::uint16_t listen_port = 0;
  /// The last one to try where `listen_port` is taken; 0: there is only that. OTP:
  /// inet_dist_listen_max.
  std::uint16_t listen_port_max = 0;
  /// The numeric address to listen at; empty: all of them, for a node on localhost loopback. OTP:
  /// inet_dist_use_interface.
  std::string listen_address = {};
  /// False: accepts no connections, is not registered with epmd, and is hidden. OTP: -dist_listen.
  bool dist_listen = true;
  auto_connect dist_auto_connect = auto_connect::always;
  /// Visible nodes that are connected to one another's all connect, and names of global are known
  /// on them all. OTP: connect_all.
  bool connect_all = true;
  /// Where two nodes have lost each other, all give up the connections that would make partitions
  /// overlap. OTP: prevent_overlapping_partitions.
  bool prevent_overlapping_partitions = true;
  /// False: needs an epmd that runs; true: is the epmd where none runs. OTP: -start_epmd.
  bool start_epmd = true;
  /// Not 0: this node and all that it dials listen at this port, and epmd is not asked. Where epmd
  /// cannot be had the node goes on without. OTP: -erl_epmd_port.
  std::uint16_t erl_epmd_port = 0;
  /// 0: ERL_EPMD_PORT, or 4369.
  std::uint16_t epmd_port = 0;
  /// Evaluates Erlang: shells (`erl -remsh`), funs that other nodes send, modules written in
  /// Erlang. Whoever may connect may then run what they like within the node, as on a node of OTP.
  bool evaluate = false;
  /// Listens, when it has a name and evaluates, for `kith attach` of the same user: at
  /// `$XDG_RUNTIME_DIR/kith/NAME.sock`, or `~/.kith/NAME.sock`. Those are shells of the node that
  /// need no distribution. Where that fails the log says so.
  bool attach = false;
  /// Processes at a time, 1,024 to 16,777,215; past it spawning fails with `system_limit`. All
  /// nodes of a world share one table: the first decides, and another that asks for another number
  /// does not start. 0: as it is, 1,048,576 for the first. OTP: +P.
  std::uint32_t process_limit = 0;
  /// Threads that run processes, 1 to 64, shared as the table is; 0: as it is, the number of
  /// processors for the first. OTP: +S.
  std::uint32_t schedulers = 0;
  /// Where the log goes; null: standard error, notices and graver. Must outlive the node.
  log_sink* log = nullptr;
  /// The world to live in; null: the real one. See kith/testing.hpp for the simulated.
  io::world* world = nullptr;
};

/// Why a node could not start, as a sentence.
class start_error : public std::exception {
 public:
  explicit start_error(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

/// A node of an Erlang cluster, in this program; there may be several. All functions may be called
/// from any thread that is not running a process of the program, but for those of processes.
class node {
 public:
  /// Starts the node: registers with epmd, listens, starts the kernel's processes.
  /// Throws start_error.
  explicit node(node_options options = {});
  node(const node&) = delete;
  node& operator=(const node&) = delete;
  /// Stops it: connections close, all its processes are killed.
  ~node();

  /// As kith::spawn, from outside a process.
  template <class F, class... Args>
    requires std::is_invocable_r_v<process, F, ctx, Args...>
  pid spawn(F body, Args&&... args) {
    return detail::spawn_on(&core(), spawn_options(), body, std::forward<Args>(args)...).who;
  }

  /// As kith::send, from outside a process; to an unknown name nothing happens.
  void send(const destination& to, term message);

  /// The full name, `dog@box`; `nonode@nohost` when not distributed. OTP: erlang:node/0.
  [[nodiscard]] atom name() const;

  /// Waits until `stop` is called, or until a process halts the node (erlang:halt/0,1,2,
  /// init:stop/0,1). Returns the status it was halted with, else 0. OTP: like a running `erl`.
  int wait();
  /// Ends `wait`. The node itself ends with the object.
  void stop();

  /// Connects to another node; false when that fails. OTP: net_kernel:connect_node/1.
  bool connect(std::string_view other);
  /// Visible nodes it is connected to. OTP: erlang:nodes/0.
  [[nodiscard]] std::vector<atom> nodes() const;

  /// Lets other nodes call `Module:Function/Arity` by rpc and erpc.
  void export_function(atom module, atom function, std::uint32_t arity, native_function body);

  [[nodiscard]] detail::node_core& core() const noexcept;

 private:
  struct parts;
  parts* parts_;  // owned; <memory> would cost users a quarter of the compile time
};

}  // namespace kith
