// A simulated TCP connection, as the kernels of its two hosts keep it. Bytes go from one end to the
// other through a *flow*:
//
//   write_some → waiting → (line) → in flight → arrived → read_some
//                              ↘ stalled: lost on a cut link, resent some time after it heals
//
// A flow takes no more than its capacity from the writer, and sends no more than its window ahead
// of the reader, whose reading is acknowledged over the opposite link. What reaches an end that is
// gone (closed, crashed and restarted) is answered with a reset.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "io/world.hpp"
#include "sim/byte_queue.hpp"
#include "sim/random.hpp"

namespace kith::sim {

class host;
class link;
class listening;
class network;
class simulation;
class thread;

enum class side : std::uint8_t { dialler, acceptor };

constexpr side other(side s) {
  return s == side::dialler ? side::acceptor : side::dialler;
}

class connection final : public std::enable_shared_from_this<connection> {
 public:
  /// An unanswered SYN is sent again after 1 s, 2 s, 4 s …, then the dial has timed out.
  static constexpr int dial_attempts_max = 7;
  /// What is not acknowledged for so long breaks the connection (Linux: tcp_retries2).
  static constexpr duration retransmit_limit = duration::seconds(924);
  /// Retransmissions come at most so far apart, hence so late after a link heals.
  static constexpr duration retransmit_period_max = duration::seconds(60);
  /// Nobody answers for an address: how long until the system says so.
  static constexpr duration no_route_delay = duration::seconds(3);

  connection(network& on, std::uint64_t number, const std::shared_ptr<thread>& dialler,
             io::address local, io::address remote, host* target);

  // What a stream does.
  void dial(io::stream_events& events);
  void set_events(side s, io::stream_events& events) { end_of(s).events = &events; }
  result<std::size_t> read(side s, std::span<const std::span<std::byte>> parts);
  result<std::size_t> write(side s, std::span<const std::span<const std::byte>> parts);
  void await_readable(side s);
  void await_writable(side s);
  void shut(side s);
  /// The stream is destroyed; the system delivers what it still has.
  void close(side s);
  /// Breaks off: the other end hears a reset, unless the link is cut.
  void reset(side s);

  // What the network does.
  void link_healed(const host& from, const host& to);
  void line_changed(const host& from, const host& to);
  /// Both ends hear of a reset at once.
  void break_both();
  /// The host is without power: its ends are gone, and nobody is told.
  void host_crashed(const host& which);
  /// The program that had ends on this host is dead; the system closes them.
  void program_died(const host& which);
  [[nodiscard]] bool joins(const host& a, const host& b) const;

  [[nodiscard]] const io::address& address_of(side s) const { return end_of(s).address; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] thread& thread_of(side s) const { return *end_of(s).on; }

 private:
  enum class phase : std::uint8_t {
    none,       // the acceptor's, before a SYN has arrived
    dialling,   // the dialler's
    half_open,  // the acceptor's, until the dialler's first segment
    established,
    gone,
  };
  struct end {
    host* at = nullptr;
    std::shared_ptr<thread> on;
    io::address address;
    io::stream_events* events = nullptr;
    phase state = phase::none;
    bool attached = false;  // a stream has it, or the queue of a listener
    bool read_awaited = false;
    bool write_awaited = false;
    std::optional<error> failure;
  };
  struct segment {
    enum class kind : std::uint8_t { open, data, fin } what = kind::data;
    std::string bytes;
  };
  struct flow {
    byte_queue waiting;
    std::size_t capacity = 0;
    std::size_t window = 0;
    std::size_t unacked = 0;
    bool shut = false;
    bool fin_sent = false;
    bool pump_planned = false;
    io::instant last_arrival;
    std::deque<segment> stalled;
    io::instant stalled_since;
    std::uint64_t stalls = 0;
    bool torn = false;  // lost segments will never be sent again
    byte_queue arrived;
    bool fin_arrived = false;
    std::size_t to_acknowledge = 0;
    bool ack_under_way = false;
    bool ack_held = false;
  };

  end& end_of(side s) { return ends_[static_cast<std::size_t>(s)]; }
  [[nodiscard]] const end& end_of(side s) const { return ends_[static_cast<std::size_t>(s)]; }
  flow& flow_from(side s) { return flows_[static_cast<std::size_t>(s)]; }
  [[nodiscard]] simulation& sim() const;
  link& link_from(side s);
  bool passes(side from);
  [[nodiscard]] std::uint64_t trace_id(side s) const;

  // connection_dial.cpp
  void send_syn(int attempt);
  void syn_arrives();
  void syn_ack_arrives();
  void end_dial(result<void> outcome);
  void open_arrives();
  void accept();

  // connection_flow.cpp
  void pump(side from);
  void plan_pump(side from, io::instant when);
  void send(side from, segment one);
  void deliver(side from, segment one);
  void stall(side from, segment one);
  void resend_later(side from);
  void resend(side from);
  void arrive(side from, const segment& one);
  void arrive_behind_a_gap(side from);
  void acknowledge(side from);
  void ack_arrives(side from);
  void give_up_later(side from);

  // connection.cpp
  void send_reset(side from);
  void reset_arrives(side at);
  void vanish(side s);
  void fail(side s, error why);
  void tell_readable(side s);
  void tell_writable(side s);
  void check_thread(side s) const;

  network& net_;
  std::uint64_t number_;
  random random_;
  std::array<end, 2> ends_;
  std::array<flow, 2> flows_;
  std::shared_ptr<listening> listener_;  // once a SYN has found it
};

}  // namespace kith::sim
