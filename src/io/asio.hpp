// Boost.Asio for the files of `io/real_*`, and the bridge between its vocabulary and ours. Asio is
// seen nowhere else. Every call uses the overloads with an error_code: nothing throws out of `io`.
#pragma once

#ifndef BOOST_ASIO_NO_DEPRECATED
#define BOOST_ASIO_NO_DEPRECATED
#endif

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <string>

#include "io/world.hpp"

namespace kith::io {

namespace asio = boost::asio;
using error_code = boost::system::error_code;

/// The error of an operation on a socket: `what` names it ("connect to 10.0.0.1:4369").
error to_error(const error_code& failure, const std::string& what);

inline asio::ip::address to_asio_ip(const address& from) {
  if (from.ip.size() == 16) {
    asio::ip::address_v6::bytes_type bytes{};
    std::copy(from.ip.begin(), from.ip.end(), bytes.begin());
    return asio::ip::address_v6(bytes);
  }
  asio::ip::address_v4::bytes_type bytes{};
  KITH_ASSERT(from.ip.size() == bytes.size());
  std::copy(from.ip.begin(), from.ip.end(), bytes.begin());
  return asio::ip::address_v4(bytes);
}

template <class Protocol>
asio::ip::basic_endpoint<Protocol> to_endpoint(const address& from) {
  return {to_asio_ip(from), from.port};
}

template <class Protocol>
address from_endpoint(const asio::ip::basic_endpoint<Protocol>& from) {
  const asio::ip::address ip = from.address();
  if (ip.is_v4()) {
    const auto bytes = ip.to_v4().to_bytes();
    return address{{bytes.begin(), bytes.end()}, from.port()};
  }
  const auto bytes = ip.to_v6().to_bytes();
  return address{{bytes.begin(), bytes.end()}, from.port()};
}

}  // namespace kith::io
