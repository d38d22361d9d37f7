#include "cmd/background.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "cmd/exit_status.hpp"

namespace kith::cmd {

namespace {

void to_null(int descriptor) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) {
    ::dup2(null, descriptor);
    ::close(null);
  }
}

}  // namespace

background::background(bool wanted) {
  int ends[2];
  if (!wanted || ::pipe2(ends, O_CLOEXEC) != 0) {
    return;
  }
  child_ = ::fork();
  if (child_ == 0) {
    ::close(ends[0]);
    write_ = ends[1];
    ::setsid();
    to_null(STDIN_FILENO);
    to_null(STDOUT_FILENO);
  } else {
    ::close(ends[1]);
    read_ = ends[0];
  }
}

background::~background() {
  for (const int end : {read_, write_}) {
    if (end >= 0) {
      ::close(end);
    }
  }
}

int background::status_of_child() {
  unsigned char status = exit_failure;
  (void)!::read(read_, &status, 1);
  return status;
}

int background::tell(int status) {
  if (write_ >= 0) {
    const auto byte = static_cast<unsigned char>(status);
    (void)!::write(write_, &byte, 1);
    ::close(std::exchange(write_, -1));
    to_null(STDERR_FILENO);  // until now it could say why it cannot start
  }
  return status;
}

}  // namespace kith::cmd
