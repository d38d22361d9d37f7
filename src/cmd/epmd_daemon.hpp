// An epmd that is nothing else.
#pragma once

#include <string>
#include <vector>

#include "io/world.hpp"

namespace kith::cmd {

struct epmd_daemon_options {
  std::vector<io::address> listen = {};
  std::vector<int> inherited = {};  ///< sockets that listen already, in place of these
  bool relaxed_command_check = false;
  bool debug = false;
  bool daemon = false;
  duration packet_timeout = duration::seconds(60);
};

/// A list of numeric addresses with commas between; all of IPv4 when it is empty.
[[nodiscard]] result<std::vector<io::address>> epmd_addresses(std::string_view list,
                                                              std::uint16_t port);

/// The sockets that systemd has handed to this program, by LISTEN_FDS and LISTEN_PID; none where
/// they are for another. OTP: epmd's option -systemd.
[[nodiscard]] std::vector<int> systemd_sockets();

/// Serves until SIGTERM, SIGINT or KILL; gives the exit status. Nothing may run in this program
/// beside it.
[[nodiscard]] int run_epmd(const epmd_daemon_options& options);

}  // namespace kith::cmd
