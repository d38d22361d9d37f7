#include "io/asio.hpp"

#include <boost/asio/error.hpp>

namespace kith::io {
namespace {

errc to_errc(const error_code& failure) {
  if (failure == asio::error::eof)
    return errc::closed;
  if (failure == asio::error::connection_refused)
    return errc::refused;
  if (failure == asio::error::timed_out)
    return errc::timed_out;
  if (failure == asio::error::address_in_use)
    return errc::exists;
  if (failure == asio::error::message_size)
    return errc::limit;
  return errc::unavailable;
}

}  // namespace

error to_error(const error_code& failure, const std::string& what) {
  return {to_errc(failure), what + ": " + failure.message()};
}

}  // namespace kith::io
