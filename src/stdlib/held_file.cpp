#include "stdlib/held_file.hpp"

#include <algorithm>

namespace kith::detail {

namespace {

/// Lines are looked for in at least so many bytes at once. OTP: 256.
constexpr std::size_t line_bytes_min = 256;

}  // namespace

result<std::string> held_file::read(std::size_t size) {
  std::string got = ahead_.substr(used_, size);
  used_ += got.size();
  if (got.size() == size) {
    return got;
  }
  const std::size_t rest = size - got.size();
  auto more = file_->read(rest + std::min(ahead_bytes_, SIZE_MAX - rest));
  if (!more) {
    return more;
  }
  ahead_ = std::move(*more);
  used_ = std::min(rest, ahead_.size());
  got.append(ahead_, 0, used_);
  return got;
}

result<std::string> held_file::read_line() {
  std::size_t searched = used_;
  for (;;) {
    const std::size_t feed = ahead_.find('\n', searched);
    if (feed != std::string::npos) {
      std::string line = ahead_.substr(used_, feed + 1 - used_);
      used_ = feed + 1;
      if (line.ends_with("\r\n")) {
        line.replace(line.size() - 2, 2, "\n");
      }
      return line;
    }
    auto more = file_->read(std::max(line_bytes_min, ahead_bytes_));
    if (!more) {
      return more;
    }
    ahead_.erase(0, used_);
    used_ = 0;
    if (more->empty()) {
      return std::exchange(ahead_, {});
    }
    searched = ahead_.size();
    ahead_ += *more;
  }
}

result<void> held_file::forget_ahead() {
  const std::size_t bytes = ahead_.size() - used_;
  ahead_.clear();
  used_ = 0;
  if (bytes == 0) {
    return {};
  }
  auto moved = file_->seek(-static_cast<std::int64_t>(bytes), io::seek_from::current);
  return moved ? result<void>() : moved.failure();
}

result<void> held_file::write(std::string_view bytes) {
  auto fine = forget_ahead();
  return fine ? file_->write(bytes) : fine;
}

result<void> held_file::write_at(std::uint64_t offset, std::string_view bytes) {
  auto fine = forget_ahead();
  return fine ? file_->write_at(offset, bytes) : fine;
}

result<std::uint64_t> held_file::seek(std::int64_t offset, io::seek_from from) {
  if (auto fine = forget_ahead(); !fine) {
    return fine.failure();
  }
  return file_->seek(offset, from);
}

result<void> held_file::truncate() {
  auto fine = forget_ahead();
  return fine ? file_->truncate() : fine;
}

}  // namespace kith::detail
