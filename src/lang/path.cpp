#include "lang/path.hpp"

namespace kith::lang {

std::string directory_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) {
    return ".";
  }
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string join_path(const std::string& directory, const std::string& name) {
  if (directory == "." || directory.empty() || name.starts_with('/')) {
    return name;
  }
  return directory.ends_with('/') ? directory + name : directory + '/' + name;
}

}  // namespace kith::lang
