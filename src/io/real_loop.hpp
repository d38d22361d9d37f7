#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "base/line_gap.hpp"
#include "io/asio.hpp"
#include "io/bet.hpp"

namespace kith::io {

class resolver;

/// The event loop of one thread, on an Asio context that only this thread touches, or who stands in
/// for it; other threads reach it through `wake` alone. It must be made, polled and destroyed with
/// nobody else in it.
class real_loop final : public loop {
 public:
  /// Null when the system has no descriptors left for it.
  static std::unique_ptr<real_loop> make();

  explicit real_loop(int wake_descriptor);
  ~real_loop() override;
  real_loop(const real_loop&) = delete;
  real_loop& operator=(const real_loop&) = delete;

  std::unique_ptr<stream> connect(const address& to, stream_events& events) override;
  result<std::unique_ptr<listener>>
  listen(const address& on, unique_function<void(std::unique_ptr<stream>)> accepted) override;
  result<std::unique_ptr<listener>>
  listen_inherited(int descriptor,
                   unique_function<void(std::unique_ptr<stream>)> accepted) override;
  result<std::unique_ptr<datagram>>
  bind(const address& on, const datagram_options& how,
       unique_function<void(std::span<const std::byte>, const address&)> received) override;
  void resolve(std::string host,
               unique_function<void(result<std::vector<address>>)> found) override;
  bool poll() override;
  void wake() noexcept override;

  /// Waits for an event, a wake or `deadline`, whichever is first, or `rest_max`, and runs what
  /// came. Returns at once when a wake came since the last call.
  void wait(instant deadline);
  /// Spins before `wait` sleeps, where a second processor may bring news meanwhile.
  void allow_spinning(bool allowed) { spinning_allowed_ = allowed; }

 private:
  enum class awareness : int { running, sleeping, woken };

  bool take_wake();
  bool spin(instant deadline);
  void sleep(instant deadline);
  void begin_rest();
  void await_wake_descriptor();

  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> keep_;
  asio::posix::stream_descriptor wake_descriptor_;
  asio::steady_timer rest_;  // ends the longest sleep
  bool resting_ = false;
  std::unique_ptr<resolver> resolver_;  // made at the first name
  bool spinning_allowed_ = false;
  bet early_news_;  ///< on news within the time of a spin
  bet more_news_;   ///< on another callback after the one that ended a sleep

  // Written by other threads.
  line_gap before_awareness_;
  std::atomic<awareness> awareness_{awareness::running};
  line_gap after_awareness_;
};

}  // namespace kith::io
