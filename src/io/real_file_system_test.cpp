#include <unistd.h>

#include <cstdlib>

#include "io/file_system_behaviour.hpp"
#include "io/world.hpp"

namespace kith::io {
namespace {

struct empty_folder {
  std::string path = "/tmp/kith-tree-XXXXXX";
  empty_folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~empty_folder() { ::rmdir(path.c_str()); }
  empty_folder(const empty_folder&) = delete;
  empty_folder& operator=(const empty_folder&) = delete;
};

}  // namespace

TEST_CASE("file system: an opened file is read, written and cut") {
  const empty_folder folder;
  check_opened_files(real_world().tree(), folder.path);
}

TEST_CASE("file system: names are made, moved, linked and removed") {
  const empty_folder folder;
  check_names(real_world().tree(), folder.path);
}

}  // namespace kith::io
