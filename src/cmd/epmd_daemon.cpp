#include "cmd/epmd_daemon.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "cmd/background.hpp"
#include "cmd/ending_signals.hpp"
#include "cmd/exit_status.hpp"
#include "dist/epmd_server.hpp"
#include "runtime/runtime.hpp"
#include "runtime/scheduler.hpp"

namespace kith::cmd {

namespace {

using flag = std::atomic<std::uint32_t>;

void raise(flag& f) {
  f.store(1, std::memory_order_release);
  f.notify_all();
}

/// The server on the one scheduler of a runtime of its own.
class served {
 public:
  served(io::world& world, const epmd_daemon_options& options)
      : options_(options), runtime_(world, {.schedulers = 1, .process_limit = 1'024}) {}
  ~served() {
    flag gone{0};
    home().post([&] {
      server_.reset();
      raise(gone);
    });
    runtime_.wait_for(gone);
  }

  result<void> start() {
    flag tried{0};
    home().post([&] {
      dist::epmd_server_options how;
      how.relaxed_command_check = options_.relaxed_command_check;
      how.request_time = options_.packet_timeout;
      how.inherited = options_.inherited;
      how.killed = [this] {
        log("got KILL_REQ - terminates normal");
        end();
      };
      auto started = dist::epmd_server::start(home(), options_.listen, std::move(how));
      if (started) {
        server_ = std::move(*started);
      } else {
        failure_ = started.failure();
      }
      raise(tried);
    });
    runtime_.wait_for(tried);
    return server_ != nullptr ? result<void>() : failure_;
  }

  void wait() { runtime_.wait_for(ended_); }
  void end() { raise(ended_); }
  void log(const char* what) const {
    if (options_.debug) {
      std::fprintf(stderr, "epmd: %s\n", what);
    }
  }

 private:
  [[nodiscard]] detail::scheduler& home() { return runtime_.scheduler_at(0); }

  const epmd_daemon_options& options_;
  detail::runtime runtime_;
  std::unique_ptr<dist::epmd_server> server_;
  error failure_{errc::unavailable, {}};
  flag ended_{0};
};

}  // namespace

result<std::vector<io::address>> epmd_addresses(std::string_view list, std::uint16_t port) {
  std::vector<io::address> all;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    if (one.empty()) {
      continue;
    }
    const auto address = io::address::parse(one, port);
    if (!address) {
      return error(errc::bad_input, "'" + std::string(one) + "' is no numeric address");
    }
    all.push_back(*address);
  }
  if (all.empty()) {
    all.push_back(io::address::any(port));
  }
  return all;
}

std::vector<int> systemd_sockets() {
  constexpr int first = 3;
  constexpr long most = 64;
  const auto number = [](const char* name) {
    const auto text = io::real_world().getenv(name);
    return text ? std::strtol(text->c_str(), nullptr, 10) : 0;
  };
  std::vector<int> all;
  if (number("LISTEN_PID") == ::getpid()) {
    for (int i = 0; i < std::min(most, number("LISTEN_FDS")); ++i) {
      all.push_back(first + i);
    }
  }
  return all;
}

int run_epmd(const epmd_daemon_options& options) {
  background parent(options.daemon);
  if (parent.is_parent()) {
    return parent.status_of_child();
  }
  const ending_signals::blocked blocked;
  served epmd(io::real_world(), options);
  if (const auto started = epmd.start(); !started) {
    // As OTP's: that there is an epmd already is no failure.
    const bool there = started.failure().code == errc::exists;
    if (options.debug || !there) {
      std::fprintf(stderr, "epmd: %s\n", started.failure().text.c_str());
    }
    return parent.tell(there ? exit_good : exit_failure);
  }
  epmd.log(options.daemon ? "epmd running - daemon = 1" : "epmd running - daemon = 0");
  parent.tell(exit_good);
  const ending_signals signals([&epmd](int number) {
    const bool ends = is_ending(number);
    if (ends) {
      epmd.end();
    }
    return ends;
  });
  epmd.wait();
  return exit_good;
}

}  // namespace kith::cmd
