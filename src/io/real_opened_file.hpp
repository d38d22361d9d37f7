#pragma once

#include <sys/stat.h>

#include "io/descriptor.hpp"
#include "io/file_system.hpp"

namespace kith::io {

class real_opened_file final : public opened_file {
 public:
  explicit real_opened_file(descriptor file) : file_(std::move(file)) {}

  result<std::string> read(std::size_t size) override;
  result<void> write(std::string_view bytes) override;
  result<std::string> read_at(std::uint64_t offset, std::size_t size) override;
  result<void> write_at(std::uint64_t offset, std::string_view bytes) override;
  result<std::uint64_t> seek(std::int64_t offset, seek_from from) override;
  result<void> truncate() override;
  result<void> flush(bool data_only) override;
  result<void> advise(std::int64_t offset, std::int64_t length, file_advice how) override;
  result<void> allocate(std::int64_t offset, std::int64_t length) override;
  result<file_status> status() override;

 private:
  descriptor file_;
};

/// What stat(2) told, but for what this program may do.
[[nodiscard]] file_status status_of(const struct stat& about);

}  // namespace kith::io
