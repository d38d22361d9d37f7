// Names of files, taken apart as OTP does it. OTP: stdlib, filename.
#pragma once

#include <string>

namespace kith::lang {

/// "a/b" of "a/b/c", "." of "c".
[[nodiscard]] std::string directory_name(const std::string& path);
/// "c" of "a/b/c".
[[nodiscard]] std::string base_name(const std::string& path);
/// The name within the directory; "." adds nothing, and an absolute name stays.
[[nodiscard]] std::string join_path(const std::string& directory, const std::string& name);

}  // namespace kith::lang
