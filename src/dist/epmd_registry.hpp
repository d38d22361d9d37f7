// The port mapper of a machine as a state machine: which node listens where. Bytes of connections
// and the time in, answers and closings out. A node stays registered as long as its connection
// lives.
//
// The answers are those of epmd of OTP 25.2, byte for byte. Stricter than it: a request must be
// whole within a total time, one address cannot take all connections, and a name has no '@'.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dist/epmd_codec.hpp"
#include "io/world.hpp"

namespace kith::dist {

struct epmd_registry_options {
  std::uint16_t port = epmd_port_default;  ///< ours, told to whoever asks for names
  /// Allows STOP, and KILL while nodes live (`-relaxed_command_check`).
  bool relaxed_command_check = false;
  /// Whether other machines may ask for all names. OTP answers them: net_adm:names/1.
  bool names_for_all = true;
  /// From its opening to its last byte, a connection that asks has so long.
  duration request_time = duration::seconds(10);
  /// Connections without a registration: of one address, and of all addresses beyond this machine;
  /// this machine's own have a share of the same size.
  std::size_t connections_per_address_max = 64;
  std::size_t connections_max = 1024;
  std::size_t names_max = 10'000;
  /// The creations that we give grow from here.
  std::uint32_t first_creation = 4;
};

/// Whether a connection comes from this machine: from a loopback address, or to its own address.
[[nodiscard]] bool is_local_peer(const io::address& remote, const io::address& local);

class epmd_registry {
 public:
  using connection = std::uint64_t;

  struct send {
    connection to;
    std::string bytes;
  };
  /// After what was sent before. The connection is forgotten here already.
  struct close {
    connection which;
  };
  /// KILL was granted.
  struct stop {};
  using action = std::variant<send, close, stop>;

  explicit epmd_registry(epmd_registry_options options);

  // Events. Those of a connection that is not open any more have no effect.

  void opened(connection c, const io::address& remote, bool local, io::instant now);
  void received(connection c, std::string_view bytes);
  void closed(connection c);
  /// Closes what is overdue.
  void passed(io::instant now);

  /// When to call `passed` next.
  [[nodiscard]] io::instant deadline() const;
  [[nodiscard]] std::optional<action> next();

  [[nodiscard]] std::size_t connections() const { return clients_.size(); }
  /// Who is registered, the newest first.
  [[nodiscard]] std::vector<epmd_entry> entries() const;

 private:
  struct client {
    std::vector<std::uint8_t> ip;
    bool local = false;
    bool registered = false;
    io::instant until;
    epmd_request_reader request;
  };
  struct registration {
    epmd_entry entry;
    connection owner = 0;
    std::uint32_t creation = 0;
  };

  void serve(connection c, client& from, std::string_view body);
  void register_node(connection c, client& from, epmd_entry entry);
  void answer_port(connection c, const std::string& name);
  [[nodiscard]] std::string all_names() const;
  [[nodiscard]] std::string dump() const;
  void kill(connection c);
  void stop_node(connection c, const std::string& name);
  void reply(connection c, std::string bytes);
  void drop(connection c);
  /// Moves the registration of a connection to the unused ones.
  void unregister(connection c);
  [[nodiscard]] std::uint32_t creation_for(const std::string& name);

  epmd_registry_options options_;
  boost::unordered_flat_map<connection, client> clients_;
  std::map<std::vector<std::uint8_t>, std::size_t> asking_by_address_;
  std::size_t asking_local_ = 0;
  std::size_t asking_remote_ = 0;
  std::deque<std::pair<io::instant, connection>>
      deadlines_;                         ///< in order, as all get the same time
  std::vector<registration> registered_;  ///< the oldest first
  std::deque<registration> unused_;       ///< the same; for their creations
  std::uint32_t next_creation_;
  std::deque<action> actions_;
};

}  // namespace kith::dist
