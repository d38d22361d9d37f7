#pragma once

#include "io/file_system.hpp"
#include "sim/disk.hpp"

namespace kith::sim {

/// The same disk as POSIX shows it. Everybody may do everything: permissions are kept, not asked.
/// What is written is lost in a crash until it is flushed or some time has passed.
class file_system final : public io::file_system {
 public:
  explicit file_system(disk& on) : disk_(on) {}

  result<std::unique_ptr<io::opened_file>> open(const std::string& path,
                                                const io::open_mode& how) override;
  result<std::vector<std::string>> list(const std::string& path) override;
  result<io::file_status> status(const std::string& path, bool follow) override;
  result<void> change(const std::string& path, const io::file_change& what) override;
  result<void> rename(const std::string& from, const std::string& to) override;
  result<void> make_folder(const std::string& path) override;
  result<void> remove_folder(const std::string& path) override;
  result<void> remove_file(const std::string& path) override;
  result<void> make_link(const std::string& target, const std::string& path) override;
  result<void> make_symlink(const std::string& target, const std::string& path) override;
  result<std::string> read_link(const std::string& path) override;
  result<std::string> working_folder() override;
  result<void> set_working_folder(const std::string& path) override;

 private:
  /// The name on the disk that a path leads to, which need not be there, but its folder is.
  result<std::string> place(const char* operation, const std::string& path, bool follow,
                            bool writes = false);
  /// The same of what is there.
  result<std::string> found(const char* operation, const std::string& path, bool follow,
                            bool writes = false);
  /// The same of a name that is free.
  result<std::string> free_place(const char* operation, const std::string& path);
  void changed(const std::string& place);

  disk& disk_;
  std::string working_folder_;
};

}  // namespace kith::sim
