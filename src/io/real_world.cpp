#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>

#include "io/blocking_pool.hpp"
#include "io/clock.hpp"
#include "io/private_socket.hpp"
#include "io/real_disk.hpp"
#include "io/real_file_system.hpp"
#include "io/real_local_socket.hpp"
#include "io/real_shell.hpp"
#include "io/real_thread.hpp"

namespace kith::io {
namespace {

class system_world final : public world {
 public:
  [[nodiscard]] instant now() const noexcept override { return clock_now(); }

  [[nodiscard]] std::int64_t wall_ns() const noexcept override {
    timespec t{};
    ::clock_gettime(CLOCK_REALTIME, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
  }

  void entropy(std::span<std::byte> into) override {
    while (!into.empty()) {
      const ssize_t count = ::getrandom(into.data(), into.size(), 0);
      if (count < 0 && errno == EINTR)
        continue;
      KITH_ASSERT(count > 0);  // every Linux since 3.17 has it
      into = into.subspan(static_cast<std::size_t>(count));
    }
  }

  [[nodiscard]] unsigned processors() const override {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    // Fails only on machines with more than 1,024 processors.
    if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
      return static_cast<unsigned>(std::max(CPU_COUNT(&allowed), 1));
    }
    return static_cast<unsigned>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 1L));
  }

  std::unique_ptr<thread_handle> start(worker& runs) override {
    return real_thread::start(runs, processors() > 1);
  }

  void wait_for(const std::atomic<std::uint32_t>& done) override {
    done.wait(0, std::memory_order_acquire);
  }

  void run_blocking(unique_function<void()> job) override { pool_.run(std::move(job)); }

  result<std::unique_ptr<local_listener>> listen_local(const std::string& path) override {
    return listen_at_path(path);
  }
  result<std::unique_ptr<local_stream>> dial_local(const std::string& path) override {
    return dial_path(path);
  }

  disk& files() override { return disk_; }
  file_system& tree() override { return tree_; }

  [[nodiscard]] std::optional<std::string> getenv(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr)
      return std::nullopt;
    return std::string(value);
  }

  [[nodiscard]] std::vector<std::string> variables() const override {
    std::vector<std::string> all;
    for (char** at = environ; at != nullptr && *at != nullptr; ++at)
      all.emplace_back(*at);
    return all;
  }

  result<std::string> run_shell(const shell_command& command) override {
    return run_real_shell(command);
  }

  [[nodiscard]] bool is_own(const address& a) const override { return is_own_address(a); }

  [[nodiscard]] std::string host_name() const override {
    std::array<char, HOST_NAME_MAX + 1> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
      return "localhost";
    return name.data();
  }

  [[nodiscard]] std::int64_t os_pid() const override { return ::getpid(); }
  [[nodiscard]] std::uint32_t user_id() const override { return ::getuid(); }
  [[nodiscard]] std::int64_t cpu_ns() const override {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000'000 +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1'000;
  }
  [[nodiscard]] std::uint64_t memory_bytes() const override {
    const struct mallinfo2 heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
  }

 private:
  blocking_pool pool_;
  real_disk disk_;
  real_file_system tree_;
};

}  // namespace

// Never destroyed: threads of the pool may outlive main.
world& real_world() {
  static auto* const the_world = new system_world;
  return *the_world;
}

}  // namespace kith::io
