// One connection to one peer, from the first thought of dialling it to its loss. A new attempt is a
// new connection with a new number; what belongs to one never goes by another.
//
//   pending   signals wait in a queue while the connection is set up
//   up        signals are encoded as they come and written before the scheduler polls
//   down      nothing is accepted; all who had ties over it have been told
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <memory>
#include <set>
#include <vector>

#include "base/mutex.hpp"
#include "dist/handshake.hpp"
#include "dist/message_reader.hpp"
#include "dist/outbox.hpp"
#include "dist/peer_ties.hpp"
#include "dist/ticker.hpp"
#include "runtime/node_core.hpp"
#include "runtime/scheduler.hpp"

namespace kith::dist {

/// More bytes than this wait: the connection is dropped, if it is twice as many as suspend senders.
/// Only what nobody can suspend gets there: a process that sends without a co_await in between, and
/// the answers to a peer that does not read.
inline constexpr std::size_t dist_out_bytes_max = 1024 * 1024 * 1024;
/// More signals than this wait for a connection that is being set up: senders are suspended.
inline constexpr std::size_t pending_signals_busy = 50'000;

/// What is to be seen of a connection.
struct connection_info {
  std::uint64_t id = 0;
  bool is_up = false;
  bool hidden = false;
  io::address remote;
  std::uint64_t in = 0;   ///< signals that came
  std::uint64_t out = 0;  ///< signals that were sent
  std::size_t bytes_waiting = 0;
  std::size_t suspended = 0;  ///< senders that wait for room
};

class connection final : public std::enable_shared_from_this<connection>,
                         io::stream_events,
                         outbox::owner {
 public:
  class owner {
   public:
    /// It broke; the owner calls `down`. On the home thread, from its loop.
    virtual void connection_ended(connection& c, const error& why) = 0;
    /// Answers by `spawn_reply` on the connection.
    virtual void spawn_requested(connection& c, const control& request, term args) = 0;

   protected:
    ~owner() = default;
  };
  enum class phase : std::uint8_t { pending, up, down };

  /// Past `busy_limit` bytes that wait to be written senders are suspended.
  connection(detail::node_core& node, detail::scheduler& home, owner& o, atom peer,
             std::uint64_t id, std::size_t busy_limit);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection();

  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] atom peer() const noexcept { return peer_; }

  // ---- any thread ----
  [[nodiscard]] phase state() const;
  [[nodiscard]] bool hidden() const;
  [[nodiscard]] connection_info info() const;
  detail::routed send(const detail::outbound& s);
  /// Whether that process may send.
  [[nodiscard]] bool has_room(pid p) const;
  /// Wakes it when it may; false when it may already.
  bool wake_when_writable(pid p);
  void forget(pid p);
  /// The process has ties over this connection: it will be told of the loss.
  void remember(pid p);
  /// `done(true)` when it is up, `done(false)` when it is down; maybe at once.
  void when_settled(unique_function<void(bool)> done);

  // ---- home thread ----
  /// The handshake is over; `rest` is what the peer has sent behind it. What waited is sent.
  void up(const established& e, std::unique_ptr<io::stream> stream, std::string_view rest,
          duration ticktime, unsigned tickintensity);
  /// Ends it: everybody who had ties over it is told.
  void down();

 private:
  void put(const detail::outbound& s) KITH_REQUIRES(mutex_);
  void not_possible(const detail::outbound& s) override;
  void schedule_flush() KITH_REQUIRES(mutex_);
  /// Has the connection dropped by its home thread.
  void give_up() KITH_REQUIRES(mutex_);
  void tie(pid p) KITH_REQUIRES(mutex_);
  [[nodiscard]] bool is_busy(pid sender) const KITH_REQUIRES(mutex_);
  [[nodiscard]] bool room_left(pid p) const KITH_REQUIRES(mutex_);

  void readable() override;
  void writable() override;
  void write_out();
  /// From the outbox to `writing_`; false if nothing is to be written.
  bool take_out();
  void resume_senders();
  void wake(const std::set<std::uint64_t>& words);
  void connected(result<void>) override {}
  void take_messages();
  [[nodiscard]] result<void> count_ties(control& c);
  void flush();
  void look();
  /// `inbound.cpp`.
  void dispatch(inbound in);
  /// Delivers a link, unlink or monitor, or answers it as for a process that does not exist.
  void deliver_request(pid to, detail::peer_signal* s);
  void fail(const error& why);

  detail::node_core& node_;
  detail::scheduler& home_;
  owner& owner_;
  const atom peer_;
  const std::uint64_t id_;
  const std::size_t busy_limit_;

  mutable mutex mutex_;
  phase phase_ KITH_GUARDED_BY(mutex_) = phase::pending;
  bool hidden_ KITH_GUARDED_BY(mutex_) = false;
  bool flush_scheduled_ KITH_GUARDED_BY(mutex_) = false;
  bool given_up_ KITH_GUARDED_BY(mutex_) = false;  ///< nothing more is encoded
  std::vector<waiting_signal> pending_ KITH_GUARDED_BY(mutex_);
  std::unique_ptr<outbox> outbox_ KITH_GUARDED_BY(mutex_);  ///< while it is up
  peer_ties ties_ KITH_GUARDED_BY(mutex_);
  std::size_t taken_ KITH_GUARDED_BY(mutex_) = 0;  ///< bytes of writing_, when last looked at
  boost::unordered_flat_set<std::uint64_t> tied_ KITH_GUARDED_BY(mutex_);  ///< words of local pids
  std::set<std::uint64_t> suspended_ KITH_GUARDED_BY(mutex_);              ///< the same
  io::address remote_ KITH_GUARDED_BY(mutex_);
  std::uint64_t out_ KITH_GUARDED_BY(mutex_) = 0;
  std::atomic<std::uint64_t> in_{0};
  std::vector<unique_function<void(bool)>> unsettled_ KITH_GUARDED_BY(mutex_);

  // ---- home thread ----
  std::unique_ptr<io::stream> stream_;
  std::unique_ptr<message_reader> reader_;
  out_queue writing_;  ///< what the outbox has given and the stream has not taken
  bool waits_to_write_ = false;
  traffic traffic_;
  ticker ticker_{false};
  duration look_interval_;
  detail::loop_timer look_timer_;
};

}  // namespace kith::dist
