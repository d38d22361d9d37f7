// Files and folders as POSIX has them: what `disk` (io/world.hpp), for whole files that must last,
// does not say. A failure's text is the lower-case name of the system's error: `enoent`, `eacces`.
// All calls block. A relative path starts at the working folder, which the whole world shares.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kith/result.hpp"

namespace kith::io {

enum class file_type : std::uint8_t { regular, directory, symlink, device, other };

struct file_status {
  file_type type = file_type::other;
  bool readable = false;   ///< by this program
  bool writable = false;   ///< the same
  std::uint32_t mode = 0;  ///< with the bits of the type, as in stat(2)
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint64_t size = 0;
  std::uint64_t links = 0;
  std::uint64_t device = 0;          ///< that the file lies on
  std::uint64_t special_device = 0;  ///< that the file stands for
  std::uint64_t inode = 0;
  std::int64_t accessed_s = 0;  ///< seconds since 1970-01-01 UTC, as those below
  std::int64_t modified_s = 0;
  std::int64_t changed_s = 0;
};

/// What is to be different of a file; the rest stays.
struct file_change {
  std::optional<std::uint32_t> mode = {};
  std::optional<std::uint32_t> owner = {};
  std::optional<std::uint32_t> group = {};
  std::optional<std::int64_t> accessed_s = {};
  std::optional<std::int64_t> modified_s = {};
};

struct open_mode {
  bool read = false;
  bool write = false;      ///< made if it is not there; emptied unless also read or appended to
  bool append = false;     ///< every write goes to the end
  bool exclusive = false;  ///< eexist when it is there
  bool flushed = false;    ///< a write returns when the disk has it
  bool directory = false;  ///< enotdir for all else; without it, a folder is eisdir
};

enum class seek_from : std::uint8_t { start, current, end };
enum class file_advice : std::uint8_t {
  normal,
  sequential,
  random,
  no_reuse,
  will_need,
  dont_need
};

/// An opened file; destroying it closes it. One call at a time.
class opened_file {
 public:
  virtual ~opened_file() = default;
  /// At most `size` bytes; none at the end.
  virtual result<std::string> read(std::size_t size) = 0;
  virtual result<void> write(std::string_view bytes) = 0;
  virtual result<std::string> read_at(std::uint64_t offset, std::size_t size) = 0;
  virtual result<void> write_at(std::uint64_t offset, std::string_view bytes) = 0;
  /// The new position.
  virtual result<std::uint64_t> seek(std::int64_t offset, seek_from from) = 0;
  /// The file ends at the position.
  virtual result<void> truncate() = 0;
  virtual result<void> flush(bool data_only) = 0;
  virtual result<void> advise(std::int64_t offset, std::int64_t length, file_advice how) = 0;
  /// Room on the disk for these bytes; a shorter file becomes as long.
  virtual result<void> allocate(std::int64_t offset, std::int64_t length) = 0;
  virtual result<file_status> status() = 0;
};

class file_system {
 public:
  virtual ~file_system() = default;
  virtual result<std::unique_ptr<opened_file>> open(const std::string& path,
                                                    const open_mode& how) = 0;
  /// The names in a folder, in no order, without "." and "..".
  virtual result<std::vector<std::string>> list(const std::string& path) = 0;
  /// With `follow`, of what a symbolic link leads to.
  virtual result<file_status> status(const std::string& path, bool follow) = 0;
  virtual result<void> change(const std::string& path, const file_change& what) = 0;
  virtual result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual result<void> make_folder(const std::string& path) = 0;
  /// It must be empty.
  virtual result<void> remove_folder(const std::string& path) = 0;
  /// eperm for a folder.
  virtual result<void> remove_file(const std::string& path) = 0;
  virtual result<void> make_link(const std::string& target, const std::string& path) = 0;
  virtual result<void> make_symlink(const std::string& target, const std::string& path) = 0;
  virtual result<std::string> read_link(const std::string& path) = 0;
  virtual result<std::string> working_folder() = 0;
  virtual result<void> set_working_folder(const std::string& path) = 0;
};

/// A number of errno as a failure; `einval` for one that has no name here.
[[nodiscard]] error posix_error(int number);

}  // namespace kith::io
