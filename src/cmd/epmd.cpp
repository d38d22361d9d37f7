// kith epmd: OTP's epmd, the port mapper of a machine, and what is asked of one.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/epmd_daemon.hpp"
#include "cmd/epmd_query.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/subcommand.hpp"
#include "dist/wire.hpp"

namespace kith::cmd {

namespace {

using op = dist::epmd_request::op;

class epmd final : public subcommand {
 public:
  std::string name() const override { return "epmd"; }
  std::string summary() const override { return "runs or asks epmd, the port mapper of a machine"; }
  std::vector<std::string> synopsis() const override {
    return {"[-port PORT] [-address LIST] [-daemon] [OPTION]...",
            "[-port PORT] -names | -kill | -stop NAME"};
  }
  bool single_dash() const override { return true; }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION",
             "Nodes register with the epmd of their machine, and ask that of another for the port "
             "of a node there. Without -names, -kill or -stop this is epmd, until it is killed. "
             "Options and answers are those of OTP's epmd. A Kith node needs none: it is epmd "
             "where none runs."},
            {"EXIT STATUS",
             "0 when epmd has ended, or one runs on the port already; 1 when the question could "
             "not be asked or was refused; 64 when the command line is wrong."},
            {"EXAMPLES",
             "    kith epmd -daemon\n    kith epmd -names\n    kith epmd -port 4370 -address "
             "127.0.0.1"}};
  }
  void define(CLI::App& app) override;
  int run() override;

 private:
  int names() const;
  int kill() const;
  int stop() const;
  int serve();
  [[nodiscard]] result<std::string> ask(dist::epmd_request request) const;

  std::uint16_t port_ = 0;
  std::string address_;
  std::string stop_;
  int packet_timeout_ = 0;
  int delay_ = 0;
  epmd_daemon_options options_;
  bool daemon_ = false;
  bool systemd_ = false;
  bool names_ = false;
  bool kill_ = false;
};

void epmd::define(CLI::App& app) {
  app.add_option("--port", port_, "The port to listen on, or to ask; 4369, or ERL_EPMD_PORT.")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65'535).description(""));
  app.add_option("--address", address_,
                 "Listens on these addresses, numbers with commas between, and on loopback; else "
                 "on all of IPv4, or those of ERL_EPMD_ADDRESS.")
      ->type_name("LIST");
  app.add_flag("--daemon", daemon_, "Goes on in the background.");
  app.add_flag("-d,--debug", options_.debug, "Says what happens, on standard error.");
  app.add_flag("--relaxed_command_check", options_.relaxed_command_check,
               "Lets -kill end it while nodes are registered, and -stop take a name out. Set by "
               "ERL_EPMD_RELAXED_COMMAND_CHECK, too.");
  app.add_option("--packet_timeout", packet_timeout_,
                 "How many seconds a question may take to arrive; 60.")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 1'000'000).description(""));
  app.add_option("--delay_accept,--delay_write", delay_, "Taken, without effect.")
      ->type_name("SECONDS");
  app.add_flag("--systemd", systemd_,
               "Listens at the sockets that systemd hands over, and at no others.");
  auto* names = app.add_flag("--names", names_, "Lists who is registered, and ends.");
  auto* kill = app.add_flag("--kill", kill_, "Ends the epmd that runs, if nobody is registered.");
  auto* stop =
      app.add_option("--stop", stop_, "Takes a name out of an epmd with -relaxed_command_check.")
          ->type_name("NAME");
  names->excludes(kill)->excludes(stop);
  kill->excludes(stop);
}

int epmd::run() {
  if (port_ == 0) {
    const auto port = epmd_port_of_environment();
    if (!port) {
      return complain(*this, port.failure().text, exit_config);
    }
    port_ = *port;
  }
  return names_ ? names() : kill_ ? kill() : !stop_.empty() ? stop() : serve();
}

result<std::string> epmd::ask(dist::epmd_request request) const {
  auto answer = ask_epmd(io::address::loopback(port_), request);
  if (!answer) {
    std::fputs(answer.failure().code == errc::timed_out ? "epmd: no response from local epmd\n"
                                                        : "epmd: Cannot connect to local epmd\n",
               stderr);
  }
  return answer;
}

int epmd::names() const {
  const auto answer = ask({op::names, {}});
  if (!answer || answer->size() < 4) {
    return exit_failure;
  }
  std::uint32_t port = 0;
  dist::byte_reader bytes(*answer);
  (void)bytes.u32(port);
  std::printf("epmd: up and running on port %u with data:\n", port);
  std::fputs(std::string(bytes.rest()).c_str(), stdout);
  return exit_good;
}

int epmd::kill() const {
  const auto answer = ask({op::kill, {}});
  if (!answer) {
    return exit_failure;
  }
  if (*answer == "OK") {
    std::puts("Killed");
    return exit_good;
  }
  if (*answer == "NO") {
    std::puts("Killing not allowed - living nodes in database.");
  } else {
    std::printf("epmd: local epmd responded with <%s>\n", answer->c_str());
  }
  return exit_failure;
}

int epmd::stop() const {
  auto answer = ask({op::stop, {stop_}});
  if (!answer) {
    return exit_failure;
  }
  // Behind NOEXIST an epmd of OTP 25 says STOPPED.
  answer->resize(std::min(answer->size(), std::string_view("NOEXIST").size()));
  if (*answer == "STOPPED" || *answer == "NOEXIST") {
    std::puts(answer->c_str());
    return exit_good;
  }
  std::printf("epmd: local epmd responded with <%s>\n", answer->c_str());
  return exit_failure;
}

int epmd::serve() {
  if (systemd_) {
    options_.inherited = systemd_sockets();
    if (options_.inherited.empty()) {
      return complain(*this, "systemd provides no sockets", exit_failure);
    }
  }
  io::world& world = io::real_world();
  const auto of_environment = world.getenv("ERL_EPMD_ADDRESS");
  const std::string list = address_.empty() ? of_environment.value_or("") : address_;
  const auto addresses = epmd_addresses(list, port_);
  if (!addresses) {
    return complain(*this, addresses.failure().text, address_.empty() ? exit_config : exit_usage);
  }
  options_.listen = *addresses;
  options_.relaxed_command_check =
      options_.relaxed_command_check || world.getenv("ERL_EPMD_RELAXED_COMMAND_CHECK").has_value();
  if (packet_timeout_ != 0) {
    options_.packet_timeout = duration::seconds(packet_timeout_);
  }
  options_.daemon = daemon_;
  return run_epmd(options_);
}

}  // namespace

std::unique_ptr<subcommand> make_epmd() {
  return std::make_unique<epmd>();
}

}  // namespace kith::cmd
