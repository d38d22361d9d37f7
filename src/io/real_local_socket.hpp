#pragma once

#include "io/local_socket.hpp"

namespace kith::io {

[[nodiscard]] result<std::unique_ptr<local_listener>> listen_at_path(const std::string& path);
[[nodiscard]] result<std::unique_ptr<local_stream>> dial_path(const std::string& path);

}  // namespace kith::io
