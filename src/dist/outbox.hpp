// What goes out by one connection. Signals become frames in the order in which they come, but a
// large message goes fragment by fragment, and other processes' signals overtake it: only those of
// its own sender wait behind it, so that the order between two processes holds.
//
//   put ──► frames ──────────────────────────────► take
//     │                                             ▲
//     └──► lane of a sender: fragments, one of      │
//          each lane in turn; signals behind them ──┘
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <memory>

#include "dist/frame_encoder.hpp"
#include "dist/out_queue.hpp"
#include "dist/waiting_signal.hpp"

namespace kith::dist {

class outbox {
 public:
  /// Hears of what is not sent since the peer lacks what it takes, as in OTP.
  class owner {
   public:
    virtual void not_possible(const detail::outbound& s) = 0;

   protected:
    ~owner() = default;
  };

  outbox(std::uint64_t flags, owner& o) : encoder_(flags), owner_(o) {}

  void put(const detail::outbound& s);
  void put_tick();

  /// Moves all frames to `to`, and then fragments until it holds `enough` bytes.
  void take(out_queue& to, std::size_t enough);

  [[nodiscard]] bool empty() const noexcept { return frames_.empty() && lanes_.empty(); }
  /// Bytes of frames; those of large messages are not among them yet.
  [[nodiscard]] std::size_t bytes_in_frames() const noexcept { return frames_.bytes(); }
  /// All bytes, as far as they are encoded.
  [[nodiscard]] std::size_t bytes() const noexcept { return frames_.bytes() + bytes_in_lanes_; }
  /// Bytes of that process that are not frames yet, since a large message of its is under way.
  [[nodiscard]] std::size_t bytes_behind(pid sender) const;

 private:
  struct lane {
    std::uint64_t sender = 0;
    std::unique_ptr<bulk_message> bulk;
    std::deque<waiting_signal> behind;
    std::size_t bytes = 0;  ///< of both
  };

  static std::uint64_t key(pid sender) noexcept {
    return sender.is_local() ? sender.local_word() : 0;
  }
  /// The rest of it, if it is large.
  [[nodiscard]] std::unique_ptr<bulk_message> encode(const detail::outbound& s);
  /// The large message of a lane has gone. What waits behind it goes; false if that is all.
  [[nodiscard]] bool go_on(lane& l);
  void add(lane& l, std::size_t bytes) noexcept;
  void remove(lane& l, std::size_t bytes) noexcept;

  frame_encoder encoder_;
  owner& owner_;
  out_queue frames_;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<lane>> lanes_;  ///< by sender
  std::deque<lane*> turn_;
  std::size_t bytes_in_lanes_ = 0;
};

}  // namespace kith::dist
