#include "io/real_file_system.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "io/real_opened_file.hpp"

namespace kith::io {

namespace {

error failed() {
  return posix_error(errno);
}
result<void> outcome(int answer) {
  return answer == 0 ? result<void>() : failed();
}

int flags_of(const open_mode& how) {
  int flags = O_CLOEXEC;
  flags |= how.read && how.write ? O_RDWR : how.write ? O_WRONLY : O_RDONLY;
  if (how.write && !how.directory) {
    flags |= O_CREAT | (how.read || how.append ? 0 : O_TRUNC);
  }
  flags |= how.append ? O_APPEND : 0;
  flags |= how.exclusive ? O_EXCL : 0;
  flags |= how.flushed ? O_SYNC : 0;
  flags |= how.directory ? O_DIRECTORY : 0;
  return flags;
}

}  // namespace

result<std::unique_ptr<opened_file>> real_file_system::open(const std::string& path,
                                                            const open_mode& how) {
  descriptor file(::open(path.c_str(), flags_of(how), 0666));
  if (!file.is_open()) {
    return failed();
  }
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) {
    return failed();
  }
  if (S_ISDIR(about.st_mode) && !how.directory) {
    return posix_error(EISDIR);
  }
  return std::unique_ptr<opened_file>(new real_opened_file(std::move(file)));
}

result<std::vector<std::string>> real_file_system::list(const std::string& path) {
  struct closer {
    void operator()(DIR* folder) const { ::closedir(folder); }
  };
  const std::unique_ptr<DIR, closer> folder(::opendir(path.c_str()));
  if (folder == nullptr) {
    return failed();
  }
  std::vector<std::string> names;
  for (errno = 0; const dirent* entry = ::readdir(folder.get()); errno = 0) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") {
      names.push_back(name);
    }
  }
  if (errno != 0) {
    return failed();
  }
  return names;
}

result<file_status> real_file_system::status(const std::string& path, bool follow) {
  struct stat about{};
  const int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
  if (::fstatat(AT_FDCWD, path.c_str(), &about, flags) != 0) {
    return failed();
  }
  file_status status = status_of(about);
  status.readable = ::access(path.c_str(), R_OK) == 0;
  status.writable = ::access(path.c_str(), W_OK) == 0;
  return status;
}

result<void> real_file_system::change(const std::string& path, const file_change& what) {
  constexpr auto same = static_cast<std::uint32_t>(-1);
  if (what.mode && ::chmod(path.c_str(), *what.mode & 07777U) != 0) {
    return failed();
  }
  if ((what.owner || what.group) &&
      ::chown(path.c_str(), what.owner.value_or(same), what.group.value_or(same)) != 0) {
    return failed();
  }
  if (!what.accessed_s && !what.modified_s) {
    return {};
  }
  const auto time_of = [](const std::optional<std::int64_t>& seconds) {
    return seconds ? timespec{*seconds, 0} : timespec{0, UTIME_OMIT};
  };
  const std::array<timespec, 2> times{time_of(what.accessed_s), time_of(what.modified_s)};
  return outcome(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0));
}

result<void> real_file_system::rename(const std::string& from, const std::string& to) {
  return outcome(std::rename(from.c_str(), to.c_str()));
}
result<void> real_file_system::make_folder(const std::string& path) {
  return outcome(::mkdir(path.c_str(), 0777));
}
result<void> real_file_system::remove_folder(const std::string& path) {
  return outcome(::rmdir(path.c_str()));
}
result<void> real_file_system::remove_file(const std::string& path) {
  // Linux says EISDIR of a folder, POSIX and OTP EPERM.
  const int answer = ::unlink(path.c_str());
  return answer != 0 && errno == EISDIR ? posix_error(EPERM) : outcome(answer);
}
result<void> real_file_system::make_link(const std::string& target, const std::string& path) {
  return outcome(::link(target.c_str(), path.c_str()));
}
result<void> real_file_system::make_symlink(const std::string& target, const std::string& path) {
  return outcome(::symlink(target.c_str(), path.c_str()));
}

result<std::string> real_file_system::read_link(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size < 0) {
    return failed();
  }
  return std::string(target.data(), static_cast<std::size_t>(size));
}

result<std::string> real_file_system::working_folder() {
  std::array<char, PATH_MAX> path{};
  if (::getcwd(path.data(), path.size()) == nullptr) {
    return failed();
  }
  return std::string(path.data());
}

result<void> real_file_system::set_working_folder(const std::string& path) {
  return outcome(::chdir(path.c_str()));
}

}  // namespace kith::io
