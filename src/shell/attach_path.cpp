#include "shell/attach_path.hpp"

#include "io/world.hpp"

namespace kith::shell {

std::string attach_folder(const io::world& world) {
  const auto runtime = world.getenv("XDG_RUNTIME_DIR");
  return runtime && !runtime->empty() ? *runtime + "/kith"
                                      : world.getenv("HOME").value_or(".") + "/.kith";
}

std::string attach_path(const io::world& world, std::string_view node) {
  return attach_folder(world) + "/" + std::string(node) + std::string(attach_suffix);
}

}  // namespace kith::shell
