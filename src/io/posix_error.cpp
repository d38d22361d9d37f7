#include <cerrno>
#include <iterator>

#include "io/file_system.hpp"

namespace kith::io {

namespace {

struct named {
  int number;
  const char* name;
};

constexpr named names[] = {
    {EPERM, "eperm"},      {ENOENT, "enoent"},
    {EINTR, "eintr"},      {EIO, "eio"},
    {ENXIO, "enxio"},      {EBADF, "ebadf"},
    {EAGAIN, "eagain"},    {ENOMEM, "enomem"},
    {EACCES, "eacces"},    {EFAULT, "efault"},
    {ENOTBLK, "enotblk"},  {EBUSY, "ebusy"},
    {EEXIST, "eexist"},    {EXDEV, "exdev"},
    {ENODEV, "enodev"},    {ENOTDIR, "enotdir"},
    {EISDIR, "eisdir"},    {EINVAL, "einval"},
    {ENFILE, "enfile"},    {EMFILE, "emfile"},
    {ENOTTY, "enotty"},    {ETXTBSY, "etxtbsy"},
    {EFBIG, "efbig"},      {ENOSPC, "enospc"},
    {ESPIPE, "espipe"},    {EROFS, "erofs"},
    {EMLINK, "emlink"},    {EPIPE, "epipe"},
    {ERANGE, "erange"},    {ENAMETOOLONG, "enametoolong"},
    {ENOLCK, "enolck"},    {ENOSYS, "enosys"},
    {ENOTEMPTY, "eexist"},  // OTP: the same
    {ELOOP, "eloop"},      {EDQUOT, "edquot"},
    {ESTALE, "estale"},    {EOVERFLOW, "eoverflow"},
    {ENOTSUP, "enotsup"},  {EDEADLK, "edeadlk"},
};

}  // namespace

error posix_error(int number) {
  const errc code = number == ENOENT   ? errc::not_found
                    : number == EEXIST ? errc::exists
                    : number == EINVAL ? errc::bad_input
                                       : errc::unavailable;
  for (const named& each : names) {
    if (each.number == number) {
      return {code, each.name};
    }
  }
  return {code, "einval"};
}

}  // namespace kith::io
