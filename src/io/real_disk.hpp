#pragma once

#include "io/world.hpp"

namespace kith::io {

/// Files of the operating system. Stateless; any thread may use it.
class real_disk final : public disk {
 public:
  result<file_content> read(const std::string& path, std::size_t limit) override;
  result<void> create(const std::string& path, std::string_view bytes, std::uint32_t mode) override;
  result<void> replace(const std::string& path, std::string_view bytes,
                       std::uint32_t mode) override;
  result<void> remove(const std::string& path) override;
  result<void> make_directories(const std::string& path, std::uint32_t mode) override;
};

}  // namespace kith::io
