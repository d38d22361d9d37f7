#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "io/world.hpp"
#include "sim/link.hpp"

namespace kith::sim {

class connection;
class host;
class listening;
class simulation;
class thread;
struct datagram_port;

/// The network between the hosts of a simulation: addresses, names, ports, links, and the faults
/// that tests put on them. Host n has the address 10.0.0.n+1 and no IPv6 but ::1.
class network {
 public:
  /// The largest that UDP over IPv4 can carry.
  static constexpr std::size_t datagram_bytes_max = 65'507;
  static constexpr duration name_delay_max = duration::milliseconds(20);
  static constexpr duration name_timeout = duration::seconds(4);

  explicit network(simulation& in);

  // What loops do.
  std::unique_ptr<io::stream> connect(thread& from, const io::address& to,
                                      io::stream_events& events);
  result<std::unique_ptr<io::listener>>
  listen(thread& by, const io::address& on,
         unique_function<void(std::unique_ptr<io::stream>)> accepted);
  result<std::unique_ptr<io::datagram>>
  bind(thread& by, const io::address& on, const io::datagram_options& how,
       unique_function<void(std::span<const std::byte>, const io::address&)> received);
  void resolve(thread& by, std::string name,
               unique_function<void(result<std::vector<io::address>>)> found);
  result<void> send_datagram(datagram_port& from, std::span<const std::byte> bytes,
                             const io::address& to);

  // Faults. A pair of hosts has two directions; unless said otherwise, both are meant.
  /// Nothing passes; streams hold what they have, and send it again some time after `heal`.
  void cut(host& a, host& b);
  void cut_one_way(host& from, host& to);
  void heal(host& a, host& b);
  void heal_all();
  /// Packets take that much longer.
  void delay(host& from, host& to, duration added);
  /// The line carries no more; a slow drain when it is few.
  void limit(host& from, host& to, std::uint64_t bytes_per_second);
  /// Breaks every connection between the two; new ones are fine.
  void reset(host& a, host& b);
  void datagram_faults(host& from, host& to, unsigned lost_permille, unsigned doubled_permille,
                       duration reorder_within);
  /// While false, names other than this host's own get no answer.
  void set_names_work(host& at, bool work);

  // What hosts and connections ask.
  [[nodiscard]] static bool is_own(const host& at, const io::address& a);
  void host_crashed(host& which);
  void host_restarted(host& which);
  void program_died(host& which);
  link& link_between(const host& from, const host& to);
  std::shared_ptr<listening> find_listening(const host& at, const io::address& to);
  [[nodiscard]] simulation& sim() const { return sim_; }

 private:
  host* find_host(const host& from, const io::address& to);
  /// Which of the two kinds of port, and whether with others.
  enum class claimed : std::uint8_t { listening, datagrams, shared_datagrams };
  result<io::address> claim(host& at, const io::address& on, claimed as);
  bool is_taken(const host& at, const io::address& on, claimed as);
  std::uint16_t free_port(host& at, const io::address& on, claimed as);
  std::vector<std::shared_ptr<datagram_port>> find_ports(const host& at, const io::address& to,
                                                         bool by_loopback);
  void transmit(host& near, host& far, const io::address& to, const io::address& sender,
                const std::string& bytes);
  result<std::vector<io::address>> look_up(const host& by, const std::string& name, bool& remote);
  void deliver(const std::shared_ptr<datagram_port>& to, std::string bytes, io::address from);
  void forget_the_gone();
  void set_cut(host& from, host& to, bool cut);
  std::vector<std::shared_ptr<connection>> live_connections();

  simulation& sim_;
  random random_;
  std::map<std::pair<std::size_t, std::size_t>, link> links_;
  std::vector<std::weak_ptr<connection>> connections_;
  std::vector<std::weak_ptr<listening>> listening_;
  std::vector<std::weak_ptr<datagram_port>> datagrams_;
  std::set<std::size_t> nameless_;  // hosts without name service
  std::uint64_t connections_made_ = 0;
  std::size_t forget_at_ = 64;
};

}  // namespace kith::sim
