// A connection of the command's own, for what asks one question and waits for the answer.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cmd/deadline.hpp"
#include "io/world.hpp"

namespace kith::cmd {

class tcp_socket {
 public:
  /// Fails with errc::timed_out or errc::unavailable and a sentence that names the address.
  static result<tcp_socket> connect(const io::address& to, const deadline& until);
  tcp_socket(tcp_socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  tcp_socket& operator=(tcp_socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~tcp_socket();

  [[nodiscard]] result<void> write(std::string_view bytes, const deadline& until);
  /// Waits for bytes; 0 at the end of the stream. Fails with errc::timed_out when none came.
  [[nodiscard]] result<std::size_t> read(std::span<std::byte> into, const deadline& until);
  /// Whether there is something to read, waiting at most so long.
  [[nodiscard]] bool readable(int milliseconds) const;

 private:
  explicit tcp_socket(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// The IPv4 addresses of a host, port 0. Fails with errc::not_found.
[[nodiscard]] result<std::vector<io::address>> resolve(const std::string& host);

}  // namespace kith::cmd
