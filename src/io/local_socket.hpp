// Connections between programs of one user on one machine, by a socket of the file system. Calls
// block, so they are for `world::run_blocking`; `close` ends those that other threads are in.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kith/result.hpp"

namespace kith::io {

/// The longest path of such a socket, in bytes: what `sun_path` of Linux holds, less its end.
inline constexpr std::size_t local_path_bytes_max = 107;

class local_stream {
 public:
  virtual ~local_stream() = default;
  /// Waits for a byte at least; 0 at the end.
  virtual result<std::size_t> read(std::span<std::byte> into) = 0;
  /// All of them.
  virtual result<void> write(std::string_view bytes) = 0;
  /// Any thread, more than once.
  virtual void close() noexcept = 0;
};

/// Closing or destroying it removes the socket, unless another has taken its place.
class local_listener {
 public:
  virtual ~local_listener() = default;
  /// Waits for the next program of this user, or of root; others are turned away. Fails with
  /// errc::closed after `close`.
  virtual result<std::unique_ptr<local_stream>> accept() = 0;
  /// Any thread, more than once.
  virtual void close() noexcept = 0;
};

}  // namespace kith::io
