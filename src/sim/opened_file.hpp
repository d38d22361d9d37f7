#pragma once

#include "io/file_system.hpp"
#include "sim/disk.hpp"

namespace kith::sim {

/// A file of a simulated disk; after a crash that lost it, every call fails (EIO).
class opened_file final : public io::opened_file {
 public:
  opened_file(disk& on, std::string path, const io::open_mode& how);
  ~opened_file() override;
  opened_file(const opened_file&) = delete;
  opened_file& operator=(const opened_file&) = delete;

  result<std::string> read(std::size_t size) override;
  result<void> write(std::string_view bytes) override;
  result<std::string> read_at(std::uint64_t offset, std::size_t size) override;
  result<void> write_at(std::uint64_t offset, std::string_view bytes) override;
  result<std::uint64_t> seek(std::int64_t offset, io::seek_from from) override;
  result<void> truncate() override;
  result<void> flush(bool data_only) override;
  result<void> advise(std::int64_t offset, std::int64_t length, io::file_advice how) override;
  result<void> allocate(std::int64_t offset, std::int64_t length) override;
  result<io::file_status> status() override;

 private:
  /// The node, if it is there and may be used so.
  result<disk_node*> node(const char* operation, bool allowed, bool writes);

  disk& disk_;
  std::string path_;
  io::open_mode how_;
  std::uint64_t number_;
  std::uint64_t position_ = 0;
};

/// What is known of a node.
[[nodiscard]] io::file_status status_of(const disk_content& content, std::uint64_t number);

}  // namespace kith::sim
