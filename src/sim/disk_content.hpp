#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "io/file_system.hpp"

namespace kith::sim {

/// A file, a folder or a symbolic link (whose bytes are its target), whatever names it has.
struct disk_node {
  io::file_type type = io::file_type::regular;
  std::string bytes = {};
  std::uint32_t mode = 0;  ///< permission bits
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::int64_t accessed_s = 0;
  std::int64_t modified_s = 0;
  std::int64_t changed_s = 0;
};

/// A state of a whole disk. Names are absolute paths without a slash at the end: the root is "".
/// Ordered, for the trace.
struct disk_content {
  std::map<std::string, std::uint64_t> names;
  std::map<std::uint64_t, disk_node> nodes;

  /// Null when there is none.
  [[nodiscard]] disk_node* find(const std::string& path) {
    const auto at = names.find(path);
    return at == names.end() ? nullptr : &nodes.at(at->second);
  }
  [[nodiscard]] bool is(io::file_type type, const std::string& path) {
    const disk_node* there = find(path);
    return there != nullptr && there->type == type;
  }
  /// How many names a node has.
  [[nodiscard]] std::uint64_t links(std::uint64_t node) const {
    std::uint64_t count = 0;
    for (const auto& [name, of] : names) {
      count += of == node ? 1 : 0;
    }
    return count;
  }
};

/// "/a" of "/a/b"; empty for a path that has no folder above it.
[[nodiscard]] inline std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

}  // namespace kith::sim
