#include "io/real_opened_file.hpp"

#include <fcntl.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>

namespace kith::io {

namespace {

/// Reads and writes move at most so many bytes at once.
constexpr std::size_t part_max = std::size_t{1} << 20u;

error failed() {
  return posix_error(errno);
}
result<void> outcome(int answer) {
  return answer == 0 ? result<void>() : failed();
}

/// Until so many bytes are there, or the end.
template <class Read>
result<std::string> gather(std::size_t size, Read read) {
  std::string bytes;
  while (bytes.size() < size) {
    const std::size_t had = bytes.size();
    bytes.resize(had + std::min(size - had, part_max));
    const ssize_t count = read(&bytes[had], bytes.size() - had, had);
    if (count < 0 && errno == EINTR) {
      bytes.resize(had);
      continue;
    }
    if (count < 0) {
      return failed();
    }
    bytes.resize(had + static_cast<std::size_t>(count));
    if (count == 0) {
      break;
    }
  }
  return bytes;
}

template <class Write>
result<void> spread(std::string_view bytes, Write write) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::string_view rest = bytes.substr(done, part_max);
    const ssize_t count = write(rest.data(), rest.size(), done);
    if (count < 0 && errno != EINTR) {
      return failed();
    }
    done += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  return {};
}

file_type type_of(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFREG: return file_type::regular;
  case S_IFDIR: return file_type::directory;
  case S_IFLNK: return file_type::symlink;
  case S_IFCHR:
  case S_IFBLK: return file_type::device;
  default: return file_type::other;
  }
}

}  // namespace

file_status status_of(const struct stat& about) {
  return {.type = type_of(about.st_mode),
          .mode = about.st_mode,
          .owner = about.st_uid,
          .group = about.st_gid,
          .size = static_cast<std::uint64_t>(about.st_size),
          .links = about.st_nlink,
          .device = about.st_dev,
          .special_device = about.st_rdev,
          .inode = about.st_ino,
          .accessed_s = about.st_atim.tv_sec,
          .modified_s = about.st_mtim.tv_sec,
          .changed_s = about.st_ctim.tv_sec};
}

result<std::string> real_opened_file::read(std::size_t size) {
  return gather(size, [this](char* into, std::size_t room, std::size_t) {
    return ::read(file_.get(), into, room);
  });
}

result<void> real_opened_file::write(std::string_view bytes) {
  return spread(bytes, [this](const char* from, std::size_t size, std::size_t) {
    return ::write(file_.get(), from, size);
  });
}

result<std::string> real_opened_file::read_at(std::uint64_t offset, std::size_t size) {
  return gather(size, [this, offset](char* into, std::size_t room, std::size_t had) {
    return ::pread(file_.get(), into, room, static_cast<off_t>(offset + had));
  });
}

result<void> real_opened_file::write_at(std::uint64_t offset, std::string_view bytes) {
  return spread(bytes, [this, offset](const char* from, std::size_t size, std::size_t done) {
    return ::pwrite(file_.get(), from, size, static_cast<off_t>(offset + done));
  });
}

result<std::uint64_t> real_opened_file::seek(std::int64_t offset, seek_from from) {
  const int whence = from == seek_from::start     ? SEEK_SET
                     : from == seek_from::current ? SEEK_CUR
                                                  : SEEK_END;
  const off_t at = ::lseek(file_.get(), offset, whence);
  return at < 0 ? result<std::uint64_t>(failed()) : static_cast<std::uint64_t>(at);
}

result<void> real_opened_file::truncate() {
  const off_t at = ::lseek(file_.get(), 0, SEEK_CUR);
  return outcome(at < 0 ? -1 : ::ftruncate(file_.get(), at));
}

result<void> real_opened_file::flush(bool data_only) {
  return outcome(data_only ? ::fdatasync(file_.get()) : ::fsync(file_.get()));
}

result<void> real_opened_file::advise(std::int64_t offset, std::int64_t length, file_advice how) {
  constexpr int advices[] = {POSIX_FADV_NORMAL,  POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                             POSIX_FADV_NOREUSE, POSIX_FADV_WILLNEED,   POSIX_FADV_DONTNEED};
  const int number =
      ::posix_fadvise(file_.get(), offset, length, advices[static_cast<std::size_t>(how)]);
  return number == 0 ? result<void>() : posix_error(number);
}

result<void> real_opened_file::allocate(std::int64_t offset, std::int64_t length) {
  return outcome(::fallocate(file_.get(), 0, offset, length));
}

result<file_status> real_opened_file::status() {
  struct stat about{};
  if (::fstat(file_.get(), &about) != 0) {
    return failed();
  }
  file_status status = status_of(about);
  const int how = ::fcntl(file_.get(), F_GETFL) & O_ACCMODE;
  status.readable = how != O_WRONLY;
  status.writable = how != O_RDONLY;
  return status;
}

}  // namespace kith::io
