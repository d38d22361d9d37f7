// Questions to an epmd, each over a connection of its own.
#pragma once

#include <string>
#include <vector>

#include "cmd/tcp_socket.hpp"
#include "dist/epmd_codec.hpp"

namespace kith::cmd {

/// How long epmd may take, to take the connection and to answer.
inline constexpr duration epmd_time = duration::seconds(10);

/// ERL_EPMD_PORT, or 4369. Fails when that is no port number.
[[nodiscard]] result<std::uint16_t> epmd_port_of_environment();

/// Sends a request and gives all that comes until the connection ends.
[[nodiscard]] result<std::string> ask_epmd(const io::address& epmd,
                                           const dist::epmd_request& request,
                                           const deadline& until = deadline(epmd_time));

/// Where the node `name` (without host) listens. Fails with errc::not_found when epmd has none.
[[nodiscard]] result<dist::epmd_entry> look_up(const io::address& epmd, const std::string& name,
                                               const deadline& until = deadline(epmd_time));

}  // namespace kith::cmd
