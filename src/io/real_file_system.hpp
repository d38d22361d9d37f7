#pragma once

#include "io/file_system.hpp"

namespace kith::io {

/// That of the operating system. Stateless; any thread may use it.
class real_file_system final : public file_system {
 public:
  result<std::unique_ptr<opened_file>> open(const std::string& path, const open_mode& how) override;
  result<std::vector<std::string>> list(const std::string& path) override;
  result<file_status> status(const std::string& path, bool follow) override;
  result<void> change(const std::string& path, const file_change& what) override;
  result<void> rename(const std::string& from, const std::string& to) override;
  result<void> make_folder(const std::string& path) override;
  result<void> remove_folder(const std::string& path) override;
  result<void> remove_file(const std::string& path) override;
  result<void> make_link(const std::string& target, const std::string& path) override;
  result<void> make_symlink(const std::string& target, const std::string& path) override;
  result<std::string> read_link(const std::string& path) override;
  result<std::string> working_folder() override;
  result<void> set_working_folder(const std::string& path) override;
};

}  // namespace kith::io
