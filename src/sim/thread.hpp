#pragma once

#include <deque>
#include <memory>

#include "io/world.hpp"
#include "sim/random.hpp"

namespace kith::sim {

class host;

/// A simulated thread: a worker and the loop it runs on. It gets turns from the simulation; in one
/// it hears what came (callbacks), then makes one step, and is then busy for a drawn time.
class thread final : public io::loop, public std::enable_shared_from_this<thread> {
 public:
  /// What one turn costs, and how late one comes to a thread that slept.
  static constexpr duration turn_cost_min = duration::microseconds(1);
  static constexpr duration turn_cost_max = duration::microseconds(20);
  static constexpr duration wake_delay_max = duration::microseconds(10);
  static constexpr std::size_t callbacks_per_turn_max = 256;

  thread(host& on, io::worker& runs, std::uint64_t number);

  std::unique_ptr<io::stream> connect(const io::address& to, io::stream_events& events) override;
  result<std::unique_ptr<io::listener>>
  listen(const io::address& on,
         unique_function<void(std::unique_ptr<io::stream>)> accepted) override;
  /// Nobody hands sockets to a simulated program.
  result<std::unique_ptr<io::listener>>
  listen_inherited(int descriptor,
                   unique_function<void(std::unique_ptr<io::stream>)> accepted) override;
  result<std::unique_ptr<io::datagram>>
  bind(const io::address& on, const io::datagram_options& how,
       unique_function<void(std::span<const std::byte>, const io::address&)> received) override;
  void resolve(std::string name,
               unique_function<void(result<std::vector<io::address>>)> found) override;
  /// Nothing: what comes to a simulated thread waits for its turn, and no turn lasts.
  bool poll() override { return false; }
  void wake() noexcept override;

  /// Calls `callback` before the next step.
  void post(unique_function<void()> callback);

  /// When it wants its next turn, in the time of the simulation.
  [[nodiscard]] io::instant ready_at() const;
  /// True when it has something to do other than wait for its deadline.
  [[nodiscard]] bool is_active() const;
  void turn();
  /// Ends it without a further step (its process was killed); the worker hears `stopped`.
  void kill();

  [[nodiscard]] bool has_ended() const { return phase_ == phase::ended; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] host& on() const { return host_; }

 private:
  enum class phase { fresh, running, ended };

  void become_ready();
  void run_callbacks();
  void end();

  host& host_;
  io::worker& worker_;
  std::uint64_t number_;
  random random_;
  phase phase_ = phase::fresh;
  std::deque<unique_function<void()>> callbacks_;
  bool ready_ = true;
  io::instant ready_since_;
  io::instant free_at_;
  io::instant deadline_ = io::instant::never();
};

}  // namespace kith::sim
