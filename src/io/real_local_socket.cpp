#include "io/real_local_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kith::io {

namespace {

constexpr int waiting_max = 8;
/// How long a listener rests when the system has no descriptor or memory for a new connection.
constexpr int rest_ms = 100;

error failed(const std::string& what) {
  const int number = errno;
  const errc code = number == ECONNREFUSED ? errc::refused
                    : number == ENOENT     ? errc::not_found
                    : number == EEXIST     ? errc::exists
                                           : errc::unavailable;
  return {code, what + ": " + std::strerror(number)};
}

/// Owns a descriptor, which stays valid until nobody uses it; `end` only ends what is under way.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&&) = delete;
  ~descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  void end() const noexcept { ::shutdown(number_, SHUT_RDWR); }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

result<sockaddr_un> address_of(const std::string& path) {
  static_assert(local_path_bytes_max == sizeof(sockaddr_un::sun_path) - 1);
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (path.empty() || path.size() > local_path_bytes_max) {
    return error(errc::limit, "the path of a socket has 1 to " +
                                  std::to_string(local_path_bytes_max) + " bytes: " + path);
  }
  std::memcpy(to.sun_path, path.data(), path.size());
  return to;
}

const sockaddr* plain(const sockaddr_un& a) {
  return reinterpret_cast<const sockaddr*>(&a);
}

class real_local_stream final : public local_stream {
 public:
  explicit real_local_stream(descriptor of) : socket_(std::move(of)) {}

  result<std::size_t> read(std::span<std::byte> into) override {
    for (;;) {
      const ssize_t n = ::recv(socket_.get(), into.data(), into.size(), 0);
      if (n >= 0) {
        return static_cast<std::size_t>(n);
      }
      if (errno != EINTR) {
        return failed("read");
      }
    }
  }

  result<void> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && errno != EINTR) {
        return failed("write");
      }
      bytes.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
    }
    return {};
  }

  void close() noexcept override { socket_.end(); }

 private:
  descriptor socket_;
};

bool is_of_our_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == ::geteuid() || peer.uid == 0);
}

class real_local_listener final : public local_listener {
 public:
  real_local_listener(descriptor of, std::string path, const struct stat& file)
      : socket_(std::move(of)), path_(std::move(path)), file_(file) {}

  ~real_local_listener() override { real_local_listener::close(); }

  result<std::unique_ptr<local_stream>> accept() override {
    for (;;) {
      descriptor peer(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (peer.get() >= 0) {
        if (is_of_our_user(peer.get())) {
          return std::unique_ptr<local_stream>(
              std::make_unique<real_local_stream>(std::move(peer)));
        }
      } else if (errno == EINVAL || errno == EBADF) {
        return error(errc::closed, "the listener is closed");
      } else if (errno != EINTR && errno != ECONNABORTED) {
        ::poll(nullptr, 0, rest_ms);
      }
    }
  }

  void close() noexcept override {
    if (closed_.exchange(true)) {
      return;
    }
    struct stat now{};
    if (::lstat(path_.c_str(), &now) == 0 && now.st_ino == file_.st_ino &&
        now.st_dev == file_.st_dev) {
      ::unlink(path_.c_str());
    }
    socket_.end();
  }

 private:
  descriptor socket_;
  std::string path_;
  struct stat file_;
  std::atomic<bool> closed_{false};
};

/// Nobody else may put anything into the folder.
result<void> check_folder(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  struct stat s{};
  if (::stat(folder.empty() ? "." : folder.c_str(), &s) != 0) {
    return failed(folder);
  }
  if (s.st_uid != ::geteuid() || (s.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return error(errc::refused, folder + " is not ours alone to write to");
  }
  return {};
}

/// A socket at which nobody listens any more goes.
result<void> clear_path(const std::string& path) {
  struct stat file{};
  if (::lstat(path.c_str(), &file) != 0) {
    return {};
  }
  const auto there = dial_path(path);
  if (there || !S_ISSOCK(file.st_mode)) {
    return error(errc::exists, path + " is another program's");
  }
  if (there.failure().code != errc::refused || ::unlink(path.c_str()) != 0) {
    return there.failure();
  }
  return {};
}

}  // namespace

result<std::unique_ptr<local_stream>> dial_path(const std::string& path) {
  const auto to = address_of(path);
  if (!to) {
    return to.failure();
  }
  descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0 || ::connect(socket.get(), plain(*to), sizeof *to) != 0) {
    return failed(path);
  }
  return std::unique_ptr<local_stream>(std::make_unique<real_local_stream>(std::move(socket)));
}

result<std::unique_ptr<local_listener>> listen_at_path(const std::string& path) {
  const auto at = address_of(path);
  if (!at) {
    return at.failure();
  }
  if (auto ours = check_folder(path); !ours) {
    return ours.failure();
  }
  if (auto cleared = clear_path(path); !cleared) {
    return cleared.failure();
  }
  descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  struct stat file{};
  // Nobody can connect before `listen`, when the mode is as it should be.
  if (socket.get() < 0 || ::bind(socket.get(), plain(*at), sizeof *at) != 0 ||
      ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::lstat(path.c_str(), &file) != 0 ||
      ::listen(socket.get(), waiting_max) != 0) {
    return failed(path);
  }
  return std::unique_ptr<local_listener>(
      std::make_unique<real_local_listener>(std::move(socket), path, file));
}

}  // namespace kith::io
