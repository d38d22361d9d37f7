#include "sim/opened_file.hpp"

#include <algorithm>
#include <cerrno>

namespace kith::sim {

namespace {

constexpr std::uint64_t file_bytes_max = std::uint64_t{1} << 30u;

}  // namespace

io::file_status status_of(const disk_content& content, std::uint64_t number) {
  const disk_node& of = content.nodes.at(number);
  const std::uint32_t type = of.type == io::file_type::directory ? 0040000U
                             : of.type == io::file_type::symlink ? 0120000U
                                                                 : 0100000U;
  return {.type = of.type,
          .readable = true,
          .writable = true,
          .mode = type | of.mode,
          .owner = of.owner,
          .group = of.group,
          .size = of.bytes.size(),
          .links = content.links(number),
          .device = 1,
          .inode = number,
          .accessed_s = of.accessed_s,
          .modified_s = of.modified_s,
          .changed_s = of.changed_s};
}

opened_file::opened_file(disk& on, std::string path, const io::open_mode& how)
    : disk_(on), path_(std::move(path)), how_(how), number_(on.now_.names.at(path_)) {
  disk_.opened_.insert(number_);
}

opened_file::~opened_file() {
  disk_.opened_.extract(number_);
  if (!disk_.opened_.contains(number_) && disk_.now_.links(number_) == 0) {
    disk_.now_.nodes.erase(number_);
  }
}

result<disk_node*> opened_file::node(const char* operation, bool allowed, bool writes) {
  if (auto fine = disk_.posix_check(operation, path_, writes); !fine)
    return fine.failure();
  const auto at = disk_.now_.nodes.find(number_);
  if (at == disk_.now_.nodes.end())
    return io::posix_error(EIO);
  if (!allowed)
    return io::posix_error(EBADF);
  return &at->second;
}

result<std::string> opened_file::read_at(std::uint64_t offset, std::size_t size) {
  auto at = node("pread", how_.read, false);
  if (!at)
    return at.failure();
  const std::string& bytes = (*at)->bytes;
  return offset >= bytes.size() ? std::string() : bytes.substr(offset, size);
}

result<void> opened_file::write_at(std::uint64_t offset, std::string_view bytes) {
  auto at = node("pwrite", how_.write, true);
  if (!at)
    return at.failure();
  disk_node& file = **at;
  const std::uint64_t start = how_.append ? file.bytes.size() : offset;
  if (start > file_bytes_max || bytes.size() > file_bytes_max - start)
    return io::posix_error(EFBIG);
  file.bytes.resize(std::max<std::size_t>(file.bytes.size(), start + bytes.size()));
  file.bytes.replace(start, bytes.size(), bytes);
  file.modified_s = file.changed_s = disk_.now_s();
  how_.flushed ? disk_.flush(path_) : disk_.write_back_later(path_);
  return {};
}

result<std::string> opened_file::read(std::size_t size) {
  auto bytes = read_at(position_, size);
  position_ += bytes ? bytes->size() : 0;
  return bytes;
}

result<void> opened_file::write(std::string_view bytes) {
  auto written = write_at(position_, bytes);
  if (written)
    position_ = how_.append ? disk_.now_.nodes.at(number_).bytes.size() : position_ + bytes.size();
  return written;
}

result<std::uint64_t> opened_file::seek(std::int64_t offset, io::seek_from from) {
  auto at = node("seek", true, false);
  if (!at)
    return at.failure();
  const std::uint64_t base = from == io::seek_from::start     ? 0
                             : from == io::seek_from::current ? position_
                                                              : (*at)->bytes.size();
  const std::int64_t to = static_cast<std::int64_t>(base) + offset;
  if (to < 0)
    return io::posix_error(EINVAL);
  return position_ = static_cast<std::uint64_t>(to);
}

result<void> opened_file::truncate() {
  auto at = node("truncate", how_.write, true);
  if (!at)
    return at.failure();
  if (position_ > file_bytes_max)
    return io::posix_error(EFBIG);
  (*at)->bytes.resize(position_);
  disk_.write_back_later(path_);
  return {};
}

result<void> opened_file::flush(bool /*data_only*/) {
  auto at = node("flush", true, false);
  if (!at)
    return at.failure();
  disk_.flush(path_);
  return {};
}

result<void> opened_file::advise(std::int64_t, std::int64_t, io::file_advice) {
  return {};
}

result<void> opened_file::allocate(std::int64_t offset, std::int64_t length) {
  auto at = node("allocate", how_.write, true);
  if (!at)
    return at.failure();
  if (offset < 0 || length <= 0)
    return io::posix_error(EINVAL);
  const auto start = static_cast<std::uint64_t>(offset);
  const auto size = static_cast<std::uint64_t>(length);
  if (start > file_bytes_max || size > file_bytes_max - start)
    return io::posix_error(EFBIG);
  (*at)->bytes.resize(std::max<std::size_t>((*at)->bytes.size(), start + size));
  disk_.write_back_later(path_);
  return {};
}

result<io::file_status> opened_file::status() {
  auto at = node("status", true, false);
  if (!at)
    return at.failure();
  io::file_status status = status_of(disk_.now_, number_);
  status.readable = how_.read;
  status.writable = how_.write;
  return status;
}

}  // namespace kith::sim
