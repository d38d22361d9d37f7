#include "io/real_disk.hpp"

#include "io/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace kith::io {
namespace {

/// Makes names of temporary files differ between the calls of one program.
constexpr int temporary_attempts_max = 100;

error failed(const char* operation, const std::string& path) {
  const int number = errno;
  const errc code = number == ENOENT   ? errc::not_found
                    : number == EEXIST ? errc::exists
                                       : errc::unavailable;
  return {code,
          std::string(operation) + " " + path + ": " + std::generic_category().message(number)};
}

bool write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// A new name is lasting only when its folder is.
void flush_folder(const std::string& path) {
  const descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open())
    ::fsync(folder.get());
}

/// Creates, fills and flushes `path`; leaves nothing behind when it fails half-way.
result<void> create_whole(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!file.is_open())
    return failed("create", path);
  const bool written = write_whole(file.get(), bytes) && ::fsync(file.get()) == 0;
  if (written && file.close() == 0)
    return {};
  error failure = failed("write", path);
  ::unlink(path.c_str());
  return failure;
}

}  // namespace

result<file_content> real_disk::read(const std::string& path, std::size_t limit) {
  // Non-blocking, for opening a pipe would otherwise wait for its writer.
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open())
    return failed("open", path);
  struct stat about{};
  if (::fstat(file.get(), &about) != 0)
    return failed("stat", path);
  file_content content;
  content.info = {.mode = about.st_mode & 07777U,
                  .owner = about.st_uid,
                  .is_regular = S_ISREG(about.st_mode),
                  .size = static_cast<std::uint64_t>(about.st_size)};
  if (!content.info.is_regular)
    return error(errc::unavailable, path + ": not a regular file");
  for (;;) {
    const std::size_t had = content.bytes.size();
    if (had > limit) {
      return error(errc::limit, path + ": longer than " + std::to_string(limit) + " bytes");
    }
    content.bytes.resize(had + std::min<std::size_t>(limit - had + 1, 65'536));
    const ssize_t count = ::read(file.get(), &content.bytes[had], content.bytes.size() - had);
    content.bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0)
      return content;
    if (count < 0 && errno != EINTR)
      return failed("read", path);
  }
}

result<void> real_disk::create(const std::string& path, std::string_view bytes,
                               std::uint32_t mode) {
  result<void> outcome = create_whole(path, bytes, mode);
  if (outcome)
    flush_folder(path);
  return outcome;
}

result<void> real_disk::replace(const std::string& path, std::string_view bytes,
                                std::uint32_t mode) {
  std::string temporary;
  for (int attempt = 0;; ++attempt) {
    temporary = path + ".new" + std::to_string(::getpid()) + "." + std::to_string(attempt);
    result<void> made = create_whole(temporary, bytes, mode);
    if (made)
      break;
    if (made.failure().code != errc::exists || attempt == temporary_attempts_max)
      return made;
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    error failure = failed("rename to", path);
    ::unlink(temporary.c_str());
    return failure;
  }
  flush_folder(path);
  return {};
}

result<void> real_disk::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0)
    return failed("remove", path);
  flush_folder(path);
  return {};
}

result<void> real_disk::make_directories(const std::string& path, std::uint32_t mode) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), mode) != 0) {
      struct stat about{};
      const int number = errno;
      const bool is_there = ::stat(part.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
      errno = number;
      if (!is_there)
        return failed("make directory", part);
    }
    if (end == std::string::npos)
      return {};
  }
}

}  // namespace kith::io
