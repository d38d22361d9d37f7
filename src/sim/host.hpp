#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/world.hpp"
#include "sim/disk.hpp"
#include "sim/file_system.hpp"
#include "sim/random.hpp"

namespace kith::sim {

class simulation;
class thread;

/// A simulated machine that runs one program: its clock, its disk, its threads and its faults. What
/// it has on the network is the network's.
class host final : public io::world {
 public:
  static constexpr std::uint32_t user = 1'000;
  /// A blocking job starts and ends within this time.
  static constexpr duration job_time_max = duration::milliseconds(5);

  host(simulation& in, std::string name, std::size_t number);

  [[nodiscard]] io::instant now() const noexcept override;
  [[nodiscard]] std::int64_t wall_ns() const noexcept override;
  void entropy(std::span<std::byte> into) override;
  [[nodiscard]] unsigned processors() const override { return processors_; }
  std::unique_ptr<io::thread_handle> start(io::worker& runs) override;
  /// Runs the simulation, for `simulation::join_limit` at most; ends early when the host crashes.
  void wait_for(const std::atomic<std::uint32_t>& done) override;
  void run_blocking(unique_function<void()> job) override;
  /// Programs of a simulated machine meet by its network alone: both fail with errc::unavailable.
  result<std::unique_ptr<io::local_listener>> listen_local(const std::string& path) override;
  result<std::unique_ptr<io::local_stream>> dial_local(const std::string& path) override;
  io::disk& files() override { return disk_; }
  io::file_system& tree() override { return tree_; }
  [[nodiscard]] std::optional<std::string> getenv(const std::string& name) const override;
  [[nodiscard]] std::vector<std::string> variables() const override;
  /// A simulated machine has no other programs.
  result<std::string> run_shell(const io::shell_command& command) override;
  [[nodiscard]] bool is_own(const io::address& a) const override;
  [[nodiscard]] std::string host_name() const override { return name_; }
  [[nodiscard]] std::int64_t os_pid() const override { return pid_; }
  [[nodiscard]] std::uint32_t user_id() const override { return user; }
  /// As if one processor had been busy all the time, and memory were free.
  [[nodiscard]] std::int64_t cpu_ns() const override { return now().ns; }
  [[nodiscard]] std::uint64_t memory_bytes() const override { return 0; }

  /// The power goes: threads end, nobody on the network is told, what was not flushed is lost. The
  /// workers hear `stopped` with the network gone; the test then destroys what ran here.
  void crash();
  /// The power comes back; the program does not start by itself. Peers that still write to what
  /// was before are answered with a reset.
  void restart();
  /// The program dies (SIGKILL) and the machine lives on: the system closes its connections, and
  /// another program may start at once.
  void kill();
  /// The program stops and goes on (SIGSTOP, SIGCONT); the system answers for it meanwhile.
  void pause();
  void resume();
  /// Sets the wall clock forward or back; the monotonic clock never notices.
  void jump_wall_clock(duration by) { wall_offset_ns_ += by.ns(); }

  void set_env(const std::string& name, std::string value) { env_[name] = std::move(value); }
  void set_processors(unsigned count) { processors_ = count; }
  disk& own_disk() { return disk_; }

  [[nodiscard]] simulation& sim() const { return sim_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t number() const { return number_; }
  [[nodiscard]] io::address address(std::uint16_t port) const;
  /// Its threads get turns.
  [[nodiscard]] bool is_running() const { return up_ && !paused_; }
  /// It answers on the network.
  [[nodiscard]] bool is_up() const { return up_; }
  [[nodiscard]] bool is_dying() const { return dying_; }
  [[nodiscard]] io::instant to_simulated(io::instant own) const {
    return io::instant{own.ns - clock_origin_ns_};
  }

 private:
  void run_job(std::uint64_t number);
  void end_program();

  simulation& sim_;
  std::string name_;
  std::size_t number_;
  random random_;
  random entropy_;
  disk disk_;
  file_system tree_{disk_};
  std::int64_t clock_origin_ns_;
  std::int64_t wall_offset_ns_;
  std::int64_t pid_;
  unsigned processors_ = 1;
  bool up_ = true;
  bool paused_ = false;
  bool dying_ = false;
  std::map<std::string, std::string> env_;
  std::vector<std::weak_ptr<thread>> threads_;
  std::map<std::uint64_t, unique_function<void()>> jobs_;
  std::vector<std::uint64_t> jobs_held_;  // due while the host was paused
  std::uint64_t jobs_asked_ = 0;
};

}  // namespace kith::sim
