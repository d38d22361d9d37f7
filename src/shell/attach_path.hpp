// Where a node listens for `kith attach`.
#pragma once

#include <string>
#include <string_view>

namespace kith::io {
class world;
}

namespace kith::shell {

/// What the names of sockets end with, behind the name of the node.
inline constexpr std::string_view attach_suffix = ".sock";

/// The folder of the sockets of all nodes of this user: `$XDG_RUNTIME_DIR/kith`, or `~/.kith`.
[[nodiscard]] std::string attach_folder(const io::world& world);
[[nodiscard]] std::string attach_path(const io::world& world, std::string_view node);

}  // namespace kith::shell
