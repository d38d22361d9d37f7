#include "sim/host.hpp"

#include "io/local_socket.hpp"

#include "sim/simulation.hpp"

namespace kith::sim {
namespace {

/// 2026-01-01 00:00 UTC; hosts disagree about it by up to a second.
constexpr std::int64_t wall_epoch_ns = 1'767'225'600'000'000'000;
constexpr std::uint64_t wall_skew_ns = 1'000'000'000;
/// Machines were started at different times, so their monotonic clocks have nothing in common.
constexpr std::uint64_t uptime_ns_max = 30'000'000'000'000'000;

class handle final : public io::thread_handle {
 public:
  explicit handle(std::shared_ptr<thread> of) : thread_(std::move(of)) {}
  ~handle() override { join(); }
  handle(const handle&) = delete;
  handle& operator=(const handle&) = delete;

  void join() override { thread_->on().sim().join(*thread_); }

 private:
  std::shared_ptr<thread> thread_;
};

}  // namespace

host::host(simulation& in, std::string name, std::size_t number)
    : sim_(in), name_(std::move(name)), number_(number), random_(in.fork("host").fork(number)),
      entropy_(random_.fork("entropy")), disk_(in, random_.fork("disk"), *this),
      clock_origin_ns_(static_cast<std::int64_t>(random_.between(1, uptime_ns_max))),
      wall_offset_ns_(wall_epoch_ns + static_cast<std::int64_t>(random_.below(wall_skew_ns))),
      pid_(static_cast<std::int64_t>(random_.between(300, 32'000))) {
  env_["HOME"] = "/home/kith";
  disk_.add_folder("/home/kith");
  disk_.add_folder("/tmp");
}

io::instant host::now() const noexcept {
  return io::instant{sim_.read_clock().ns + clock_origin_ns_};
}

std::int64_t host::wall_ns() const noexcept {
  return sim_.read_clock().ns + wall_offset_ns_;
}

bool host::is_own(const io::address& a) const {
  return network::is_own(*this, a);
}

void host::entropy(std::span<std::byte> into) {
  entropy_.fill(into);
}

std::unique_ptr<io::thread_handle> host::start(io::worker& runs) {
  if (!up_)
    return nullptr;
  std::shared_ptr<thread> started = sim_.start_thread(*this, runs);
  std::erase_if(threads_, [](const auto& each) { return each.expired(); });
  threads_.push_back(started);
  return std::make_unique<handle>(std::move(started));
}

void host::wait_for(const std::atomic<std::uint32_t>& done) {
  const auto is_done = [&] { return done.load(std::memory_order_relaxed) != 0; };
  resume();  // who waits here is not stopped
  const bool ended = sim_.run_until([&] { return is_done() || !up_; }, simulation::join_limit);
  KITH_ASSERT(ended);
}

result<std::unique_ptr<io::local_listener>> host::listen_local(const std::string& path) {
  return error(errc::unavailable, path + ": the simulated world has no such sockets");
}

result<std::unique_ptr<io::local_stream>> host::dial_local(const std::string& path) {
  return error(errc::unavailable, path + ": the simulated world has no such sockets");
}

void host::run_blocking(unique_function<void()> job) {
  if (!up_ || dying_)
    return;
  const std::uint64_t number = ++jobs_asked_;
  jobs_.emplace(number, std::move(job));
  sim_.after(random_.between(duration::microseconds(10), job_time_max),
             [this, number] { run_job(number); });
}

void host::run_job(std::uint64_t number) {
  if (paused_)
    return jobs_held_.push_back(number);
  auto node = jobs_.extract(number);
  if (node.empty())
    return;  // the program that asked is gone
  sim_.note("job", number_, number);
  node.mapped()();
}

std::optional<std::string> host::getenv(const std::string& name) const {
  const auto found = env_.find(name);
  if (found == env_.end())
    return std::nullopt;
  return found->second;
}

std::vector<std::string> host::variables() const {
  std::vector<std::string> all;
  for (const auto& [name, value] : env_)
    all.push_back(name + "=" + value);
  return all;
}

result<std::string> host::run_shell(const io::shell_command&) {
  return error(errc::unavailable, "a simulated machine has no shell");
}

io::address host::address(std::uint16_t port) const {
  const std::size_t n = number_ + 1;
  return {{10, 0, static_cast<std::uint8_t>(n >> 8U), static_cast<std::uint8_t>(n & 0xffU)}, port};
}

void host::crash() {
  if (!up_)
    return;
  sim_.note("crash", number_);
  up_ = false;
  sim_.net().host_crashed(*this);
  end_program();
  disk_.crash();
}

void host::kill() {
  if (!up_)
    return;
  sim_.note("kill", number_);
  dying_ = true;
  end_program();
  sim_.net().program_died(*this);
  dying_ = false;
  pid_ += static_cast<std::int64_t>(random_.between(1, 500));
}

void host::end_program() {
  KITH_ASSERT(sim_.running() == nullptr);  // no worker pulls the plug of its own host
  paused_ = false;
  std::vector<std::weak_ptr<thread>> ending;
  ending.swap(threads_);
  for (const auto& each : ending) {
    if (const auto alive = each.lock())
      alive->kill();
  }
  std::map<std::uint64_t, unique_function<void()>> dropped;
  dropped.swap(jobs_);
  jobs_held_.clear();
}

void host::restart() {
  if (up_)
    return;
  sim_.note("restart", number_);
  up_ = true;
  pid_ = static_cast<std::int64_t>(random_.between(300, 32'000));
  sim_.net().host_restarted(*this);
}

void host::pause() {
  sim_.note("pause", number_);
  paused_ = true;
}

void host::resume() {
  if (!paused_)
    return;
  sim_.note("resume", number_);
  paused_ = false;
  std::vector<std::uint64_t> held;
  held.swap(jobs_held_);
  for (const std::uint64_t each : held)
    run_job(each);
}

}  // namespace kith::sim
