#include "eval/application_folder.hpp"

#include <algorithm>

namespace kith::eval {

namespace {

std::string_view last_part(std::string_view folder) {
  return folder.substr(folder.rfind('/') + 1);
}

/// What of `stdlib-4.2` is not its version.
std::string_view without_version(std::string_view folder) {
  const std::size_t dash = folder.rfind('-');
  const bool has_version = dash != std::string_view::npos && dash + 1 < folder.size() &&
                           folder[dash + 1] >= '0' && folder[dash + 1] <= '9';
  return has_version ? folder.substr(0, dash) : folder;
}

}  // namespace

std::optional<std::string> application_folder(std::span<const std::string> path,
                                              std::string_view name) {
  for (std::string_view folder : path) {
    const std::string_view part = last_part(folder);
    if (part == "ebin" || part == "src") {
      folder.remove_suffix(std::min(folder.size(), part.size() + 1));
    }
    if (without_version(last_part(folder)) == name) {
      return std::string(folder);
    }
  }
  return std::nullopt;
}

}  // namespace kith::eval
