// Finding an application by the path of code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kith::eval {

/// Where the application lies of which a folder is in the path: `…/Name` or `…/Name-Version`, or
/// the `ebin` or `src` of it. OTP: code:lib_dir/1. Differs: `src` counts, for sources are what is
/// loaded.
[[nodiscard]] std::optional<std::string> application_folder(std::span<const std::string> path,
                                                            std::string_view name);

}  // namespace kith::eval
