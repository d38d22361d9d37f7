// A connection that is being set up, by us or by a peer: runs the handshake machine on a stream,
// with a limit of net_setuptime on each step. What must be decided, its owner decides.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dist/conversation.hpp"
#include "dist/handshake.hpp"
#include "runtime/scheduler.hpp"

namespace kith::dist {

class setup final : conversation::owner {
 public:
  class owner {
   public:
    /// Answer with `s.answer` or `s.name_peer`, now or later.
    virtual void asked(setup& s, const ask_acceptance& question) = 0;
    [[nodiscard]] virtual bool still_wanted(const setup& s) = 0;
    /// The peer has proved who it is: end the old connection to it now.
    virtual void replaces(setup& s) = 0;
    /// The owner takes `release` and destroys the setup.
    virtual void done(setup& s, const established& e) = 0;
    /// The owner destroys the setup.
    virtual void failed(setup& s, const struct failed& f) = 0;

   protected:
    ~owner() = default;
  };

  /// Dials `peer` at an address; `serial` is the owner's to tell setups apart.
  setup(detail::scheduler& home, const io::address& to, handshake machine, std::uint64_t serial,
        duration step_limit, owner& o);
  /// A peer has dialled; what it says is read after `delay`.
  setup(detail::scheduler& home, std::unique_ptr<io::stream> accepted, handshake machine,
        std::uint64_t serial, duration step_limit, duration delay, owner& o);
  setup(const setup&) = delete;
  setup& operator=(const setup&) = delete;
  ~setup();

  void answer(acceptance a, bool publish);
  void name_peer(given_name name);

  [[nodiscard]] std::uint64_t serial() const { return serial_; }
  /// The peer has dialled.
  [[nodiscard]] bool is_call() const { return is_call_; }
  [[nodiscard]] io::address remote() const { return talk_->stream().remote(); }
  /// Who calls, as soon as it has said so; UTF-8. Empty for a dial.
  [[nodiscard]] const std::string& caller() const { return caller_; }
  /// A call that has been answered so that it may go on.
  [[nodiscard]] bool is_let_in() const { return let_in_; }
  /// Such a call, beside a living connection to the same peer.
  [[nodiscard]] bool replacing() const { return replacing_; }

  /// After `done`: the stream, and what the peer has already sent on it.
  std::unique_ptr<io::stream> release() { return talk_->release(); }
  std::string take_rest() { return machine_.take_rest(); }

 private:
  void heard(std::string_view bytes) override;
  void ended(const error& why) override;
  void begin();
  void time_is_up();
  void step();
  void restart_timer();

  detail::scheduler& home_;
  owner& owner_;
  const std::uint64_t serial_;
  const duration limit_;
  handshake machine_;
  const bool is_call_;
  std::string caller_;
  bool let_in_ = false;
  bool replacing_ = false;
  bool in_step_ = false;
  unsigned steps_ = 0;
  detail::loop_timer timer_;
  std::unique_ptr<io::stream> delayed_;  ///< until `talk_` begins
  std::unique_ptr<conversation> talk_;
};

}  // namespace kith::dist
