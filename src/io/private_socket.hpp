// Sockets that programs started by this one do not inherit. A program that did would keep a
// listener or a connection open after its node has ended, so that nobody could tell that it has.
// Asio leaves the flag unset, and setting it afterwards would be too late for a thread that forks
// in between.
#pragma once

#include "io/asio.hpp"

namespace kith::io {

/// As `socket.open(protocol, failure)`.
void open_private(asio::ip::tcp::acceptor& socket, const asio::ip::tcp& protocol,
                  error_code& failure);
void open_private(asio::ip::tcp::socket& socket, const asio::ip::tcp& protocol,
                  error_code& failure);
void open_private(asio::ip::udp::socket& socket, const asio::ip::udp& protocol,
                  error_code& failure);

/// Accepts one that waits, into `peer`; the listener must not block.
void accept_private(asio::ip::tcp::acceptor& from, asio::ip::tcp::socket& peer,
                    error_code& failure);

/// Whether a socket can have that address: one of this machine's.
[[nodiscard]] bool is_own_address(const address& a);

}  // namespace kith::io
