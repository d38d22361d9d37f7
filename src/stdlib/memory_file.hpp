// A file that lies in memory alone. OTP: file:open/2 with `ram`.
#pragma once

#include <algorithm>
#include <cerrno>

#include "io/file_system.hpp"

namespace kith::detail {

class memory_file final : public io::opened_file {
 public:
  static constexpr std::uint64_t bytes_max = std::uint64_t{1} << 31u;

  memory_file(std::string bytes, const io::open_mode& how) : bytes_(std::move(bytes)), how_(how) {}

  result<std::string> read(std::size_t size) override {
    auto got = read_at(position_, size);
    position_ += got ? got->size() : 0;
    return got;
  }
  result<void> write(std::string_view bytes) override {
    auto written = write_at(position_, bytes);
    position_ += written ? bytes.size() : 0;
    return written;
  }
  result<std::string> read_at(std::uint64_t offset, std::size_t size) override {
    if (!how_.read) {
      return io::posix_error(EBADF);
    }
    return offset < bytes_.size() ? bytes_.substr(offset, size) : std::string();
  }
  result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    if (!how_.write) {
      return io::posix_error(EBADF);
    }
    if (offset > bytes_max || bytes.size() > bytes_max - offset) {
      return io::posix_error(EFBIG);
    }
    bytes_.resize(std::max<std::size_t>(bytes_.size(), offset + bytes.size()));
    bytes_.replace(offset, bytes.size(), bytes);
    return {};
  }
  result<std::uint64_t> seek(std::int64_t offset, io::seek_from from) override {
    const std::uint64_t base = from == io::seek_from::start     ? 0
                               : from == io::seek_from::current ? position_
                                                                : bytes_.size();
    const std::int64_t to = static_cast<std::int64_t>(base) + offset;
    if (to < 0) {
      return io::posix_error(EINVAL);
    }
    return position_ = static_cast<std::uint64_t>(to);
  }
  result<void> truncate() override {
    if (!how_.write) {
      return io::posix_error(EACCES);
    }
    bytes_.resize(std::min(position_, bytes_max));
    return {};
  }
  result<void> flush(bool) override { return {}; }
  result<void> advise(std::int64_t, std::int64_t, io::file_advice) override { return {}; }
  result<void> allocate(std::int64_t, std::int64_t) override { return {}; }
  result<io::file_status> status() override { return io::posix_error(ENOTSUP); }

 private:
  std::string bytes_;
  io::open_mode how_;
  std::uint64_t position_ = 0;
};

}  // namespace kith::detail
